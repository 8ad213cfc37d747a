package target

import (
	"fmt"
	"testing"
)

// studioLike is a target such as a domain with many facets has: a part of about 450
// cells for each tool, of which there must be 5 or more, and one of 432, with zeros
// between them.
func studioLike(t failer, tools int) *Table {
	var spec Spec
	facet := func(name string, buckets ...string) {
		spec.Facets = append(spec.Facets, Facet{Name: name, Buckets: buckets})
		m, left := Marginal{Facet: name}, 1.0
		for i, b := range buckets {
			s := left * 0.55
			if i == len(buckets)-1 {
				s = left
			}
			m.Shares = append(m.Shares, Share{b, s})
			left -= s
		}
		spec.Marginals = append(spec.Marginals, m)
	}
	numbered := func(n int) (names []string) {
		for i := range n {
			names = append(names, fmt.Sprintf("b%02d", i))
		}
		return names
	}
	even := func(at int) {
		m := &spec.Marginals[at]
		for i := range m.Shares {
			m.Shares[i].Share = 1 / float64(len(m.Shares))
		}
	}
	facet("tool", numbered(tools)...)
	even(0)
	facet("words", numbered(5)...)
	facet("arguments", numbered(3)...)
	facet("phrasing", numbered(10)...)
	facet("calls", "1", "0", "2+")
	facet("answer", "call", "ask", "refuse", "chat", "sum", "other")
	facet("turns", "1", "2", "3+")
	facet("offered", "few", "some", "many")
	facet("twist", numbered(8)...)
	spec.Marginals[4].Shares = []Share{{"1", 0.6}, {"0", 0.3}, {"2+", 0.1}}
	spec.Marginals[5].Shares = []Share{
		{"call", 0.7}, {"ask", 0.1}, {"refuse", 0.08}, {"chat", 0.06}, {"sum", 0.04}, {"other", 0.02},
	}
	spec.Conditionals = []Conditional{
		{Facet: "words", Given: "tool", GivenBucket: "b00", Shares: []Share{{"b00", 0.5}, {"b01", 0.5}}},
		{Facet: "phrasing", Given: "tool", GivenBucket: "b01", Shares: []Share{{"b00", 0.8}, {"b03", 0.2}}},
		{Facet: "turns", Given: "answer", GivenBucket: "ask", Shares: []Share{{"1", 0.4}, {"2", 0.3}, {"3+", 0.3}}},
	}
	spec.Zeros = []Zero{
		{{"calls", []string{"1", "2+"}}, {"answer", []string{"ask", "refuse", "chat", "sum", "other"}}},
		{{"calls", []string{"0"}}, {"answer", []string{"call"}}},
		{{"words", []string{"b00"}}, {"twist", []string{"b03", "b04", "b05"}}},
		{{"tool", []string{"b03", "b04"}}, {"turns", []string{"3+"}}},
		{{"phrasing", []string{"b05"}}, {"arguments", []string{"b01"}}, {"twist", []string{"b07"}}},
	}
	table, err := fit(spec, 500*tools)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// BenchmarkParts is one slot with a full window in a table of two parts with
// filters between them: Next, Open, Settle. The first part is searched as that of
// one part is (see BenchmarkSlot), which is most of the time. The filters add a
// look-up per cell that the search comes upon and a walk over the classes of the
// other part, once per class of the first; the second part adds its own search.
func BenchmarkParts(b *testing.B) {
	t := studioLike(b, 20)
	b.Run(fmt.Sprintf("cells=%d×%d", t.PartCells(0), t.PartCells(1)), func(b *testing.B) {
		l := newLedger(b, t, Options{})
		var flying []int
		for range DefaultWindow {
			cell, _ := l.Next()
			flying = append(flying, cell)
		}
		b.ReportAllocs()
		at := 0
		for b.Loop() {
			l.Settle(flying[at], l.land(flying[at]))
			flying[at], _ = l.Next()
			at = (at + 1) % len(flying)
		}
	})
}
