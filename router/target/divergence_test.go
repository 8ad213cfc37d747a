package target

import (
	"testing"

	"pgregory.net/rapid"
)

func TestJensenShannon(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		p, q []float64
		want float64
	}{
		{[]float64{1, 0}, []float64{0, 1}, 1},
		{[]float64{0.5, 0.5}, []float64{3, 3}, 0},
		{[]float64{1, 0}, []float64{0.5, 0.5}, 0.311278124459133},
		{[]float64{0, 0}, []float64{1, 0}, 0},
		{nil, nil, 0},
	} {
		near(t, "divergence", JensenShannon(test.p, test.q), test.want, 1e-12)
	}
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 10).Draw(rt, "n")
		values := rapid.SliceOfN(rapid.Float64Range(0, 1e6), n, n)
		p, q := values.Draw(rt, "p"), values.Draw(rt, "q")
		d := JensenShannon(p, q)
		if !(d >= 0 && d <= 1) {
			rt.Fatalf("divergence %v", d)
		}
		near(rt, "the other way", JensenShannon(q, p), d, 1e-12)
		near(rt, "to itself", JensenShannon(p, p), 0, 1e-12)
	})
}
