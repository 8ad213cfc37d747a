package router

import "math"

// dot returns w · x. Four sums side by side: one alone would wait for each
// addition to finish, and be three times slower. The order of additions is
// fixed, so the result is the same on every call.
func dot(w, x *row) float64 {
	var a, b, c, d float64

	i := 0
	for ; i+4 <= NumFeatures; i += 4 {
		a += w[i] * x[i]
		b += w[i+1] * x[i+1]
		c += w[i+2] * x[i+2]
		d += w[i+3] * x[i+3]
	}

	for ; i < NumFeatures; i++ {
		a += w[i] * x[i]
	}

	return (a + b) + (c + d)
}

// softmax writes exp(score) over the sum for the pathways in mask, 0 for the
// others. The largest score is taken off first, so nothing overflows and the
// sum is at least 1. The mask is not empty.
func softmax(scores []float64, mask Mask, probabilities []float64) {
	largest := math.Inf(-1)

	for m := mask; m != 0; m = m.rest() {
		if score := scores[m.first()]; score > largest {
			largest = score
		}
	}

	clear(probabilities)

	sum := 0.0

	for m := mask; m != 0; m = m.rest() {
		k := m.first()
		e := math.Exp(scores[k] - largest)
		probabilities[k] = e
		sum += e
	}

	for m := mask; m != 0; m = m.rest() {
		probabilities[m.first()] /= sum
	}
}

// mix replaces p by (1−ε)·p + ε·uniform over the pathways in mask. Where there
// is no choice the probability is 1, not merely near it.
func mix(probabilities []float64, mask Mask, epsilon float64) {
	n := mask.Count()
	if n == 1 {
		probabilities[mask.first()] = 1

		return
	}

	even := epsilon / float64(n)

	for m := mask; m != 0; m = m.rest() {
		k := m.first()
		probabilities[k] = (1-epsilon)*probabilities[k] + even
	}
}

// draw returns the pathway at u in [0, 1) of the cumulative distribution over
// the pathways in mask, in index order. The probabilities add up to 1 only to
// within rounding, so a u beyond their sum belongs to the last pathway.
func draw(probabilities []float64, mask Mask, u float64) int {
	cumulative := 0.0
	last := 0

	for m := mask; m != 0; m = m.rest() {
		last = m.first()
		cumulative += probabilities[last]

		if u < cumulative {
			return last
		}
	}

	return last
}
