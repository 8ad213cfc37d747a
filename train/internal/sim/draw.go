package sim

import (
	"math"

	"github.com/callmill/callmill/router"
)

// Draw is how a pathway is drawn from what a policy says of it.
type Draw uint8

const (
	// ByPolicy draws as the router does, exploration included.
	ByPolicy Draw = iota
	// Unmixed draws from the softmax alone, ε = 0, and logs just that: some
	// propensities are next to nothing.
	Unmixed
	// Greedy takes the best score always, and logs that: its propensity is 1,
	// every other pathway's 0. Nothing can be learned from such a log.
	Greedy
)

// redraw changes a decision of the router to one that was drawn in this way.
func (how Draw) redraw(d *router.Decision, draw float64) {
	if how == ByPolicy {
		return
	}
	d.Epsilon = 0
	best, sum := math.Inf(-1), 0.0
	for k, score := range d.Scores {
		if d.Mask.Has(k) && score > best {
			best, d.Choice = score, k
		}
	}
	for k := range d.Probabilities {
		d.Probabilities[k] = 0
		if d.Mask.Has(k) && how == Unmixed {
			d.Probabilities[k] = math.Exp(d.Scores[k] - best)
			sum += d.Probabilities[k]
		}
	}
	if how == Greedy {
		d.Probabilities[d.Choice], d.Propensity = 1, 1
		return
	}
	cumulative := 0.0
	chosen := false
	for k := range d.Probabilities {
		d.Probabilities[k] /= sum
		cumulative += d.Probabilities[k]
		if !chosen && draw < cumulative {
			d.Choice, chosen = k, true
		}
	}
	d.Propensity = d.Probabilities[d.Choice]
}
