package router

import "math"

// MinFloor is the least exploration floor a policy may have. Below it the
// propensities of rarely chosen pathways become too small to learn from.
const MinFloor = 0.02

// Exploration is the schedule of ε, the part of the probability that is spread
// evenly over the available pathways whatever their scores.
type Exploration struct {
	// Start is ε of the run's first decision, in [Floor, 1].
	Start float64
	// Floor is what ε falls to and never below, in [MinFloor, 1].
	Floor float64
	// Decay is the number of decisions after which half of Start − Floor is
	// gone; above 0.
	Decay float64
}

// Epsilon returns ε for the decision with this ordinal (0 for the first of the
// run): Floor + (Start − Floor) / (1 + ordinal/Decay). It depends on the order
// of decisions only, never on a clock, and falls hyperbolically, the usual rate
// for ε-greedy schedules (Auer et al. 2002).
func (e Exploration) Epsilon(ordinal uint64) float64 {
	return e.Floor + (e.Start-e.Floor)/(1+float64(ordinal)/e.Decay)
}

// validate returns a *PolicyError for the first value out of range.
func (e Exploration) validate() error {
	switch {
	case !(e.Floor >= MinFloor && e.Floor <= 1):
		return &PolicyError{
			Field: "exploration.floor", Found: number(e.Floor),
			Expected: "a number from " + number(MinFloor) + " to 1",
		}
	case !(e.Start >= e.Floor && e.Start <= 1):
		return &PolicyError{
			Field: "exploration.start", Found: number(e.Start),
			Expected: "a number from the floor, " + number(e.Floor) + ", to 1",
		}
	case !(e.Decay > 0 && e.Decay <= math.MaxFloat64):
		return &PolicyError{
			Field: "exploration.decay", Found: number(e.Decay),
			Expected: "a number of decisions above 0",
		}
	}

	return nil
}
