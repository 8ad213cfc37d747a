package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// view is what was collected as the page shows it.
type view struct {
	Run, Domain, DomainHash, Policy, PolicyHash string
	State, Class, Error                         string
	Ended, OnArrival                            bool
	Created, Took                               string
	Seed                                        uint64
	Accepted, Asked, Slots, Window              int64
	Cells, ClosedCells                          int64
	HeldOut, Judged                             int64
	Budget                                      float64

	Facets      []facetView
	Untargeted  bool // some facets have no target
	Colors      []int
	Divergences []divergenceView
	Joints      []jointView
	Gaps        []gapView
	Shares      *chart
	Legend      []legendEntry
	Waterfalls  []waterfall
	Pathways    []pathwayView
	Diversity   []diversityView
	Measured    int64
	Vocabulary  *chart
	Words       *chart
	Growth      []legendEntry
	Entropies   []entropyView
	Kinds       []kindView
	Closed      []closedView
	Unjudged    []*callmillv1.ReasonCount
	Examples    []exampleFacet
	Refused     heldOutView
	Contrasts   []contrastView
	// Halves of pairs are in the stream, HalvesMet of them with the other half.
	Halves, HalvesMet int64
}

// legendEntry names a class of the style sheet.
type legendEntry struct{ Class, Name string }

func (c *Collector) view() *view {
	s, done := c.started, c.completed
	spec := s.GetSpec()
	v := &view{
		Run: s.GetRun(), Domain: spec.GetDomain(), DomainHash: s.GetDomainHash(),
		Policy: spec.GetPolicy(), PolicyHash: s.GetPolicyHash(), OnArrival: s.GetOnArrival(),
		Ended: c.Ended(), Seed: spec.GetSeed(), Accepted: c.samples, Asked: spec.GetCount(),
		Window: int64(spec.GetWindow()), Cells: int64(s.GetCells()), ClosedCells: int64(c.cells),
		Budget: spec.GetBudget(), HeldOut: max(done.GetHeldOut(), int64(len(spec.GetHeldOut()))),
		Created: "not known", Error: done.GetError(), Judged: done.GetJudged(), Unjudged: done.GetUnjudged(),
	}
	state := c.State
	if c.Ended() {
		state, v.Slots, v.ClosedCells = done.GetState(), done.GetSlots(), int64(done.GetClosedCells())
	}
	v.State, v.Class = stateOf(state)
	if t := s.GetCreateTime(); t.IsValid() {
		v.Created = t.AsTime().UTC().Format("2 January 2006, 15:04:05 UTC")
		if end := done.GetEndTime(); end.IsValid() {
			v.Took = took(end.AsTime().Sub(t.AsTime()))
		}
	}
	v.Facets = c.facetViews()
	v.Untargeted = slices.ContainsFunc(v.Facets, func(f facetView) bool { return !f.Targeted })
	for i := range colors {
		v.Colors = append(v.Colors, i)
	}
	v.Divergences, v.Joints = divergenceViews(done), jointViews(done)
	v.Gaps = c.gapViews(v.Facets)
	v.Shares, v.Legend = c.shareChart()
	c.pathwayViews(v)
	c.diversityViews(v)
	c.closedViews(v)
	v.Examples = c.exampleViews()
	c.contrastViews(v)
	return v
}

func took(d time.Duration) string {
	if d < time.Minute {
		return fixed(d.Seconds()) + " s"
	}
	return d.Round(time.Second).String()
}

// stateOf names a state, and says whether that is good, bad or neither.
func stateOf(s callmillv1.Run_State) (name, class string) {
	name = strings.ToLower(strings.TrimPrefix(s.String(), "STATE_"))
	switch s {
	case callmillv1.Run_STATE_SUCCEEDED:
		return name, "good"
	case callmillv1.Run_STATE_FAILED, callmillv1.Run_STATE_SHORT, callmillv1.Run_STATE_EXPIRED:
		return name, "bad"
	case callmillv1.Run_STATE_UNSPECIFIED:
		return "not ended", "neutral"
	default:
		return name, "neutral"
	}
}

// facetView is target against delivered for one facet.
type facetView struct {
	Name string
	// Targeted says that there are shares to compare with; InForce that those in
	// force are known.
	Targeted, InForce bool
	Buckets           []bucketView
	// goal has the share of each bucket that the curve of the gap is drawn from.
	goal map[string]float64
}

// bucketView has shares, and their places on a line of a hundred.
type bucketView struct {
	Name                                string
	Asked, InForce, Delivered           float64
	Samples                             int64
	AskedAt, InForceAt, Width           string
	HasAsked, HasInForce, Off, Delivers bool
}

// far is from how many percent of the whole on a bucket is marked as off.
const far = 0.01

