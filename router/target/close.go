package target

import "slices"

// BucketName names a bucket of a facet.
type BucketName struct {
	Facet  string
	Bucket string
}

// Closing tells why a cell closed and what that did. Failed, Elsewhere and
// Surplus are the outcomes of the slots that missed it in a row: a check failed,
// the sample was accepted in another cell, or it had no room there.
//
// In a table of several parts cells close part by part: this is a cell of one.
type Closing struct {
	Part      int
	Cell      int      // of the part
	Facets    []string // of the part
	Buckets   []string // of the cell, one per facet of the part
	At        int      // samples accepted by then
	Failed    int
	Elsewhere int
	Surplus   int
	// Stranded says that nothing missed the cell: those of other parts that it
	// could go with are closed.
	Stranded bool
	// Moved is the part of the cell's quota that it did not deliver and that
	// the open cells took over, in samples.
	Moved float64
	// Lost names the facet buckets whose last open cell this was. They have
	// share 0 from now on.
	Lost []BucketName
	// Residual is the largest difference between a share in force before (after
	// lost buckets were taken out) and the one in force now: about 0 where the
	// open cells can still meet all constraints together.
	Residual float64
}

// close takes a cell out of the table in force.
func (l *book) close(cell int) Closing {
	m := l.misses[cell]
	c := l.shut(cell)
	c.Failed, c.Elsewhere, c.Surplus = m.failed, m.elsewhere, m.surplus
	if l.rests[cell] {
		// It has no share that could move.
		return c
	}
	if l.awake > 0 {
		c.Residual, c.Moved = l.refit([]int{cell})
	}
	return c
}

// shut marks a cell closed and begins the record of that.
func (l *book) shut(cell int) Closing {
	l.closed[cell] = true
	l.open--
	l.forced = none
	if !l.rests[cell] {
		l.awake--
	}
	return Closing{
		Cell: cell, Facets: l.part.facetNames(), Buckets: l.part.names(cell), At: l.done, Lost: l.lost(cell),
	}
}

// strand closes cells that nothing is left to go with, all at once. What moved is
// told of the first that had a share.
func (l *book) strand(cells []int32) []Closing {
	var out []Closing
	var moving []int
	first := 0
	for _, cell := range cells {
		if l.closed[cell] {
			continue
		}
		c := l.shut(int(cell))
		c.Stranded = true
		if !l.rests[cell] {
			if len(moving) == 0 {
				first = len(out)
			}
			moving = append(moving, int(cell))
		}
		out = append(out, c)
	}
	if l.awake > 0 && len(moving) > 0 {
		out[first].Residual, out[first].Moved = l.refit(moving)
	}
	return out
}

// lost lists the facet buckets of a cell that have no open cell.
func (l *book) lost(cell int) []BucketName {
	var names []BucketName
	for f, b := range l.part.at(cell) {
		alive := false
		for other, closed := range l.closed {
			alive = alive || !closed && l.part.at(other)[f] == b
		}
		if !alive {
			facet := l.part.facets[f]
			names = append(names, BucketName{Facet: facet.Name, Bucket: facet.Buckets[b]})
		}
	}
	return names
}

// refit makes the shares in force anew without cells that just closed, and
// moves their unmet quota to the open cells.
//
// The fit starts from the shares that were in force. They are the uniform seed
// scaled group by group, so the limit is the one that the uniform seed would have
// under the same constraints, and it is near.
//
// Let p be the shares before, p' those after and d the unmet quota of the cell.
// Its deficit is that of d/p samples, and over these the cell would have been
// closed had one known: quotas change by (d/p)·(p' − p). This leaves the cell with
// what it has delivered, and every bucket that p' preserves with its quota.
// Several cells count as one.
func (l *book) refit(cells []int) (residual, moved float64) {
	before := slices.Clone(l.share[l.counted:])
	after, residual := l.fitOpen(before)

	for b := range l.base {
		l.base[b] = l.quota(b)
	}
	l.since = l.done
	unmet, had := 0.0, 0.0
	for _, cell := range cells {
		unmet += max(0, l.base[l.counted+cell]-float64(l.accepted[l.counted+cell]))
		had += before[cell]
	}
	span := 0.0
	if had > 0 {
		// No more than the samples there are: a cell may have lost nearly all
		// its share to earlier closings, and then d/p means nothing.
		span = min(unmet/had, float64(l.done))
	}
	change := make([]float64, len(before))
	for i := range change {
		change[i] = span * (after[i] - before[i])
	}
	for b, d := range l.spread(change) {
		l.base[b] += d
	}
	l.share = l.spread(after)
	l.search.reset(after)
	return residual, span * had
}

// fitOpen fits the cells that are neither closed nor suspended to the
// constraints in force, from a seed.
func (l *book) fitOpen(seed []float64) (share []float64, residual float64) {
	constraints := l.part.constraints
	share = make([]float64, len(seed))
	open := make([]float64, len(seed))
	sum := 0.0
	for i, closed := range l.closed {
		if !closed && !l.rests[i] {
			share[i], open[i] = seed[i], 1
			sum += seed[i]
		}
	}
	if sum <= 0 {
		// Contradictions left all shares to cells that are out by now: start
		// over from what was asked.
		copy(share, open)
		l.mass = asked(constraints)
	}
	l.mass.renormalise(constraints, open)
	residual = l.solver.solve(share, l.mass, refitEffort())
	if residual > attained {
		l.mass.adopt(constraints, share)
	}
	return share, residual
}
