package run

import (
	"fmt"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/router"
)

// route drafts the slot's brief and chooses its pathway. A slot for which
// either fails is done.
func (l *loop) route(s *slot) {
	s.decision = &callmillv1.Decision{Slot: s.ordinal, Cell: int32(s.cell), Choice: -1}
	mask, failed := l.draft(s)
	if mask == 0 {
		s.done, s.result = true, failed
		return
	}
	l.decide(s, s.half.only(mask))
	l.pairs.routed(s)
}

// draft drafts the slot's brief, and returns the pathways that can serve it; where
// there are none, how the slot ends.
func (l *loop) draft(s *slot) (mask router.Mask, failed result) {
	b, err := l.brief(s)
	if err != nil {
		reason, ok := pathways.ReasonOf(err)
		if !ok {
			reason = pathways.ReasonNoBrief
		}
		return 0, refused(callmillv1.Outcome_KIND_FAILED, stageBrief, reason)
	}
	s.brief = b
	mask = l.served(s)
	if able := l.available(mask); able != 0 || mask == 0 {
		return able, refused(callmillv1.Outcome_KIND_FAILED, stageRouter, pathways.ReasonNoPathway)
	}
	// Those that can serve are down, which says nothing about the cell.
	return 0, refused(callmillv1.Outcome_KIND_UNAVAILABLE, stageRouter, pathways.ReasonUnavailable)
}

// brief drafts what the slot's sample should be.
func (l *loop) brief(s *slot) (*pathways.Brief, error) {
	if h := s.half; h != nil {
		which := 0
		if h.second {
			which = 1
		}
		return l.drafter.DraftPair(s.ordinal, l.names(h.cell), which, l.pairs.rand(s, streamDraft))
	}
	return l.drafter.Draft(s.ordinal, l.names(s.cell), slotRand(l.spec.GetSeed(), s.ordinal, streamDraft))
}

// names gives a cell's buckets in the domain's facet order, empty where the target
// leaves a facet free.
func (l *loop) names(cell int) []string {
	names := make([]string, len(l.engine.Domain.Facets))
	for i, name := range l.table.BucketNames(cell) {
		names[l.facets[i]] = name
	}
	return names
}

// served is the pathways that can serve a slot's brief, up or not.
func (l *loop) served(s *slot) (mask router.Mask) {
	asked := s.brief.Bucket(l.modality)
	for i, p := range l.pathways {
		if (asked == "" || asked == string(p.Modality())) && p.CanServe(s.brief) {
			mask = mask.With(i)
		}
	}
	return mask
}

func (l *loop) decide(s *slot, mask router.Mask) {
	for f := range l.gaps {
		for b := range l.gaps[f] {
			l.gaps[f][b] = l.ledger.Gap(f, b)
		}
	}
	err := l.policy.Decide(l.state, &router.Slot{
		Cell: l.homeOf(s.cell), Buckets: l.table.Buckets(s.cell), Gaps: l.gaps,
		Progress: float64(l.accepted) / float64(l.spec.GetCount()),
		Mask:     mask, Decision: s.ordinal,
		Load: l.load(), Price: l.price.extra,
	}, slotRand(l.spec.GetSeed(), s.ordinal, streamRoute).Float64(), &l.decision)
	if err != nil {
		// The mask is not empty and the state is this run's: a fault of ours.
		panic(fmt.Sprintf("decide slot %d: %v", s.ordinal, err))
	}
	s.pathway = l.decision.Choice
	s.decision = decisionMessage(&l.decision, s, l.price.extra, l.spec.GetLogFeatures())
}

// load is the part of the window that each pathway has under way; nil where none
// takes a time that matters.
func (l *loop) load() []float64 {
	if !l.onArrival {
		return nil
	}
	out := make([]float64, len(l.inFlight))
	for i, n := range l.inFlight {
		out[i] = float64(n) / float64(len(l.ring))
	}
	return out
}
