package target

import (
	"fmt"
	"slices"
)

// component is a set of facets of the spec, in order, and the product of their
// bucket counts, which stops growing beyond the limit.
type component struct {
	facets []int
	size   int
}

// split divides the constraints into those of each part. All stay together while
// that is within the limit.
//
// Facets that a conditional or a joint connects must be in one part. Of such
// components the first part takes those that zeros connect with it, then any, in
// the order of the spec, as long as they fit: within a part zeros are exact and
// nothing is correlated by chance. What is left makes the next part likewise.
func (r *resolver) split(limit int) ([]*resolver, error) {
	used := r.used()
	if len(used) > maxFacets {
		return nil, &SpecError{
			Field: fieldFacets, Found: fmt.Sprintf("%d constrained facets", len(used)),
			Want: fmt.Sprintf("at most %d", maxFacets),
		}
	}
	if r.component(used, limit).size <= limit {
		return []*resolver{r}, nil
	}
	left := r.components(used, limit)
	var split []*resolver
	for len(left) > 0 {
		grown := left[0]
		left = left[1:]
		for {
			i := r.joining(grown, left, used, limit)
			if i < 0 {
				break
			}
			grown = r.component(slices.Concat(grown.facets, left[i].facets), limit)
			left = slices.Delete(left, i, i+1)
		}
		split = append(split, r.only(grown.facets))
	}
	return split, nil
}

func (r *resolver) component(facets []int, limit int) component {
	c := component{facets: slices.Sorted(slices.Values(facets)), size: 1}
	for _, f := range facets {
		c.size = min(c.size*len(r.spec.Facets[f].Buckets), limit+1)
	}
	return c
}

// components lists the sets of facets that constraints connect, in the order of
// their first facets.
func (r *resolver) components(used []int, limit int) []component {
	of := make(map[int]int, len(used)) // the first facet that each is connected with
	for _, f := range used {
		of[f] = f
	}
	connect := func(facets ...int) {
		for _, f := range facets[1:] {
			a, b := of[facets[0]], of[f]
			for _, g := range used {
				if of[g] == max(a, b) {
					of[g] = min(a, b)
				}
			}
		}
	}
	for _, d := range r.conditionals {
		connect(d.facet, d.given)
	}
	for _, j := range r.joints {
		connect(j.facets...)
	}
	var out []component
	for _, first := range used {
		var facets []int
		for _, f := range used {
			if of[f] == first {
				facets = append(facets, f)
			}
		}
		if len(facets) > 0 {
			out = append(out, r.component(facets, limit))
		}
	}
	return out
}

// joining picks the component that a part takes in next, or none.
func (r *resolver) joining(grown component, left []component, used []int, limit int) int {
	fits := func(c component) bool { return grown.size*c.size <= limit }
	i := slices.IndexFunc(left, func(c component) bool {
		return fits(c) && slices.ContainsFunc(r.zeros, func(z zeroSet) bool {
			return !slices.ContainsFunc(z.facets, func(f int) bool { return !slices.Contains(used, f) }) &&
				overlap(z.facets, grown.facets) && overlap(z.facets, c.facets)
		})
	})
	if i < 0 {
		i = slices.IndexFunc(left, fits)
	}
	return i
}

func overlap(a, b []int) bool {
	return slices.ContainsFunc(a, func(f int) bool { return slices.Contains(b, f) })
}

// only keeps the constraints on some facets. Zeros stay: they apply where all
// their facets take part.
func (r *resolver) only(facets []int) *resolver {
	own := &resolver{spec: r.spec, zeros: r.zeros}
	for _, d := range r.marginals {
		if slices.Contains(facets, d.facet) {
			own.marginals = append(own.marginals, d)
		}
	}
	for _, d := range r.conditionals {
		if slices.Contains(facets, d.facet) {
			own.conditionals = append(own.conditionals, d)
		}
	}
	for _, j := range r.joints {
		if slices.Contains(facets, j.facets[0]) {
			own.joints = append(own.joints, j)
		}
	}
	return own
}
