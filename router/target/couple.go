package target

import (
	"errors"
	"slices"
	"strings"
)

const (
	// coupled is the largest difference at which filters count as met: parts are
	// fitted apart from each other, each as exactly as attained says.
	coupled = 4 * attained
	// maxCoupled bounds the combinations of classes that are looked at.
	maxCoupled = 1_000_000
)

// checkFilters refuses shares that no stream could have, as filters bind parts to
// each other: the run would drift from its target without end.
//
// The cells of one class are alike to the filters, so it is enough to ask whether
// the classes can go together as often as their shares say. That is a target
// itself: a marginal per part, the filters its impossible combinations. It can be
// met if and only if proportional fitting meets it.
func (t *Table) checkFilters() error {
	if t.filters.words == 0 {
		return nil
	}
	c := coupling{table: t, alive: t.filters.scratch(len(t.parts)), of: make([]constraint, len(t.parts))}
	for k := range t.parts {
		c.of[k].source = none
		c.of[k].groups = make([]group, len(t.filters.parts[k].cells))
		for class, share := range t.filters.parts[k].share {
			c.of[k].groups[class].share = share
		}
	}
	if !c.walk(0, make([]int32, len(t.parts))) {
		return &SpecError{Field: "zeros", Found: "too many zeros across " + t.describeParts(), Want: "fewer of them"}
	}
	if err := c.checkBuckets(); err != nil {
		return err
	}
	m := asked(c.of)
	p := slices.Repeat([]float64{1 / float64(c.count)}, c.count)
	s := newSolver(c.of)
	if s.solve(p, m, fitEffort(c.count, len(c.of))) <= coupled {
		return nil
	}
	k, class, above := s.worst(p, m)
	facet, bucket := t.likest(k, class)
	e := t.bucketError(k, facet, bucket)
	e.Found = "asked share " + formatShare(m[k][class]) + " for cells that are mostly of this bucket, which contradicts " +
		"zeros and the shares of " + t.describeParts()
	e.Want = "shares that can be met together: the fit came to " + formatShare(m[k][class]+above) + " here"
	return e
}

// coupling is the combinations of classes that no filter excludes.
type coupling struct {
	table *Table
	alive [][]uint64
	of    []constraint // one per part: the class of every combination
	count int
}

// walk lists the allowed combinations, unless they are too many.
func (c *coupling) walk(part int, at []int32) bool {
	if part == len(at) {
		if !isClear(c.alive[part]) {
			return true
		}
		for k, class := range at {
			c.of[k].of = append(c.of[k].of, class)
		}
		c.count++
		return c.count <= maxCoupled
	}
	for class := range c.table.filters.parts[part].mask {
		c.table.filters.meet(c.alive, part, class)
		at[part] = int32(class)
		if !c.walk(part+1, at) {
			return false
		}
	}
	return true
}

// checkBuckets finds buckets that have a greater share than all the cells of
// another part that they can go with.
func (c *coupling) checkBuckets() error {
	t := c.table
	var faults []error
	for f, k := range t.home {
		seat := t.seat[f]
		shares := t.Marginal(f)
		for b := range shares {
			mine := make([]bool, len(t.filters.parts[k].mask))
			for cell := range t.parts[k].cells() {
				if t.parts[k].at(cell)[seat] == b {
					mine[t.filters.parts[k].of[cell]] = true
				}
			}
			for other := range t.parts {
				if other == k {
					continue
				}
				if reach := c.reach(k, mine, other); shares[b] > reach+coupled {
					e := t.bucketError(k, seat, b)
					e.Found = "share " + formatShare(shares[b]) + ", but zeros leave it only cells of share " +
						formatShare(reach) + " in " + describe(t.parts[other].facetNames())
					e.Want = "at most " + formatShare(reach) + ", or fewer zeros"
					faults = append(faults, e)
				}
			}
		}
	}
	return errors.Join(faults...)
}

// reach is the share of the cells of another part that go with one of the marked
// classes of a part.
func (c *coupling) reach(part int, mine []bool, other int) float64 {
	with := make([]bool, len(c.table.filters.parts[other].mask))
	for i, class := range c.of[part].of {
		if mine[class] {
			with[c.of[other].of[i]] = true
		}
	}
	sum := 0.0
	for class, is := range with {
		if is {
			sum += c.table.filters.parts[other].share[class]
		}
	}
	return sum
}

// likest finds the bucket whose cells are most nearly those of a class.
func (t *Table) likest(part, class int) (facet, bucket int) {
	p, most := t.parts[part], -1.0
	for f, d := range p.dims {
		both, all := make([]float64, d), p.marginal(f)
		for _, cell := range t.filters.parts[part].cells[class] {
			both[p.at(int(cell))[f]] += p.share[cell]
		}
		for b := range both {
			like := both[b] / (all[b] + t.filters.parts[part].share[class] - both[b])
			if like > most {
				facet, bucket, most = f, b, like
			}
		}
	}
	return facet, bucket
}

// bucketError names a bucket, and the marginal that asks for it where there is one.
func (t *Table) bucketError(part, facet, bucket int) *SpecError {
	p := t.parts[part]
	e := &SpecError{Facet: p.facets[facet].Name, Bucket: p.facets[facet].Buckets[bucket], Field: "zeros"}
	for i := range p.constraints {
		c := &p.constraints[i]
		if len(c.facets) != 1 || c.facets[0] != facet {
			continue
		}
		for _, g := range c.groups {
			if g.buckets[0] == bucket {
				e.Field = g.field
			}
		}
	}
	return e
}

// describe lists facets for an error message.
func describe(facets []string) string { return "the part of " + listNames(facets) }

func (t *Table) describeParts() string {
	parts := t.Parts()
	all := make([]string, len(parts))
	for k, names := range parts {
		all[k] = describe(names)
	}
	return strings.Join(all, " and ")
}
