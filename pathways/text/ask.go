package text

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/sample"
)

// querySchema is the answer of who writes a query.
const querySchema = `{"type":"object","properties":{"query":{"type":"string","minLength":1,"maxLength":600}},` +
	`"required":["query"],"additionalProperties":false}`

// fault is what is wrong with an answer: the reason that is counted, and the
// words that the model is told.
type fault struct {
	reason pathways.Reason
	tell   string
}

func badAnswer(format string, args ...any) *fault {
	return &fault{pathways.ReasonBadAnswer, fmt.Sprintf(format, args...)}
}

// question is one turn with the model.
type question struct {
	purpose string
	prompt  *domain.Prompt
	data    *domain.PromptData
	schema  json.RawMessage
	// check makes what is wanted of an answer; first says that the model can
	// still repair it, so that what is only not so good may be told too.
	check func(answer []byte, first bool) *fault
}

// prompt draws a style for a purpose.
func (p *Pathway) prompt(purpose string, rng *rand.Rand) *domain.Prompt {
	styles := p.domain.PromptsFor(purpose)
	return styles[rng.IntN(len(styles))]
}

// ask puts a question. The check was made of the answer when it returns.
func (p *Pathway) ask(ctx context.Context, q *question, rng *rand.Rand) (*ollama.Answer, error) {
	system, user, err := q.prompt.Render(q.data)
	if err != nil {
		return nil, &pathways.Failure{Reason: pathways.ReasonPromptTooLong, Detail: err.Error()}
	}
	var found *fault
	first := true
	a, err := p.model.Ask(ctx, &ollama.Request{
		Role: ollama.RoleText, Purpose: q.purpose, Prompt: q.prompt.Name, PromptHash: q.prompt.Hash,
		System: system, Turns: []ollama.Turn{{Text: user}}, Schema: q.schema,
		Temperature: q.prompt.Temperature, Seed: rng.Uint64(), MaxTokens: q.prompt.MaxTokens,
		Check: func(answer []byte) error {
			found = q.check(answer, first)
			first = false
			if found == nil {
				return nil
			}
			return errors.New(found.tell)
		},
	})
	if err == nil {
		return a, nil
	}
	// What the checks found says more than that the answer was bad.
	f, ok := errors.AsType[*pathways.Failure](err)
	if ok && f.Reason == pathways.ReasonBadAnswer && found != nil {
		return nil, &pathways.Failure{Reason: found.reason, Detail: found.tell, Spent: f.Spent}
	}
	return nil, err
}

// spent adds what an earlier turn took to a failure.
func spent(err error, before time.Duration) error {
	f, ok := errors.AsType[*pathways.Failure](err)
	if !ok {
		return err
	}
	return &pathways.Failure{Reason: f.Reason, Detail: f.Detail, Spent: f.Spent + before}
}

// queryOf reads an answer of querySchema.
func queryOf(answer []byte) (string, *fault) {
	var a struct {
		Query string `json:"query"`
	}
	if err := json.Unmarshal(answer, &a); err != nil {
		return "", badAnswer("the answer is no JSON: %v", err)
	}
	return clean(a.Query)
}

// verify puts a candidate through the checks of a sample.
func (p *Pathway) verify(b *pathways.Brief, c *pathways.Candidate) *fault {
	r := p.checks.Verify(&sample.Sample{
		Messages: slices.Concat(b.History, c.Messages), Tools: p.offered, Calls: c.Calls, Context: c.Context,
		Provenance: sample.Provenance{Modality: sample.ModalityText},
	})
	if r == nil {
		return nil
	}
	return &fault{r.Reason, tell(b, r)}
}

// candidate is what every pathway fills in: the query, and what it came from.
func (p *Pathway) candidate(b *pathways.Brief, prompt *domain.Prompt, query string) *pathways.Candidate {
	c := &pathways.Candidate{
		Messages: []sample.Message{{Role: sample.RoleUser, Content: query}},
		Template: prompt.Name,
	}
	for _, n := range b.Nodes() {
		c.Nodes = append(c.Nodes, n.ID)
	}
	if b.Item != nil {
		c.Items = append(c.Items, b.Item.ID)
	}
	if b.Context != nil {
		c.Context = b.SampleContext()
		c.Items = append(c.Items, b.Context.ID)
	}
	return c
}
