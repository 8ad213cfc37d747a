package target

import (
	"fmt"
	"slices"
)

type kind uint8

const (
	unavailable kind = iota
	failed
	surplus
	accepted
)

// Outcome is what became of a slot. The zero Outcome is [Unavailable].
type Outcome struct {
	kind   kind
	landed int
}

// Accepted is the outcome of a slot whose sample was accepted, in the cell where
// it was measured. That cell must be open.
func Accepted(landed int) Outcome { return Outcome{kind: accepted, landed: landed} }

// Surplus is the outcome of a slot whose sample was good but had no room in the
// cell where it was measured.
func Surplus(landed int) Outcome { return Outcome{kind: surplus, landed: landed} }

// Failed is the outcome of a slot whose candidate failed a check or was
// measured outside the table.
func Failed() Outcome { return Outcome{kind: failed} }

// Unavailable is the outcome of a slot that no pathway could serve at the time.
// It says nothing about the cell.
func Unavailable() Outcome { return Outcome{} }

// misses counts the consecutive slots that were aimed at a cell and missed it.
type misses struct{ failed, elsewhere, surplus int }

func (m misses) total() int { return m.failed + m.elsewhere + m.surplus }

// Settle books the outcome of a slot that was aimed at a cell, and returns the
// cells that closed by it, if any.
//
// A sample accepted in the aimed cell ends the cell's run of misses. A failure,
// and a sample accepted or surplus elsewhere, adds to it. Surplus in the aimed
// cell and unavailable do neither. A cell closes at Options.CloseAfter misses.
//
// In a table of several parts, the aimed cell of a part is compared with the landed
// one of that part; whom a failure is held against is told in blame.go. A cell that
// is left with nothing to go with closes too.
//
// Settle panics when no slot aimed at the cell is under way, and when a sample is
// accepted in a cell that is not open: both would falsify the books for good.
func (l *Ledger) Settle(aimed int, o Outcome) []Closing {
	for k, b := range l.books {
		if b.aimed[l.table.PartCell(aimed, k)] == 0 {
			panic(fmt.Sprintf("target: settled a slot aimed at cell %d, but none is under way", aimed))
		}
	}
	if o.kind == accepted && !l.Open(o.landed) {
		panic(fmt.Sprintf("target: accepted a sample in cell %d, which is not open", o.landed))
	}
	if o.kind == failed || o.kind == surplus {
		l.missed++
	}
	l.split(l.cells, aimed)
	blamed := l.suspect()
	told := len(l.closings)
	for k, b := range l.books {
		cell := l.cells[k]
		landed := o
		landed.landed = l.table.PartCell(o.landed, k)
		if b.settle(cell, landed, o.kind != failed || k == blamed || !b.doubts(cell)) {
			l.note(k, b.close(cell))
		}
	}
	if len(l.closings) == told {
		return nil
	}
	l.closeStranded()
	l.openLeft = l.countOpen(0)
	return l.closings[told:len(l.closings):len(l.closings)]
}

// split gives the cells that a cell of the table consists of.
func (l *Ledger) split(cells []int, cell int) {
	for k := range cells {
		cells[k] = l.table.PartCell(cell, k)
	}
}

func (l *Ledger) note(part int, closed ...Closing) {
	for _, c := range closed {
		c.Part = part
		l.closings = append(l.closings, c)
	}
}

// closeStranded closes cells with which no open cell of the other parts can go.
// Nothing would ever be aimed at them, and their share would go missing.
func (l *Ledger) closeStranded() {
	if l.table.filters.words == 0 {
		return
	}
	for again := true; again; {
		again = false
		for k, b := range l.books {
			for class, cells := range l.table.filters.parts[k].cells {
				open := slices.ContainsFunc(cells, func(c int32) bool { return !b.closed[c] })
				if !open || l.reachable(k, class) {
					continue
				}
				l.note(k, b.strand(cells)...)
				again = true
			}
		}
	}
}

// settle books an outcome in one part, where the sample landed in a cell of that
// part, and reports whether the aimed cell is to close. A failure that is not held
// against the cell is as if nothing had come of the slot.
func (l *book) settle(aimed int, o Outcome, blamed bool) (closes bool) {
	l.aimed[aimed]--
	l.flying--
	if o.kind == failed {
		l.dries(aimed)
	}
	if o.kind != accepted || o.landed != aimed {
		l.move(aimed, -1)
	}
	if o.kind == accepted {
		if o.landed != aimed {
			l.move(o.landed, 1)
		}
		l.count(o.landed)
	}
	return !l.closed[aimed] && blamed && l.miss(aimed, o)
}

// count books one accepted sample, whose load is there already.
func (l *book) count(cell int) {
	for _, b := range l.bucketsOf(cell) {
		l.accepted[b]++
		l.dry[b] = 0
	}
	l.accepted[l.counted+cell]++
	l.done++
	l.forced = none
}

// miss updates a cell's run of misses and reports whether it is to close.
func (l *book) miss(aimed int, o Outcome) bool {
	m := &l.misses[aimed]
	switch {
	case o.kind == failed:
		m.failed++
	case o.kind == accepted && o.landed == aimed:
		*m = misses{}
	case o.kind == accepted:
		m.elsewhere++
	case o.kind == surplus && o.landed != aimed:
		m.surplus++
	}
	return m.total() >= l.options.CloseAfter
}
