package router

// Gain is what one settled decision was worth: 0 unless its sample was accepted
// in an open cell, else novelty × quality, both clamped to [0, 1] (a NaN counts
// as 0). Novelty is 1 for a sample unlike anything before it; quality is the
// judge's verdict where there is one, else the pathway's prior.
//
// The cost is not subtracted: gain and cost are logged apart, so that the price
// between them can be chosen when a policy is trained.
func Gain(accepted bool, novelty, quality float64) float64 {
	if !accepted {
		return 0
	}

	return unit(novelty) * unit(quality)
}

// unit clamps x to [0, 1]; a NaN becomes 0.
func unit(x float64) float64 {
	if !(x > 0) { // the negated form also catches a NaN
		return 0
	}

	if x > 1 {
		return 1
	}

	return x
}

// clamp limits x to [low, high]. Two comparisons instead of min and max, which
// also have to order NaN and the signed zeros and cost three times as much.
func clamp(x, low, high float64) float64 {
	if x < low {
		return low
	}

	if x > high {
		return high
	}

	return x
}
