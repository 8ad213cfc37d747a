package target

import "slices"

// Suspend takes buckets of a facet out of the table in force for a while:
// rests[b] says so of bucket b, and those that are false, or all where rests is
// nil, are back. It replaces what an earlier call said. Pathways that are down
// are the reason: nothing is wrong with the cells.
//
// Shares are fitted anew for the cells that are left, from the constraints as
// asked: a constraint group without such a cell gets share 0, and its
// distribution is renormalised. What the suspended cells had not delivered goes
// to the cells that differ from them in this facet only, so that all other
// facets keep their quotas, and nothing of it comes back with them.
//
// In a table of several parts that is of the part that holds the facet: the other
// parts go on as they were, but for what filters bind to the suspended cells, which
// waits for them.
//
// Slots under way stay so. What they deliver in a suspended cell is accepted
// where its buckets have room. While every cell rests Next is not ok.
func (l *Ledger) Suspend(facet int, rests []bool) {
	l.books[l.table.home[facet]].suspend(l.table.seat[facet], rests)
}

func (l *book) suspend(facet int, rests []bool) {
	changed := false
	awake := 0
	for cell := range l.rests {
		rest := len(rests) > 0 && rests[l.part.at(cell)[facet]]
		changed = changed || rest != l.rests[cell]
		l.rests[cell] = rest
		if !rest && !l.closed[cell] {
			awake++
		}
	}
	l.awake = awake
	if !changed || awake == 0 {
		// Without a cell nothing is accepted, and shares mean nothing.
		return
	}
	l.forced = none
	for b := range l.base {
		l.base[b] = l.quota(b)
	}
	l.since = l.done
	l.mass = asked(l.part.constraints)
	share, _ := l.fitOpen(l.part.share)
	for b, d := range l.spread(l.handOver(facet, share)) {
		l.base[b] += d
	}
	l.share = l.spread(share)
	l.search.reset(share)
}

// handOver returns by how much the quota of each cell changes when the suspended
// ones are left with what they delivered.
func (l *book) handOver(facet int, share []float64) []float64 {
	change := make([]float64, len(share))
	for cell, rest := range l.rests {
		b := l.counted + cell
		unmet := l.base[b] - float64(l.accepted[b])
		if !rest || l.closed[cell] || unmet <= 0 {
			continue
		}
		change[cell] -= unmet
		heirs := l.heirs(facet, cell, share)
		sum := 0.0
		for _, h := range heirs {
			sum += share[h]
		}
		if sum > 0 {
			for _, h := range heirs {
				change[h] += unmet * share[h] / sum
			}
			continue
		}
		for h := range share {
			change[h] += unmet * share[h]
		}
	}
	return change
}

// heirs lists the cells with a share that differ from a cell in one facet only.
func (l *book) heirs(facet, cell int, share []float64) []int {
	buckets := slices.Clone(l.part.at(cell))
	var out []int
	for b := range l.part.dims[facet] {
		buckets[facet] = b
		if h, ok := l.part.cell(buckets); ok && share[h] > 0 {
			out = append(out, h)
		}
	}
	return out
}
