package router

import (
	"errors"
	"fmt"
)

// ErrNoPathway means that no pathway is available to the slot: its mask is
// empty. Nothing was decided and nothing is to be logged.
var ErrNoPathway = errors.New("router: no pathway is available")

// Decide chooses the pathway for slot, given the run so far. u is the caller's
// uniform draw in [0, 1): the same state, slot and u give the same decision. It
// changes neither s nor slot, and overwrites d, allocating only when d is
// smaller than the number of pathways needs. The error is [ErrNoPathway], or
// wraps [ErrSlot]; d then holds no decision.
func (p *Policy) Decide(s *State, slot *Slot, u float64, d *Decision) error {
	if err := s.validateSlot(slot); err != nil {
		return err
	}

	if !(u >= 0 && u < 1) {
		return fmt.Errorf("%w: draw: found %v, expected at least 0, below 1", ErrSlot, u)
	}

	d.resize(len(s.pathways))
	s.extract(slot, slot.Mask, d.Features)
	p.weigh(d, slot.Mask, slot.Decision, slot.Price)

	d.Choice = draw(d.Probabilities, d.Mask, u)
	d.Propensity = d.Probabilities[d.Choice]

	return nil
}

// Evaluate computes the scores and probabilities that this policy gives to
// logged features (pathways × NumFeatures, row-major), as Decide would have for
// the decision with this ordinal and no price, and writes them into d with Choice −1 and
// Propensity 0: nothing is drawn. It is how a policy is judged on decisions
// that another one made. The error is [ErrNoPathway], or wraps [ErrSlot].
func (p *Policy) Evaluate(features []float64, mask Mask, ordinal uint64, d *Decision) error {
	n := len(features) / NumFeatures
	if n < 1 || n > MaxPathways || len(features)%NumFeatures != 0 {
		return fmt.Errorf("%w: features: found %d values, expected %d for each of 1 to %d pathways",
			ErrSlot, len(features), NumFeatures, MaxPathways)
	}

	if err := validateMask(mask, n); err != nil {
		return err
	}

	d.resize(n)
	copy(d.Features, features)
	p.weigh(d, mask, ordinal, 0)

	d.Choice = -1
	d.Propensity = 0

	return nil
}

// weigh fills in everything but the draw from d.Features.
func (p *Policy) weigh(d *Decision, mask Mask, ordinal uint64, price float64) {
	clear(d.Scores)

	for m := mask; m != 0; m = m.rest() {
		k := m.first()
		d.Scores[k] = dot(&p.weights, (*row)(d.Features[k*NumFeatures:]))
	}

	charge(price, mask, d.Features, d.Scores)

	d.Mask = mask
	d.Epsilon = p.exploration.Epsilon(ordinal)
	d.PolicyVersion = p.label
	d.PolicyHash = p.hash

	softmax(d.Scores, mask, d.Probabilities)
	mix(d.Probabilities, mask, d.Epsilon)
}
