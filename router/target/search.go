package target

import (
	"math"
	"slices"
)

// blockCells is the most cells in a block: enough to make looking at blocks
// first worth it, few enough that their bounds are sharp.
const blockCells = 64

// search finds the cell with the greatest pull without summing that of every
// cell. Cells are in the order of their buckets, so consecutive ones have the
// first facets in common, and with them the pull of all margins over those. A
// block of such cells is passed over when that, with the greatest pull that the
// other margins have and the cells themselves may have, does not reach what is
// found.
//
// What the cells of a block may lack is known from the last look at it: since then
// it grew by the largest share at most, and by one for each slot that came back.
type search struct {
	blocks []block
	common int       // margins that the cells of a block have in common
	rest   []margin  // the other margins
	pull   []float64 // scratch: of every bucket of the margins
}

// block is a range of cells.
type block struct {
	first, end int
	share      float64 // the largest of a cell
	lack       float64 // no cell lacked more, own bucket only, at
	at         float64 // this moment's ahead
	bound      float64 // scratch: no cell pulls more
}

// divide makes the blocks, and returns the margins with the common ones first.
func (s *search) divide(t *part, margins []margin) []margin {
	facets, size := len(t.dims), 1
	for facets > 0 && size*t.dims[facets-1] <= blockCells {
		facets--
		size *= t.dims[facets]
	}
	order := slices.Clone(margins)
	slices.SortStableFunc(order, func(a, b margin) int { return a.last() - b.last() })
	for s.common < len(order) && order[s.common].last() < facets {
		s.common++
	}
	s.rest = order[s.common:]
	for cell := range t.cells() {
		if cell == 0 || !slices.Equal(t.at(cell)[:facets], t.at(cell - 1)[:facets]) {
			s.blocks = append(s.blocks, block{first: cell})
		}
		s.blocks[len(s.blocks)-1].end = cell + 1
	}
	return order
}

// reset forgets what is known of the blocks. The shares are those of the cells.
func (s *search) reset(share []float64) {
	for i := range s.blocks {
		b := &s.blocks[i]
		b.share, b.lack, b.at = slices.Max(share[b.first:b.end]), math.Inf(1), 0
	}
}

// returned notes that a slot that was under way in a cell is no more.
func (s *search) returned(cell int) {
	i, _ := slices.BinarySearchFunc(s.blocks, cell, func(b block, cell int) int { return b.end - 1 - cell })
	s.blocks[i].lack++
}

// best finds the cell of the greatest pull among those that are neither closed
// nor suspended, and admitted (all, where it is nil), or none. Ties go to the lowest index.
func (l *book) best(now moment, admitted func(cell int) bool) int {
	s := &l.search
	for b := range s.pull {
		s.pull[b] = l.shaken(b, now)
	}
	l.boundBlocks(now)
	first := 0
	for i := range s.blocks {
		if s.blocks[i].bound > s.blocks[first].bound {
			first = i
		}
	}
	// The most promising block first, then the rest in order.
	best, most := l.bestOf(&s.blocks[first], none, math.Inf(-1), now, admitted)
	for i := range s.blocks {
		if s.blocks[i].bound >= most && i != first {
			best, most = l.bestOf(&s.blocks[i], best, most, now, admitted)
		}
	}
	return best
}

// boundBlocks computes what no cell of each block can exceed.
func (l *book) boundBlocks(now moment) {
	s := &l.search
	// Sums are rounded, each in its own order; the bound must stay one.
	others := 1e-6
	for i := range s.rest {
		others += slices.Max(s.pull[s.rest[i].offset : s.rest[i].offset+s.rest[i].size])
	}
	for i := range s.blocks {
		b := &s.blocks[i]
		b.bound = others + pull(b.lack+max(0, now.ahead-b.at)*b.share)
		for _, k := range l.bucketsOf(b.first)[:s.common] {
			b.bound += s.pull[k]
		}
	}
}

// bestOf looks for a cell in a block that pulls more than the best so far, and
// renews what is known of the block.
func (l *book) bestOf(
	b *block, best int, most float64, now moment, admitted func(cell int) bool,
) (cell int, pulls float64) {
	b.lack, b.at = math.Inf(-1), now.ahead
	for cell := b.first; cell < b.end; cell++ {
		if l.closed[cell] || l.rests[cell] {
			continue
		}
		own := l.counted + cell
		b.lack = max(b.lack, l.base[own]+now.ahead*l.share[own]-l.load[own])
		sum := l.weight(own, now)
		for _, k := range l.bucketsOf(cell) {
			sum += l.search.pull[k]
		}
		if (sum > most || sum == most && cell < best) && (admitted == nil || admitted(cell)) {
			best, most = cell, sum
		}
	}
	return best, most
}
