package export

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// fewPerCell is how many samples a cell needs on average before the divergence of
// the joint table says more of the target than of rounding.
const fewPerCell = 10

// target writes what was asked for against what was delivered.
func (c *card) target(b *strings.Builder) {
	b.WriteString("## Target and delivered\n\n")
	total := c.completed.GetAccepted()
	rows := [][]string{{"facet", "bucket", headAsked, headInForce, "delivered"}}
	for _, f := range c.completed.GetFacets() {
		name := f.GetFacet()
		for _, x := range f.GetBuckets() {
			if x.GetAsked() == 0 && x.GetDelivered() == 0 {
				continue
			}
			rows = append(rows, []string{
				name, x.GetBucket(), percent(x.GetAsked()), percent(x.GetInForce()), percent(ratio(x.GetDelivered(), total)),
			})
			name = ""
		}
	}
	table(b, "llrrr", rows)
	if total == 0 {
		b.WriteString("Nothing was delivered, so there is no divergence to tell.\n\n")
		return
	}
	b.WriteString("Jensen–Shannon divergence (base 2) from the target as asked, and from the one in force:\n\n")
	rows = [][]string{{"of", headAsked, headInForce}}
	for _, d := range c.completed.GetDivergences() {
		rows = append(rows, divergence(strings.Join(d.GetFacets(), " × "), d))
	}
	cells := c.started.GetCells()
	joints := c.completed.GetJoints()
	if len(joints) == 0 && total >= fewPerCell*int64(cells) {
		rows = append(rows, divergence(fmt.Sprintf("the joint table of %d cells", cells), c.completed.GetJoint()))
	}
	table(b, "lrr", rows)
	c.joints(b)
	if n := c.completed.GetClosedCells(); n > 0 {
		fmt.Fprintf(b, "%d of %d cells closed because nothing filled them; the target in force leaves them out.\n\n",
			n, cells)
	}
}

// joints writes the divergence of the joint tables beside what whole samples cannot
// do better than.
func (c *card) joints(b *strings.Builder) {
	joints := c.completed.GetJoints()
	if len(joints) == 0 {
		return
	}
	b.WriteString("And of the joint tables; the floor is what is left when every cell is as near to its share as whole " +
		"samples come:\n\n")
	rows := [][]string{{"joint table of", "cells", headAsked, headInForce, "floor"}}
	for _, j := range joints {
		d := j.GetDivergence()
		rows = append(rows, append([]string{strings.Join(d.GetFacets(), " × "), grouped(j.GetCells())},
			append(divergence("", d)[1:], fmt.Sprintf("%.5f", j.GetFloor()))...))
	}
	table(b, "lrrrr", rows)
}

func divergence(of string, d *callmillv1.FacetDivergence) []string {
	return []string{of, fmt.Sprintf("%.5f", d.GetAsked()), fmt.Sprintf("%.5f", d.GetInForce())}
}

// writers writes which pathways and models made the samples.
func (c *card) writers(b *strings.Builder) {
	b.WriteString("## Written by\n\n")
	rows := [][]string{{"pathway", "chosen", "delivered", "of the samples"}}
	for _, p := range c.completed.GetPathways() {
		rows = append(rows, []string{
			p.GetPathway(), grouped(p.GetChosen()), grouped(p.GetAccepted()),
			percent(ratio(p.GetAccepted(), c.completed.GetAccepted())),
		})
	}
	table(b, "lrrr", rows)
	if len(c.tally.models) == 0 {
		b.WriteString("No model took part.\n\n")
		return
	}
	rows = [][]string{{"model", "digest", "part", "questions", "tokens"}}
	for _, m := range c.tally.modelList() {
		use := c.tally.models[m]
		rows = append(rows, []string{m.name, "`" + m.digest + "`", m.purpose, grouped(use.turns), grouped(use.tokens)})
	}
	table(b, "lllrr", rows)
}

// heldOutStage is the check that refuses what is near to a query that was held out.
const heldOutStage = "held_out"

// refusal counts what one stage refused for one reason.
type refusal struct {
	from, stage, reason string
	count               int64
}

// rejected writes the waterfall: what did not become a sample, and why.
func (c *card) rejected(b *strings.Builder) {
	var all []refusal
	add := func(from string, refused []*callmillv1.ReasonCount) {
		for _, r := range refused {
			all = append(all, refusal{from, r.GetStage(), r.GetReason(), r.GetCount()})
		}
	}
	add("(before routing)", c.completed.GetUnrouted())
	for _, p := range c.completed.GetPathways() {
		add(p.GetPathway(), p.GetRefused())
	}
	slices.SortStableFunc(all, func(x, y refusal) int {
		return cmp.Or(cmp.Compare(x.from, y.from), cmp.Compare(y.count, x.count),
			cmp.Compare(x.stage, y.stage), cmp.Compare(x.reason, y.reason))
	})
	slots := c.completed.GetSlots()
	fmt.Fprintf(b, "## Rejected\n\n%s of %s attempts became samples.\n\n",
		grouped(c.completed.GetAccepted()), grouped(slots))
	if n := c.completed.GetHeldOut(); n > 0 {
		refused := int64(0)
		for _, r := range all {
			if r.stage == heldOutStage {
				refused += r.count
			}
		}
		fmt.Fprintf(b, "Decontaminated: %s queries were held out, and %s attempts refused that were equal or near to one of "+
			"them.\n\n", grouped(n), grouped(refused))
	}
	if len(all) == 0 {
		return
	}
	rows := [][]string{{"pathway", "stage", "reason", "attempts", "of all"}}
	for _, r := range all {
		rows = append(rows, []string{r.from, r.stage, r.reason, grouped(r.count), percent(ratio(r.count, slots))})
	}
	table(b, "lllrr", rows)
}
