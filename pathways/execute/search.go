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
	bounds []bound
}

// wanted is what an argument wants of an item: one of its values.
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
	// whole says that it has all words.
	whole bool
}

// find carries a search out. An item can be found if it has at least half of the
// words of substance, all strict values, and no number beyond a bound. Of these, what
// fits fewer of the other arguments than the best does is left out, and then what
// lacks a word where another has all. What has more of the words comes first; of
// equals what comes first in the library.
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
	n := len(top)
	for n > 0 && !top[n-1].fits(&top[0]) {
		n--
	}
	items := make([]*domain.Item, n)
	for i := range items {
		items[i] = top[i].item
	}
	return &Result{JSON: foundJSON(items), Items: items}, nil
}

// search reads the arguments of a call.
func (l *Library) search(t *tool, arguments string) *search {
	s := &search{tool: t}
	for i := range t.matches {
		m := &t.matches[i]
		texts := argumentTexts(arguments, m.path)
		if !m.worded {
			s.want(m, texts)
			continue
		}
		for _, text := range texts {
			s.worded = true
			if len(s.terms) < maxTerms {
				s.terms = l.terms(s.terms, text, m.field)
			}
		}
	}
	s.bounds = t.bounded(arguments)
	return s
}

// want adds what an argument wants, if the call has it: of a list any of its values.
func (s *search) want(m *match, texts []string) {
	if len(texts) == 0 || len(s.values) == maxTerms {
		return
	}
	v := wanted{field: m.field, strict: m.strict}
	for _, text := range texts[:min(len(texts), maxTerms)] {
		ways := m.labels[text]
		if ways == nil {
			ways = []string{fold(text)}
		}
		for _, way := range ways {
			if !slices.Contains(v.ways, way) {
				v.ways = append(v.ways, way)
			}
		}
	}
	s.values = append(s.values, v)
	if v.strict {
		s.strict++
	}
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
	h.whole = h.words == len(s.terms)
	return h
}

// found says whether an item that was tried is a result of the search.
func (s *search) found(h *hit) bool { return s.enough(h) && s.takes(h.item) }

// takes says whether an item is of a kind that is searched, and within the bounds.
func (s *search) takes(it *domain.Item) bool {
	return s.tool.finds(it.Kind) &&
		!slices.ContainsFunc(s.bounds, func(b bound) bool { return !b.holds(it) })
}

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
	switch {
	case h.values != other.values:
		return h.values > other.values
	case h.words != other.words: // all of them are more than some
		return h.words > other.words
	default:
		return h.at < other.at
	}
}

// fits says whether h fits as much of the search as the best.
func (h *hit) fits(best *hit) bool { return h.values == best.values && h.whole == best.whole }

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
