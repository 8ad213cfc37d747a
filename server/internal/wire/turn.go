package wire

import (
	"google.golang.org/protobuf/types/known/durationpb"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/sample"
)

func turn(t *sample.ModelTurn) *callmillv1.ModelTurn {
	return &callmillv1.ModelTurn{
		Purpose: t.Purpose, Model: t.Model, Digest: t.Digest, Prompt: t.Prompt, PromptHash: t.PromptHash,
		Temperature: t.Temperature, Seed: t.Seed, MaxTokens: int32(t.MaxTokens),
		PromptTokens: int32(t.PromptTokens), OutputTokens: int32(t.OutputTokens),
		Duration: durationpb.New(t.Duration), Attempts: int32(t.Attempts),
	}
}

func turnFrom(m *callmillv1.ModelTurn) sample.ModelTurn {
	return sample.ModelTurn{
		Purpose: m.GetPurpose(), Model: m.GetModel(), Digest: m.GetDigest(),
		Prompt: m.GetPrompt(), PromptHash: m.GetPromptHash(),
		Temperature: m.GetTemperature(), Seed: m.GetSeed(), MaxTokens: int(m.GetMaxTokens()),
		PromptTokens: int(m.GetPromptTokens()), OutputTokens: int(m.GetOutputTokens()),
		Duration: m.GetDuration().AsDuration(), Attempts: int(m.GetAttempts()),
	}
}

func turns(ts []sample.ModelTurn) []*callmillv1.ModelTurn {
	if len(ts) == 0 {
		return nil
	}
	out := make([]*callmillv1.ModelTurn, len(ts))
	for i := range ts {
		out[i] = turn(&ts[i])
	}
	return out
}

func turnsFrom(ms []*callmillv1.ModelTurn) []sample.ModelTurn {
	if len(ms) == 0 {
		return nil
	}
	out := make([]sample.ModelTurn, len(ms))
	for i, m := range ms {
		out[i] = turnFrom(m)
	}
	return out
}

func verdict(v *sample.Verdict) *callmillv1.Verdict {
	if v == nil {
		return nil
	}
	return &callmillv1.Verdict{Agrees: v.Agrees, Score: v.Score, Reason: v.Reason, Turn: turn(&v.Turn)}
}

func verdictFrom(m *callmillv1.Verdict) *sample.Verdict {
	if m == nil {
		return nil
	}
	return &sample.Verdict{
		Agrees: m.GetAgrees(), Score: m.GetScore(), Reason: m.GetReason(), Turn: turnFrom(m.GetTurn()),
	}
}
