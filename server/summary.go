package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/sample"
)

// writeSummary prints the closing report for people: target against delivered
// per facet, what the pathways made, and what was refused where.
func writeSummary(w io.Writer, started *callmillv1.RunStarted, c *callmillv1.Completed, took time.Duration) {
	spec := started.GetSpec()
	fmt.Fprintf(w, "\n%d samples of %s in %.2f s (%.0f/s), seed %d, policy %s, %d slots, %d cells\n\n",
		c.GetAccepted(), spec.GetDomain(), took.Seconds(), float64(c.GetAccepted())/took.Seconds(),
		spec.GetSeed(), spec.GetPolicy(), c.GetSlots(), started.GetCells())
	writeFacets(w, c, started.GetCells())
	writePathways(w, c)
	writeDiversity(w, c)
	writeWaterfall(w, c)
	writeHeldOut(w, c)
	writeFarOff(w, started, c)
	if n := c.GetClosedCells(); n > 0 {
		fmt.Fprintf(w, "\n%d of %d cells were closed because nothing filled them; the target in force leaves them out.\n",
			n, started.GetCells())
	}
}

// farOff is the divergence from what was asked that a user should be told of, where
// what is in force is not nearly as far.
const farOff = 0.02

// writeFarOff names the facets in which something that was down or closed had to be
// made up for by the rest. A run without models was told of theirs at its start.
func writeFarOff(w io.Writer, started *callmillv1.RunStarted, c *callmillv1.Completed) {
	for _, d := range c.GetDivergences() {
		if d.GetFacets()[0] == sample.FacetModality && !started.GetOnArrival() {
			continue
		}
		if len(d.GetFacets()) == 1 && d.GetAsked() > farOff && d.GetAsked() > 4*d.GetInForce() {
			fmt.Fprintf(w, "\n%s is far from what was asked (%.3f): what was down or closed went to the rest.\n",
				d.GetFacets()[0], d.GetAsked())
		}
	}
}

func writeFacets(w io.Writer, c *callmillv1.Completed, cells int32) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "facet\tbucket\tasked\tin force\tdelivered\tsamples\t")
	total := float64(max(1, c.GetAccepted()))
	for _, f := range c.GetFacets() {
		name := f.GetFacet()
		for _, b := range f.GetBuckets() {
			if b.GetAsked() == 0 && b.GetDelivered() == 0 {
				continue
			}
			fmt.Fprintf(t, "%s\t%s\t%.1f%%\t%.1f%%\t%.1f%%\t%d\t\n", name, b.GetBucket(),
				100*b.GetAsked(), 100*b.GetInForce(), 100*float64(b.GetDelivered())/total, b.GetDelivered())
			name = ""
		}
	}
	_ = t.Flush()
	if c.GetAccepted() == 0 {
		fmt.Fprint(w, "\nNothing was delivered, so there is no divergence to tell.\n\n")
		return
	}
	fmt.Fprintf(w, "\nJensen–Shannon divergence (base 2) from the target, as asked / in force (without what was down or\n"+
		"closed, as long as it was):\n")
	for _, d := range c.GetDivergences() {
		fmt.Fprintf(w, "  %s %.5f / %.5f\n", strings.Join(d.GetFacets(), "×"), d.GetAsked(), d.GetInForce())
	}
	writeJoints(w, c, cells)
	fmt.Fprintln(w)
}

// fewPerCell is how many samples a cell needs on average before the divergence
// of the joint table says more of the target than of rounding, where the report
// does not say what rounding leaves.
const fewPerCell = 10

// writeJoints tells of the joint tables: of one, or of each of the parts that the
// target falls into.
func writeJoints(w io.Writer, c *callmillv1.Completed, cells int32) {
	switch {
	case len(c.GetJoints()) > 0:
	case c.GetAccepted() < fewPerCell*int64(cells):
		fmt.Fprintf(w, "  joint table: too few samples for %d cells\n", cells)
	default:
		fmt.Fprintf(w, "  joint table %.5f / %.5f\n", c.GetJoint().GetAsked(), c.GetJoint().GetInForce())
	}
	for _, j := range c.GetJoints() {
		d := j.GetDivergence()
		if len(c.GetJoints()) > 1 && len(d.GetFacets()) == 1 {
			continue // a facet that nothing couples to others was told above
		}
		fmt.Fprintf(w, "  joint table of %s: %.5f / %.5f (rounding floor %.5f, %s cells)\n", facetNames(d.GetFacets()),
			d.GetAsked(), d.GetInForce(), j.GetFloor(), grouped(float64(j.GetCells())))
	}
}

