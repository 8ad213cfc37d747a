package target

import "math"

// shaking is by how many samples a deficit is shaken at most.
const shaking = 1.0

// shakeBy prepares the choice of a part beyond the first.
//
// Each part by itself chooses the sequence of lowest discrepancy, and two such
// sequences run in lockstep: two facets with two buckets of equal shares each would
// alternate together for ever, each exact and both perfectly correlated. So in all
// parts but the first the deficits of the margins are shaken, by a number that
// depends on the slot and the bucket. Within about a sample of its quota which
// bucket comes next is then as good as drawn, and farther off it is not: pull grows
// with the fifth power.
//
// It is the margins' buckets that are shaken, not the cells: of hundreds of cells
// some cell of every bucket would be shaken by nearly the most there is, and the
// buckets would come in the old order. Slots that nothing could serve do not count,
// as no log tells of them.
func (l *book) shakeBy(slot, part int) {
	l.shake = 0
	if part > 0 {
		l.shake = mix(uint64(slot)<<8|uint64(part)) | 1
	}
}

// shaken is the pull of a margin's bucket now, its deficit shaken in a part beyond
// the first.
func (l *book) shaken(b int, now moment) float64 {
	w := l.weight(b, now)
	if l.shake == 0 || math.IsInf(w, -1) {
		return w
	}
	const whole = 1 << 53
	even := float64(mix(l.shake^uint64(b)*0x9e3779b97f4a7c15)>>11)/whole*2 - 1 // in [−1, 1)
	return pull(l.base[b] - l.load[b] + now.ahead*l.share[b] + shaking*even)
}

// mix scatters bits (the finalizer of SplitMix64, Steele, Lea and Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
