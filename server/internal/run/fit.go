package run

import (
	"slices"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/router/target"
)

// Fit fits a target to the domain: its facets, its tools' structural zeros and
// its own. Errors are a *TargetError.
func (e *Engine) Fit(t *domain.Target) (*target.Table, error) {
	spec := target.Spec{}
	for i := range e.Domain.Facets {
		f := &e.Domain.Facets[i]
		spec.Facets = append(spec.Facets, target.Facet{Name: f.Name, Buckets: f.Buckets})
	}
	for _, m := range t.Marginals {
		spec.Marginals = append(spec.Marginals, target.Marginal{Facet: m.Facet, Shares: shares(m.Shares)})
	}
	for _, c := range t.Conditionals {
		spec.Conditionals = append(spec.Conditionals, target.Conditional{
			Facet: c.Facet, Given: c.Given, GivenBucket: c.GivenBucket, Shares: shares(c.Shares),
		})
	}
	for _, j := range t.Joints {
		joint := target.Joint{Facets: j.Facets}
		for _, c := range j.Cells {
			joint.Cells = append(joint.Cells, target.JointCell{Buckets: c.Buckets, Share: c.Share})
		}
		spec.Joints = append(spec.Joints, joint)
	}
	// The target's own zeros first, so that the paths of faults count from its
	// first entry.
	for _, z := range append(append([]domain.Impossible{}, t.Impossible...), e.Domain.Impossible()...) {
		zero := target.Zero{}
		for _, c := range z {
			zero = append(zero, target.Condition{Facet: c.Facet, Buckets: c.Buckets})
		}
		spec.Zeros = append(spec.Zeros, zero)
	}
	spec.Zeros = append(spec.Zeros, e.unserved()...)
	table, err := target.Fit(spec)
	if err != nil {
		return nil, &TargetError{Err: err}
	}
	return table, nil
}

// unserved lists what no pathway of a modality can write for. It depends on what
// the domain can have, never on what is up.
func (e *Engine) unserved() []target.Zero {
	var zeros []target.Zero
	for _, m := range []sample.Modality{sample.ModalityText, sample.ModalityVision} {
		var able []pathways.Outside
		for _, p := range e.Pathways {
			if o, ok := p.(pathways.Outside); ok && p.Modality() == m {
				able = append(able, o)
			}
		}
		if len(able) == 0 {
			continue
		}
		tools := target.Condition{Facet: sample.FacetTool}
		for _, t := range append([]*domain.Tool{nil}, e.Domain.Tools...) {
			if !slices.ContainsFunc(able, func(o pathways.Outside) bool { return o.ServesTool(t) }) {
				name := sample.BucketNone
				if t != nil {
					name = t.Name
				}
				tools.Buckets = append(tools.Buckets, name)
			}
		}
		if len(tools.Buckets) > 0 {
			zeros = append(zeros, target.Zero{
				{Facet: sample.FacetModality, Buckets: []string{string(m)}}, tools,
			})
		}
	}
	return zeros
}

func shares(in []domain.Share) []target.Share {
	out := make([]target.Share, len(in))
	for i, s := range in {
		out[i] = target.Share{Bucket: s.Bucket, Share: s.Share}
	}
	return out
}

// routerFacets describes the table's facets to the router.
func routerFacets(t *target.Table) []router.Facet {
	facets := t.Facets()
	out := make([]router.Facet, len(facets))
	for i, f := range facets {
		out[i] = router.Facet{Name: f.Name, Buckets: len(f.Buckets)}
		switch f.Name {
		case sample.FacetWords:
			out[i].Role = router.RoleLength
		case sample.FacetArguments:
			out[i].Role = router.RoleComplexity
		}
	}
	return out
}
