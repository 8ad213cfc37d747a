package vision

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/pathways/text"
)

// schema is what the model answers with: what it sees first, so that it has
// looked at the picture before it writes.
const schema = `{"type":"object","properties":{` +
	`"seen":{"type":"array","items":{"type":"string","minLength":1,"maxLength":80},"minItems":1,"maxItems":8},` +
	`"query":{"type":"string","minLength":1,"maxLength":600}},` +
	`"required":["seen","query"],"additionalProperties":false}`

// answer is what the schema says.
type answer struct {
	Seen  []string `json:"seen"`
	Query string   `json:"query"`
}

// Write implements pathways.Pathway.
func (p *Pathway) Write(ctx context.Context, b *pathways.Brief, rng *rand.Rand) (*pathways.Candidate, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if why := p.Down(); why != "" {
		return nil, &pathways.Failure{Reason: pathways.ReasonUnavailable, Detail: why}
	}
	it := p.pictured(b)
	if it == nil || len(b.Calls) == 0 {
		return nil, &pathways.Failure{Reason: pathways.ReasonNoBrief, Detail: "no picture, or nothing to ask for"}
	}
	data := p.data(b)
	r, err := p.request(ctx, it, data, rng)
	if err != nil {
		return nil, err
	}
	// What is wrong with an answer is told to the model; should it not mend it, that
	// is the reason.
	var bad *pathways.Failure
	first := true
	r.Check = func(said []byte) error {
		_, bad = p.read(b, r.Prompt, said, data, first)
		first = false
		switch {
		case bad == nil:
			return nil
		case bad.Reason == check.ReasonUnseen:
			// It is to look, not to repeat what is known of the picture.
			return errors.New(`most of what "seen" lists is not in the picture: look again, and list only what is there`)
		default:
			return errors.New(bad.Detail)
		}
	}
	a, err := p.model.Ask(ctx, r)
	if err != nil {
		return nil, because(err, bad)
	}
	c, bad := p.read(b, r.Prompt, a.JSON, data, false)
	if bad != nil { // the model did not ask the check
		return nil, bad
	}
	c.Turns = []sample.ModelTurn{a.Turn}
	return c, nil
}

// request makes the question.
func (p *Pathway) request(
	ctx context.Context, it *domain.Item, data *domain.PromptData, rng *rand.Rand,
) (*ollama.Request, error) {
	picture, err := p.show(ctx, it)
	if err != nil {
		return nil, err
	}
	prompts := p.domain.PromptsFor(p.name)
	if len(prompts) == 0 {
		return nil, &pathways.Failure{Reason: pathways.ReasonNoPhrase, Detail: "the domain has no prompt for " + p.name}
	}
	prompt := prompts[rng.IntN(len(prompts))]
	system, user, err := prompt.Render(data)
	if err != nil {
		return nil, &pathways.Failure{Reason: pathways.ReasonPromptTooLong, Detail: err.Error()}
	}
	return &ollama.Request{
		Role: ollama.RoleVision, Purpose: sample.PurposeWrite, Prompt: prompt.Name, PromptHash: prompt.Hash,
		System: system,
		Turns:  []ollama.Turn{{Text: user, Pictures: [][]byte{picture}}},
		Schema: json.RawMessage(schema), Temperature: prompt.Temperature, Seed: rng.Uint64(), MaxTokens: prompt.MaxTokens,
	}, nil
}

// read makes a candidate of an answer, and says what is wrong with it.
func (p *Pathway) read(
	b *pathways.Brief, prompt string, said []byte, data *domain.PromptData, first bool,
) (*pathways.Candidate, *pathways.Failure) {
	var a answer
	if err := json.Unmarshal(said, &a); err != nil {
		return nil, &pathways.Failure{Reason: pathways.ReasonBadAnswer, Detail: "the answer is no JSON: " + err.Error()}
	}
	query, bad := text.Clean(a.Query)
	if bad != nil {
		return nil, bad
	}
	c := p.candidate(b, prompt, query, distinct(a.Seen))
	found := p.checks.Verify(&sample.Sample{
		Messages: slices.Concat(b.History, c.Messages), Tools: p.offered, Calls: c.Calls, Context: c.Context,
		Provenance: sample.Provenance{Modality: sample.ModalityVision, Seen: c.Seen, Items: c.Items},
	})
	if bad = text.Mend(b, query, data, found, first); bad != nil {
		return nil, bad
	}
	return c, nil
}

// distinct returns each thing once, without white space around it: small models
// fill a list with the same again.
func distinct(things []string) []string {
	var list []string
	for _, thing := range things {
		thing = strings.Join(strings.Fields(thing), " ")
		if !slices.ContainsFunc(list, func(have string) bool { return strings.EqualFold(have, thing) }) {
			list = append(list, thing)
		}
	}
	return list
}

// candidate is what an answer makes of a brief.
func (p *Pathway) candidate(b *pathways.Brief, prompt, query string, seen []string) *pathways.Candidate {
	c := &pathways.Candidate{
		Messages: []sample.Message{{Role: sample.RoleUser, Content: query}},
		Calls:    b.SampleCalls(),
		Template: prompt,
		Seen:     seen,
		Items:    []string{p.pictured(b).ID},
	}
	for _, n := range b.Nodes() {
		c.Nodes = append(c.Nodes, n.ID)
	}
	if b.Context != nil {
		c.Context = b.SampleContext()
		if b.Item != nil {
			c.Items = append(c.Items, b.Item.ID)
		}
	}
	return c
}

// because gives a bad answer the reason that was found in it.
func because(err error, bad *pathways.Failure) error {
	f, ok := errors.AsType[*pathways.Failure](err)
	if !ok || f.Reason != pathways.ReasonBadAnswer || bad == nil {
		return err
	}
	return &pathways.Failure{Reason: bad.Reason, Detail: bad.Detail, Spent: f.Spent}
}
