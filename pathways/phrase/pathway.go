// Package phrase writes queries without a model: it expands the domain's
// grammar, and says the arguments in words from the graph or from content
// metadata.
package phrase

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// The pathways' names.
const (
	NameGraph   = "phrase/graph"
	NameContent = "phrase/content"
)

// cost of a phrase, relative to the typical model call: expanding a grammar
// takes microseconds where a model takes a tenth of a second, but a price of
// nearly nothing would let templates win every draw.
const cost = 0.1

// tries bounds how many expansions are made to meet the asked length and
// phrasing. The last complete one stands in when none does.
const tries = 24

// Rules that every tool has; the productions drawn for them are told in the
// candidate's template.
const (
	ruleRequest = "request"
	ruleThing   = "thing"
)

// source says where a pathway takes its words from.
type source int

const (
	fromGraph source = iota + 1
	fromContent
)

// Pathway is a phrase pathway. It is immutable.
type Pathway struct {
	name    string
	source  source
	domain  *domain.Domain
	grammar map[string]*compiled
	none    []*alternative
	// The facets that the wording decides.
	words, phrasing int
	// byBucket maps a phrasing bucket's name to its index in the grammar.
	byBucket map[string]int
}

// Graph returns the pathway that walks the graph and says nodes by their
// synonyms (the "search synonyms" of RouteNator).
func Graph(d *domain.Domain) (*Pathway, error) { return newPathway(NameGraph, fromGraph, d) }

// Content returns the pathway that uses the words of content metadata: titles,
// keywords, kinds. It serves only briefs that have an item.
func Content(d *domain.Domain) (*Pathway, error) { return newPathway(NameContent, fromContent, d) }

func newPathway(name string, src source, d *domain.Domain) (*Pathway, error) {
	p := &Pathway{
		name: name, source: src, domain: d,
		grammar:  make(map[string]*compiled, len(d.Tools)),
		words:    d.Facet(sample.FacetWords),
		phrasing: d.Facet(sample.FacetPhrasing),
		byBucket: make(map[string]int, len(d.Grammar.Phrasings)),
	}
	for _, t := range d.Tools {
		c, err := compileTool(d.Grammar, t)
		if err != nil {
			return nil, fmt.Errorf("pathway %s: %w", name, err)
		}
		p.grammar[t.Name] = c
	}
	none, err := compileNone(d.Grammar)
	if err != nil {
		return nil, fmt.Errorf("pathway %s: %w", name, err)
	}
	p.none = none
	for i := range d.Grammar.Phrasings {
		p.byBucket[d.Grammar.Phrasings[i].Rule.Name] = i
	}
	return p, nil
}

// Name implements pathways.Pathway.
func (p *Pathway) Name() string { return p.name }

// Modality implements pathways.Pathway.
func (p *Pathway) Modality() sample.Modality { return sample.ModalityPhrase }

// Cost implements pathways.Pathway.
func (p *Pathway) Cost() float64 { return cost }

// CanServe implements pathways.Pathway.
func (p *Pathway) CanServe(b *pathways.Brief) bool {
	switch {
	case len(b.Calls) == 0:
		return p.source == fromGraph && len(p.none) > 0
	case len(b.Calls) > 1:
		return false
	case p.source == fromContent:
		return b.Item != nil || b.Context != nil
	}
	for i := range b.Calls[0].Arguments {
		a := &b.Calls[0].Arguments[i]
		if a.Param.Binding.Kind == domain.BindWalk && len(a.Nodes) == 0 {
			return false
		}
	}
	return true
}

// Write implements pathways.Pathway.
func (p *Pathway) Write(ctx context.Context, b *pathways.Brief, rng *rand.Rand) (*pathways.Candidate, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r := &renderer{pathway: p, brief: b, rng: rng, have: have(b)}
	var last *pathways.Candidate
	for range tries {
		text, ok := p.phrase(r)
		if !ok {
			continue
		}
		c := p.candidate(r, text)
		if p.meets(b, c) {
			return c, nil
		}
		last = c
	}
	if last == nil {
		return nil, &pathways.Failure{
			Reason: pathways.ReasonNoPhrase,
			Detail: fmt.Sprintf("no production says %s in phrasing %q", wanted(b), b.Bucket(p.phrasing)),
		}
	}
	return last, nil
}

