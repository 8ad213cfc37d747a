package target

import "math"

// JensenShannon is the Jensen–Shannon divergence of two distributions over the
// same buckets, to base 2: 0 where they are equal, 1 where they share no bucket
// (Lin 1991). Both are scaled to sum 1, so counts will do; values must not be
// negative. Where one sums to 0 there is nothing to compare and it is 0. It
// panics when the lengths differ.
func JensenShannon(p, q []float64) float64 {
	if len(p) != len(q) {
		panic("target: divergence between distributions of different lengths")
	}
	sumP, sumQ := 0.0, 0.0
	for i := range p {
		sumP += p[i]
		sumQ += q[i]
	}
	if sumP <= 0 || sumQ <= 0 {
		return 0
	}
	d := 0.0
	for i := range p {
		a, b := p[i]/sumP, q[i]/sumQ
		d += half(a, b) + half(b, a)
	}
	return min(max(d, 0), 1)
}

// half is one bucket's part of half the divergence of a from the mean of both.
func half(a, b float64) float64 {
	if a <= 0 {
		return 0
	}
	return a / 2 * math.Log2(2*a/(a+b))
}
