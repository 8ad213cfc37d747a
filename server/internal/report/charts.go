package report

import (
	"fmt"
	"math"

	"github.com/callmill/callmill/router/target"
)

// gapView is how the gap of a facet closed.
type gapView struct {
	Name  string
	Last  float64
	Chart *chart
}

// leastGap is what curves of gaps are drawn down to.
const leastGap = 1e-6

// gapViews draws, for every facet with a target, its divergence from the shares of
// the target over the number of samples.
func (c *Collector) gapViews(facets []facetView) []gapView {
	curves, least := c.gapCurves(facets)
	x := axis{low: 1, high: max(10, float64(c.samples)), log: true, label: short}
	y := axis{low: least, high: 1, log: true, label: powerLabel}
	n := make([]float64, len(c.snapshots.list)+1)
	for i, s := range c.snapshots.list {
		n[i] = float64(s.samples)
	}
	n[len(n)-1] = float64(c.samples)
	var out []gapView
	for i, f := range facets {
		if curves[i] == nil {
			continue
		}
		last := curves[i][len(n)-1]
		w := newFrame(fmt.Sprint("gap", i), f.Name, fmt.Sprintf("The divergence of %s falls to %s after %s samples.",
			f.Name, divergence(last), whole(c.samples)), 260, 168, margins{38, 12, 8, 36}, x, y)
		w.XLabel = "samples"
		w.line("c0", "", n, curves[i])
		out = append(out, gapView{Name: f.Name, Last: last, Chart: &w.chart})
	}
	return out
}

// gapCurves are the divergences at every snapshot and at the end, nil for a facet
// without a target, and the power of ten below the least of them.
func (c *Collector) gapCurves(facets []facetView) (curves [][]float64, least float64) {
	least = 0.1
	curves = make([][]float64, len(facets))
	for i, f := range facets {
		at := -1
		for j, counted := range c.facets {
			if counted.name == f.Name {
				at = j
			}
		}
		if at < 0 || !f.Targeted {
			continue
		}
		counted := c.facets[at]
		for k := range len(c.snapshots.list) + 1 {
			counts := counted.counts
			if k < len(c.snapshots.list) {
				counts = nil // of a facet that came later
				if s := c.snapshots.list[k]; at < len(s.counts) {
					counts = s.counts[at]
				}
			}
			gap := gapOf(counted, counts, f.goal)
			curves[i] = append(curves[i], gap)
			if gap > 0 {
				least = min(least, math.Pow(10, math.Floor(math.Log10(gap))))
			}
		}
	}
	return curves, max(least, leastGap)
}

// gapOf is the divergence of counts, the first of the facet's, from its goal.
func gapOf(f *facetCount, counts []int64, goal map[string]float64) float64 {
	delivered, wanted := make([]float64, 0, len(goal)), make([]float64, 0, len(goal))
	for i, b := range f.buckets {
		n := 0.0
		if i < len(counts) {
			n = float64(counts[i])
		}
		delivered, wanted = append(delivered, n), append(wanted, max(0, goal[b]))
	}
	for _, b := range missing(goal, f.index) {
		delivered, wanted = append(delivered, 0), append(wanted, goal[b])
	}
	return target.JensenShannon(delivered, wanted)
}

// colors is how many classes of color the style sheet has.
const colors = 8

func color(i int) string { return fmt.Sprint("c", i%colors) }

// shareChart is who wrote which part of the samples, part by part.
func (c *Collector) shareChart() (*chart, []legendEntry) {
	w := &c.writers
	if w.count == 0 {
		return nil, nil
	}
	edges := make([]float64, len(w.parts)+1)
	sums := make([]float64, len(w.parts))
	for i := range w.parts {
		edges[i] = float64(int64(i) * w.width)
		for _, n := range w.parts[i] {
			sums[i] += float64(n)
		}
	}
	edges[len(w.parts)] = float64(w.count)
	f := newFrame("shares", "Shares of the pathways",
		"The share of every pathway in each part of the run, one above the other.",
		1060, 240, margins{46, 16, 10, 40}, axis{high: edges[len(edges)-1], label: short},
		axis{high: 1, label: func(x float64) string { return decimal(100*x) + "%" }})
	f.XLabel = "samples, in parts of " + whole(w.width)
	low := make([]float64, len(w.parts))
	var legend []legendEntry
	for at, name := range w.names {
		if w.total[at] == 0 {
			continue
		}
		high := make([]float64, len(low))
		for i := range high {
			high[i] = low[i]
			if at < len(w.parts[i]) {
				high[i] += float64(w.parts[i][at]) / sums[i]
			}
		}
		of := fmt.Sprintf("%s: %s of all", name, share(ratio(w.total[at], w.count)))
		f.band("fill "+color(at), of, edges, low, high)
		legend = append(legend, legendEntry{Class: color(at), Name: of})
		low = high
	}
	return &f.chart, legend
}

// wordChart is how many words queries have.
func (c *Collector) wordChart() *chart {
	if c.samples == 0 {
		return nil
	}
	last, most := 0, 0.0
	for i, n := range c.words {
		if n > 0 {
			last = i
		}
		most = max(most, ratio(n, c.samples))
	}
	f := newFrame("words", "Words in a query",
		fmt.Sprintf("The share of queries with each number of words, up to %d.", last),
		520, 250, margins{46, 12, 10, 40}, axis{low: -0.5, high: float64(last) + 0.5, label: short},
		axis{high: most * 1.05, label: func(x float64) string { return decimal(100*x) + "%" }})
	f.XLabel = "words"
	if last == maxWords {
		f.XLabel = fmt.Sprintf("words, the last column %d and more", maxWords)
	}
	for i, n := range c.words[:last+1] {
		if n > 0 {
			f.column("c0", fmt.Sprintf("%d words: %s queries, %s", i, whole(n), share(ratio(n, c.samples))),
				float64(i)-0.5, float64(i)+0.5, ratio(n, c.samples))
		}
	}
	return &f.chart
}
