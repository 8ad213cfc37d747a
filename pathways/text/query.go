package text

import (
	"context"
	"math/rand/v2"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// queryFirst has the model write a request from what the brief is about, and then,
// in a turn of its own, choose the calls for it.
func (p *Pathway) queryFirst(ctx context.Context, b *pathways.Brief, rng *rand.Rand) (*pathways.Candidate, error) {
	prompt := p.prompt(NameQuery, rng)
	data := p.data(ctx, b, rng)
	data.Item, data.Nodes = b.Item, b.Nodes()
	var query string
	written, err := p.ask(ctx, &question{
		purpose: sample.PurposeWrite, prompt: prompt, data: data, schema: []byte(querySchema),
		check: func(answer []byte, first bool) *fault {
			var bad *fault
			if query, bad = queryOf(answer); bad != nil {
				return bad
			}
			if saysID(query, b) {
				return badAnswer("the query names %s: say \"it\" or \"this %s\"", b.Context.ID, b.Context.Kind)
			}
			if long := tellLength(query, data); first && long != "" {
				return badAnswer("%s", long)
			}
			return nil
		},
	}, rng)
	if err != nil {
		return nil, err
	}
	c := p.candidate(b, prompt, query)
	turn, err := p.label(ctx, b, c, rng)
	if err != nil {
		return nil, spent(err, written.Turn.Duration)
	}
	c.Turns = []sample.ModelTurn{written.Turn, *turn}
	return c, nil
}

// label has the model choose the calls for the candidate's query, and gives it
// them.
func (p *Pathway) label(
	ctx context.Context, b *pathways.Brief, c *pathways.Candidate, rng *rand.Rand,
) (*sample.ModelTurn, error) {
	options := p.offer(b, rng)
	none := noCallOf(p.domain)
	data := &domain.PromptData{
		Domain: p.domain.Description, Query: sample.LastUser(c.Messages), Context: b.Context,
	}
	for _, o := range options {
		data.Tools = append(data.Tools, domain.PromptTool{
			Name: o.tool.Name, Description: o.tool.Description, Parameters: o.schema,
		})
	}
	data.Tools = append(data.Tools, domain.PromptTool{
		Name: none, Description: "None of these does what the person says.", Parameters: "{}",
	})
	a, err := p.ask(ctx, &question{
		purpose: sample.PurposeLabel, prompt: p.prompt(domain.PromptLabel, rng), data: data,
		schema: labelSchema(options, none, len(b.Calls) > 1),
		check: func(answer []byte, _ bool) *fault {
			var bad *fault
			if c.Calls, bad = callsOf(answer, options, none, b); bad != nil {
				return bad
			}
			return p.labelFault(b, c)
		},
	}, rng)
	if err != nil {
		return nil, err
	}
	return &a.Turn, nil
}

// labelFault says what is wrong with the calls that a model chose.
func (p *Pathway) labelFault(b *pathways.Brief, c *pathways.Candidate) *fault {
	if len(c.Calls) == 0 {
		if word := p.asksFor(b.Calls[0].Tool, sample.LastUser(c.Messages)); word != "" {
			return badAnswer("the person says %q, which %s is for: call a function", word, b.Calls[0].Tool.Name)
		}
	}
	r := p.checks.Verify(&sample.Sample{
		Messages: c.Messages, Tools: p.offered, Calls: c.Calls, Context: c.Context,
		Provenance: sample.Provenance{Modality: sample.ModalityText},
	})
	if r == nil {
		return nil
	}
	return &fault{r.Reason, tellLabel(r)}
}

// asksFor finds words of the query that a tool has a value for: the query was
// written about them, and no call at all is then most likely a mistake, which no
// check would see. Empty where there are none.
func (p *Pathway) asksFor(tool *domain.Tool, query string) string {
	words := domain.Words(query)
	for _, m := range p.domain.Lexicon.Matches(words) {
		for _, e := range m.Entries {
			if e.Node != nil && takes(tool, e.Node.Type) {
				return strings.Join(words[m.First:m.Last+1], " ")
			}
		}
	}
	return ""
}

// takes says whether an argument of the tool is drawn from nodes of a type.
func takes(t *domain.Tool, typ string) bool {
	for _, p := range t.Leaves() {
		if p.Binding.NodeType == typ {
			return true
		}
		for _, s := range p.Binding.Walk {
			if s.NodeType == typ {
				return true
			}
		}
	}
	return false
}
