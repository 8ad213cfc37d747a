package target

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const (
	// maxCombinations bounds the product of the bucket counts of all facets of a
	// part, and with it the memory and the time of everything here.
	maxCombinations = 100_000
	// maxFacets bounds the facets that take part, so that parts are few.
	maxFacets = 24
	// fieldFacets is the path of faults that concern all facets.
	fieldFacets = "facets"
)

// Fit makes the table of a spec: of all tables that meet every constraint, the
// one of maximum entropy, so that nothing is added that was not asked for.
//
// Up to 100,000 combinations of buckets that is one joint table. Beyond, facets
// that no conditional and no joint connects are told apart into several, each up
// to that bound (see [Table]).
//
// The error joins one [SpecError] per fault. Beside faults of form these are:
// facets that constraints connect and that have more than 100,000 combinations of
// buckets; a bucket that has a share but no possible cell; constraints that
// contradict each other, with the bucket where the asked share and the reachable
// one are furthest apart; zeros across parts that shares cannot be met with.
func Fit(spec Spec) (*Table, error) { return fit(spec, maxCombinations) }

// fit is Fit with another bound on the combinations of one part.
func fit(spec Spec, limit int) (*Table, error) {
	r := resolve(spec)
	if len(r.faults) > 0 {
		return nil, errors.Join(r.faults...)
	}
	split, err := r.split(limit)
	if err != nil {
		return nil, err
	}
	var parts []*part
	var faults []error
	for _, own := range split {
		p, err := own.fitPart(limit)
		parts, faults = append(parts, p), append(faults, err)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return r.join(parts)
}

// fitPart makes the joint table of all facets that the constraints name.
func (r *resolver) fitPart(limit int) (*part, error) {
	t, place, err := r.shape(limit)
	if err != nil {
		return nil, err
	}
	t.constraints = r.constraints(t.dims, place)
	t.enumerate(r.zerosIn(place))
	m := asked(t.constraints)
	if err := t.checkReachable(m); err != nil {
		return nil, err
	}
	t.share = slices.Repeat([]float64{1 / float64(t.cells())}, t.cells())
	s := newSolver(t.constraints)
	if s.solve(t.share, m, fitEffort(t.cells(), len(t.constraints))) > attained {
		return nil, t.contradiction(s, m)
	}
	t.dropEmpty()
	t.namePairs()
	return t, nil
}

// used lists the facets that a marginal, a conditional or a joint constrains.
func (r *resolver) used() []int {
	var used []int
	for _, d := range r.marginals {
		used = append(used, d.facet)
	}
	for _, d := range r.conditionals {
		used = append(used, d.facet, d.given)
	}
	for _, j := range r.joints {
		used = append(used, j.facets...)
	}
	slices.Sort(used)
	return slices.Compact(used)
}

// shape makes an empty table of the facets that take part. The returned map
// gives their index in the table by their index in the spec.
func (r *resolver) shape(limit int) (*part, map[int]int, error) {
	used := r.used()
	t, place, names, size := &part{}, make(map[int]int, len(used)), []string(nil), 1
	for i, f := range used {
		facet := r.spec.Facets[f]
		place[f] = i
		t.facets = append(t.facets, Facet{Name: facet.Name, Buckets: slices.Clone(facet.Buckets)})
		t.dims = append(t.dims, len(facet.Buckets))
		names = append(names, fmt.Sprintf("%s (%d)", facet.Name, len(facet.Buckets)))
		size = min(size*len(facet.Buckets), limit+1)
	}
	if size > limit {
		return nil, nil, &SpecError{
			Field: fieldFacets,
			Found: fmt.Sprintf("more than %d combinations of %s", limit, strings.Join(names, " × ")),
			Want:  "fewer constrained facets, fewer buckets in them, or fewer constraints that connect them",
		}
	}
	return t, place, nil
}

// zerosIn translates the zeros to the facets of the table, without those that
// do not apply.
func (r *resolver) zerosIn(place map[int]int) []zeroSet {
	var out []zeroSet
	for _, z := range r.zeros {
		facets := make([]int, len(z.facets))
		applies := true
		for k, f := range z.facets {
			at, ok := place[f]
			facets[k], applies = at, applies && ok
		}
		if applies {
			out = append(out, zeroSet{facets: facets, buckets: z.buckets})
		}
	}
	return out
}

// checkReachable finds groups that should have samples but have no cell.
func (t *part) checkReachable(m masses) error {
	var faults []error
	for i := range t.constraints {
		c := &t.constraints[i]
		cells := make([]int, len(c.groups))
		for _, g := range c.of {
			cells[g]++
		}
		for g, n := range cells {
			if n == 0 && m[i][g] > 0 && c.groups[g].buckets != nil {
				e := t.groupError(c, g)
				e.Found = "share " + formatShare(m[i][g]) + " but no possible cell" + t.within(c, g)
				e.Want = "share 0, or a combination that is not excluded by a zero or by a share of 0"
				faults = append(faults, e)
			}
		}
	}
	return errors.Join(faults...)
}

// contradiction names the group that the fit missed by most.
func (t *part) contradiction(s *solver, m masses) error {
	i, g, above := s.worst(t.share, m)
	c := &t.constraints[i]
	e := t.groupError(c, g)
	e.Found = "asked share " + formatShare(m[i][g]) + t.within(c, g) + ", which contradicts other constraints"
	e.Want = "shares that can be met together: the fit came to " + formatShare(m[i][g]+above) + " here"
	return e
}

// groupError names a group by its last facet: of a conditional that is the one
// whose distribution is given. A rest has no bucket, its given facet is named.
func (t *part) groupError(c *constraint, g int) *SpecError {
	group := c.groups[g]
	if group.buckets == nil {
		return &SpecError{Facet: t.facets[c.facets[0]].Name, Field: "conditionals"}
	}
	last := len(c.facets) - 1
	facet := t.facets[c.facets[last]]
	return &SpecError{Facet: facet.Name, Bucket: facet.Buckets[group.buckets[last]], Field: group.field}
}

// within names the other buckets of a group.
func (t *part) within(c *constraint, g int) string {
	group := c.groups[g]
	if len(group.buckets) < 2 {
		return ""
	}
	var names []string
	for k, b := range group.buckets[:len(group.buckets)-1] {
		facet := t.facets[c.facets[k]]
		names = append(names, facet.Name+" = "+strconv.Quote(facet.Buckets[b]))
	}
	return " (with " + strings.Join(names, ", ") + ")"
}

func formatShare(s float64) string { return strconv.FormatFloat(s, 'g', 6, 64) }
