package router

import "math"

// latencies is a histogram of what one pathway's model calls took, relative to
// the run's typical one: bounded memory, no clock, and the same quantiles in
// whatever order the calls ended. Its buckets are a quarter of an octave wide,
// so that a quantile is off by less than a tenth, from 1/256 to 256; what is
// beyond counts as the nearest of these.
type latencies struct {
	buckets [latencyBuckets]uint16
	total   uint16

	// The quantiles, worked out when an outcome settles; 0 while there is none.
	median, tail float64
}

const (
	latencyBuckets   = 64
	latencyPerOctave = 4
	// tailPart is the part of the calls that took no longer than the tail.
	tailPart = 0.9
	// maxLatencies is how many calls are counted before all counts are halved:
	// models warm up and hosts fill up, and old calls should fade.
	maxLatencies = 512
)

// add counts one call; 0 is no call.
func (l *latencies) add(latency float64) {
	if latency == 0 {
		return
	}

	at := math.Round(latencyPerOctave*math.Log2(latency)) + latencyBuckets/2 //nolint:mnd // the middle bucket is 1
	l.buckets[int(clamp(at, 0, latencyBuckets-1))]++
	l.total++

	if l.total == maxLatencies {
		l.fade()
	}

	l.median, l.tail = l.quantile(half), l.quantile(tailPart)
}

// fade halves every count.
func (l *latencies) fade() {
	l.total = 0

	for b := range l.buckets {
		l.buckets[b] /= 2
		l.total += l.buckets[b]
	}
}

// quantile returns the middle of the first bucket by which at least this part
// of the calls is reached.
func (l *latencies) quantile(part float64) float64 {
	need, seen := part*float64(l.total), 0.0

	for b, n := range l.buckets {
		seen += float64(n)

		if n > 0 && seen >= need {
			return math.Exp2(float64(b-latencyBuckets/2) / latencyPerOctave)
		}
	}

	return 0
}

// saturate maps 0…∞ to 0…1 without ever reaching the end: ½ for 1.
func saturate(x float64) float64 { return x / (1 + x) }
