// Package vision writes queries with a model that looks at a picture of the
// content library.
//
// Two pathways ask differently. NameNeed writes what someone would ask who needs
// this very picture, and so serves briefs whose arguments were drawn from an item
// with a picture: searches, mostly, and pictures to be made. NameEdit writes what
// someone would ask who has the picture before them, and so serves briefs whose
// tool works on the item before the user.
//
// The calls are the brief's. The model gets the picture with its title and
// keywords, and what the query must ask for. It says what it sees, and writes the
// query; both come back in one answer. What it sees is held against the item's
// metadata (check.Pipeline.Unseen) and kept in the sample's provenance. Every
// check of a sample that remembers nothing is made on the answer as well, so that
// the model is told of a fault and may repair it once.
package vision

import (
	"context"
	"slices"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/sample"
)

// The pathways' names; their prompts have the same.
const (
	NameNeed = domain.PromptVisionNeed
	NameEdit = domain.PromptVisionEdit
)

// cost of a candidate, relative to the typical model call: a picture is some
// hundred tokens more to read, which on a small model takes about as long as the
// answer.
const cost = 2

// Model answers questions; *ollama.Models does.
type Model interface {
	// Ask puts a question. Errors are a *pathways.Failure, or the context's.
	Ask(ctx context.Context, r *ollama.Request) (*ollama.Answer, error)
	// Down says why the model of a role cannot be asked now; empty where it can.
	Down(role ollama.Role) string
}

// Pathway is a vision pathway. It is safe for concurrent use.
type Pathway struct {
	name   string
	domain *domain.Domain
	model  Model
	checks *check.Pipeline
	// tools are those that it can begin with, offered the names of all.
	tools   map[*domain.Tool]bool
	offered []string
	// The facets that the wording decides, and the one that the pathway is.
	words, phrasing, modality int
	// scaling bounds how many large pictures are in memory at once.
	scaling chan struct{}
}

// Need returns the pathway that asks for the picture. checks are the domain's.
func Need(d *domain.Domain, m Model, checks *check.Pipeline) *Pathway {
	return newPathway(NameNeed, d, m, checks)
}

// Edit returns the pathway that asks for a change of the picture. checks are the
// domain's.
func Edit(d *domain.Domain, m Model, checks *check.Pipeline) *Pathway {
	return newPathway(NameEdit, d, m, checks)
}

func newPathway(name string, d *domain.Domain, m Model, checks *check.Pipeline) *Pathway {
	p := &Pathway{
		name: name, domain: d, model: m, checks: checks,
		tools:    map[*domain.Tool]bool{},
		words:    d.Facet(sample.FacetWords),
		phrasing: d.Facet(sample.FacetPhrasing),
		modality: d.Facet(sample.FacetModality),
		scaling:  make(chan struct{}, 1),
	}
	for _, t := range d.Tools {
		p.offered = append(p.offered, t.Name)
		if brief.WantsContext(t) == (name == NameEdit) && brief.Pictured(d, t) {
			p.tools[t] = true
		}
	}
	return p
}

// Name implements pathways.Pathway.
func (p *Pathway) Name() string { return p.name }

// Modality implements pathways.Pathway.
func (p *Pathway) Modality() sample.Modality { return sample.ModalityVision }

// Cost implements pathways.Pathway.
func (p *Pathway) Cost() float64 { return cost }

// Down implements pathways.Outside.
func (p *Pathway) Down() string { return p.model.Down(ollama.RoleVision) }

// ServesTool implements pathways.Outside.
func (p *Pathway) ServesTool(t *domain.Tool) bool { return p.tools[t] }

// CanServe implements pathways.Pathway.
func (p *Pathway) CanServe(b *pathways.Brief) bool {
	if !slices.Contains([]string{"", string(sample.ModalityVision)}, b.Bucket(p.modality)) {
		return false
	}
	if b.Reply != nil || b.Contrast != nil || len(b.Screen) > 0 {
		return false
	}
	return len(b.Calls) > 0 && p.tools[b.Calls[0].Tool] && brief.FromPicture(b)
}

// pictured returns the item whose picture the brief is about.
func (p *Pathway) pictured(b *pathways.Brief) *domain.Item {
	if p.name == NameEdit {
		return b.Context
	}
	return b.Item
}
