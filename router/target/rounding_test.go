package target

import (
	"testing"

	"pgregory.net/rapid"
)

func TestRoundingFloor(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		shares []float64
		n      int
		want   float64
	}{
		{[]float64{0.5, 0.5}, 10, 0},
		{[]float64{1, 3}, 4, 0}, // scaled
		{[]float64{0.5, 0.5}, 1, JensenShannon([]float64{1, 0}, []float64{1, 1})},
		{[]float64{0.25, 0.65, 0.1}, 2, JensenShannon([]float64{1, 1, 0}, []float64{0.25, 0.65, 0.1})},
		{[]float64{0.5, 0.5}, 0, 0},
		{nil, 5, 0},
	} {
		near(t, "floor", RoundingFloor(test.shares, test.n), test.want, 1e-12)
	}
}

// It agrees with the plain way to apportion, one sample at a time.
func TestRoundingFloorAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		shares := rapid.SliceOfN(rapid.Float64Range(0.001, 1), 1, 40).Draw(rt, "shares")
		n := rapid.IntRange(1, 500).Draw(rt, "n")
		sum := 0.0
		for _, s := range shares {
			sum += s
		}
		var m MarginReport
		for _, s := range shares {
			m.Buckets = append(m.Buckets, BucketReport{InForce: s / sum})
		}
		near(rt, "floor", RoundingFloor(shares, n), m.roundingFloor(n), 1e-6)
	})
}
