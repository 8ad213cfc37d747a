package target

import "math"

// Next chooses the cell that the next sample should be made for and marks it
// under way, until Settle tells what became of it. It is not ok when every cell
// is closed.
//
// The choice is the cell with the largest sum of deficits over its facet
// buckets, its named pair buckets and its own, each weighed as told at pull, at
// the prefix that is reached when all that is under way and this slot are
// accepted. Ties go to the lowest index. A cell is left out while one of its
// buckets has no room for what is under way already.
func (l *Ledger) Next() (cell int, ok bool) {
	if l.open == 0 {
		return 0, false
	}
	cell = l.choose()
	l.move(cell, 1)
	l.aimed[cell]++
	l.flying++
	return cell, true
}

// choose picks a cell that is not closed; there must be one.
//
// Where cells fail much, it can be that no cell has room beside what is under
// way. Then the best one that is open now will do: some of what is under way will
// not arrive. And it can be, though rarely, that no cell is open at all, as each
// holds some bucket that is full, and only accepting more would make room. To
// keep the run from standing still, the best cell is then open until the next
// sample is accepted.
func (l *Ledger) choose() int {
	if best := l.best(l.now(true), nil); best != none {
		return best
	}
	if best := l.best(l.now(false), l.Open); best != none {
		return best
	}
	l.forced = l.best(l.now(false), nil)
	return l.forced
}

// moment is when a choice is made, in samples since the shares last changed.
type moment struct {
	passed float64 // accepted
	ahead  float64 // accepted when all that is under way and one more will be
	window float64
	room   bool // leave out what has no room
}

func (l *Ledger) now(room bool) moment {
	passed := l.done - l.since
	return moment{
		passed: float64(passed),
		ahead:  float64(passed + l.flying + 1),
		window: float64(l.options.Window),
		room:   room,
	}
}

// weight is the pull of a bucket now. With room set, a bucket that has no room
// beside what is under way pulls away without end: no cell of it is chosen.
func (l *Ledger) weight(b int, now moment) float64 {
	share, lack := l.share[b], l.base[b]-l.load[b]
	if now.room && lack+(now.passed+now.window)*share+slack < 1 {
		return math.Inf(-1)
	}
	return pull(lack + now.ahead*share)
}

// pull weighs a deficit, counted with the slot that is to be filled.
//
// A sample in a bucket takes its deficit from d to d - 1, so the gain is even
// about one half. Summing plain deficits is then the steepest descent of the sum
// of squares; it lets a few buckets stray (a named pair to 2.5 samples) while
// the sum is small. Here it is the sum of cosh(4d), the potential that balances
// vectors online (Spencer 1977): what strays far pulls far more. Its descent is
// sinh(4x)/4 of which three terms are kept, so that the deficits of cells that
// keep failing stay in a sensible range.
func pull(d float64) float64 {
	x := d - 0.5
	return x * (1 + x*x*(8.0/3+x*x*(32.0/15)))
}
