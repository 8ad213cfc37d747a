package target

import (
	"fmt"
	"slices"
)

// slack is how many samples a bucket may be above its quota, beside what the
// window looks ahead. Whole samples cannot follow fractional quotas any closer.
const slack = 2

// Ledger is the books of one run: what was accepted and what is under way
// against a table. It chooses the next cell and keeps every margin near its
// quota at every moment. A ledger belongs to one goroutine; what it answers
// depends on the order of the calls only.
//
// Everything that is counted (the buckets of the facets, then those of the named
// pairs, then the cells themselves) stands in one row of buckets, so that
// choosing a cell is one pass over plain arrays.
type Ledger struct {
	table    *Table
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

	done   int // accepted in all
	flying int // under way in all
	aimed  []int
	misses []misses
	closed []bool
	open   int    // cells that are not closed
	rests  []bool // cells that are suspended
	awake  int    // cells that are neither closed nor suspended
	forced int    // a cell that is open against the rule, or none

	solver   *solver
	mass     masses
	closings []Closing
}

// NewLedger makes the ledger of a new run.
func NewLedger(t *Table, o Options) (*Ledger, error) {
	if err := o.validate(); err != nil {
		return nil, fmt.Errorf("ledger options: %w", err)
	}
	l := &Ledger{table: t, options: o, open: t.Cells(), awake: t.Cells(), forced: none}
	l.margins, l.counted = t.margins()
	n := l.counted + t.Cells()
	l.base, l.load = make([]float64, n), make([]float64, n)
	l.accepted = make([]int, n)
	l.aimed, l.misses, l.closed = make([]int, t.Cells()), make([]misses, t.Cells()), make([]bool, t.Cells())
	l.rests = make([]bool, t.Cells())
	l.index()
	l.solver, l.mass = newSolver(t.constraints), asked(t.constraints)
	l.share = l.spread(t.share)
	l.search.pull = make([]float64, l.counted)
	l.search.reset(t.share)
	return l, nil
}

// index lists the buckets of every cell. The margins that a block of cells has in
// common come first.
func (l *Ledger) index() {
	t := l.table
	order := l.search.divide(t, l.margins)
	l.of = make([]int32, 0, t.Cells()*len(order))
	for cell := range t.Cells() {
		for i := range order {
			l.of = append(l.of, int32(order[i].bucket(t, cell)))
		}
	}
}

// spread sums values of cells into all buckets.
func (l *Ledger) spread(cells []float64) []float64 {
	sums := make([]float64, l.counted, l.counted+len(cells))
	for cell, v := range cells {
		for _, b := range l.bucketsOf(cell) {
			sums[b] += v
		}
	}
	return append(sums, cells...)
}

// bucketsOf lists the margin buckets of a cell, without its own.
func (l *Ledger) bucketsOf(cell int) []int32 {
	n := len(l.margins)
	return l.of[cell*n : (cell+1)*n]
}

// move adds n slots to the load of all buckets of a cell.
func (l *Ledger) move(cell int, n float64) {
	for _, b := range l.bucketsOf(cell) {
		l.load[b] += n
	}
	l.load[l.counted+cell] += n
	if n < 0 {
		l.search.returned(cell)
	}
}

// Open reports whether one more sample may be accepted in a cell: it is not
// closed, and every bucket of it has room: accepted + 1 ≤ quota + share × W + 2.
// The quota is share × n while no cell has closed, and later the sum of the
// shares that were in force.
func (l *Ledger) Open(cell int) bool {
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

func (l *Ledger) room(b int) bool {
	ahead := float64(l.done - l.since + l.options.Window)
	return float64(l.accepted[b]+1) <= l.base[b]+ahead*l.share[b]+slack
}

// quota is what a bucket should have by now.
func (l *Ledger) quota(b int) float64 {
	return l.base[b] + float64(l.done-l.since)*l.share[b]
}

// Accepted is the number of samples accepted so far.
func (l *Ledger) Accepted() int { return l.done }

// UnderWay is the number of slots that Next handed out and that are not settled.
func (l *Ledger) UnderWay() int { return l.flying }

// OpenCells is the number of cells that are not closed; suspended ones count.
func (l *Ledger) OpenCells() int { return l.open }

// Delivered is the number of samples accepted so far in a bucket of a facet.
func (l *Ledger) Delivered(facet, bucket int) int {
	return l.accepted[l.margins[facet].offset+bucket]
}

// Gap is the deficit of a bucket of a facet in samples, net of what is under
// way, as the next slot sees it: negative where there is too much already. Over
// the buckets of a facet the gaps sum to 1, the sample to come.
func (l *Ledger) Gap(facet, bucket int) float64 {
	b := l.margins[facet].offset + bucket
	return l.base[b] + float64(l.done-l.since+l.flying+1)*l.share[b] - l.load[b]
}

// Closings returns the cells closed so far, in order. The caller must not
// change it.
func (l *Ledger) Closings() []Closing { return slices.Clip(l.closings) }
