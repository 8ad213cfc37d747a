package target

import "fmt"

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
// Settle panics when no slot aimed at the cell is under way, and when a sample is
// accepted in a cell that is not open: both would falsify the books for good.
func (l *Ledger) Settle(aimed int, o Outcome) []Closing {
	if l.aimed[aimed] == 0 {
		panic(fmt.Sprintf("target: settled a slot aimed at cell %d, but none is under way", aimed))
	}
	if o.kind == accepted && !l.Open(o.landed) {
		panic(fmt.Sprintf("target: accepted a sample in cell %d, which is not open", o.landed))
	}
	l.aimed[aimed]--
	l.flying--
	if o.kind != accepted || o.landed != aimed {
		l.move(aimed, -1)
	}
	if o.kind == accepted {
		if o.landed != aimed {
			l.move(o.landed, 1)
		}
		l.book(o.landed)
	}
	if l.closed[aimed] || !l.miss(aimed, o) {
		return nil
	}
	l.close(aimed)
	return l.closings[len(l.closings)-1:]
}

// book counts one accepted sample, whose load is there already.
func (l *Ledger) book(cell int) {
	for _, b := range l.bucketsOf(cell) {
		l.accepted[b]++
	}
	l.accepted[l.counted+cell]++
	l.done++
	l.forced = none
}

// miss updates a cell's run of misses and reports whether it is to close.
func (l *Ledger) miss(aimed int, o Outcome) bool {
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
