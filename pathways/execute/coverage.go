package execute

import (
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// coverDraws is how many searches say whether the library covers a search.
const coverDraws = 400

// covers says whether the library has something for at least 19 of 20 of the
// searches that the domain itself would draw. It asks this of searches whose
// effects are inferred: a team that gave the graph a thousand things to look for,
// and a few items as examples, did not mean that all other searches are wrong.
func (l *Library) covers(t *tool) bool {
	found := 0
	for i := range coverDraws {
		s := l.drawn(t, i)
		var room [MaxResults]hit
		if s == nil || len(l.best(s, room[:0], func(*domain.Item) bool { return true })) > 0 {
			found++
		}
	}
	return 20*found >= 19*coverDraws
}

// drawn is the i-th search of coverDraws, evenly over what the bindings draw from:
// with the arguments that every call has, else one of the others. Nil where
// that is a text of the content itself.
func (l *Library) drawn(t *tool, i int) *search {
	s := &search{tool: t}
	var free []*match
	for k := range t.matches {
		m := &t.matches[k]
		switch {
		case m.leaf == nil:
		case m.leaf.Certain():
			l.add(s, m, i)
		default:
			free = append(free, m)
		}
	}
	if !s.worded && len(s.values) == 0 && len(free) > 0 {
		l.add(s, free[i%len(free)], i)
	}
	if s.worded && len(s.terms) == 0 {
		return nil
	}
	return s
}

// add adds the i-th draw of an argument to the search.
func (l *Library) add(s *search, m *match, i int) {
	b := &m.leaf.Binding
	switch {
	case m.worded && len(b.Walk) > 0:
		s.worded = true
		s.terms = l.terms(s.terms, walkText(l.domain.Graph, b.Walk, i), m.field)
	case len(b.Values) > 0:
		v := b.Values[i*len(b.Values)/coverDraws]
		if m.worded {
			s.worded = true
			s.terms = l.terms(s.terms, valueText(v.JSON), m.field)
			return
		}
		s.values = append(s.values, wanted{field: m.field, ways: m.labels[valueText(v.JSON)], strict: m.strict})
	case m.worded:
		s.worded = true
	}
}

// walkText is the i-th draw of a walk.
func walkText(g *domain.Graph, steps []domain.Step, i int) string {
	var words []string
	var from *domain.Node
	for k, step := range steps {
		next := g.OfType(step.NodeType)
		if step.Relation != "" && from != nil {
			next = nil
			for _, n := range g.Neighbours(from, step.Relation) {
				if n.Type == step.NodeType {
					next = append(next, n)
				}
			}
		}
		if step.Optional && i>>(k%8)&1 == 1 || len(next) == 0 {
			from = nil
			continue
		}
		at := i % len(next)
		if from == nil {
			at = i * len(next) / coverDraws
		}
		from = next[at]
		words = append(words, from.Value)
	}
	return strings.Join(words, " ")
}
