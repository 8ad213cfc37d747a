package sim

import "math"

// Optimum is the least that a run can be expected to cost, which delivers so
// many samples of every cell: in each, the smallest of all marginal costs. They
// rise with what a pathway has made, so taking the cheapest next one is optimal.
// It is +Inf where a cell cannot be filled.
func (e *Environment) Optimum(counts []int) float64 {
	total := 0.0
	made := make([]float64, len(e.Pathways))
	for cell, n := range counts {
		clear(made)
		for range n {
			k, cost := e.cheapest(cell, made)
			if k < 0 {
				return math.Inf(1)
			}
			made[k]++
			total += cost
		}
	}
	return total
}

// cheapest is the pathway whose next sample of a cell costs least, and what it
// costs; −1 where none can make one.
func (e *Environment) cheapest(cell int, made []float64) (pathway int, cost float64) {
	pathway, cost = -1, math.Inf(1)
	for k := range e.Pathways {
		if c := e.marginal(cell, k, made[k]); c < cost {
			pathway, cost = k, c
		}
	}
	return pathway, cost
}

// marginal is what a pathway's next sample of a cell costs, after made ones.
func (e *Environment) marginal(cell, pathway int, made float64) float64 {
	o := &e.at(cell)[pathway]
	if !o.able {
		return math.Inf(1)
	}
	if p := o.success(made); p > 0 {
		return e.cost[pathway] / p
	}
	return math.Inf(1)
}
