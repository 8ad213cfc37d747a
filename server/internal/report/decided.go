package report

import (
	"cmp"
	"slices"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// decided counts what came of decisions, for a run that has no closing report.
type decided struct {
	pathways []*callmillv1.PathwayReport
	refused  []map[reason]int64
}

// reason is why a slot gave no sample.
type reason struct{ stage, reason string }

// Decision takes the next of the run's decisions. They are needed only where the
// run has not ended.
func (c *Collector) Decision(e *callmillv1.DecisionEvent) {
	d := &c.decided
	for _, p := range e.GetRun().GetPathways() {
		d.pathways = append(d.pathways, &callmillv1.PathwayReport{Pathway: p.GetName(), Unavailable: p.GetUnavailable()})
		d.refused = append(d.refused, map[reason]int64{})
	}
	settled := e.GetDecision()
	if settled == nil {
		return
	}
	at := int(settled.GetDecision().GetChoice())
	if at < 0 || at >= len(d.pathways) {
		return
	}
	o, p := settled.GetOutcome(), d.pathways[at]
	p.Chosen++
	p.Gain += o.GetGain()
	p.Cost += o.GetCost()
	if o.GetKind() == callmillv1.Outcome_KIND_ACCEPTED {
		p.Accepted++
		return
	}
	d.refused[at][reason{o.GetStage(), o.GetReason()}]++
}

// reports are the pathways' parts as a closing report has them.
func (d *decided) reports() []*callmillv1.PathwayReport {
	for i, p := range d.pathways {
		p.Refused = nil
		for why, n := range d.refused[i] {
			p.Refused = append(p.Refused, &callmillv1.ReasonCount{Stage: why.stage, Reason: why.reason, Count: n})
		}
		slices.SortFunc(p.GetRefused(), func(a, b *callmillv1.ReasonCount) int {
			return cmp.Or(cmp.Compare(b.GetCount(), a.GetCount()), cmp.Compare(a.GetStage(), b.GetStage()),
				cmp.Compare(a.GetReason(), b.GetReason()))
		})
	}
	return d.pathways
}
