// Package report writes what became of a run as one HTML file that needs no
// network: target against delivered, how the gap closed, who wrote what and at
// which cost, what was refused where, how varied the samples are, and examples of
// every bucket.
package report

import (
	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
)

const (
	// maxWords is from where on queries are drawn as equally long.
	maxWords = 40
	// maxClosed bounds the closed cells that are listed, as in a closing report.
	maxClosed = 100
)

// Collector takes a run's frames from its start, in their order, and writes the
// report. It keeps counts, a bounded number of points of each curve, and a few
// samples of each bucket, however long the run is.
type Collector struct {
	// State is that of a run which has no closing report.
	State callmillv1.Run_State
	// Target is the domain's own, for runs that were not given another and have no
	// closing report. Nil where it is not known.
	Target *callmillv1.Target

	started   *callmillv1.RunStarted
	completed *callmillv1.Completed

	samples   int64
	facets    []*facetCount
	snapshots snapshots
	writers   writers
	words     [maxWords + 1]int64
	examples  examples
	contrasts contrasts
	closed    []*callmillv1.Notice
	cells     int // that closed
	decided   decided
}

// NewCollector has seen nothing yet.
func NewCollector() *Collector {
	return &Collector{
		writers: writers{index: map[string]int{}, width: 1}, examples: examples{},
	}
}

// Frame takes the next frame.
func (c *Collector) Frame(f *callmillv1.Frame) {
	switch e := f.GetEvent().(type) {
	case *callmillv1.Frame_Started:
		c.started = e.Started
		// Their order is that of the report, and of the colors.
		for _, p := range e.Started.GetPathways() {
			c.writers.number(p.GetName())
		}
	case *callmillv1.Frame_Sample:
		c.sample(e.Sample)
	case *callmillv1.Frame_Notice:
		switch e.Notice.GetKind() {
		case callmillv1.Notice_KIND_CELL_CLOSED:
			c.cells++
		case callmillv1.Notice_KIND_BUCKET_CLOSED:
		default:
			return
		}
		if len(c.closed) < maxClosed {
			c.closed = append(c.closed, e.Notice)
		}
	case *callmillv1.Frame_Completed:
		c.completed = e.Completed
	}
}

// Ended says whether the closing report was among the frames. What it tells of
// refusals and costs has to be counted from decisions where it is missing.
func (c *Collector) Ended() bool { return c.completed != nil }

// Samples is how many samples there were.
func (c *Collector) Samples() int64 { return c.samples }

func (c *Collector) sample(s *callmillv1.Sample) {
	c.samples++
	for i, f := range s.GetFacets() {
		c.facet(i, f.GetFacet()).add(f.GetBucket())
	}
	if c.snapshots.due(c.samples) {
		c.snapshots.add(c.samples, c.facets)
	}
	c.writers.add(s.GetProvenance().GetPathway())
	c.words[min(len(domain.Words(s.GetQuery())), maxWords)]++
	c.examples.add(s)
	c.contrasts.add(s)
}

// facet is the count of a facet: the one at that place, where samples of a domain
// have it in their order.
func (c *Collector) facet(at int, name string) *facetCount {
	if at < len(c.facets) && c.facets[at].name == name {
		return c.facets[at]
	}
	for _, f := range c.facets {
		if f.name == name {
			return f
		}
	}
	f := &facetCount{name: name, index: map[string]int{}}
	c.facets = append(c.facets, f)
	return f
}
