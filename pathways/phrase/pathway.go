// Package phrase writes queries without a model: it expands the domain's
// grammar, and says the arguments in words from the graph or from content
// metadata.
//
// Three pathways write differently. NameGraph keeps to plain productions and
// walks the graph, each node by any of its synonyms. NameContent keeps to them
// as well and takes its words from content metadata. NameGrammar has the whole
// grammar and, on top of it, the domain's manners: what people put around a
// request, and what becomes of it under their thumbs.
package phrase

import (
	"fmt"
	"sync"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// The pathways' names.
const (
	NameGraph   = "phrase/graph"
	NameContent = "phrase/content"
	NameGrammar = "phrase/grammar"
)

// cost of a phrase, relative to the typical model call: expanding a grammar
// takes microseconds where a model takes a tenth of a second, but a price of
// nearly nothing would let templates win every draw.
const cost = 0.1

// Rules that every tool has; the productions drawn for them are told in the
// candidate's template.
const (
	ruleRequest = domain.RuleRequest
	ruleThing   = domain.RuleThing
)

// source says where a pathway takes its words from.
type source int

const (
	fromGraph source = iota + 1
	fromContent
	fromGrammar
)

// Pathway is a phrase pathway. It is immutable.
type Pathway struct {
	name   string
	source source
	domain *domain.Domain
	// own is the voice of the domain's own language; voices are all of them.
	own    *voice
	voices map[string]*voice
	// The facets that the wording decides, and the one that the pathway does.
	words, phrasing, twist, modality int
	// renderers holds *renderer values for reuse.
	renderers *sync.Pool
}

// Graph returns the pathway that walks the graph and says nodes by their
// synonyms (the "search synonyms" of RouteNator).
func Graph(d *domain.Domain) (*Pathway, error) { return newPathway(NameGraph, fromGraph, d) }

// Content returns the pathway that uses the words of content metadata: titles,
// keywords, kinds. It serves only briefs that have an item.
func Content(d *domain.Domain) (*Pathway, error) { return newPathway(NameContent, fromContent, d) }

// Grammar returns the pathway that writes with the whole grammar and the
// domain's manners.
func Grammar(d *domain.Domain) (*Pathway, error) { return newPathway(NameGrammar, fromGrammar, d) }

// All returns every phrase pathway of a domain.
func All(d *domain.Domain) ([]pathways.Pathway, error) {
	var all []pathways.Pathway
	for _, made := range []func(*domain.Domain) (*Pathway, error){Graph, Content, Grammar} {
		p, err := made(d)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

func newPathway(name string, src source, d *domain.Domain) (*Pathway, error) {
	p := &Pathway{
		name: name, source: src, domain: d,
		words:     d.Facet(sample.FacetWords),
		phrasing:  d.Facet(sample.FacetPhrasing),
		twist:     d.Facet(sample.FacetTwist),
		modality:  d.Facet(sample.FacetModality),
		renderers: &sync.Pool{New: func() any { return new(renderer) }},
	}
	if err := p.compileVoices(); err != nil {
		return nil, fmt.Errorf("pathway %s: %w", name, err)
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
	v := p.voice(b.Language)
	if v == nil {
		return false
	}
	switch want := b.Bucket(p.modality); {
	case want != "" && want != string(sample.ModalityPhrase):
		return false
	case len(b.Calls) == 0:
		return p.source != fromContent && len(v.idle(b)) > 0
	case len(b.Calls) > maxCalls, b.FollowUp != nil && len(v.aloneFor(b)) == 0:
		return false
	case p.source == fromContent:
		return b.Item != nil || b.Context != nil || b.Calls[0].Item != nil
	case p.source == fromGrammar:
		return true
	default:
		return walked(b)
	}
}

// walked says whether every text of the brief's calls is of graph nodes.
func walked(b *pathways.Brief) bool {
	for i := range b.Calls {
		for j := range b.Calls[i].Arguments {
			a := &b.Calls[i].Arguments[j]
			if a.Param.Binding.Kind == domain.BindWalk && len(a.Nodes) == 0 {
				return false
			}
		}
	}
	return true
}

// idle returns what can be said for a brief without calls: productions of none, or
// small talk by entry.
func (v *voice) idle(b *pathways.Brief) [][]*alternative {
	switch {
	case b.Reply != nil && b.Reply.Kind == sample.ReplyChat:
		return v.chat
	case len(v.none) == 0:
		return nil
	}
	return [][]*alternative{v.none}
}
