package run

import (
	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router/target"
)

// maxClosedTold bounds the notices that a closing report repeats.
const maxClosedTold = 100

// progress says how far the run is.
func (l *loop) progress() *callmillv1.Progress {
	m := &callmillv1.Progress{
		Accepted: l.accepted, Slots: l.tally.slots, ClosedCells: int32(len(l.ledger.Closings())),
	}
	for f := range l.table.Facets() {
		asked, delivered := l.table.Marginal(f), make([]float64, len(l.table.Facets()[f].Buckets))
		for b := range delivered {
			delivered[b] = float64(l.ledger.Delivered(f, b))
		}
		m.Divergences = append(m.Divergences, &callmillv1.FacetDivergence{
			Facets: []string{l.table.Facets()[f].Name}, Asked: target.JensenShannon(asked, delivered),
		})
	}
	return m
}

// report closes the run's books.
func (l *loop) report(state callmillv1.Run_State) *callmillv1.Completed {
	m := &callmillv1.Completed{
		State: state, Accepted: l.accepted, Slots: l.tally.slots,
		ClosedCells: int32(len(l.ledger.Closings())),
		Closed:      l.tally.closed[:min(len(l.tally.closed), maxClosedTold)],
		Unrouted:    reasonCounts(l.tally.unrouted),
	}
	for i, p := range l.pathways {
		t := &l.tally.pathways[i]
		m.Pathways = append(m.Pathways, &callmillv1.PathwayReport{
			Pathway: p.Name(), Chosen: t.chosen, Accepted: t.accepted, Refused: reasonCounts(t.refused),
		})
	}
	m.Divergences = l.progress().GetDivergences()
	return m
}
