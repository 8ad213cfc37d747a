package run

import (
	"context"
	"math/rand/v2"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/sample"
)

// Judge says whether the calls of a sample answer its query. The error is a
// *pathways.Failure, or the context's.
type Judge interface {
	// Down says why it cannot answer now, and what to do about it; empty where it
	// can.
	Down() string
	Verdict(ctx context.Context, s *sample.Sample, rng *rand.Rand) (*sample.Verdict, error)
}

// verdict asks the judge about the share of samples that the run has judged.
// Where the judge cannot answer the sample goes without a verdict, and the
// summary says how many did.
func (l *loop) verdict(ctx context.Context, s *slot, made *sample.Sample, out *result) {
	rng := slotRand(l.spec.GetSeed(), s.ordinal, streamJudge)
	if l.spec.GetJudge() == 0 || rng.Float64() >= l.spec.GetJudge() {
		return
	}
	if l.engine.judge == nil {
		out.unjudged = pathways.ReasonUnavailable
		return
	}
	v, err := l.engine.judge.Verdict(ctx, made, rng)
	if err != nil {
		reason, ok := pathways.ReasonOf(err)
		if !ok {
			reason = pathways.ReasonUnavailable
		}
		out.unjudged = reason
		return
	}
	out.verdict, made.Provenance.Verdict = v, v
}

// countTurns notes what models had to do.
func (r *result) countTurns(turns []sample.ModelTurn) {
	for i := range turns {
		r.modelTime += turns[i].Duration
		r.modelCalls += max(1, turns[i].Attempts)
	}
}

// refuse makes the result a refusal, and keeps what models had to do for it.
func (r *result) refuse(kind callmillv1.Outcome_Kind, stage string, reason pathways.Reason) result {
	r.kind, r.stage, r.reason = kind, stage, string(reason)
	return *r
}
