package export

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// mostEntropies is how many arguments the card tells the entropy of: those of most
// calls.
const mostEntropies = 20

// diversity writes how varied the samples are: as the run measured it, of every
// pathway and of all, or, of a run that did not, as it was measured here.
func (c *card) diversity(b *strings.Builder) {
	b.WriteString("## Diversity\n\n")
	v := c.tally.varied()
	same := [][]string{
		{"nearly the same as another", percent(v.near)},
		{"different templates", grouped(int64(len(c.tally.templates)))},
	}
	all := c.completed.GetDiversity()
	if len(all) > 0 {
		c.measured(b, all)
		table(b, "lr", append([][]string{{headMeasure, "value"}}, same...))
		return
	}
	of := "all queries"
	if int64(v.queries) < c.tally.samples {
		of = grouped(int64(v.queries)) + " queries drawn at random"
	}
	fmt.Fprintf(b, "Of %s; compare equal numbers only.\n\n", of)
	rows := [][]string{{headMeasure, "value"}, {"different words", grouped(int64(v.words))}}
	for i, d := range v.distinct {
		rows = append(rows, []string{fmt.Sprintf("distinct-%d", i+1), fmt.Sprintf("%.3f", d)})
	}
	rows = append(rows, []string{
		"self-BLEU of " + grouped(int64(min(v.queries, selfBLEUSize))), fmt.Sprintf("%.3f", v.selfBLEU),
	})
	rows = append(rows, same...)
	nodes, items := total(c.domain.GetNodes()), total(c.domain.GetItems())
	rows = append(rows,
		[]string{"graph nodes used", of2(len(c.tally.nodes), nodes)},
		[]string{"content items used", of2(len(c.tally.items), items)},
	)
	table(b, "lr", rows)
}

// measured writes the run's own figures, a column for each pathway, all first.
func (c *card) measured(b *strings.Builder, all []*callmillv1.Diversity) {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(x, y *callmillv1.Diversity) int {
		return cmp.Compare(min(len(x.GetPathway()), 1), min(len(y.GetPathway()), 1))
	})
	b.WriteString("Figures from distinct-1 down to different words are of so many queries as are measured, drawn " +
		"evenly; compare equal numbers only.\n\n")
	rows := [][]string{{headMeasure}}
	row := func(name string, of func(*callmillv1.Diversity) string) {
		cells := []string{name}
		for _, d := range all {
			cells = append(cells, of(d))
		}
		rows = append(rows, cells)
	}
	for _, d := range all {
		rows[0] = append(rows[0], cmp.Or(d.GetPathway(), "all"))
	}
	row(headSamples, func(d *callmillv1.Diversity) string { return grouped(d.GetSamples()) })
	row("words: least, median, mean, most", func(d *callmillv1.Diversity) string {
		return fmt.Sprintf("%d, %g, %.1f, %d", d.GetLeastWords(), d.GetMedianWords(), d.GetMeanWords(), d.GetMostWords())
	})
	row("measured", func(d *callmillv1.Diversity) string { return grouped(d.GetMeasured()) })
	grams := 0
	for _, d := range all {
		grams = max(grams, len(d.GetDistinct()))
	}
	for n := range grams {
		row(fmt.Sprintf("distinct-%d", n+1), func(d *callmillv1.Diversity) string {
			if n >= len(d.GetDistinct()) {
				return ""
			}
			return fmt.Sprintf("%.3f", d.GetDistinct()[n])
		})
	}
	row("self-BLEU", func(d *callmillv1.Diversity) string { return fmt.Sprintf("%.3f", d.GetSelfBleu()) })
	row("different words", growth)
	row("words of arguments in the first, second, last third", thirds)
	row("graph nodes used", func(d *callmillv1.Diversity) string { return covered(d.GetNodes()) })
	row("content items used", func(d *callmillv1.Diversity) string { return covered(d.GetItems()) })
	table(b, "l"+strings.Repeat("r", len(all)), rows)
	entropies(b, all[0])
	if kinds := all[0].GetKinds(); len(kinds) > 0 {
		rows = [][]string{{"content of the kind", headSamples}}
		for _, k := range kinds {
			rows = append(rows, []string{cmp.Or(k.GetName(), "(none)"), part(k.GetCount(), all[0].GetSamples())})
		}
		table(b, "lr", rows)
	}
}

// growth is how the vocabulary grows: words at so many queries.
func growth(d *callmillv1.Diversity) string {
	var steps []string
	for _, g := range d.GetVocabulary() {
		steps = append(steps, grouped(g.GetWords())+" at "+grouped(g.GetQueries()))
	}
	return strings.Join(steps, ", ")
}

func thirds(d *callmillv1.Diversity) string {
	var shares []string
	for _, p := range d.GetPositions() {
		shares = append(shares, percent(p))
	}
	return strings.Join(shares, ", ")
}

func covered(c *callmillv1.Coverage) string { return of2(int(c.GetUsed()), c.GetAll()) }

// entropies writes how even the values of the arguments of most calls are.
func entropies(b *strings.Builder, d *callmillv1.Diversity) {
	list := slices.Clone(d.GetEntropies())
	if len(list) == 0 {
		return
	}
	slices.SortStableFunc(list, func(x, y *callmillv1.ArgumentEntropy) int {
		return cmp.Compare(y.GetCalls(), x.GetCalls())
	})
	rows := [][]string{{"argument", "calls", "different values", "entropy in bits"}}
	for _, e := range list[:min(len(list), mostEntropies)] {
		rows = append(rows, []string{
			e.GetTool() + " " + e.GetArgument(), grouped(e.GetCalls()), grouped(e.GetValues()), fmt.Sprintf("%.2f", e.GetBits()),
		})
	}
	if n := len(list) - mostEntropies; n > 0 {
		fmt.Fprintf(b, "Of %d arguments, those of most calls:\n\n", len(list))
	}
	table(b, "lrrr", rows)
}

func total(counts []*callmillv1.Count) int64 {
	n := int64(0)
	for _, c := range counts {
		n += int64(c.GetCount())
	}
	return n
}
