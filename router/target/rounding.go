package target

import (
	"cmp"
	"math"
	"slices"
)

// RoundingFloor is the divergence from some shares that n whole samples cannot
// avoid: that of the samples apportioned to the shares by largest remainder. It is
// what the divergence of a joint table is to be compared with, as most of its cells
// may expect less than one sample. (Largest remainder is nearest in absolute
// difference; in divergence an apportionment can be nearer by a trifle.) Shares are
// scaled to sum 1 and must not be negative; it is 0 where n or the sum is not above 0.
func RoundingFloor(shares []float64, n int) float64 {
	sum := 0.0
	for _, s := range shares {
		sum += s
	}
	if n <= 0 || sum <= 0 {
		return 0
	}
	whole, rest := make([]float64, len(shares)), make([]float64, len(shares))
	order := make([]int, len(shares))
	left := n
	for i, s := range shares {
		quota := s / sum * float64(n)
		whole[i] = math.Floor(quota)
		rest[i], order[i] = quota-whole[i], i
		left -= int(whole[i])
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(rest[b], rest[a]), a-b) })
	for _, i := range order[:max(0, min(left, len(order)))] {
		whole[i]++
	}
	return JensenShannon(whole, shares)
}
