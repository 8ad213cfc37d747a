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
	l.weigh(true)
	if best := l.most(func(int) bool { return true }); best != none {
		return best
	}
	l.weigh(false)
	if best := l.most(l.Open); best != none {
		return best
	}
	l.forced = l.most(func(int) bool { return true })
	return l.forced
}

// weigh computes the pull of every bucket. With room set, one that has no room
// beside what is under way pulls so hard away that no cell of it is chosen.
func (l *Ledger) weigh(room bool) {
	passed, flying := float64(l.done-l.since), float64(l.flying+1)
	window := float64(l.options.Window)
	for b, share := range l.share {
		lack := l.base[b] + passed*share - l.load[b]
		if room && lack+window*share+slack < 1 {
			l.pull[b] = math.Inf(-1)
			continue
		}
		l.pull[b] = pull(lack + flying*share)
	}
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

// most finds the cell of the greatest pull among those that are not closed and
// admitted, or none.
func (l *Ledger) most(admitted func(cell int) bool) int {
	best, most := none, math.Inf(-1)
	for cell, closed := range l.closed {
		if closed {
			continue
		}
		sum := l.pull[l.counted+cell]
		for _, b := range l.bucketsOf(cell) {
			sum += l.pull[b]
		}
		if sum > most && admitted(cell) {
			best, most = cell, sum
		}
	}
	return best
}
