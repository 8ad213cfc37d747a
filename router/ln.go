package router

import "math"

// ln is the natural logarithm of a number above 0, to 12 digits: half the time
// of math.Log, which has to get the last bit and all special cases right. For 0
// it is some number below −700, which every clip here treats alike.
//
// x is 2^e·m with m in [√½, √2), and ln m = 2·artanh((m−1)/(m+1)), of whose series
// the terms up to the 15th power are kept.
func ln(x float64) float64 {
	const (
		mantissa = 1<<52 - 1
		bias     = 1023
		one      = bias << 52
	)

	bits := math.Float64bits(x)
	e := float64(int(bits>>52) - bias)
	m := math.Float64frombits(bits&mantissa | one)

	if m > math.Sqrt2 {
		m *= half
		e++
	}

	s := (m - 1) / (m + 1)
	z := s * s
	y := z * z

	// Two short sums side by side, instead of one long one that waits for itself.
	even := 1 + y*(1./5+y*(1./9+y*(1./13)))
	odd := 1./3 + y*(1./7+y*(1./11+y*(1./15)))

	return e*ln2 + 2*s*(even+z*odd)
}
