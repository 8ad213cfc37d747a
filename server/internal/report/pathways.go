package report

import (
	"cmp"
	"slices"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// pathwayView is what one pathway cost and brought.
type pathwayView struct {
	Name                        string
	Chosen, Accepted            int64
	Own, Stream                 float64
	Gain, Cost                  float64
	CostEach, GainPerCost       float64
	HasCostEach, HasGainPerCost bool
	Unavailable                 string
}

// waterfall is what was left of a pathway's slots after each refusal.
type waterfall struct {
	Name  string
	Steps []step
}

// step is one line of a waterfall, its bar on a line of a hundred.
type step struct {
	Class, Stage, Reason string
	Slots                int64
	Of                   float64 // of the slots of the waterfall
	X, Width             string
}

// stages are those that can refuse, in the order in which they come.
var stages = []string{ //nolint:gochecknoglobals // a constant that Go has no form for
	"brief", "router", "pathway", "elsewhere", "shape", "schema", "grounding", "execution", "held_out", "duplicates",
	"judge", "ledger",
}

func (c *Collector) pathwayViews(v *view) {
	reports := c.completed.GetPathways()
	if !c.Ended() {
		reports = c.decided.reports()
	}
	v.Refused = newHeldOut(reports)
	var all []*callmillv1.ReasonCount
	chosen, accepted := int64(0), int64(0)
	for _, p := range reports {
		view := pathwayView{
			Name: p.GetPathway(), Chosen: p.GetChosen(), Accepted: p.GetAccepted(), Unavailable: p.GetUnavailable(),
			Own: ratio(p.GetAccepted(), p.GetChosen()), Stream: ratio(p.GetAccepted(), c.samples),
			Gain: p.GetGain(), Cost: p.GetCost(),
			HasCostEach: p.GetAccepted() > 0, HasGainPerCost: p.GetCost() > 0,
		}
		view.CostEach = p.GetCost() / float64(max(1, p.GetAccepted()))
		if view.HasGainPerCost {
			view.GainPerCost = p.GetGain() / p.GetCost()
		}
		v.Pathways = append(v.Pathways, view)
		chosen, accepted = chosen+p.GetChosen(), accepted+p.GetAccepted()
		all = append(all, p.GetRefused()...)
	}
	unrouted := c.completed.GetUnrouted()
	slots := chosen
	for _, r := range unrouted {
		slots += r.GetCount()
	}
	if slots == 0 {
		return
	}
	v.Waterfalls = append(v.Waterfalls, newWaterfall("all slots", slots, accepted, append(slices.Clone(unrouted), all...)))
	for _, p := range reports {
		if p.GetChosen() > 0 {
			v.Waterfalls = append(v.Waterfalls, newWaterfall(p.GetPathway(), p.GetChosen(), p.GetAccepted(), p.GetRefused()))
		}
	}
}

func newWaterfall(name string, slots, accepted int64, refused []*callmillv1.ReasonCount) waterfall {
	sums := map[reason]int64{}
	for _, r := range refused {
		sums[reason{r.GetStage(), r.GetReason()}] += r.GetCount()
	}
	order := make([]reason, 0, len(sums))
	for r := range sums {
		order = append(order, r)
	}
	rank := func(stage string) int {
		if at := slices.Index(stages, stage); at >= 0 {
			return at
		}
		return len(stages)
	}
	slices.SortFunc(order, func(a, b reason) int {
		return cmp.Or(cmp.Compare(rank(a.stage), rank(b.stage)), cmp.Compare(a.stage, b.stage),
			cmp.Compare(sums[b], sums[a]), cmp.Compare(a.reason, b.reason))
	})
	w := waterfall{Name: name}
	add := func(class, stage, why string, from, n int64) {
		w.Steps = append(w.Steps, step{
			Class: class, Stage: stage, Reason: why, Slots: n, Of: ratio(n, slots),
			X: place(100 * ratio(from, slots)), Width: place(100 * ratio(n, slots)),
		})
	}
	add("all", "slots", "", 0, slots)
	left := slots
	for _, r := range order {
		left -= sums[r]
		add("down", r.stage, r.reason, left, sums[r])
	}
	add("up", "accepted", "", 0, accepted)
	return w
}

// closedView is a cell or bucket that closed.
type closedView struct {
	Message string
	Cell    []*callmillv1.FacetValue
	Reasons []*callmillv1.ReasonCount
	Bucket  bool
}

func (c *Collector) closedViews(v *view) {
	list := c.closed
	if c.Ended() {
		list = c.completed.GetClosed()
	}
	for _, n := range list {
		v.Closed = append(v.Closed, closedView{
			Message: n.GetMessage(), Cell: n.GetCell(), Reasons: n.GetReasons(),
			Bucket: n.GetKind() == callmillv1.Notice_KIND_BUCKET_CLOSED,
		})
	}
}
