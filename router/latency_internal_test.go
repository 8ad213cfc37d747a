package router

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestQuantilesAreOffByLessThanATenth(t *testing.T) {
	t.Parallel()

	rng := rand.New(rand.NewPCG(5, 5))

	for _, scale := range []float64{0.01, 1, 40} {
		var l latencies

		// Uniform on (0, 2·scale): the median is scale, the tail 1.8·scale. The
		// fading makes no difference to a stream that stays as it is.
		for range 20_000 {
			l.add(2 * scale * (1 - rng.Float64()))
		}

		// A bucket's half width is 9%, and 300 calls spread the median by 6%.
		for found, expected := range map[float64]float64{l.median: scale, l.tail: 1.8 * scale} {
			if math.Abs(math.Log2(found/expected)) > 0.25 {
				t.Errorf("scale %v: found %v, expected about %v", scale, found, expected)
			}
		}
	}
}

func TestOldCallsFade(t *testing.T) {
	t.Parallel()

	var l latencies
	for range 10_000 {
		l.add(1)
	}

	changed := 0
	for ; l.median < 3.9; changed++ {
		l.add(4)
	}

	if l.total >= maxLatencies || changed > maxLatencies {
		t.Errorf("counts %d calls and took %d to follow a change, expected fewer than %d", l.total, changed, maxLatencies)
	}
}

func TestWhatIsNoCallHasNoLatency(t *testing.T) {
	t.Parallel()

	var l latencies
	l.add(0)

	if l != (latencies{}) {
		t.Errorf("found %+v, expected nothing", l)
	}

	for _, extreme := range []float64{math.SmallestNonzeroFloat64, maxCost} {
		l.add(extreme)
	}

	if l.buckets[0] != 1 || l.buckets[latencyBuckets-1] != 1 {
		t.Errorf("found %v, expected one at each end", l.buckets)
	}
}
