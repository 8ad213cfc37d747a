package run

import (
	"fmt"
	"slices"
	"strings"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/server/internal/wire"
)

// Explain decides the first slot of a run that would begin now, for a cell in
// the buckets asked for, and tells everything the decision was made from.
func (h *Host) Explain(req *callmillv1.ExplainDecisionRequest) (*callmillv1.ExplainDecisionResponse, error) {
	policy := h.policies.Active()
	spec, err := fill(&callmillv1.RunSpec{
		Domain: req.GetDomain(), Count: 1, Seed: req.GetSeed(),
		Pathways: req.GetPathways(), Target: req.GetTarget(), LogFeatures: true,
	}, h.maxCount, policy)
	if err != nil {
		return nil, err
	}
	p, err := h.prepare("", spec, policy)
	if err != nil {
		return nil, err
	}
	l, err := newLoop(p)
	if err != nil {
		return nil, err
	}
	cell, err := l.find(req.GetCell())
	if err != nil {
		return nil, err
	}
	s := &slot{cell: cell, pathway: -1}
	l.route(s)
	out := &callmillv1.ExplainDecisionResponse{Decision: s.decision, Pathways: p.started().GetPathways()}
	weights := policy.Spec().Weights
	for i, f := range router.Features() {
		out.Features = append(out.Features, &callmillv1.FeatureInfo{
			Name: f.Name, Meaning: f.Meaning, Min: f.Min, Max: f.Max, Weight: weights[i],
		})
	}
	for i, name := range l.names(cell) {
		if name != "" {
			out.Cell = append(out.Cell, &callmillv1.FacetValue{Facet: p.engine.Domain.Facets[i].Name, Bucket: name})
		}
	}
	if s.brief != nil {
		out.Calls = wire.Calls(s.brief.SampleCalls())
	}
	return out, nil
}

// find returns the cell that a run would aim at first among those in the
// buckets asked for: the one with the largest share.
func (l *loop) find(want []*callmillv1.FacetValue) (int, error) {
	for i, w := range want {
		f, ok := l.table.Facet(w.GetFacet())
		if !ok {
			return 0, &FieldError{
				Field: fmt.Sprintf("cell[%d].facet", i), Found: fmt.Sprintf("%q", w.GetFacet()),
				Want: "a facet of the target: " + l.facetNames(),
			}
		}
		if _, ok := l.table.Bucket(f, w.GetBucket()); !ok {
			return 0, &FieldError{
				Field: fmt.Sprintf("cell[%d].bucket", i), Found: fmt.Sprintf("%q", w.GetBucket()),
				Want: "one of " + strings.Join(l.table.Facets()[f].Buckets, ", "),
			}
		}
	}
	parts := l.table.Parts()
	best, ok := l.table.Likeliest(func(part, cell int) bool {
		names := l.table.PartNames(part, cell)
		return !slices.ContainsFunc(want, func(w *callmillv1.FacetValue) bool {
			at := slices.Index(parts[part], w.GetFacet())
			return at >= 0 && names[at] != w.GetBucket()
		})
	})
	if !ok {
		return 0, &FieldError{Field: "cell", Found: "a combination with share 0", Want: "one that the target can have"}
	}
	return best, nil
}

func (l *loop) facetNames() string {
	names := make([]string, len(l.table.Facets()))
	for i, f := range l.table.Facets() {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}
