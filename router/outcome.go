package router

import (
	"errors"
	"fmt"
)

// ErrOutcome is wrapped by every error of [State.Settle]: the outcome does not
// fit the state, which stays as it was.
var ErrOutcome = errors.New("router: bad outcome")

// Kind says what became of a candidate.
type Kind uint8

const (
	// Accepted passed every check, is new, and landed in an open cell.
	Accepted Kind = iota + 1
	// Duplicate passed the checks but repeats an earlier sample.
	Duplicate
	// Surplus passed the checks and is new, but its cell is not open.
	Surplus
	// Rejected failed a check, or never became a candidate.
	Rejected
	// Unavailable means that the pathway was down: it says nothing about what
	// the pathway writes, so no statistic counts it.
	Unavailable
)

// String returns the kind's name in lower case, for messages.
func (k Kind) String() string {
	switch k {
	case Accepted:
		return "accepted"
	case Duplicate:
		return "duplicate"
	case Surplus:
		return "surplus"
	case Rejected:
		return "rejected"
	case Unavailable:
		return "unavailable"
	default:
		return fmt.Sprintf("Kind(%d)", uint8(k))
	}
}

// passed reports whether the candidate passed the checks.
func (k Kind) passed() bool { return k == Accepted || k == Duplicate || k == Surplus }

// Outcome is what became of one decision.
type Outcome struct {
	// Pathway is the index of the pathway that was chosen.
	Pathway int
	// Cell is the cell it was aimed at.
	Cell int
	// Buckets are the buckets it was aimed at, one per facet; −1 where the slot
	// did not aim the facet.
	Buckets []int
	// Landed are the measured buckets, one per facet; −1 where one could not be
	// measured; nil if the candidate failed before measuring.
	Landed []int
	// LandedCell is the measured cell, or −1 outside the table. Only an
	// accepted candidate must have one.
	LandedCell int
	// Kind says what became of it.
	Kind Kind
	// Gain is its worth in [0, 1], as [Gain] gives it; read only if accepted.
	Gain float64
	// Cost is what it cost relative to the run's typical model call, 0 to 1e9.
	// A reproducible run passes the pathway's declared cost.
	Cost float64
	// Latency is how long it took relative to the run's typical model call, 0 to 1e9;
	// 0 where no model took part.
	Latency float64
}

// validateOutcome returns an error that wraps ErrOutcome.
func (s *State) validateOutcome(o *Outcome) error {
	switch {
	case o.Pathway < 0 || o.Pathway >= len(s.pathways):
		return fmt.Errorf("%w: pathway: found %d, expected 0 to %d", ErrOutcome, o.Pathway, len(s.pathways)-1)
	case o.Kind < Accepted || o.Kind > Unavailable:
		return fmt.Errorf("%w: kind: found %v, expected accepted to unavailable", ErrOutcome, o.Kind)
	case !s.fits(o.Buckets):
		return fmt.Errorf("%w: aimed buckets: found %v, expected one per facet, each in range", ErrOutcome, o.Buckets)
	case o.Landed != nil && !s.fits(o.Landed):
		return fmt.Errorf("%w: landed buckets: found %v, expected one per facet, each in range", ErrOutcome, o.Landed)
	}

	if err := s.validateCells(o); err != nil {
		return err
	}

	return o.validateWorth()
}

func (o *Outcome) validateWorth() error {
	switch {
	case !(o.Gain >= 0 && o.Gain <= 1):
		return fmt.Errorf("%w: gain: found %v, expected 0 to 1", ErrOutcome, o.Gain)
	case !(o.Cost >= 0 && o.Cost <= maxCost):
		return fmt.Errorf("%w: cost: found %v, expected 0 to %g", ErrOutcome, o.Cost, maxCost)
	case !(o.Latency >= 0 && o.Latency <= maxCost):
		return fmt.Errorf("%w: latency: found %v, expected 0 to %g", ErrOutcome, o.Latency, maxCost)
	}

	return nil
}

func (s *State) validateCells(o *Outcome) error {
	switch {
	case o.Cell < 0 || o.Cell >= s.cells:
		return fmt.Errorf("%w: cell: found %d, expected 0 to %d", ErrOutcome, o.Cell, s.cells-1)
	case o.LandedCell < -1 || o.LandedCell >= s.cells:
		return fmt.Errorf("%w: landed cell: found %d, expected -1 to %d", ErrOutcome, o.LandedCell, s.cells-1)
	case o.Kind == Accepted && o.LandedCell < 0:
		return fmt.Errorf("%w: landed cell: found none, expected the cell that accepted the sample", ErrOutcome)
	}

	return nil
}

// fits reports whether buckets holds one bucket, or −1, for every facet.
func (s *State) fits(buckets []int) bool {
	if len(buckets) != len(s.facets) {
		return false
	}

	for f, b := range buckets {
		if b < -1 || b >= s.facets[f].Buckets {
			return false
		}
	}

	return true
}
