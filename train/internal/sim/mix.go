package sim

import (
	"math"
	"slices"
)

// BestMix is the fixed mix that would have filled an environment at the least
// cost, found in hindsight: by exponentiated gradients on the fluid
// approximation, in which a sample of a cell is made by every pathway in
// proportion to its part and its success.
func (e *Environment) BestMix(counts []int) []float64 {
	n := len(e.Pathways)
	mix, slopes := make([]float64, n), make([]float64, n)
	for k := range mix {
		mix[k] = 1 / float64(n)
	}
	best, least := slices.Clone(mix), e.fluid(counts, mix)
	const steps, nudge, rate = 60, 1e-3, 0.5
	for range steps {
		now := e.fluid(counts, mix)
		for k, part := range mix {
			mix[k] = part * (1 + nudge)
			slopes[k] = (e.fluid(counts, mix)/now - 1) / nudge / part
			mix[k] = part
		}
		sum := 0.0
		for k := range mix {
			mix[k] *= math.Exp(-rate * max(-1, min(1, slopes[k])))
			sum += mix[k]
		}
		for k := range mix {
			mix[k] /= sum
		}
		if cost := e.fluid(counts, mix); cost < least {
			least = cost
			copy(best, mix)
		}
	}
	return best
}

// fluid is what a mix costs.
func (e *Environment) fluid(counts []int, mix []float64) float64 {
	total := 0.0
	made := make([]float64, len(mix))
	for cell, n := range counts {
		clear(made)
		for range n {
			spent, success, part := 0.0, 0.0, 0.0
			for k, o := range e.at(cell) {
				if o.able {
					spent += mix[k] * e.cost[k]
					success += mix[k] * o.success(made[k])
					part += mix[k]
				}
			}
			if success <= 1e-9*part {
				return math.Inf(1)
			}
			total += spent / success
			for k, o := range e.at(cell) {
				if o.able {
					made[k] += mix[k] * o.success(made[k]) / success
				}
			}
		}
	}
	return total
}
