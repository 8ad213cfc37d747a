package profile

import (
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

// seeded is a random source that repeats itself.
func seeded(seed byte) io.Reader { return rand.NewChaCha8([32]byte{seed}) }

// The noise has the distribution that the guarantee needs: χ² of 200,000 draws
// against the exact probabilities, and the mean and variance that it should have.
func TestLaplaceDistribution(t *testing.T) {
	t.Parallel()
	const n = 200_000
	for i, test := range []struct{ s, t uint64 }{{1, 1}, {1, 3}, {2, 3}, {3, 1}, {1, 10}, {7, 50}} {
		d := &dice{source: seeded(byte(i))}
		counts := map[int64]int{}
		sum, squares := 0.0, 0.0
		for range n {
			x := d.laplace(test.s, test.t)
			counts[x]++
			sum += float64(x)
			squares += float64(x) * float64(x)
		}
		if d.err != nil {
			t.Fatal(d.err)
		}
		rate := float64(test.s) / float64(test.t)
		a := math.Exp(-rate)
		p := func(x int64) float64 { return (1 - a) / (1 + a) * math.Pow(a, math.Abs(float64(x))) }
		chi, cells, rest, restP := 0.0, 0, float64(n), 1.0
		for x := int64(-1000); x <= 1000; x++ {
			if want := n * p(x); want >= 20 {
				chi += (float64(counts[x]) - want) * (float64(counts[x]) - want) / want
				cells++
				rest -= float64(counts[x])
				restP -= p(x)
			}
		}
		if want := n * restP; want > 5 {
			chi += (rest - want) * (rest - want) / want
			cells++
		}
		// χ² with k degrees of freedom is about normal: k ± √2k.
		k := float64(cells - 1)
		if chi > k+5*math.Sqrt(2*k) {
			t.Errorf("scale %d/%d: χ² is %.1f with %v degrees of freedom", test.t, test.s, chi, k)
		}
		variance := 2 * a / ((1 - a) * (1 - a))
		if mean := sum / n; math.Abs(mean) > 5*math.Sqrt(variance/n) {
			t.Errorf("scale %d/%d: the mean is %v", test.t, test.s, mean)
		}
		if got := squares / n; math.Abs(got/variance-1) > 0.05 {
			t.Errorf("scale %d/%d: the variance is %v, want %v", test.t, test.s, got, variance)
		}
	}
}

func TestDecay(t *testing.T) {
	t.Parallel()
	const n = 100_000
	for i, test := range []struct{ p, q uint64 }{{0, 1}, {1, 1}, {1, 2}, {3, 4}, {1, 100}} {
		d := &dice{source: seeded(byte(i))}
		hits := 0
		for range n {
			if d.decay(test.p, test.q) {
				hits++
			}
		}
		want := math.Exp(-float64(test.p) / float64(test.q))
		if got := float64(hits) / n; math.Abs(got-want) > 5*math.Sqrt(want*(1-want)/n)+1e-9 {
			t.Errorf("exp(-%d/%d): %v, want %v", test.p, test.q, got, want)
		}
	}
}

var errSource = errors.New("no randomness")

// Without randomness nothing is drawn, and nothing goes on for ever.
func TestDiceFail(t *testing.T) {
	t.Parallel()
	d := &dice{source: iotest.ErrReader(errSource)}
	if d.laplace(1, 5); !errors.Is(d.err, errSource) {
		t.Errorf("error %v", d.err)
	}
}
