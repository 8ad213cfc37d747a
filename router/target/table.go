package target

import "slices"

// Table is a target as one joint table: the facets that take part, the possible
// cells with the share of each. Cells are numbered from 0, in the order of their
// buckets with the last facet running fastest. A table does not change and may
// be shared between goroutines.
type Table struct {
	facets      []Facet
	dims        []int
	dense       []int32 // cell of each combination of buckets, or none
	buckets     []int   // of each cell, one per facet
	share       []float64
	pairs       [][2]int
	constraints []constraint
}

// Facets returns the facets that take part, in the order of the spec, with all
// their buckets. The caller must not change it.
func (t *Table) Facets() []Facet { return t.facets }

// Facet finds a facet by its name.
func (t *Table) Facet(name string) (facet int, ok bool) {
	facet = slices.IndexFunc(t.facets, func(f Facet) bool { return f.Name == name })
	return facet, facet >= 0
}

// Bucket finds a bucket of a facet by its name.
func (t *Table) Bucket(facet int, name string) (bucket int, ok bool) {
	bucket = slices.Index(t.facets[facet].Buckets, name)
	return bucket, bucket >= 0
}

// Pairs returns the pairs of facets that the target names: those of every
// conditional, and all within every joint. The lower index comes first, and the
// pairs are in order. The caller must not change it.
func (t *Table) Pairs() [][2]int { return t.pairs }

// Cells is the number of cells that have a share.
func (t *Table) Cells() int { return len(t.buckets) / len(t.dims) }

// Cell finds the cell of a combination of buckets, one index per facet. It is
// not ok for a combination that cannot occur, and for indices out of range. It
// does not allocate.
func (t *Table) Cell(buckets []int) (cell int, ok bool) {
	if len(buckets) != len(t.dims) {
		return 0, false
	}
	i := 0
	for f, b := range buckets {
		if b < 0 || b >= t.dims[f] {
			return 0, false
		}
		i = i*t.dims[f] + b
	}
	if t.dense[i] == none {
		return 0, false
	}
	return int(t.dense[i]), true
}

// Buckets returns the bucket index of a cell in every facet. The caller must not
// change it.
func (t *Table) Buckets(cell int) []int {
	n := len(t.dims)
	return t.buckets[cell*n : (cell+1)*n : (cell+1)*n]
}

// BucketNames returns the bucket names of a cell, one per facet.
func (t *Table) BucketNames(cell int) []string {
	names := make([]string, len(t.dims))
	for f, b := range t.Buckets(cell) {
		names[f] = t.facets[f].Buckets[b]
	}
	return names
}

// Share is the part of all samples that should fall in a cell: above 0, and 1
// over all cells.
func (t *Table) Share(cell int) float64 { return t.share[cell] }

// Marginal returns the share of every bucket of a facet.
func (t *Table) Marginal(facet int) []float64 {
	m := make([]float64, t.dims[facet])
	for cell, s := range t.share {
		m[t.Buckets(cell)[facet]] += s
	}
	return m
}

// enumerate lists the possible cells: those that no zero excludes and that
// have a group in every constraint.
func (t *Table) enumerate(zeros []zeroSet) {
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
			t.dense[i] = int32(t.Cells())
			t.buckets = append(t.buckets, buckets...)
			for k := range t.constraints {
				c := &t.constraints[k]
				c.of = append(c.of, c.local[c.index(t.dims, buckets)])
			}
		}
	}
}

func (t *Table) possible(buckets []int, zeros []zeroSet) bool {
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
func (t *Table) dropEmpty() {
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
		copy(t.Buckets(next), t.Buckets(int(cell)))
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

func (t *Table) namePairs() {
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
