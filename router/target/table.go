package target

import (
	"fmt"
	"math"
	"slices"
)

// Table is a target made into numbers: the facets that take part, the possible
// cells with the share of each. A table does not change and may be shared
// between goroutines.
//
// Most targets are one joint table. One over too many combinations of buckets
// consists of several parts, joint tables over some of the facets each, and is
// matched part by part. A cell is then one cell of each part. Facets of different
// parts are not correlated, beyond what [Zero] declares impossible: a zero with
// conditions in several parts is a filter, and a combination that it excludes is
// not allowed.
//
// Cells are numbered from 0. In one part that is the order of their buckets, with
// the last facet running fastest; with several parts, the order of the parts'
// cells, with the last part running fastest.
type Table struct {
	*part // the first: all of the table, where it has one part

	facets []Facet
	dims   []int
	pairs  [][2]int

	parts    []*part
	home     []int   // part of each facet
	seat     []int   // place of each facet in its part
	members  [][]int // facets of each part
	pairHome [][2]int
	stride   []int // of each part in the number of a cell
	count    int
	filters  filters
}

// join puts the parts together that the facets were split into.
func (r *resolver) join(parts []*part) (*Table, error) {
	t := &Table{part: parts[0], parts: parts, members: make([][]int, len(parts)), stride: make([]int, len(parts))}
	for _, spec := range r.used() {
		name := r.spec.Facets[spec].Name
		for k, p := range parts {
			seat := slices.IndexFunc(p.facets, func(f Facet) bool { return f.Name == name })
			if seat < 0 {
				continue
			}
			t.members[k] = append(t.members[k], len(t.facets))
			t.home, t.seat = append(t.home, k), append(t.seat, seat)
			t.facets, t.dims = append(t.facets, p.facets[seat]), append(t.dims, p.dims[seat])
		}
	}
	t.count = 1
	for k := len(parts) - 1; k >= 0; k-- {
		t.stride[k] = t.count
		if t.count > math.MaxInt32/parts[k].cells() {
			return nil, &SpecError{
				Field: fieldFacets,
				Found: fmt.Sprintf("more than %d combinations of cells of %d parts", math.MaxInt32, len(parts)),
				Want:  "fewer constrained facets, or fewer buckets in them",
			}
		}
		t.count *= parts[k].cells()
	}
	t.joinPairs()
	place := make(map[int]int, len(t.facets))
	for i, f := range r.used() {
		place[f] = i
	}
	t.filters = t.newFilters(r.zerosIn(place))
	return t, t.checkFilters()
}

// joinPairs lists the pairs of all parts, in order.
func (t *Table) joinPairs() {
	type pair struct{ facets, home [2]int }
	var all []pair
	for k, p := range t.parts {
		for i, fs := range p.pairs {
			all = append(all, pair{facets: [2]int{t.members[k][fs[0]], t.members[k][fs[1]]}, home: [2]int{k, i}})
		}
	}
	slices.SortFunc(all, func(a, b pair) int { return slices.Compare(a.facets[:], b.facets[:]) })
	for _, p := range all {
		t.pairs, t.pairHome = append(t.pairs, p.facets), append(t.pairHome, p.home)
	}
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

// Cells is the number of cells that are numbered. Of a table of several parts
// they may be millions, and not all of them are [Table.Allowed].
func (t *Table) Cells() int { return t.count }

// Cell finds the cell of a combination of buckets, one index per facet. It is
// not ok for a combination that cannot occur, and for indices out of range. It
// does not allocate.
func (t *Table) Cell(buckets []int) (cell int, ok bool) {
	if len(buckets) != len(t.dims) {
		return 0, false
	}
	for f, b := range buckets {
		if b < 0 || b >= t.dims[f] {
			return 0, false
		}
	}
	if len(t.parts) == 1 {
		if cell, ok = t.cell(buckets); !ok {
			return 0, false
		}
		return cell, true
	}
	for k, p := range t.parts {
		i := 0
		for seat, f := range t.members[k] {
			i = i*p.dims[seat] + buckets[f]
		}
		if p.dense[i] == none {
			return 0, false
		}
		cell += int(p.dense[i]) * t.stride[k]
	}
	if !t.Allowed(cell) {
		return 0, false
	}
	return cell, true
}

// Buckets returns the bucket index of a cell in every facet. The caller must not
// change it.
func (t *Table) Buckets(cell int) []int {
	if len(t.parts) == 1 {
		return t.at(cell)
	}
	buckets := make([]int, len(t.dims))
	for k, p := range t.parts {
		for seat, b := range p.at(t.PartCell(cell, k)) {
			buckets[t.members[k][seat]] = b
		}
	}
	return buckets
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
// over all cells. Of a table of several parts it is what independent parts would
// have, the product of their shares, which leaves filters out of account.
func (t *Table) Share(cell int) float64 {
	share := 1.0
	for k, p := range t.parts {
		share *= p.share[t.PartCell(cell, k)]
	}
	return share
}

// Marginal returns the share of every bucket of a facet.
func (t *Table) Marginal(facet int) []float64 { return t.parts[t.home[facet]].marginal(t.seat[facet]) }