// facetNames names the first few of facets, and says how many more there are.
func facetNames(facets []string) string {
	const most = 3
	if len(facets) <= most {
		return strings.Join(facets, "×")
	}
	return fmt.Sprintf("%s×… (%d facets)", strings.Join(facets[:most-1], "×"), len(facets))
}

func writePathways(w io.Writer, c *callmillv1.Completed) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "pathway\tchosen\taccepted\tof its own\tof the stream\t")
	for _, p := range c.GetPathways() {
		fmt.Fprintf(t, "%s\t%d\t%d\t%.1f%%\t%.1f%%\t\n", p.GetPathway(), p.GetChosen(), p.GetAccepted(),
			100*ratio(p.GetAccepted(), p.GetChosen()), 100*ratio(p.GetAccepted(), c.GetAccepted()))
	}
	_ = t.Flush()
	for _, p := range c.GetPathways() {
		if why := p.GetUnavailable(); why != "" {
			fmt.Fprintf(w, "%s was down when the run ended: %s\n", p.GetPathway(), why)
		}
	}
	if n := c.GetJudged(); n > 0 || len(c.GetUnjudged()) > 0 {
		fmt.Fprintf(w, "judged: %d samples", n)
		for _, r := range c.GetUnjudged() {
			fmt.Fprintf(w, "; %d not, %s", r.GetCount(), r.GetReason())
		}
		fmt.Fprintln(w)
	}
}

// writeDiversity shows how varied the samples are, pathway by pathway and in all.
func writeDiversity(w io.Writer, c *callmillv1.Completed) {
	list := c.GetDiversity()
	if len(list) == 0 {
		return // an older log says nothing of it
	}
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "diversity\tsamples\twords (median)\tdistinct-2\tself-BLEU\tvocabulary\tnodes used\titems used\t")
	measured := int64(0)
	for _, d := range list {
		name := d.GetPathway()
		if name == "" {
			name = "(all)"
		}
		bigrams, vocabulary := 0.0, int64(0)
		if n := d.GetDistinct(); len(n) > 1 {
			bigrams = n[1]
		}
		if g := d.GetVocabulary(); len(g) > 0 {
			vocabulary = g[len(g)-1].GetWords()
		}
		fmt.Fprintf(t, "%s\t%d\t%g\t%.3f\t%.3f\t%d\t%s\t%s\t\n", name, d.GetSamples(), d.GetMedianWords(),
			bigrams, d.GetSelfBleu(), vocabulary, usedOf(d.GetNodes()), usedOf(d.GetItems()))
		measured = max(measured, d.GetMeasured())
	}
	_ = t.Flush()
	fmt.Fprintf(w, "distinct-2 and self-BLEU are of at most %d queries a line, vocabulary of all.\n", measured)
}

func usedOf(c *callmillv1.Coverage) string { return fmt.Sprintf("%d of %d", c.GetUsed(), c.GetAll()) }

// writeWaterfall shows how many slots were left after each refusal, pathway by
// pathway, in the order of the stages.
func writeWaterfall(w io.Writer, c *callmillv1.Completed) {
	type row struct{ from, stage, reason string }
	counts := map[row]int64{}
	add := func(from string, refused []*callmillv1.ReasonCount) {
		for _, r := range refused {
			counts[row{from, r.GetStage(), r.GetReason()}] += r.GetCount()
		}
	}
	add("(before routing)", c.GetUnrouted())
	for _, p := range c.GetPathways() {
		add(p.GetPathway(), p.GetRefused())
	}
	if len(counts) == 0 {
		return
	}
	rows := make([]row, 0, len(counts))
	for r := range counts {
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b row) int {
		return strings.Compare(a.from+"\x00"+a.stage+"\x00"+a.reason, b.from+"\x00"+b.stage+"\x00"+b.reason)
	})
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "refused\tstage\treason\tslots\tof all\t")
	for _, r := range rows {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%.1f%%\t\n", r.from, r.stage, r.reason, counts[r],
			100*ratio(counts[r], c.GetSlots()))
	}
	_ = t.Flush()
}

// writeHeldOut says how much was refused for what is held out.
func writeHeldOut(w io.Writer, c *callmillv1.Completed) {
	if c.GetHeldOut() == 0 {
		return
	}
	refused := int64(0)
	for _, p := range c.GetPathways() {
		for _, r := range p.GetRefused() {
			if r.GetStage() == string(check.StageHeldOut) {
				refused += r.GetCount()
			}
		}
	}
	fmt.Fprintf(w, "\nheld out: %d queries; %d samples equal or near to one were refused\n", c.GetHeldOut(), refused)
}

func ratio(a, b int64) float64 { return float64(a) / float64(max(1, b)) }