func (c *Collector) facetViews() []facetView {
	var out []facetView
	told := map[string]bool{}
	for _, f := range c.completed.GetFacets() {
		told[f.GetFacet()] = true
		v := facetView{Name: f.GetFacet(), Targeted: true, InForce: true, goal: map[string]float64{}}
		for _, b := range f.GetBuckets() {
			v.goal[b.GetBucket()] = b.GetInForce()
			v.Buckets = append(v.Buckets, bucketView{
				Name: b.GetBucket(), Asked: b.GetAsked(), InForce: b.GetInForce(), Samples: b.GetDelivered(),
			})
		}
		out = append(out, v)
	}
	asked := c.askedFor()
	for _, f := range c.facets {
		if told[f.name] {
			continue
		}
		v := facetView{Name: f.name, goal: asked[f.name], Targeted: len(asked[f.name]) > 0}
		for i, b := range f.buckets {
			v.Buckets = append(v.Buckets, bucketView{Name: b, Asked: v.goal[b], Samples: f.counts[i]})
		}
		for _, b := range missing(v.goal, f.index) {
			v.Buckets = append(v.Buckets, bucketView{Name: b, Asked: v.goal[b]})
		}
		if v.Targeted {
			slices.SortStableFunc(v.Buckets, func(a, b bucketView) int { return cmp.Compare(b.Asked, a.Asked) })
		}
		out = append(out, v)
	}
	// Those that have a target first.
	slices.SortStableFunc(out, func(a, b facetView) int {
		switch {
		case a.Targeted == b.Targeted:
			return 0
		case a.Targeted:
			return -1
		default:
			return 1
		}
	})
	for i := range out {
		out[i].place(c.samples)
	}
	return out
}

// askedFor are the shares that a run without a closing report was asked for, as
// far as its target names them facet by facet.
func (c *Collector) askedFor() map[string]map[string]float64 {
	out := map[string]map[string]float64{}
	if c.Ended() {
		return out
	}
	t := c.started.GetSpec().GetTarget()
	if t == nil {
		t = c.Target
	}
	for _, m := range t.GetMarginals() {
		shares := map[string]float64{}
		for _, s := range m.GetShares() {
			shares[s.GetBucket()] = s.GetShare()
		}
		out[m.GetFacet()] = shares
	}
	return out
}

// missing are the buckets that were asked for and have no sample, by name.
func missing(goal map[string]float64, have map[string]int) []string {
	var out []string
	for b, share := range goal {
		if _, known := have[b]; !known && share > 0 {
			out = append(out, b)
		}
	}
	slices.Sort(out)
	return out
}

// place works out shares and bars. The longest bar fills the line.
func (f *facetView) place(samples int64) {
	most := 0.0
	f.Buckets = slices.DeleteFunc(f.Buckets, func(b bucketView) bool {
		return b.Samples == 0 && b.Asked == 0 && b.InForce < 1e-9
	})
	for i := range f.Buckets {
		b := &f.Buckets[i]
		b.Delivered = ratio(b.Samples, samples)
		most = max(most, b.Delivered, b.Asked, b.InForce)
	}
	for i := range f.Buckets {
		b := &f.Buckets[i]
		at := func(x float64) string { return place(100 * x / max(most, 1e-9)) }
		b.Width, b.AskedAt, b.InForceAt = at(b.Delivered), at(b.Asked), at(b.InForce)
		b.HasAsked, b.HasInForce, b.Delivers = f.Targeted, f.InForce, b.Samples > 0
		goal := b.Asked
		if f.InForce {
			goal = b.InForce
		}
		b.Off = f.Targeted && samples > 0 && (b.Delivered-goal > far || goal-b.Delivered > far)
	}
}

type divergenceView struct {
	Of             string
	Asked, InForce float64
	Far            bool
}

func divergenceViews(done *callmillv1.Completed) []divergenceView {
	var out []divergenceView
	for _, d := range done.GetDivergences() {
		out = append(out, divergenceView{
			Of: strings.Join(d.GetFacets(), " × "), Asked: d.GetAsked(), InForce: d.GetInForce(),
			Far: d.GetAsked() > 0.02 && d.GetAsked() > 4*d.GetInForce(),
		})
	}
	return out
}

type jointView struct {
	Of             string
	Asked, InForce float64
	Floor          float64
	HasFloor       bool
	Cells          int64
}

func jointViews(done *callmillv1.Completed) []jointView {
	var out []jointView
	for _, j := range done.GetJoints() {
		d := j.GetDivergence()
		out = append(out, jointView{
			Of: strings.Join(d.GetFacets(), " × "), Asked: d.GetAsked(), InForce: d.GetInForce(),
			Floor: j.GetFloor(), HasFloor: true, Cells: j.GetCells(),
		})
	}
	if d := done.GetJoint(); d != nil && len(out) == 0 {
		out = append(out, jointView{Of: strings.Join(d.GetFacets(), " × "), Asked: d.GetAsked(), InForce: d.GetInForce()})
	}
	return out
}
