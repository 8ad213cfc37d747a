package target

// doubtPart is the part of Options.CloseAfter misses from which a cell is in
// doubt.
const doubtPart = 16

// A failure does not say which part's cell is at fault, and a cell may fail with
// one fellow that fails with all. Held against all, the many failures of a few
// dead cells would close the frequent cells of the other parts: 64 in a row come
// soon where nine of ten slots are aimed at what is dead. So
//
//   - a slot holds one cell in doubt at most, where there is a choice: what is in
//     doubt is tried with fellows that are not (see Ledger.compose);
//   - a failure is held against every cell until it is in doubt, and from then on
//     if of the slot's cells it is the suspect: the one with the bucket that failed
//     most often since it last had a sample. What is dead mostly is a bucket, and
//     it has failed for longer than those it dragged along.
//
// A failure is always held against some cell, so a run in which everything fails
// still ends. With one part it is always the one.

// doubts reports whether a cell is in doubt.
func (l *book) doubts(cell int) bool {
	return l.misses[cell].total() >= max(1, l.options.CloseAfter/doubtPart)
}

// suspect is the part whose cell, of a slot's, missed most often in a row or has the
// bucket that failed most often since it last had a sample.
func (l *Ledger) suspect() int {
	part, most := none, -1
	for k, b := range l.books {
		dry := b.misses[l.cells[k]].total()
		for _, at := range b.bucketsOf(l.cells[k]) {
			dry = max(dry, b.dry[at])
		}
		if dry > most {
			part, most = k, dry
		}
	}
	return part
}

// dries counts a failure in the buckets of the aimed cell.
func (l *book) dries(cell int) {
	for _, b := range l.bucketsOf(cell) {
		l.dry[b]++
	}
}
