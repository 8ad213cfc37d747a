package router

// maxPrice bounds a slot's price, and maxSampleCost what a sample is expected to
// cost, so that no score overflows.
const maxPrice, maxSampleCost = 1e6, 1e9

// charge takes the slot's price off the scores: price × what one accepted sample
// of the pathway is expected to cost here, in typical model calls.
//
// The price is the multiplier of the Lagrangian of a budget. Among all
// distributions over the pathways whose samples cost no more than b in
// expectation, the one nearest to the policy's own (in Kullback–Leibler
// divergence) is the policy's times e^(−λ·cost), with the λ for which the budget
// just holds. So a price changes as little of what was learned as a budget
// allows, and 0 changes nothing; below 0 it spends more. A pathway whose
// sample costs one typical call more than another's loses a factor e^price in
// the odds between them.
//
// What counts is the cost of a sample, not of a call: charging calls would lead
// to what is cheap and fails, and a run has to deliver its number of samples.
// The greedy heuristic (log_ratio) weighs the same ratio, but with the quality
// in it and clipped: within the clip, a price sharpens it and turns it from what
// is better towards what is cheaper; beyond the clip, where the heuristic sees no
// difference any more, the price still does. It is not a feature: the weights
// are trained at price 0, and Evaluate judges them there.
func charge(price float64, mask Mask, features, scores []float64) {
	if price == 0 {
		return
	}

	for m := mask; m != 0; m = m.rest() {
		k := m.first()
		scores[k] -= price * sampleCost((*row)(features[k*NumFeatures:]))
	}
}

// sampleCost is the expected cost of a call over the probability that it ends
// with an accepted sample.
func sampleCost(r *row) float64 {
	chance := r[featSkill] * (1 - r[featRepeat]) * r[featOpen]
	cost := r[featCost] / (1 - r[featCost])

	// The negated form also catches what a chance of 0 gives.
	if expected := cost / chance; expected < maxSampleCost {
		return expected
	}

	return maxSampleCost
}