// phrase makes one expansion, as wordy as the asked length wants.
func (p *Pathway) phrase(r *renderer) (string, bool) {
	r.buf, r.nodes, r.trace, r.said = r.buf[:0], nil, nil, 0
	r.wordiness = p.wordiness(r.brief, r.rng)
	alts := p.none
	if len(r.brief.Calls) > 0 {
		alts = p.productions(r)
	}
	a := r.pick(alts, true)
	if a == nil {
		return "", false
	}
	r.trace = append(r.trace, a.source)
	if !r.expand(a) || r.have&^r.said&^itemBit != 0 {
		return "", false
	}
	return r.text(), true
}

// productions returns those of the asked phrasing, or of any.
func (p *Pathway) productions(r *renderer) []*alternative {
	say := p.grammar[r.brief.Calls[0].Tool.Name].say
	if want := r.brief.Bucket(p.phrasing); want != "" {
		i, ok := p.byBucket[want]
		if !ok {
			return nil
		}
		return say[i]
	}
	return say[r.rng.IntN(len(say))]
}

// wordiness maps the asked length to the chance of optional words, with some
// spread so that tries differ.
func (p *Pathway) wordiness(b *pathways.Brief, rng *rand.Rand) float64 {
	want := b.Bucket(p.words)
	if want == "" {
		return rng.Float64()
	}
	f := &p.domain.Facets[p.words]
	at := float64(f.Bucket(want)) / float64(max(1, len(f.Buckets)-1))
	return min(1, max(0, at+0.5*(rng.Float64()-0.5)))
}

// meets says whether a candidate falls in the asked buckets of length and
// phrasing.
func (p *Pathway) meets(b *pathways.Brief, c *pathways.Candidate) bool {
	s := sample.Sample{Messages: c.Messages}
	for _, i := range [...]int{p.words, p.phrasing} {
		want := b.Bucket(i)
		if f := &p.domain.Facets[i]; want != "" && f.Buckets[f.Measure(&s)] != want {
			return false
		}
	}
	return true
}

func (p *Pathway) candidate(r *renderer, text string) *pathways.Candidate {
	b := r.brief
	c := &pathways.Candidate{
		Messages: []sample.Message{{Role: sample.RoleUser, Content: text}},
		Calls:    b.SampleCalls(),
		Template: strings.Join(r.trace, " ‹ "),
		Nodes:    r.nodes,
	}
	for i := range b.Calls {
		for _, a := range b.Calls[i].Arguments {
			for _, n := range a.Nodes {
				c.Nodes = append(c.Nodes, n.ID)
			}
		}
	}
	if b.Item != nil {
		c.Items = append(c.Items, b.Item.ID)
	}
	if b.Context != nil {
		c.Context = &sample.Context{Item: &b.Context.Item}
		c.Items = append(c.Items, b.Context.ID)
	}
	return c
}

// have is what a brief has to say: every argument but those that the context
// shows, and the item where there is one.
func have(b *pathways.Brief) set {
	var s set
	if b.Context != nil {
		s |= itemBit
	}
	if len(b.Calls) == 0 {
		return s
	}
	call := &b.Calls[0]
	for i, p := range call.Tool.Params {
		if p.Binding.Kind != domain.BindContext && call.Argument(p.Name) != nil {
			s |= 1 << i
		}
	}
	return s
}

func wanted(b *pathways.Brief) string {
	if len(b.Calls) == 0 {
		return "no call"
	}
	names := make([]string, len(b.Calls[0].Arguments))
	for i, a := range b.Calls[0].Arguments {
		names[i] = a.Param.Name
	}
	return b.Calls[0].Tool.Name + "(" + strings.Join(names, ", ") + ")"
}
