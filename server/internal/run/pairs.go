package run

import (
	"math/rand/v2"

	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/router/target"
)

// pairs has the slots of hard negatives come in twos that draw the same pair of
// briefs: the first writes one half of it, the next one aimed at any such cell the
// other half, in the cell and by the pathway of the first, so that they differ in
// what they ask for and not in how. Its sample counts where it is measured, as ever.
// Which two belong together follows from the order of the slots alone, so that a log
// that is gone through again leads to the same.
type pairs struct {
	seed  uint64
	table *target.Table
	// facet and bucket are those of the twist in the table; facet is -1 where the
	// target leaves it free.
	facet, bucket int
	// first is the half that waits for the other, nil for none.
	first *half
}

// half is a slot's part in a pair.
type half struct {
	// pair is the first slot's ordinal: what both draw with.
	pair uint64
	// second says that it is the other half.
	second bool
	// cell is the first slot's, pathway the one that it was routed to, -1 for none.
	cell, pathway int
	// waited is the half that waited when this one joined.
	waited *half
}

func newPairs(p *plan) pairs {
	out := pairs{seed: p.spec.GetSeed(), table: p.table, facet: -1}
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
	if first := p.first; first != nil && first.pathway >= 0 {
		s.half = &half{pair: first.pair, second: true, cell: first.cell, pathway: first.pathway, waited: first}
		p.first = nil
		return
	}
	s.half = &half{pair: s.ordinal, cell: s.cell, pathway: -1, waited: p.first}
	p.first = s.half
}

// leave undoes join for a slot that never was, as far as the log goes.
func (p *pairs) leave(s *slot) {
	if s.half != nil {
		p.first = s.half.waited
	}
}

// routed notes who writes the first half. A slot that nobody writes has no other
// half.
func (p *pairs) routed(s *slot) {
	if s.half == nil {
		return
	}
	s.half.waited = nil
	if !s.half.second {
		s.half.pathway = s.pathway
	}
}

// only leaves the pathway of the first half to a second one, where that can serve.
func (h *half) only(mask router.Mask) router.Mask {
	if h == nil || !h.second || !mask.Has(h.pathway) {
		return mask
	}
	return router.Mask(0).With(h.pathway)
}

// rand returns the source for one purpose of both halves of a pair.
func (p *pairs) rand(s *slot, stream uint64) *rand.Rand {
	return slotRand(^p.seed, s.half.pair, stream)
}
