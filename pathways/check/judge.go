package check

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/sample"
)

// Model answers questions; *ollama.Models does.
type Model interface {
	// Ask puts a question. Errors are a *pathways.Failure, or the context's.
	Ask(ctx context.Context, r *ollama.Request) (*ollama.Answer, error)
	// Down says why the model of a role cannot be asked now; empty where it can.
	Down(role ollama.Role) string
}

// Judge asks a model whether the calls of a sample answer its query: by default
// another model than the one that wrote it, since models like what they wrote
// themselves (Panickssery et al., LLM Evaluators Recognize and Favor Their Own
// Generations, arXiv 2404.13076). It reads text alone: what is in a picture, the
// item before the user stands for. It is safe for concurrent use.
type Judge struct {
	domain *domain.Domain
	model  Model
}

// NewJudge returns the judge of a domain's samples.
func NewJudge(d *domain.Domain, m Model) *Judge { return &Judge{domain: d, model: m} }

// judgeScale is the best score that the model gives. It counts in whole numbers,
// since servers hold models to the range of integers, and not to that of others.
const judgeScale = 10

// judgeSchema is what the model answers with. The reason comes first, so that
// what comes after it follows from it (chain of thought).
const judgeSchema = `{"type":"object","properties":{` +
	`"reason":{"type":"string","minLength":1,"maxLength":400},` +
	`"agrees":{"type":"boolean"},` +
	`"score":{"type":"integer","minimum":0,"maximum":10}},` +
	`"required":["reason","agrees","score"],"additionalProperties":false}`

// Verdict asks about a sample that passed the other checks of a Pipeline. Where it
// does not agree, the sample is to be refused with StageJudge and ReasonDisagrees.
// Errors are a *pathways.Failure, or the context's: there is no verdict then, and
// nothing is known against the sample.
func (j *Judge) Verdict(ctx context.Context, s *sample.Sample, rng *rand.Rand) (*sample.Verdict, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if why := j.model.Down(ollama.RoleJudge); why != "" {
		return nil, &pathways.Failure{Reason: pathways.ReasonUnavailable, Detail: why}
	}
	prompts := j.domain.PromptsFor(domain.PromptJudge)
	if len(prompts) == 0 {
		return nil, &pathways.Failure{Reason: pathways.ReasonUnavailable, Detail: "the domain has no prompt for a judge"}
	}
	prompt := prompts[rng.IntN(len(prompts))]
	system, user, err := prompt.Render(j.data(s))
	if err != nil {
		return nil, &pathways.Failure{Reason: pathways.ReasonPromptTooLong, Detail: err.Error()}
	}
	a, err := j.model.Ask(ctx, &ollama.Request{
		Role: ollama.RoleJudge, Purpose: sample.PurposeJudge, Prompt: prompt.Name, PromptHash: prompt.Hash,
		System: system, Turns: []ollama.Turn{{Text: user}}, Schema: json.RawMessage(judgeSchema),
		Temperature: prompt.Temperature, Seed: rng.Uint64(), MaxTokens: prompt.MaxTokens,
	})
	if err != nil {
		return nil, err
	}
	return readVerdict(a)
}

// readVerdict reads an answer.
func readVerdict(a *ollama.Answer) (*sample.Verdict, error) {
	var said struct {
		Reason string `json:"reason"`
		Agrees bool   `json:"agrees"`
		Score  int    `json:"score"`
	}
	bad := func(err error) error {
		return &pathways.Failure{Reason: pathways.ReasonBadAnswer, Detail: err.Error(), Spent: a.Turn.Duration}
	}
	if err := json.Unmarshal(a.JSON, &said); err != nil {
		return nil, bad(err)
	}
	if said.Score < 0 || said.Score > judgeScale {
		return nil, bad(fmt.Errorf("score is %d, want 0 to %d", said.Score, judgeScale))
	}
	return &sample.Verdict{
		Agrees: said.Agrees,
		Score:  float64(said.Score) / judgeScale,
		Reason: strings.Join(strings.Fields(said.Reason), " "),
		Turn:   a.Turn,
	}, nil
}

// data is what the prompt is told about a sample.
func (j *Judge) data(s *sample.Sample) *domain.PromptData {
	d := &domain.PromptData{Domain: j.domain.Description, Query: s.Query()}
	if s.Context != nil && s.Context.Item != nil {
		if d.Context = j.domain.Item(s.Context.Item.ID); d.Context == nil {
			d.Context = &domain.Item{Item: *s.Context.Item}
		}
	}
	for _, name := range s.Tools {
		if t := j.domain.Tool(name); t != nil {
			d.Tools = append(d.Tools, domain.PromptTool{
				Name: t.Name, Description: t.Description, Parameters: t.Parameters,
			})
		}
	}
	for i := range s.Calls {
		c := &s.Calls[i]
		call := domain.PromptCall{Name: c.Name, JSON: c.Arguments}
		if t := j.domain.Tool(c.Name); t != nil {
			call.Description = t.Description
			call.Arguments = argumentsOf(t, c.Arguments)
		}
		d.Calls = append(d.Calls, call)
	}
	return d
}

// argumentsOf returns the top-level arguments of a call, in the tool's order.
func argumentsOf(t *domain.Tool, object string) []domain.PromptArgument {
	var values map[string]json.RawMessage
	if json.Unmarshal([]byte(object), &values) != nil {
		return nil
	}
	var args []domain.PromptArgument
	for _, p := range t.Params {
		value, ok := values[p.Name]
		if !ok {
			continue
		}
		arg := domain.PromptArgument{
			Name: p.Name, JSON: string(value), OnScreen: p.Binding.Kind == domain.BindContext,
		}
		if v := p.Binding.Value(arg.JSON); v != nil {
			arg.Say = slices.Clone(v.Labels)
		}
		args = append(args, arg)
	}
	return args
}
