package router

import (
	"errors"
	"fmt"
)

// ErrSlot is wrapped by the errors of [Policy.Decide] about a slot that does
// not fit the state: a fault of the caller, never of the run.
var ErrSlot = errors.New("router: bad slot")

// Slot is the place in the run that the ledger wants filled: what the router
// decides upon. It is only read.
type Slot struct {
	// Cell is the aimed cell, 0…cells−1.
	Cell int
	// Buckets are its buckets, one per facet; −1 where the slot does not aim
	// the facet.
	Buckets []int
	// Gaps holds per facet and bucket the deficit in samples: quota minus
	// accepted and under way. Only what is missing (above 0) counts. It may be
	// nil, and so may any facet's, which says nothing is known to be missing.
	Gaps [][]float64
	// Progress is the delivered share of the run; clamped to 0…1, NaN as 0.
	Progress float64
	// Mask is the set of pathways that can serve the brief and are up.
	Mask Mask
	// Load holds per pathway how much of what it can do at once is under way;
	// clamped to 0…1, NaN as 0. Nil stands for all 0, as it is where no model
	// takes part.
	Load []float64
	// Price is what one unit of cost is charged over the price that the policy
	// was trained at, in units of score, −1e6…1e6; 0 where the run has no budget.
	// Whoever holds a budget raises it while the run spends too much (see
	// charge for what it does).
	Price float64
	// Decision is this decision's ordinal in the run, from 0, for the ε schedule.
	Decision uint64
}

// validate returns an error that wraps ErrSlot, or ErrNoPathway.
func (s *State) validateSlot(slot *Slot) error {
	switch {
	case slot.Cell < 0 || slot.Cell >= s.cells:
		return fmt.Errorf("%w: cell: found %d, expected 0 to %d", ErrSlot, slot.Cell, s.cells-1)
	case !s.fits(slot.Buckets):
		return fmt.Errorf("%w: buckets: found %v, expected one per facet, each in range", ErrSlot, slot.Buckets)
	case slot.Gaps != nil && len(slot.Gaps) != len(s.facets):
		return fmt.Errorf("%w: gaps: found %d facets, expected %d", ErrSlot, len(slot.Gaps), len(s.facets))
	case slot.Load != nil && len(slot.Load) != len(s.pathways):
		return fmt.Errorf("%w: load: found %d entries, expected %d", ErrSlot, len(slot.Load), len(s.pathways))
	case !(slot.Price >= -maxPrice && slot.Price <= maxPrice):
		return fmt.Errorf("%w: price: found %v, expected %g to %g", ErrSlot, slot.Price, -maxPrice, maxPrice)
	}

	for f, gaps := range slot.Gaps {
		if len(gaps) != 0 && len(gaps) != s.facets[f].Buckets {
			return fmt.Errorf("%w: gaps of facet %q: found %d buckets, expected %d",
				ErrSlot, s.facets[f].Name, len(gaps), s.facets[f].Buckets)
		}
	}

	return validateMask(slot.Mask, len(s.pathways))
}

// validateMask checks a mask against the number of pathways.
func validateMask(mask Mask, pathways int) error {
	switch {
	case mask == 0:
		return ErrNoPathway
	case mask&^AllPathways(pathways) != 0:
		return fmt.Errorf("%w: mask: found %#x, expected only the lowest %d bits", ErrSlot, uint64(mask), pathways)
	}

	return nil
}
