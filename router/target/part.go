package target

import "slices"

// part is one joint table over some of a target's facets: its possible cells
// with the share of each. Cells are numbered from 0, in the order of their
// buckets with the last facet running fastest.
type part struct {
	facets      []Facet
	dims        []int
	dense       []int32 // cell of each combination of buckets, or none
	buckets     []int   // of each cell, one per facet
	share       []float64
	pairs       [][2]int
	constraints []constraint
}

// cells is the number of cells that have a share.
func (t *part) cells() int { return len(t.buckets) / len(t.dims) }

// cell finds the cell of a combination of buckets, all of them in range.
func (t *part) cell(buckets []int) (cell int, ok bool) {
	i := 0
	for f, b := range buckets {
		i = i*t.dims[f] + b
	}
	return int(t.dense[i]), t.dense[i] != none
}

// at returns the bucket index of a cell in every facet.
func (t *part) at(cell int) []int {
	n := len(t.dims)
	return t.buckets[cell*n : (cell+1)*n : (cell+1)*n]
}

// names returns the bucket names of a cell, one per facet.
func (t *part) names(cell int) []string {
	names := make([]string, len(t.dims))
	for f, b := range t.at(cell) {
		names[f] = t.facets[f].Buckets[b]
	}
	return names
}

// facetNames returns the names of the facets.
func (t *part) facetNames() []string {
	names := make([]string, len(t.facets))
	for f := range t.facets {
		names[f] = t.facets[f].Name
	}
	return names
}

// marginal returns the share of every bucket of a facet.
func (t *part) marginal(facet int) []float64 {
	m := make([]float64, t.dims[facet])
	for cell, s := range t.share {
		m[t.at(cell)[facet]] += s
	}
	return m
}

// enumerate lists the possible cells: those that no zero excludes and that
// have a group in every constraint.
func (t *part) enumerate(zeros []zeroSet) {
	size := 1
	for _, d := range t.dims {
		size *= d
	}
	t.dense = slices.Repeat([]int32{none}, size)
	buckets := make([]int, len(t.dims))
	for i := range t.dense {
		for f, rest := len(t.dims)-1, i; f >= 0; f-- {
			buckets[f] = rest % t.dims[f]
			rest /= t.dims[f]
		}
		if t.possible(buckets, zeros) {
			t.dense[i] = int32(t.cells())
			t.buckets = append(t.buckets, buckets...)
			for k := range t.constraints {
				c := &t.constraints[k]
				c.of = append(c.of, c.local[c.index(t.dims, buckets)])
			}
		}
	}
}

func (t *part) possible(buckets []int, zeros []zeroSet) bool {
	for k := range t.constraints {
		c := &t.constraints[k]
		if c.local[c.index(t.dims, buckets)] == none {
			return false
		}
	}
	return !slices.ContainsFunc(zeros, func(z zeroSet) bool {
		for k, f := range z.facets {
			if !z.buckets[k][buckets[f]] {
				return false
			}
		}
		return true
	})
}

// dropEmpty takes out cells that the fit left with no share at all: they are
// possible alone, but not together with the rest.
func (t *part) dropEmpty() {
	next := 0
	for i, cell := range t.dense {
		if cell == none {
			continue
		}
		if t.share[cell] == 0 {
			t.dense[i] = none
			continue
		}
		t.dense[i] = int32(next)
		t.share[next] = t.share[cell]
		copy(t.at(next), t.at(int(cell)))
		for k := range t.constraints {
			t.constraints[k].of[next] = t.constraints[k].of[cell]
		}
		next++
	}
	t.share, t.buckets = t.share[:next], t.buckets[:next*len(t.dims)]
	for k := range t.constraints {
		t.constraints[k].of = t.constraints[k].of[:next]
	}
}

func (t *part) namePairs() {
	for i := range t.constraints {
		facets := t.constraints[i].facets
		for a := range facets {
			for _, f := range facets[a+1:] {
				t.pairs = append(t.pairs, [2]int{min(facets[a], f), max(facets[a], f)})
			}
		}
	}
	slices.SortFunc(t.pairs, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	t.pairs = slices.Compact(t.pairs)
}
