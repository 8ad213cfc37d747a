package router

import "math/bits"

// MaxPathways is how many pathways one run can route among: a Mask has a bit
// for each.
const MaxPathways = 64

// Mask is a set of pathways by index: bit k stands for pathway k of the State.
// The zero Mask is the empty set.
type Mask uint64

// AllPathways returns the set of the first n pathways. n is clamped to
// 0…[MaxPathways].
func AllPathways(n int) Mask {
	n = max(0, min(n, MaxPathways))

	// A shift by 64 gives 0, so that n = MaxPathways yields every bit.
	return Mask(uint64(1)<<uint(n) - 1)
}

// Has reports whether pathway k is in the set; false outside 0…63.
func (m Mask) Has(k int) bool {
	return k >= 0 && k < MaxPathways && m>>uint(k)&1 == 1
}

// With returns the set with pathway k added; outside 0…63 the set as it is.
func (m Mask) With(k int) Mask {
	if k < 0 || k >= MaxPathways {
		return m
	}

	return m | 1<<uint(k)
}

// Without returns the set with pathway k removed; outside 0…63 the set as it is.
func (m Mask) Without(k int) Mask {
	if k < 0 || k >= MaxPathways {
		return m
	}

	return m &^ (1 << uint(k))
}

// Count returns how many pathways are in the set, 0…64.
func (m Mask) Count() int {
	return bits.OnesCount64(uint64(m))
}

// first returns the lowest pathway of a non-empty set. With rest it walks a set
// in index order: for m := set; m != 0; m = m.rest() { k := m.first() … }.
func (m Mask) first() int {
	return bits.TrailingZeros64(uint64(m))
}

// rest returns the set without its lowest pathway.
func (m Mask) rest() Mask {
	return m & (m - 1)
}
