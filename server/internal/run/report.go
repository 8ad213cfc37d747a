package run

import (
	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router/target"
)

// maxClosedTold bounds the notices that a closing report repeats.
const maxClosedTold = 100

// progress says how far the run is.
func (l *loop) progress() *callmillv1.Progress {
	facets, _ := l.ledger.Margins()
	return &callmillv1.Progress{
		Accepted: l.accepted, Slots: l.tally.slots, ClosedCells: int32(len(l.ledger.Closings())),
		Divergences: divergences(facets),
	}
}

// report closes the run's books.
func (l *loop) report(state callmillv1.Run_State) *callmillv1.Completed {
	books := l.ledger.Report()
	m := &callmillv1.Completed{
		State: state, Accepted: l.accepted, Slots: l.tally.slots,
		Divergences: append(divergences(books.Facets), divergences(books.Pairs)...),
		Joint:       divergence(&books.Joint),
		ClosedCells: int32(len(books.Closed)),
		Closed:      l.tally.closed[:min(len(l.tally.closed), maxClosedTold)],
		Unrouted:    reasonCounts(l.tally.unrouted),
		Judged:      l.tally.judged,
		Unjudged:    reasonCounts(l.tally.unjudged),
		Diversity:   diversityReport(l.diversity),
		HeldOut:     int64(l.heldOut.Len()),
	}
	for i := range books.Joints {
		j := &books.Joints[i]
		m.Joints = append(m.Joints, &callmillv1.JointReport{
			Divergence: divergence(j), Cells: int64(l.table.PartCells(i)), Floor: j.Floor,
		})
	}
	_, down := l.standingNow()
	for _, f := range books.Facets {
		facet := &callmillv1.FacetReport{Facet: f.Facets[0]}
		for _, b := range f.Buckets {
			facet.Buckets = append(facet.Buckets, &callmillv1.BucketReport{
				Bucket: b.Buckets[0], Asked: b.Asked, InForce: b.InForce, Delivered: int64(b.Delivered),
			})
		}
		m.Facets = append(m.Facets, facet)
	}
	for i, p := range l.pathways {
		t := &l.tally.pathways[i]
		m.Pathways = append(m.Pathways, &callmillv1.PathwayReport{
			Pathway: p.Name(), Chosen: t.chosen, Accepted: t.accepted, Refused: reasonCounts(t.refused),
			Unavailable: down[i], Gain: t.gain, Cost: t.cost,
		})
	}
	return m
}

func divergences(margins []target.MarginReport) []*callmillv1.FacetDivergence {
	out := make([]*callmillv1.FacetDivergence, len(margins))
	for i := range margins {
		out[i] = divergence(&margins[i])
	}
	return out
}

func divergence(m *target.MarginReport) *callmillv1.FacetDivergence {
	return &callmillv1.FacetDivergence{Facets: m.Facets, Asked: m.FromAsked, InForce: m.FromInForce}
}
