package target

import "slices"

// none marks a combination of buckets that cannot occur.
const none = -1

// constraint is one family of disjoint groups of cells with the share that each
// group must have. Together the groups hold every possible cell, so that one
// scaling step meets the whole family at once.
type constraint struct {
	facets []int // facets of the table that decide the group
	local  []int32
	groups []group
	of     []int32 // group of each cell

	// A family of conditionals takes the shares of the given buckets from
	// another constraint, source, where the given facet stands at place. The
	// given facet is facets[0] here. Source is none for the other families.
	source, place int
	given         int // number of buckets of the given facet
}

// group is one set of cells within a constraint.
type group struct {
	buckets []int   // in the order of the constraint's facets; nil for the rest of a conditional
	share   float64 // asked; of a conditional, within the given bucket
	field   string  // where the spec asks for it
}

// index is the place of a combination in the constraint's local array. The
// bucket of facet f is buckets[f].
func (c *constraint) index(dims, buckets []int) int {
	i := 0
	for _, f := range c.facets {
		i = i*dims[f] + buckets[f]
	}
	return i
}

// add makes a group of one combination of the constraint's own facets.
func (c *constraint) add(dims, buckets []int, share float64, field string) {
	i := 0
	for k, b := range buckets {
		i = i*dims[c.facets[k]] + b
	}
	c.local[i] = int32(len(c.groups))
	c.groups = append(c.groups, group{buckets: buckets, share: share, field: field})
}

func newConstraint(dims, facets []int) constraint {
	size := 1
	for _, f := range facets {
		size *= dims[f]
	}
	return constraint{facets: facets, local: slices.Repeat([]int32{none}, size), source: none}
}

// constraints builds the families of a resolved spec. The place map gives the
// index in the table of every facet of the spec that takes part.
func (r *resolver) constraints(dims []int, place map[int]int) []constraint {
	var out []constraint
	for _, m := range r.marginals {
		c := newConstraint(dims, []int{place[m.facet]})
		for b, s := range m.share {
			if s > 0 {
				c.add(dims, []int{b}, s, m.field[b])
			}
		}
		out = append(out, c)
	}
	for _, j := range r.joints {
		facets := make([]int, len(j.facets))
		for k, f := range j.facets {
			facets[k] = place[f]
		}
		c := newConstraint(dims, facets)
		for i, s := range j.share {
			if s > 0 {
				c.add(dims, j.cells[i], s, j.field[i])
			}
		}
		out = append(out, c)
	}
	return r.addConditionals(out, dims, place)
}

// addConditionals appends one family for each pair of a facet and its given
// facet: conditionals on different given buckets concern disjoint cells.
func (r *resolver) addConditionals(out []constraint, dims []int, place map[int]int) []constraint {
	type pair struct{ facet, given int }
	var order []pair
	byPair := make(map[pair][]distribution)
	for _, d := range r.conditionals {
		key := pair{place[d.facet], place[d.given]}
		if _, ok := byPair[key]; !ok {
			order = append(order, key)
		}
		byPair[key] = append(byPair[key], d)
	}
	bases := out
	for _, key := range order {
		c := newConstraint(dims, []int{key.given, key.facet})
		c.source, c.place = sourceOf(bases, key.given)
		c.given = dims[key.given]
		covered := make([]bool, dims[key.given])
		for _, d := range byPair[key] {
			covered[d.bucket] = true
			for b, s := range d.share {
				if s > 0 {
					c.add(dims, []int{d.bucket, b}, s, d.field[b])
				}
			}
		}
		c.addRest(dims, covered)
		out = append(out, c)
	}
	return out
}

// addRest gathers the cells of all given buckets without a conditional in one
// group that has whatever share those buckets have together.
func (c *constraint) addRest(dims []int, covered []bool) {
	rest := int32(len(c.groups))
	if !slices.Contains(covered, false) {
		return
	}
	c.groups = append(c.groups, group{share: 1})
	size := dims[c.facets[1]]
	for g, is := range covered {
		for b := 0; b < size && !is; b++ {
			c.local[g*size+b] = rest
		}
	}
}

// sourceOf finds the constraint that fixes the distribution of a facet: its
// marginal, or else the first joint that holds it.
func sourceOf(bases []constraint, facet int) (source, place int) {
	source = none
	for i := range bases {
		at := slices.Index(bases[i].facets, facet)
		if at < 0 {
			continue
		}
		if len(bases[i].facets) == 1 {
			return i, at
		}
		if source == none {
			source, place = i, at
		}
	}
	return source, place
}
