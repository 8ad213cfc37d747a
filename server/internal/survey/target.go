package survey

import (
	"cmp"
	"slices"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/run"
)

// hard is the chance to land below which a cell that can be filled is worth a
// word: a run spends more than four slots on each of its samples.
const hard = 0.25

// maxWorst bounds the cells that are named, maxReasons the reasons of each.
const (
	maxWorst   = 10
	maxReasons = 3
)

// targetOf sums up what came of the cells.
func targetOf(p *run.Probe) *callmillv1.TargetSummary {
	m := &callmillv1.TargetSummary{Cells: int32(len(p.Cells)), Cut: p.Cut}
	tried := 0.0
	for i := range p.Cells {
		c := &p.Cells[i]
		m.Attempts += int32(c.Attempts)
		switch {
		case c.Attempts == 0:
			m.UntriedCells++
			continue
		case c.Landed == 0:
			m.EmptyCells++
			m.EmptyShare += c.Share
		}
		tried += c.Share
		m.Landed += c.Share * rate(c)
	}
	if tried > 0 {
		m.Landed /= tried
	}
	empty := emptyBuckets(p)
	for _, b := range empty {
		m.EmptyBuckets = append(m.EmptyBuckets, b.finding)
	}
	m.Worst = worst(p, empty)
	return m
}

func rate(c *run.CellProbe) float64 { return float64(c.Landed) / float64(max(1, c.Attempts)) }

// bucket is one of a facet.
type bucket struct {
	facet   string
	name    string
	filled  bool
	reasons map[[2]string]int64
	finding *callmillv1.BucketFinding
}

// emptyBuckets are those that were tried and of which no cell was filled, the
// largest first. One says more than the hundred cells it has.
func emptyBuckets(p *run.Probe) []*bucket {
	type key struct{ facet, name string }
	all := map[key]*bucket{}
	var order []*bucket
	for i := range p.Cells {
		c := &p.Cells[i]
		for f, name := range c.Buckets {
			at := key{c.Facets[f], name}
			b := all[at]
			if b == nil {
				b = &bucket{facet: at.facet, name: name, reasons: map[[2]string]int64{}, finding: &callmillv1.BucketFinding{
					Bucket: &callmillv1.FacetValue{Facet: c.Facets[f], Bucket: name},
				}}
				all[at] = b
				order = append(order, b)
			}
			b.add(c)
		}
	}
	order = slices.DeleteFunc(order, func(b *bucket) bool { return b.filled || len(b.reasons) == 0 })
	slices.SortStableFunc(order, func(a, b *bucket) int {
		return cmp.Or(cmp.Compare(b.finding.GetShare(), a.finding.GetShare()), cmp.Compare(a.facet, b.facet))
	})
	for _, b := range order {
		b.finding.Reasons = reasons(b.reasons)
	}
	return order
}

func (b *bucket) add(c *run.CellProbe) {
	b.filled = b.filled || c.Landed > 0
	b.finding.Cells++
	b.finding.Share += c.Share
	for _, r := range c.Reasons {
		b.reasons[[2]string{r.GetStage(), r.GetReason()}] += r.GetCount()
	}
}

func reasons(counts map[[2]string]int64) []*callmillv1.ReasonCount {
	list := make([]*callmillv1.ReasonCount, 0, len(counts))
	for why, n := range counts {
		list = append(list, &callmillv1.ReasonCount{Stage: why[0], Reason: why[1], Count: n})
	}
	slices.SortFunc(list, func(a, b *callmillv1.ReasonCount) int {
		return cmp.Or(cmp.Compare(b.GetCount(), a.GetCount()),
			cmp.Compare(a.GetStage(), b.GetStage()), cmp.Compare(a.GetReason(), b.GetReason()))
	})
	return list[:min(len(list), maxReasons)]
}

// worst names the cells that cannot be filled or hardly, but for those of empty
// buckets.
func worst(p *run.Probe, empty []*bucket) []*callmillv1.CellFinding {
	var bad []*run.CellProbe
	for i := range p.Cells {
		c := &p.Cells[i]
		named := slices.ContainsFunc(empty, func(b *bucket) bool {
			at := slices.Index(c.Facets, b.facet)
			return at >= 0 && c.Buckets[at] == b.name
		})
		if !named && c.Attempts > 0 && rate(c) < hard {
			bad = append(bad, c)
		}
	}
	slices.SortStableFunc(bad, func(a, b *run.CellProbe) int {
		return cmp.Or(cmp.Compare(min(a.Landed, 1), min(b.Landed, 1)), cmp.Compare(b.Share, a.Share))
	})
	var found []*callmillv1.CellFinding
	for _, c := range bad[:min(len(bad), maxWorst)] {
		f := &callmillv1.CellFinding{
			Share: c.Share, Attempts: int32(c.Attempts), Landed: int32(c.Landed),
			Reasons: c.Reasons[:min(len(c.Reasons), maxReasons)],
		}
		for i, name := range c.Buckets {
			f.Cell = append(f.Cell, &callmillv1.FacetValue{Facet: c.Facets[i], Bucket: name})
		}
		found = append(found, f)
	}
	return found
}
