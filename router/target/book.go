package target

// slack is how many samples a bucket may be above its quota, beside what the
// window looks ahead. Whole samples cannot follow fractional quotas any closer.
const slack = 2

// book is what a ledger knows of one part of its table.
//
// Everything that is counted (the buckets of the facets, then those of the named
// pairs, then the cells themselves) stands in one row of buckets, so that
// choosing a cell is one pass over plain arrays.
type book struct {
	part     *part
	options  Options
	margins  []margin
	counted  int     // buckets of the margins; cell c is bucket counted + c
	of       []int32 // buckets of each cell, one per margin
	share    []float64
	base     []float64 // quota when the shares last changed
	since    int       // samples accepted by then
	accepted []int
	load     []float64 // accepted and under way: whole numbers, exact as floats
	search   search
	shake    uint64 // what the deficits are shaken by (see jitter), or 0

	done   int // accepted in all
	flying int // under way in all
	aimed  []int
	misses []misses
	dry    []int // of the margins' buckets: failures since the last sample
	closed []bool
	open   int    // cells that are not closed
	rests  []bool // cells that are suspended
	awake  int    // cells that are neither closed nor suspended
	forced int    // a cell that is open against the rule, or none

	solver *solver
	mass   masses
}

func newBook(p *part, o Options) *book {
	l := &book{part: p, options: o, open: p.cells(), awake: p.cells(), forced: none}
	l.margins, l.counted = p.margins()
	n := l.counted + p.cells()
	l.base, l.load = make([]float64, n), make([]float64, n)
	l.accepted = make([]int, n)
	l.aimed, l.misses, l.closed = make([]int, p.cells()), make([]misses, p.cells()), make([]bool, p.cells())
	l.rests = make([]bool, p.cells())
	l.dry = make([]int, l.counted)
	l.index()
	l.solver, l.mass = newSolver(p.constraints), asked(p.constraints)
	l.share = l.spread(p.share)
	l.search.pull = make([]float64, l.counted)
	l.search.reset(p.share)
	return l
}

// index lists the buckets of every cell. The margins that a block of cells has in
// common come first.
func (l *book) index() {
	t := l.part
	order := l.search.divide(t, l.margins)
	l.of = make([]int32, 0, t.cells()*len(order))
	for cell := range t.cells() {
		for i := range order {
			l.of = append(l.of, int32(order[i].bucket(t, cell)))
		}
	}
}

// spread sums values of cells into all buckets.
func (l *book) spread(cells []float64) []float64 {
	sums := make([]float64, l.counted, l.counted+len(cells))
	for cell, v := range cells {
		for _, b := range l.bucketsOf(cell) {
			sums[b] += v
		}
	}
	return append(sums, cells...)
}

// bucketsOf lists the margin buckets of a cell, without its own.
func (l *book) bucketsOf(cell int) []int32 {
	n := len(l.margins)
	return l.of[cell*n : (cell+1)*n]
}

// move adds n slots to the load of all buckets of a cell.
func (l *book) move(cell int, n float64) {
	for _, b := range l.bucketsOf(cell) {
		l.load[b] += n
	}
	l.load[l.counted+cell] += n
	if n < 0 {
		l.search.returned(cell)
	}
}

// isOpen is [Ledger.Open] for a cell of the part.
func (l *book) isOpen(cell int) bool {
	if l.closed[cell] {
		return false
	}
	if cell == l.forced {
		return true
	}
	for _, b := range l.bucketsOf(cell) {
		if !l.room(int(b)) {
			return false
		}
	}
	return l.room(l.counted + cell)
}

func (l *book) room(b int) bool {
	ahead := float64(l.done - l.since + l.options.Window)
	return float64(l.accepted[b]+1) <= l.base[b]+ahead*l.share[b]+slack
}

// quota is what a bucket should have by now.
func (l *book) quota(b int) float64 {
	return l.base[b] + float64(l.done-l.since)*l.share[b]
}

// gap is [Ledger.Gap] for a facet of the part.
func (l *book) gap(facet, bucket int) float64 {
	b := l.margins[facet].offset + bucket
	return l.base[b] + float64(l.done-l.since+l.flying+1)*l.share[b] - l.load[b]
}
