package report

import (
	"fmt"
	"math"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// diversityView is how varied a pathway's samples are; those of all are the last.
type diversityView struct {
	*callmillv1.Diversity

	Name, Nodes, Items string
	// All marks the line of all pathways; Words counts the different ones.
	All   bool
	Words int64
}

type entropyView struct {
	*callmillv1.ArgumentEntropy

	// Even is the entropy by the most that so many values can have.
	Even    float64
	HasEven bool
}

type kindView struct {
	Name  string
	Count int64
	Share float64
	Width string
}

func (c *Collector) diversityViews(v *view) {
	v.Words = c.wordChart()
	for _, d := range c.completed.GetDiversity() {
		row := diversityView{
			Diversity: d, Name: d.GetPathway(), All: d.GetPathway() == "",
			Nodes: of(d.GetNodes().GetUsed(), d.GetNodes().GetAll()), Items: of(d.GetItems().GetUsed(), d.GetItems().GetAll()),
		}
		if g := d.GetVocabulary(); len(g) > 0 {
			row.Words = g[len(g)-1].GetWords()
		}
		v.Measured = max(v.Measured, d.GetMeasured())
		v.Diversity = append(v.Diversity, row)
		if row.All {
			v.Diversity[len(v.Diversity)-1].Name = "all"
			v.Entropies, v.Kinds = entropies(d), kinds(d)
		}
	}
	v.Vocabulary, v.Growth = c.vocabularyChart(v.Diversity)
}

func entropies(d *callmillv1.Diversity) []entropyView {
	var out []entropyView
	for _, e := range d.GetEntropies() {
		x := entropyView{ArgumentEntropy: e}
		if most := math.Log2(float64(e.GetValues())); e.GetValues() > 1 {
			x.Even, x.HasEven = e.GetBits()/most, true
		}
		out = append(out, x)
	}
	return out
}

func kinds(d *callmillv1.Diversity) []kindView {
	most := int64(1)
	for _, k := range d.GetKinds() {
		most = max(most, k.GetCount())
	}
	var out []kindView
	for _, k := range d.GetKinds() {
		name := k.GetName()
		if name == "" {
			name = "no content"
		}
		out = append(out, kindView{
			Name: name, Count: k.GetCount(), Share: ratio(k.GetCount(), d.GetSamples()),
			Width: place(100 * ratio(k.GetCount(), most)),
		})
	}
	return out
}

// vocabularyChart is how many different words so many queries have.
func (c *Collector) vocabularyChart(rows []diversityView) (*chart, []legendEntry) {
	least, queries, words := math.Inf(1), 0.0, 0.0
	for _, r := range rows {
		for _, g := range r.GetVocabulary() {
			least = min(least, float64(g.GetQueries()))
			queries, words = max(queries, float64(g.GetQueries())), max(words, float64(g.GetWords()))
		}
	}
	if queries == 0 || least == queries {
		return nil, nil
	}
	f := newFrame("vocabulary", "Vocabulary", "The number of different words by the number of queries, for every pathway.",
		520, 250, margins{64, 16, 10, 40}, axis{low: max(1, least), high: queries, log: true, label: short},
		axis{high: words * 1.05, label: short})
	f.XLabel, f.YLabel = "queries", "different words"
	f.X = nil
	for mark, i := 1.0, 0; mark <= queries; i++ {
		if mark >= least {
			f.X = append(f.X, tick{At: place(f.x.at(mark)), Label: short(mark)})
		}
		mark *= []float64{3, 10. / 3}[i%2]
	}
	var legend []legendEntry
	for _, r := range rows {
		class := "all"
		for i, name := range c.writers.names {
			if name == r.Name && !r.All {
				class = color(i)
			}
		}
		var x, y []float64
		for _, g := range r.GetVocabulary() {
			x, y = append(x, float64(g.GetQueries())), append(y, float64(g.GetWords()))
		}
		f.line(class, fmt.Sprintf("%s: %s words", r.Name, whole(r.Words)), x, y)
		legend = append(legend, legendEntry{Class: class, Name: r.Name})
	}
	return &f.chart, legend
}

// Third is the share of words of arguments that begin in that third of the query.
func (d diversityView) Third(i int) string {
	if i >= len(d.GetPositions()) {
		return "–"
	}
	return share(d.GetPositions()[i])
}

// DistinctN is distinct-n.
func (d diversityView) DistinctN(n int) string {
	if n > len(d.GetDistinct()) {
		return "–"
	}
	return fmt.Sprintf("%.3f", d.GetDistinct()[n-1])
}

// Self is self-BLEU.
func (d diversityView) Self() string { return fmt.Sprintf("%.3f", d.GetSelfBleu()) }
