// Package text writes queries with a language model.
//
// Three pathways ask differently. NameBrief tells the model what the calls want
// and has it say so. NameRewrite takes what a phrase pathway wrote and has it said
// again as a person would. NameQuery tells the model only what the request is
// about, graph nodes and the metadata of content, and then asks in a second turn,
// which knows nothing of the first but the query, what is to be called for it: its
// calls are the model's, and its sample is measured where it lands.
//
// How the model is asked stands in the domain's prompts, of which one is drawn for
// each candidate. What it answers is put through the checks of a sample at once:
// what they find is told to the model in plain words, for its one repair.
package text

import (
	"context"
	"math/rand/v2"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/sample"
)

// The pathways' names; their prompts have the same.
const (
	NameBrief   = domain.PromptTextBrief
	NameRewrite = domain.PromptTextRewrite
	NameQuery   = domain.PromptTextQuery
)

// The costs of a candidate, relative to the typical model call: calls to the
// model, leaving out repairs.
const (
	costOne = 1
	costTwo = 2
)

// Model answers questions; *ollama.Models does.
type Model interface {
	// Ask puts a question. Errors are a *pathways.Failure, or the context's.
	Ask(ctx context.Context, r *ollama.Request) (*ollama.Answer, error)
	// Down says why the model of a role cannot be asked now; empty where it can.
	Down(role ollama.Role) string
}

// Pathway is a text pathway. It is safe for concurrent use.
type Pathway struct {
	name   string
	cost   float64
	domain *domain.Domain
	model  Model
	checks *check.Pipeline
	// phrases write what is rewritten, and examples; drafter drafts for those.
	phrases []pathways.Pathway
	drafter *brief.Drafter
	// offered are the names of all tools.
	offered []string
	options map[*domain.Tool]*option
	// The facets that the wording decides, the one that the pathway is, and the
	// one of the first call.
	words, phrasing, modality, tool int
}

// Brief returns the pathway that says given calls. checks are the domain's;
// phrases, which may be none, write examples of the asked phrasing.
func Brief(d *domain.Domain, m Model, checks *check.Pipeline, phrases ...pathways.Pathway) *Pathway {
	return newPathway(NameBrief, costOne, d, m, checks, phrases)
}

// Rewrite returns the pathway that makes what one of the phrase pathways wrote
// human. checks are the domain's.
func Rewrite(d *domain.Domain, m Model, checks *check.Pipeline, phrases ...pathways.Pathway) *Pathway {
	return newPathway(NameRewrite, costOne, d, m, checks, phrases)
}

// Query returns the pathway that writes the query first. checks are the domain's;
// phrases, which may be none, write examples of the asked phrasing. It fails where
// a tool cannot be offered to a model.
func Query(d *domain.Domain, m Model, checks *check.Pipeline, phrases ...pathways.Pathway) (*Pathway, error) {
	p := newPathway(NameQuery, costTwo, d, m, checks, phrases)
	var err error
	if p.options, err = optionsOf(d); err != nil {
		return nil, err
	}
	return p, nil
}

func newPathway(
	name string, cost float64, d *domain.Domain, m Model, checks *check.Pipeline, phrases []pathways.Pathway,
) *Pathway {
	p := &Pathway{
		name: name, cost: cost, domain: d, model: m, checks: checks, phrases: phrases, drafter: brief.New(d),
		words:    d.Facet(sample.FacetWords),
		phrasing: d.Facet(sample.FacetPhrasing),
		modality: d.Facet(sample.FacetModality),
		tool:     d.Facet(sample.FacetTool),
	}
	for _, t := range d.Tools {
		p.offered = append(p.offered, t.Name)
	}
	return p
}

// Name implements pathways.Pathway.
func (p *Pathway) Name() string { return p.name }

// Modality implements pathways.Pathway.
func (p *Pathway) Modality() sample.Modality { return sample.ModalityText }

// Cost implements pathways.Pathway.
func (p *Pathway) Cost() float64 { return p.cost }

// Down implements pathways.Outside.
func (p *Pathway) Down() string { return p.model.Down(ollama.RoleText) }

// ServesTool implements pathways.Outside.
func (p *Pathway) ServesTool(t *domain.Tool) bool {
	switch p.name {
	case NameQuery:
		return t != nil && seeds(t)
	case NameRewrite:
		return len(p.phrases) > 0
	default:
		return true
	}
}

// CanServe implements pathways.Pathway.
func (p *Pathway) CanServe(b *pathways.Brief) bool {
	if want := b.Bucket(p.modality); want != "" && want != string(sample.ModalityText) {
		return false
	}
	switch p.name {
	case NameQuery:
		return followsFromQuery(b) && len(b.Calls) > 0 && seeds(b.Calls[0].Tool) && (b.Item != nil || seeded(&b.Calls[0]))
	case NameRewrite:
		return writable(b) && len(p.serving(b)) > 0
	default:
		return writable(b)
	}
}

// writable says whether a model can be told of all that a brief wants: not of pairs
// whose halves are worded alike, nor of small talk, which has answers of its own.
func writable(b *pathways.Brief) bool {
	return b.Contrast == nil && (b.Reply == nil || b.Reply.Kind != sample.ReplyChat)
}

// followsFromQuery says whether a brief is for one turn whose calls follow from its query: who
// labels queries is told of nothing else.
func followsFromQuery(b *pathways.Brief) bool {
	for i := range b.Calls {
		if len(b.Calls[i].DependsOn) > 0 {
			return false
		}
	}
	return b.Reply == nil && len(b.Earlier) == 0 && len(b.Screen) == 0 && b.Contrast == nil &&
		(b.Twist == "" || b.Twist == sample.TwistPlain)
}

// Write implements pathways.Pathway.
func (p *Pathway) Write(ctx context.Context, b *pathways.Brief, rng *rand.Rand) (*pathways.Candidate, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if why := p.Down(); why != "" {
		return nil, &pathways.Failure{Reason: pathways.ReasonUnavailable, Detail: why}
	}
	if !p.CanServe(b) {
		return nil, &pathways.Failure{Reason: pathways.ReasonNoBrief, Detail: "the brief is of no use to " + p.name}
	}
	switch p.name {
	case NameQuery:
		return p.queryFirst(ctx, b, rng)
	case NameRewrite:
		return p.rewrite(ctx, b, rng)
	default:
		return p.say(ctx, b, rng)
	}
}

// seeds says whether a call of the tool can say what a request is about: an
// argument of it is drawn from the graph or from content.
func seeds(t *domain.Tool) bool {
	for _, p := range t.Leaves() {
		bind := &p.Binding
		if bind.Kind == domain.BindWalk || bind.Kind == domain.BindValues && (bind.NodeType != "" || bind.Field != "") {
			return true
		}
	}
	return false
}

// seeded says whether a call has a value that was drawn from the graph.
func seeded(c *pathways.PlannedCall) bool {
	for i := range c.Arguments {
		if len(c.Arguments[i].Nodes) > 0 {
			return true
		}
	}
	return false
}
