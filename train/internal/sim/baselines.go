package sim

import (
	"math"
	"math/bits"

	"github.com/callmill/callmill/router"
)

// Oracle is the index policy with the true parameters: the pathway whose next
// sample costs least. It reaches the optimum.
func Oracle(e *Environment) (Chooser, error) { return &oracle{e}, nil }

type oracle struct{ env *Environment }

// Choose implements Chooser.
func (o *oracle) Choose(at *Slot, _ float64) (int, *router.Decision, error) {
	best, least := first(at.Mask), math.Inf(1)
	for m := at.Mask; m != 0; m &= m - 1 {
		k := first(m)
		if cost := o.env.marginal(at.Cell, k, at.Made[k]); cost < least {
			best, least = k, cost
		}
	}
	return best, nil, nil
}

// Settle implements Chooser.
func (o *oracle) Settle(int, int, router.Kind, float64) error { return nil }

// first is the lowest pathway of a set that is not empty.
func first(m router.Mask) int { return bits.TrailingZeros64(uint64(m)) }

// Fixed is a mix that never changes; nil is the uniform one. Where a pathway is
// not available, the others share its part in proportion.
func Fixed(mix []float64) Strategy {
	return func(e *Environment) (Chooser, error) {
		f := fixed{mix: mix}
		if mix == nil {
			f.mix = make([]float64, len(e.Pathways))
			for k := range f.mix {
				f.mix[k] = 1
			}
		}
		return &f, nil
	}
}

// Uniform gives every available pathway the same chance.
func Uniform(e *Environment) (Chooser, error) { return Fixed(nil)(e) }

type fixed struct{ mix []float64 }

// Choose implements Chooser.
func (f *fixed) Choose(at *Slot, draw float64) (int, *router.Decision, error) {
	return drawFrom(f.mix, at.Mask, draw), nil, nil
}

// Settle implements Chooser.
func (f *fixed) Settle(int, int, router.Kind, float64) error { return nil }

// drawFrom draws an available pathway in proportion to its weight.
func drawFrom(weights []float64, mask router.Mask, draw float64) int {
	sum := 0.0
	for m := mask; m != 0; m &= m - 1 {
		sum += weights[first(m)]
	}
	last, left := first(mask), draw*sum
	for m := mask; m != 0; m &= m - 1 {
		last = first(m)
		if left -= weights[last]; left < 0 {
			break
		}
	}
	return last
}

// Averages is greedy on each pathway's gain over cost so far, whatever the cell,
// with the exploration of the starting policy. A pathway's first calls count as
// one success and one failure at its declared cost.
func Averages(exploration router.Exploration) Strategy {
	return func(e *Environment) (Chooser, error) {
		a := &averages{exploration: exploration}
		for k := range e.Pathways {
			a.gain = append(a.gain, 1)
			a.cost = append(a.cost, 2*e.Pathways[k].Cost)
		}
		a.weights = make([]float64, len(e.Pathways))
		return a, nil
	}
}

type averages struct {
	exploration         router.Exploration
	gain, cost, weights []float64
}

// Choose implements Chooser.
func (a *averages) Choose(at *Slot, draw float64) (int, *router.Decision, error) {
	epsilon := a.exploration.Epsilon(at.Decision)
	best := first(at.Mask)
	for m := at.Mask; m != 0; m &= m - 1 {
		k := first(m)
		if a.gain[k]*a.cost[best] > a.gain[best]*a.cost[k] {
			best = k
		}
	}
	for k := range a.weights {
		a.weights[k] = epsilon / float64(at.Mask.Count())
	}
	a.weights[best] += 1 - epsilon
	return drawFrom(a.weights, at.Mask, draw), nil, nil
}

// Settle implements Chooser.
func (a *averages) Settle(_, choice int, kind router.Kind, cost float64) error {
	if kind == router.Accepted {
		a.gain[choice]++
	}
	a.cost[choice] += cost
	return nil
}

// EXP3 is the bandit of Auer et al. (2002), with the rate of its bound for the
// expected number of calls. What a call is worth is its gain less its cost at the
// price paid so far (Σgain/Σcost), brought into [0, 1].
func EXP3(e *Environment) (Chooser, error) {
	n := float64(len(e.Pathways))
	x := &exp3{
		scores: make([]float64, len(e.Pathways)), weights: make([]float64, len(e.Pathways)),
		drawn: map[int][]float64{}, gain: 1, cost: 1,
		rate: min(1, math.Sqrt(n*math.Log(n)/((math.E-1)*exp3Calls))),
	}
	return x, nil
}

// exp3Calls is the horizon that its rate is for.
const exp3Calls = 6000

type exp3 struct {
	scores, weights []float64
	drawn           map[int][]float64 // by pathway, the propensities under way
	gain, cost      float64
	rate            float64
}

// Choose implements Chooser.
func (x *exp3) Choose(at *Slot, draw float64) (int, *router.Decision, error) {
	best := math.Inf(-1)
	for m := at.Mask; m != 0; m &= m - 1 {
		best = max(best, x.scores[first(m)])
	}
	sum := 0.0
	clear(x.weights)
	for m := at.Mask; m != 0; m &= m - 1 {
		k := first(m)
		x.weights[k] = math.Exp(x.scores[k] - best)
		sum += x.weights[k]
	}
	even := x.rate / float64(at.Mask.Count())
	for m := at.Mask; m != 0; m &= m - 1 {
		k := first(m)
		x.weights[k] = (1-x.rate)*x.weights[k]/sum + even
	}
	k := drawFrom(x.weights, at.Mask, draw)
	x.drawn[k] = append(x.drawn[k], x.weights[k])
	return k, nil, nil
}

// Settle implements Chooser.
func (x *exp3) Settle(_, choice int, kind router.Kind, cost float64) error {
	gain := 0.0
	if kind == router.Accepted {
		gain = 1
	}
	worth := (1 + max(-1, min(1, gain-cost*x.gain/x.cost))) / 2
	propensity := x.drawn[choice][0]
	x.drawn[choice] = x.drawn[choice][1:]
	x.scores[choice] += x.rate / float64(len(x.scores)) * worth / propensity
	x.gain += gain
	x.cost += cost
	return nil
}
