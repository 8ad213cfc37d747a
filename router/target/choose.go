package target

import "math"

// Next chooses the cell that the next sample should be made for and marks it
// under way, until Settle tells what became of it. It is not ok when every cell
// is closed or suspended.
//
// The choice is the cell with the largest sum of deficits over its facet
// buckets, its named pair buckets and its own, each weighed as told at pull, at
// the prefix that is reached when all that is under way and this slot are
// accepted. Ties go to the lowest index. A cell is left out while one of its
// buckets has no room for what is under way already.
//
// In a table of several parts each part chooses so among its own cells, the first
// one first, and none chooses what filters leave without an allowed cell that has
// room. All parts but the first choose with some deliberate unrest (see shakeBy).
func (l *Ledger) Next() (cell int, ok bool) { return l.NextOf(nil, true) }

// NextOf is Next among the cells that are admitted: all, where admitted is nil.
// Cells that are not admitted keep their place: where only they have room it is not
// ok, unless they are to be passed over.
func (l *Ledger) NextOf(admitted func(cell int) bool, passOver bool) (cell int, ok bool) {
	for _, b := range l.books {
		if b.awake == 0 {
			return 0, false
		}
	}
	if len(l.books) > 1 {
		return l.nextOfParts(admitted, passOver)
	}
	if cell = l.choose(admitted, passOver); cell == none {
		return 0, false
	}
	l.take(cell)
	return cell, true
}

// Take marks a cell under way that was chosen before, when the ledger stood as it
// stands now: to go through a log again. The cell must not be closed.
func (l *Ledger) Take(cell int) {
	for k, b := range l.books {
		own := l.table.PartCell(cell, k)
		if !b.isOpen(own) {
			b.forced = own
		}
		b.take(own)
	}
}

func (l *book) take(cell int) {
	l.move(cell, 1)
	l.aimed[cell]++
	l.flying++
}

// choose picks an admitted cell that is neither closed nor suspended, or none.
//
// Where cells fail much, it can be that no cell has room beside what is under
// way. Then the best one that is open now will do: some of what is under way will
// not arrive. And it can be, though rarely, that no cell is open at all, as each
// holds some bucket that is full, and only accepting more would make room. To
// keep the run from standing still, the best cell is then open until the next
// sample is accepted.
func (l *book) choose(admitted func(cell int) bool, passOver bool) int {
	if best := l.roomy(admitted); best != none {
		return best
	}
	if !passOver && admitted != nil && l.roomy(nil) != none {
		return none
	}
	best := l.best(l.now(false), admitted)
	if best != none {
		l.forced = best
	}
	return best
}

// roomy picks the best admitted cell that has room, or none.
func (l *book) roomy(admitted func(cell int) bool) int {
	if best := l.best(l.now(true), admitted); best != none {
		return best
	}
	return l.best(l.now(false), func(cell int) bool {
		return l.isOpen(cell) && (admitted == nil || admitted(cell))
	})
}

// moment is when a choice is made, in samples since the shares last changed.
type moment struct {
	passed float64 // accepted
	ahead  float64 // accepted when all that is under way and one more will be
	window float64
	room   bool // leave out what has no room
}

func (l *book) now(room bool) moment {
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
func (l *book) weight(b int, now moment) float64 {
	if now.room && l.full(b, now) {
		return math.Inf(-1)
	}
	return pull(l.base[b] - l.load[b] + now.ahead*l.share[b])
}

// full reports whether a bucket has no room beside what is under way.
func (l *book) full(b int, now moment) bool {
	return l.base[b]-l.load[b]+(now.passed+now.window)*l.share[b]+slack < 1
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
