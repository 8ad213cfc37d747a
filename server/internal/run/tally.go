package run

import (
	"cmp"
	"slices"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/check"
)

// refusal is why a slot gave no sample.
type refusal struct{ stage, reason string }

// tally counts what the summary tells. Its size depends on the number of
// pathways, cells and reasons, not on the number of samples.
type tally struct {
	slots    int64
	judged   int64
	unjudged map[refusal]int64
	pathways []pathwayTally
	// unrouted counts the slots that ended before a pathway was chosen.
	unrouted map[refusal]int64
	cells    map[partCell]map[refusal]int64
	closed   []*callmillv1.Notice
}

// partCell is a cell of one part of the table.
type partCell struct{ part, cell int }

type pathwayTally struct {
	chosen, accepted int64
	gain, cost       float64
	refused          map[refusal]int64
}

func newTally(pathways int) tally {
	t := tally{
		pathways: make([]pathwayTally, pathways),
		unrouted: map[refusal]int64{}, unjudged: map[refusal]int64{}, cells: map[partCell]map[refusal]int64{},
	}
	for i := range t.pathways {
		t.pathways[i].refused = map[refusal]int64{}
	}
	return t
}

func (t *tally) add(s *slot, o *callmillv1.Outcome, partsOf func(cell int) []partCell) {
	t.slots++
	if o.Score != nil {
		t.judged++
	}
	if o.GetUnjudged() != "" {
		t.unjudged[refusal{string(check.StageJudge), o.GetUnjudged()}]++
	}
	refused := t.unrouted
	if s.pathway >= 0 {
		p := &t.pathways[s.pathway]
		p.chosen++
		p.gain += o.GetGain()
		p.cost += o.GetCost()
		if o.GetKind() == callmillv1.Outcome_KIND_ACCEPTED {
			p.accepted++
			return
		}
		refused = p.refused
	}
	why := refusal{o.GetStage(), o.GetReason()}
	refused[why]++
	for _, c := range partsOf(s.cell) {
		if t.cells[c] == nil {
			t.cells[c] = map[refusal]int64{}
		}
		t.cells[c][why]++
	}
}

func (t *tally) reasonsOf(cell partCell) []*callmillv1.ReasonCount {
	return reasonCounts(t.cells[cell])
}

// reasonCounts lists counts, most frequent first, ties by name.
func reasonCounts(counts map[refusal]int64) []*callmillv1.ReasonCount {
	out := make([]*callmillv1.ReasonCount, 0, len(counts))
	for why, n := range counts {
		out = append(out, &callmillv1.ReasonCount{Stage: why.stage, Reason: why.reason, Count: n})
	}
	slices.SortFunc(out, func(a, b *callmillv1.ReasonCount) int {
		return cmp.Or(
			cmp.Compare(b.GetCount(), a.GetCount()),
			cmp.Compare(a.GetStage(), b.GetStage()),
			cmp.Compare(a.GetReason(), b.GetReason()),
		)
	})
	return out
}
