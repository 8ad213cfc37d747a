package check

import (
	"slices"

	"github.com/callmill/callmill/pathways/domain"
)

// People take back what they said ("pink, no wait, black") and say what they do not
// want ("black, not pink"). A label or a number that is withdrawn in one of these
// ways stands for nothing: no argument follows from it, and none must have it.

// extent is some words of a text, last inclusive.
type extent struct{ first, last int }

// withdrawn is what is taken back or not wanted; from is where the word stands that
// says so before it, -1 where it comes later.
type withdrawn struct {
	extent

	from int
}

// reach is how many words behind a correction what is meant can begin: "no wait,
// make it the black one".
const reach = 5

// hedged says whether some word may take back or refuse another.
func (in *inspection) hedged(t *text) bool {
	return slices.ContainsFunc(t.words, func(w string) bool { return in.pipeline.hedging[w] })
}

// withdraw finds what is withdrawn in t, and keeps the rest of its mentions and its
// numbers.
func (in *inspection) withdraw(t *text) {
	if !in.hedged(t) {
		return
	}
	in.scan(t)
	standing, refused := t.mentions[:0:0], t.refused
	for _, m := range t.mentions {
		from, no := t.negated(m.First, false)
		if !no {
			from, no = t.negatedWith(m.First, refused)
		}
		if no {
			refused = append(refused, m)
			t.withdrawn = append(t.withdrawn, withdrawn{extent{m.First, m.Last}, from})
			continue
		}
		standing = append(standing, m)
	}
	t.mentions, t.refused = standing, refused
	for i := range t.numerals {
		n := &t.numerals[i]
		if from, no := t.negated(n.first, true); no {
			n.off = true
			t.withdrawn = append(t.withdrawn, withdrawn{extent{n.first, n.last}, from})
		}
	}
	for i := 0; i < len(t.words); i++ {
		if next := t.correction(i); next > i {
			in.correct(t, i, next)
			i = next - 1
		}
	}
	t.numerals = slices.DeleteFunc(t.numerals, func(n numeral) bool {
		return n.off || slices.ContainsFunc(t.withdrawn, func(w withdrawn) bool {
			return w.first <= n.first && n.last <= w.last
		})
	})
}

// correct withdraws what is corrected by the words from … next-1: what stands for
// the same parameter as what comes behind them.
func (in *inspection) correct(t *text, from, next int) {
	label := slices.IndexFunc(t.mentions, func(m domain.Match) bool { return m.First >= next })
	number := slices.IndexFunc(t.numerals, func(n numeral) bool { return n.first >= next && in.counts(n) })
	first := next + reach + 1
	if label >= 0 {
		first = min(first, t.mentions[label].First)
	}
	if number >= 0 {
		first = min(first, t.numerals[number].first)
	}
	if number >= 0 && t.numerals[number].first == first {
		for j := number - 1; j >= 0; j-- {
			if n := &t.numerals[j]; n.last < from && in.counts(*n) {
				n.off = true
				t.withdrawn = append(t.withdrawn, withdrawn{extent{n.first, n.last}, -1})
				break
			}
		}
	}
	if label < 0 || t.mentions[label].First != first {
		return
	}
	meant := t.mentions[label]
	for j := label - 1; j >= 0; j-- {
		m := t.mentions[j]
		if m.Last < from && in.alike(m.Entries, meant.Entries) {
			if !slices.ContainsFunc(m.Entries, func(e domain.Entry) bool { return slices.Contains(meant.Entries, e) }) {
				t.withdrawn = append(t.withdrawn, withdrawn{extent{m.First, m.Last}, -1})
				t.mentions = slices.Delete(t.mentions, j, j+1)
			}
			return
		}
	}
}

// counts says whether a number stands, and is one: "a minute" is where that is a unit
// of something, "a card" is not.
func (in *inspection) counts(n numeral) bool {
	if n.off || !n.spelled || n.unit == "" {
		return !n.off
	}
	return slices.ContainsFunc(in.concerned(), func(t *tool) bool {
		return slices.ContainsFunc(t.leaves, func(p *param) bool { return n.scaleFor(p) != nil || n.ownUnit(p) })
	})
}

// alike says whether two labels can stand for the same parameter.
func (in *inspection) alike(x, y []domain.Entry) bool {
	for _, t := range in.concerned() {
		for _, a := range x {
			for _, b := range y {
				if t.rivals(a, b) {
					return true
				}
			}
		}
	}
	return false
}

// rivals says whether two entries can stand for the same parameter: one that takes
// both values, or a walk with nodes of their type.
func (t *tool) rivals(x, y domain.Entry) bool {
	values, walks := t.admit(x)
	others, walked := t.admit(y)
	for _, a := range values {
		if slices.ContainsFunc(others, func(b admission) bool { return a.param == b.param }) {
			return true
		}
	}
	return x.Node != nil && y.Node != nil && x.Node.Type == y.Node.Type && len(walks) > 0 && len(walked) > 0
}

// concerned returns the tools that the sample is about: those that are called, or
// the one that the reply is about.
func (in *inspection) concerned() []*tool {
	var tools []*tool
	for i := range in.calls {
		if t := in.calls[i].tool; !slices.Contains(tools, t) {
			tools = append(tools, t)
		}
	}
	if r := in.sample.Reply; len(tools) == 0 && r != nil && in.pipeline.tools[r.Tool] != nil {
		tools = append(tools, in.pipeline.tools[r.Tool])
	}
	return tools
}

// refuses says whether words first … last are withdrawn, in part or whole, and cut
// out of what says so: "not pink" is no pink.
func (t *text) refuses(first, last int) bool {
	return slices.ContainsFunc(t.withdrawn, func(w withdrawn) bool {
		return first <= w.last && last >= w.first && (first > w.from || last < w.last)
	})
}
