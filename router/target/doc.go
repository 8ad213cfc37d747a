// Package target holds what a run is to deliver and how far it has come.
//
// A [Spec] says, in names, which share of all samples every bucket of a facet
// should have: marginals, conditionals, joint tables, and combinations that
// cannot occur. [Fit] makes a joint [Table] of it by iterative proportional
// fitting, or several where one would be too large. A [Ledger] then keeps the
// books of one run against that table: it chooses the next cell, says whether a
// finished sample still has room where it was measured, and closes cells that
// nothing can fill.
//
// The package is a pure state machine. It knows names and integers only: no
// samples, no file format, no clock, no randomness, no goroutine. The same calls
// in the same order give the same answers, per build and architecture.
//
// # Words
//
// A cell is one combination of buckets, one of every facet that the target
// constrains. A margin is anything that samples are counted by: each facet, each
// pair of facets that the target names, and the cell itself. The quota of a
// bucket is the number of samples that it should have by now; its deficit is
// what it lacks to that.
package target
