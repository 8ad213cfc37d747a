package run

import (
	"math/rand/v2"

	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/router/target"
)

// pairs has the slots of cells of hard negatives come in twos that draw the same
// pair of briefs: the first writes one half of it, the second the other. Which two
// belong together follows from the order of the slots alone, so that a log that is
// gone through again leads to the same.
type pairs struct {
	seed  uint64
	table *target.Table
	// facet and bucket are those of the twist in the table; facet is -1 where the
	// target leaves it free.
	facet, bucket int
	// joined counts the slots of each cell.
	joined map[int]uint64
}

func newPairs(p *plan) pairs {
	out := pairs{seed: p.spec.GetSeed(), table: p.table, facet: -1, joined: map[int]uint64{}}
	facet, ok := p.table.Facet(sample.FacetTwist)
	if !ok {
		return out
	}
	if bucket, ok := p.table.Bucket(facet, sample.TwistContrast); ok {
		out.facet, out.bucket = facet, bucket
	}
	return out
}

// join makes a slot that was just aimed half of a pair, where its cell asks for it.
func (p *pairs) join(s *slot) {
	if p.facet < 0 || p.table.Buckets(s.cell)[p.facet] != p.bucket {
		return
	}
	n := p.joined[s.cell]
	p.joined[s.cell] = n + 1
	s.paired, s.half = true, int(n%2)
	s.pair = mix(uint64(s.cell)) + n/2
}

// rand returns the source for one purpose of both halves of a pair.
func (p *pairs) rand(s *slot, stream uint64) *rand.Rand { return slotRand(^p.seed, s.pair, stream) }
