package text

import (
	"context"
	"math/rand/v2"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// maxTools bounds how many tools a prompt lists of which none is to be asked for.
const maxTools = 40

// say has the model say the brief's calls.
func (p *Pathway) say(ctx context.Context, b *pathways.Brief, rng *rand.Rand) (*pathways.Candidate, error) {
	prompt := p.prompt(NameBrief, rng)
	data := p.data(ctx, b, rng)
	data.Item, data.Nodes = b.Item, b.Nodes()
	data.Calls = b.Prompt()
	if len(b.Calls) == 0 {
		p.smallTalk(data, rng)
	}
	return p.write(ctx, b, prompt, data, nil, rng)
}

// smallTalk tells a prompt what no tool is to be asked for, and mostly something to
// talk about: left alone, models say the same again and again.
func (p *Pathway) smallTalk(data *domain.PromptData, rng *rand.Rand) {
	for _, t := range p.domain.Tools[:min(len(p.domain.Tools), maxTools)] {
		data.Tools = append(data.Tools, domain.PromptTool{Name: t.Name, Description: t.Description, Parameters: t.Parameters})
	}
	nodes := p.domain.Graph.Nodes
	if len(nodes) > 0 && rng.IntN(4) > 0 {
		data.Nodes = []*domain.Node{nodes[rng.IntN(len(nodes))]}
	}
}

// rewrite has the model say again what a phrase pathway wrote.
func (p *Pathway) rewrite(ctx context.Context, b *pathways.Brief, rng *rand.Rand) (*pathways.Candidate, error) {
	prompt := p.prompt(NameRewrite, rng)
	phrase := p.phrase(ctx, b, rng)
	if phrase == nil {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return nil, &pathways.Failure{
			Reason: pathways.ReasonNoPhrase, Detail: "no phrase pathway writes what is to be rewritten",
		}
	}
	data := p.data(ctx, b, rng)
	data.Query, data.Item, data.Nodes = sample.LastUser(phrase.Messages), b.Item, b.Nodes()
	data.Calls = b.Prompt()
	return p.write(ctx, b, prompt, data, phrase.Nodes, rng)
}

// write asks for a query of the brief's calls. nodes are what it was made from
// beside the data's.
func (p *Pathway) write(
	ctx context.Context, b *pathways.Brief, prompt *domain.Prompt, data *domain.PromptData, nodes []string, rng *rand.Rand,
) (*pathways.Candidate, error) {
	made := func(query string) *pathways.Candidate {
		c := p.candidate(b, prompt, query)
		c.Calls = b.SampleCalls()
		if len(b.Calls) == 0 {
			c.Nodes = nodes
			for _, n := range data.Nodes {
				c.Nodes = append(c.Nodes, n.ID)
			}
		}
		return c
	}
	var query string
	a, err := p.ask(ctx, &question{
		purpose: sample.PurposeWrite, prompt: prompt, data: data, schema: []byte(querySchema),
		check: func(answer []byte, first bool) *fault {
			var bad *fault
			if query, bad = queryOf(answer); bad != nil {
				return bad
			}
			return p.fit(b, made(query), data, first)
		},
	}, rng)
	if err != nil {
		return nil, err
	}
	c := made(query)
	c.Turns = []sample.ModelTurn{a.Turn}
	return c, nil
}

// fit says what is wrong with a query for the brief's calls. Its length is told
// once: where that is all, the sample is good and counts where it is measured.
func (p *Pathway) fit(b *pathways.Brief, c *pathways.Candidate, data *domain.PromptData, first bool) *fault {
	query := sample.LastUser(c.Messages)
	if saysID(query, b) {
		return badAnswer("the query names %s: say \"it\" or \"this %s\"", b.Context.ID, b.Context.Kind)
	}
	if bad := p.verify(b, c); bad != nil {
		return bad
	}
	if data.Query != "" && sameWords(query, data.Query) {
		return badAnswer("that is the same message again: use other words")
	}
	if long := tellLength(query, data); first && long != "" {
		return badAnswer("%s", long)
	}
	return nil
}

// sameWords says whether two queries differ in nothing but case and marks.
func sameWords(x, y string) bool {
	a, b := domain.Words(x), domain.Words(y)
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
