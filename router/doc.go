// Package router decides which pathway writes the next sample.
//
// It goes one way: features → scores → probabilities → choice. A [State] keeps
// the statistics of one run, [State.Settle] adds an outcome to them, and
// [Policy.Decide] turns them and a [Slot] into a [Decision]. A policy is one
// weight vector shared by all pathways, a conditional logit, so that the set of
// pathways may change without retraining.
//
// The package is a pure, deterministic core: no clock, no I/O, no goroutine, no
// random source of its own (the caller brings the draw). It knows facets as
// names and integers, and neither domains nor samples nor targets.
//
// One goroutine at a time may use a State. A Policy never changes and may be
// shared.
//
// Prior work: softmax policies learned from logged propensities (Swaminathan
// and Joachims 2015, POEM), doubly robust evaluation (Dudík et al. 2011), which
// is why a decision carries the exact probability that it was drawn with.
package router
