package execute

import (
	"slices"

	"github.com/callmill/callmill/pathways/domain"
)

// MaxResults bounds how many items a search returns.
const MaxResults = 5

// search is what a call looks for.
type search struct {
	tool  *tool
	terms []term
	// worded says that words are looked for, even if there are none in the text.
	worded bool
	// values are looked for in a field, whole.
	values []wanted
	// strict is how many of values an item must have.
	strict int
}

// wanted is a value that an item should have.
type wanted struct {
	field string
	// ways are the folded texts that say it.
	ways   []string
	strict bool
}

// hit is an item that a search found.
type hit struct {
	item *domain.Item
	at   int
	// words and values are how many of each it has.
	words, values int
}

// find carries a search out. An item is found if it has at least half of the
// words of substance, and all strict values. What has more of words and values
// together comes first; of equals what has more values; of equals what comes
// first in the library.
func (w *World) find(t *tool, arguments string) (*Result, error) {
	s := w.library.search(t, arguments)
	var room [MaxResults]hit
	top := w.library.best(s, room[:0], func(it *domain.Item) bool { return w.byID[it.ID] == nil })
	for _, e := range w.entries {
		if h := s.try(e.item, e.at); s.found(&h) {
			top = insert(top, h)
		}
	}
	if len(top) == 0 && !t.lenient {
		return nil, failure(ReasonNothingFound, "%s %.200s", t.Name, arguments)
	}
	items := make([]*domain.Item, len(top))
	for i := range top {
		items[i] = top[i].item
	}
	return &Result{JSON: foundJSON(items), Items: items}, nil
}

// search reads the arguments of a call.
func (l *Library) search(t *tool, arguments string) *search {
	s := &search{tool: t}
	for i := range t.matches {
		m := &t.matches[i]
		for _, text := range argumentTexts(arguments, m.path) {
			s.worded = s.worded || m.worded
			switch {
			case m.worded && len(s.terms) < maxTerms:
				s.terms = l.terms(s.terms, text, m.field)
			case m.worded || len(s.values) == maxTerms:
			default:
				v := wanted{field: m.field, strict: m.strict, ways: m.labels[text]}
				if v.ways == nil {
					v.ways = []string{fold(text)}
				}
				s.values = append(s.values, v)
				if v.strict {
					s.strict++
				}
			}
		}
	}
	return s
}

// try holds an item against the search, one by one.
func (s *search) try(it *domain.Item, at int) hit {
	h := hit{item: it, at: at}
	for i := range s.terms {
		if s.terms[i].in(it) {
			h.words++
		}
	}
	strict := 0
	for i := range s.values {
		v := &s.values[i]
		if slices.Contains(v.ways, fold(it.Field(v.field))) {
			h.values++
			if v.strict {
				strict++
			}
		}
	}
	if strict < s.strict {
		h.words, h.values = -1, -1
	}
	return h
}

// found says whether an item that was tried is a result of the search.
func (s *search) found(h *hit) bool { return s.enough(h) && s.tool.finds(h.item.Kind) }

// enough says whether what has so much of the search can be a result of it.
func (s *search) enough(h *hit) bool {
	switch {
	case h.words < 0:
		return false
	case s.worded:
		return h.words > 0 && 2*h.words >= len(s.terms)
	default:
		return h.values > 0 || len(s.values) == 0
	}
}

// before says whether h stands before other in the results.
func (h *hit) before(other *hit) bool {
	mine, others := h.words+h.values, other.words+other.values
	switch {
	case mine != others:
		return mine > others
	case h.values != other.values:
		return h.values > other.values
	default:
		return h.at < other.at
	}
}

// insert puts h where it belongs among the best, which stay at most MaxResults.
func insert(top []hit, h hit) []hit {
	i := len(top)
	for i > 0 && h.before(&top[i-1]) {
		i--
	}
	if i == MaxResults {
		return top
	}
	if len(top) == MaxResults {
		top = top[:MaxResults-1]
	}
	return slices.Insert(top, i, h)
}
