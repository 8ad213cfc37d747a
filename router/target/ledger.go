package target

import (
	"fmt"
	"slices"
)

// Ledger is the books of one run: what was accepted and what is under way
// against a table. It chooses the next cell and keeps every margin near its
// quota at every moment. A ledger belongs to one goroutine; what it answers
// depends on the order of the calls only.
//
// It keeps one book for each part of the table. A slot is under way in all of
// them, and a sample counts in all.
type Ledger struct {
	*book // of the first part: all there is, where the table has one part

	table    *Table
	books    []*book
	missed   int // slots that failed or found no room
	openLeft int // allowed cells that are not closed
	closings []Closing

	// Scratch of a choice.
	cells []int // chosen in each part
	alive [][]uint64
	first [][]int  // of each class of each part: where to look for a cell first
	known [][]int8 // of each class, twice: whether the choice can go on from it
}

// NewLedger makes the ledger of a new run.
func NewLedger(t *Table, o Options) (*Ledger, error) {
	if err := o.validate(); err != nil {
		return nil, fmt.Errorf("ledger options: %w", err)
	}
	l := &Ledger{table: t, cells: make([]int, len(t.parts)), alive: t.filters.scratch(len(t.parts))}
	for k, p := range t.parts {
		l.books = append(l.books, newBook(p, o))
		l.first = append(l.first, make([]int, len(t.filters.parts[k].mask)))
		l.known = append(l.known, make([]int8, 2*len(t.filters.parts[k].mask)))
	}
	l.book = l.books[0]
	l.openLeft = l.countOpen(0)
	return l, nil
}

// Open reports whether one more sample may be accepted in a cell: it is not
// closed, and every bucket of it has room: accepted + 1 ≤ quota + share × W + 2.
// The quota is share × n while no cell has closed, and later the sum of the
// shares that were in force.
func (l *Ledger) Open(cell int) bool {
	if len(l.books) == 1 {
		return l.isOpen(cell)
	}
	for k, b := range l.books {
		if !b.isOpen(l.table.PartCell(cell, k)) {
			return false
		}
	}
	return l.table.Allowed(cell)
}

// Accepted is the number of samples accepted so far.
func (l *Ledger) Accepted() int { return l.done }

// UnderWay is the number of slots that Next handed out and that are not settled.
func (l *Ledger) UnderWay() int { return l.flying }

// OpenCells is the number of allowed cells that are not closed; suspended ones
// count.
func (l *Ledger) OpenCells() int {
	if len(l.books) == 1 {
		return l.open
	}
	return l.openLeft
}

// countOpen counts the open cells of a combination of classes, from a part on.
func (l *Ledger) countOpen(part int) int {
	if part == len(l.books) {
		if isClear(l.alive[part]) {
			return 1
		}
		return 0
	}
	sum := 0
	for class, cells := range l.table.filters.parts[part].cells {
		open := 0
		for _, cell := range cells {
			if !l.books[part].closed[cell] {
				open++
			}
		}
		if open > 0 {
			l.table.filters.meet(l.alive, part, class)
			sum += open * l.countOpen(part+1)
		}
	}
	return sum
}

// BucketOpen reports whether a bucket of a facet has a cell that is not closed, in
// the part that it belongs to.
func (l *Ledger) BucketOpen(facet, bucket int) bool {
	b, seat := l.books[l.table.home[facet]], l.table.seat[facet]
	for cell, closed := range b.closed {
		if !closed && b.part.at(cell)[seat] == bucket {
			return true
		}
	}
	return false
}

// Delivered is the number of samples accepted so far in a bucket of a facet.
func (l *Ledger) Delivered(facet, bucket int) int {
	b := l.books[l.table.home[facet]]
	return b.accepted[b.margins[l.table.seat[facet]].offset+bucket]
}

// Gap is the deficit of a bucket of a facet in samples, net of what is under
// way, as the next slot sees it: negative where there is too much already. Over
// the buckets of a facet the gaps sum to 1, the sample to come.
func (l *Ledger) Gap(facet, bucket int) float64 {
	return l.books[l.table.home[facet]].gap(l.table.seat[facet], bucket)
}

// Closed reports whether a cell is closed for good. A cell of several parts is,
// when that of one part is.
func (l *Ledger) Closed(cell int) bool {
	for k, b := range l.books {
		if b.closed[l.table.PartCell(cell, k)] {
			return true
		}
	}
	return false
}

// Rests reports whether a cell is suspended, in any part.
func (l *Ledger) Rests(cell int) bool {
	for k, b := range l.books {
		if b.rests[l.table.PartCell(cell, k)] {
			return true
		}
	}
	return false
}

// Closings returns the cells closed so far, in order. The caller must not
// change it.
func (l *Ledger) Closings() []Closing { return slices.Clip(l.closings) }
