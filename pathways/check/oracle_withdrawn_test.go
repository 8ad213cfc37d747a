package check

import (
	"slices"

	"github.com/callmill/callmill/pathways/domain"
)

// What the oracle knows of taking back and refusing, for queries without marks in
// which only "not", "instead of", "no wait" and "i mean" do so.

// gone is what is withdrawn; from is where the refusal stands, -1 where it is taken
// back later.
type gone struct {
	span

	from   int
	number bool
}

// standing returns the labels that are mentioned and not withdrawn.
func (o *oracle) standing() []span {
	labels, names := o.taken()
	out := o.gone()
	return slices.DeleteFunc(labels, func(s span) bool {
		return slices.ContainsFunc(names, s.within) ||
			slices.ContainsFunc(out, func(g gone) bool { return !g.number && g.span == s })
	})
}

// refused says whether words are cut out of what withdraws them.
func (o *oracle) refused(s span) bool {
	return slices.ContainsFunc(o.gone(), func(g gone) bool {
		return s.overlaps(g.span) && (s.first > g.from || s.last < g.last)
	})
}

// counted says whether a number that is not withdrawn is said.
func (o *oracle) counted(text string) bool {
	out := o.gone()
	for _, s := range o.numbers() {
		word := o.query[s.first]
		if word == "two" {
			word = "2"
		}
		if word == text && !slices.ContainsFunc(out, func(g gone) bool { return s == g.span || s.within(g.span) }) {
			return true
		}
	}
	return false
}

// numbers returns where numbers stand. Two in words side by side are none.
func (o *oracle) numbers() []span {
	var found []span
	for i, w := range o.query {
		beside := i > 0 && o.query[i-1] == "two" || i+1 < len(o.query) && o.query[i+1] == "two"
		if w == "1" || w == "12" || w == "two" && !beside {
			found = append(found, span{i, i + 1})
		}
	}
	return found
}

// gone finds all that is withdrawn: first what is not wanted, then what is
// corrected, from the left.
func (o *oracle) gone() []gone {
	labels, names := o.taken()
	inLabel := func(i int) bool {
		return slices.ContainsFunc(labels, func(s span) bool { return s.first <= i && i < s.last })
	}
	var out []gone
	refuse := func(list []span, number bool) (rest []span) {
		for _, s := range list {
			if from := o.refusal(s.first, inLabel); from >= 0 {
				out = append(out, gone{s, from, number})
			} else {
				rest = append(rest, s)
			}
		}
		return rest
	}
	mentioned := slices.DeleteFunc(slices.Clone(labels), func(s span) bool { return slices.ContainsFunc(names, s.within) })
	slices.SortFunc(mentioned, func(x, y span) int { return x.first - y.first })
	mentioned, counts := refuse(mentioned, false), refuse(o.numbers(), true)
	for i := 0; i < len(o.query); {
		next := i
		for o.corrects(next, inLabel) {
			next += 2
		}
		if next == i {
			i++
			continue
		}
		behind := func(s span) bool { return s.first >= next }
		label, number := slices.IndexFunc(mentioned, behind), slices.IndexFunc(counts, behind)
		first := next + 6
		for _, c := range []struct {
			list []span
			at   int
		}{{mentioned, label}, {counts, number}} {
			if c.at >= 0 {
				first = min(first, c.list[c.at].first)
			}
		}
		if number > 0 && counts[number].first == first {
			out = append(out, gone{counts[number-1], -1, true})
			counts = slices.Delete(counts, number-1, number)
		}
		if label > 0 && mentioned[label].first == first {
			for j := label - 1; j >= 0; j-- {
				if alike, same := o.rivals(mentioned[j], mentioned[label]); alike {
					if !same {
						out = append(out, gone{mentioned[j], -1, false})
						mentioned = slices.Delete(mentioned, j, j+1)
					}
					break
				}
			}
		}
		i = next
	}
	return out
}

// refusal returns where what begins at word i is refused, -1 for nowhere.
func (o *oracle) refusal(i int, inLabel func(int) bool) int {
	for k := i - 1; k >= 0 && k >= i-5; k-- {
		switch w := o.query[k]; {
		case inLabel(k):
			return -1
		case w == "not":
			return k
		case w == "of" && k > 0 && o.query[k-1] == "instead":
			return k - 1
		case w != "a" && w != "the" && w != "of":
			return -1
		}
	}
	return -1
}

func (o *oracle) corrects(i int, inLabel func(int) bool) bool {
	if i+1 >= len(o.query) || inLabel(i) {
		return false
	}
	return o.query[i] == "no" && o.query[i+1] == "wait" || o.query[i] == "i" && o.query[i+1] == "mean"
}

// rivals says whether two labels can be for the same argument, and whether they can
// say the same.
func (o *oracle) rivals(x, y span) (alike, same bool) {
	says := func(s span, labels []string) bool {
		return slices.ContainsFunc(labels, func(l string) bool {
			return slices.Equal(domain.Words(l), o.query[s.first:s.last])
		})
	}
	for _, n := range o.d.Graph.Nodes {
		same = same || says(x, n.Labels()) && says(y, n.Labels())
	}
	for _, t := range o.d.Tools {
		for _, p := range t.Params {
			for _, v := range p.Binding.Values {
				same = same || says(x, v.Labels) && says(y, v.Labels)
			}
		}
	}
	for _, p := range o.tool.Params {
		one := func(s span) bool {
			return slices.ContainsFunc(p.Binding.Values, func(v *domain.Value) bool { return says(s, v.Labels) })
		}
		alike = alike || one(x) && one(y)
		for _, n := range o.walkNodes(&p.Binding) {
			for _, m := range o.walkNodes(&p.Binding) {
				alike = alike || n.Type == m.Type && says(x, n.Labels()) && says(y, m.Labels())
			}
		}
	}
	return alike, same
}
