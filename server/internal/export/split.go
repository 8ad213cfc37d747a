package export

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/callmill/callmill/pathways/sample"
)

// Part is one part of a split.
type Part struct {
	// Name becomes a part of file names: letters, digits and underscores.
	Name string
	// Share in (0, 1]; those of one split sum to 1.
	Share float64
}

// Apart says what no two parts may have in common, beside samples.
type Apart uint8

// What can be kept apart: bits.
const (
	// ApartNodes keeps apart the graph nodes that samples are made from.
	ApartNodes Apart = 1 << iota
	// ApartItems keeps apart the content items: those that samples are made from,
	// those on the screen, and those in the results of calls.
	ApartItems

	// ApartNone lets parts share both.
	ApartNone Apart = 0
)

// Split divides samples into parts, by a seed and nothing else: neither the order
// nor the number of samples matters, so that a longer run of the same seed puts
// what it shares with a shorter one into the same parts.
//
// With ApartNone a sample's id decides. Else each node and item belongs to one
// part, drawn by the shares, and a sample goes to the part that all of its nodes
// and items belong to. A sample whose nodes and items belong to several parts would
// leak between them wherever it went: it is dropped. Nothing less drastic is
// possible: keeping every sample would mean to put all that is connected through
// shared nodes into one part, and in a real domain that is nearly everything.
// Samples with several nodes rarely meet in a small part, so that small parts come
// out smaller than their share: the card gives what came out.
//
// The halves of a contrasting pair are never in two parts, whatever is kept apart:
// their pair has a part of its own draw, as a node has.
//
// Equal words are not prevented: two parts may have a phrasing in common.
type Split struct {
	// Parts in the order of files; none stands for one part, "train".
	Parts []Part
	Seed  uint64
	Apart Apart
}

// dropped is the part of samples that cannot be in any without a leak.
const dropped = -1

// parts are the parts, at least one.
func (s *Split) parts() []Part {
	if len(s.Parts) == 0 {
		return []Part{{Name: "train", Share: 1}}
	}
	return s.Parts
}

// Part returns the index of the part that a sample belongs to, and whether it
// belongs to one at all.
func (s *Split) Part(sm *sample.Sample) (int, bool) {
	part, found := dropped, false
	join := func(kind byte, id string) bool {
		p := s.draw(kind, id)
		if found && p != part {
			return false
		}
		part, found = p, true
		return true
	}
	if s.Apart&ApartNodes != 0 {
		for _, id := range sm.Provenance.Nodes {
			if !join('n', id) {
				return dropped, false
			}
		}
	}
	if s.Apart&ApartItems != 0 && !items(sm, func(id string) bool { return join('i', id) }) {
		return dropped, false
	}
	if pair := pairOf(sm); pair != "" && !join('c', pair) {
		return dropped, false
	}
	if !found {
		part = s.draw('s', sm.ID)
	}
	return part, true
}

// draw gives the part of one thing: a uniform number from its hash, in the
// cumulated shares.
func (s *Split) draw(kind byte, id string) int {
	parts := s.parts()
	if len(parts) == 1 {
		return 0
	}
	h := sha256.New()
	var head [9]byte
	binary.BigEndian.PutUint64(head[:], s.Seed)
	head[8] = kind
	_, _ = h.Write(head[:]) // never fails
	_, _ = h.Write([]byte(id))
	u := float64(binary.BigEndian.Uint64(h.Sum(nil))>>11) / (1 << 53)
	for i, p := range parts[:len(parts)-1] {
		if u < p.Share {
			return i
		}
		u -= p.Share
	}
	return len(parts) - 1
}
