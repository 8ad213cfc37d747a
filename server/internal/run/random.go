package run

import (
	"math/rand/v2"
	"strconv"
)

// The independent streams of draws that a slot has.
const (
	streamDraft uint64 = iota + 1
	streamRoute
	streamWrite
	streamJudge
	streamHistory
	streamReply
)

// slotRand returns the source for one purpose of one slot. It depends on
// nothing but the seed and the slot, so that slots can be worked on in any
// order.
func slotRand(seed, slot, stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(mix(seed+stream), mix(slot)))
}

// sampleID names the sample of a slot. mix is a bijection, so that the ids of
// one run differ.
func sampleID(seed, slot uint64) string {
	const width = 16
	digits := strconv.FormatUint(mix(mix(seed)^slot), 16)
	for len(digits) < width {
		digits = "0" + digits
	}
	return "s-" + digits
}

// mix is the finaliser of splitmix64 (Steele, Lea and Flood 2014): a bijection
// that spreads neighbouring numbers over all 64 bits.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
