package execute

import "github.com/callmill/callmill/pathways/domain"

// tally counts, for the items that have any of it, how much of a search each of
// them has.
type tally struct {
	counts  []counts // by item
	touched []int32
}

// counts are of one item: they are looked up together.
type counts struct {
	words, values, strict uint8
	// last is the term, counted from 1, that the item was last counted for.
	last uint8
}

// best adds the best items of the library to top, of those that may be.
func (l *Library) best(s *search, top []hit, may func(*domain.Item) bool) []hit {
	items := l.domain.Items
	if !s.worded && len(s.values) == 0 {
		return l.first(s, top, may)
	}
	t, ok := l.tallies.Get().(*tally)
	if !ok || t.counts == nil {
		t = &tally{counts: make([]counts, len(items))}
	}
	for i := range s.terms {
		l.count(t, &s.terms[i], uint8(i+1))
	}
	for i := range s.values {
		v := &s.values[i]
		for _, way := range v.ways {
			t.countValue(l.equals[v.field][way], v.strict, s.worded)
		}
	}
	for _, at := range t.touched {
		c := &t.counts[at]
		h := hit{at: int(at), words: int(c.words), values: int(c.values), whole: int(c.words) == len(s.terms)}
		enough := int(c.strict) == s.strict && s.enough(&h)
		*c = counts{}
		// Most items are none of the best: the item itself is looked at last.
		if !enough || len(top) == MaxResults && !h.before(&top[MaxResults-1]) {
			continue
		}
		if h.item = items[at]; s.takes(h.item) && may(h.item) {
			top = insert(top, h)
		}
	}
	t.touched = t.touched[:0]
	l.tallies.Put(t)
	return top
}

// first adds the first items of the kinds that the tool finds.
func (l *Library) first(s *search, top []hit, may func(*domain.Item) bool) []hit {
	for at, it := range l.domain.Items {
		if len(top) == MaxResults {
			break
		}
		if s.takes(it) && may(it) {
			top = append(top, hit{item: it, at: at, whole: true})
		}
	}
	return top
}

// count counts a term for every item that has its word or mentions its nodes.
func (l *Library) count(t *tally, term *term, number uint8) {
	t.countWord(l.words[term.field][term.word], number)
	for _, n := range term.nodes {
		t.countWord(l.nodes[n], number)
	}
}

func (t *tally) countWord(items []int32, number uint8) {
	for _, at := range items {
		c := &t.counts[at]
		switch c.last {
		case number:
			continue
		case 0:
			t.touched = append(t.touched, at)
		}
		c.last = number
		c.words++
	}
}

// touchedByValue marks items that no term was counted for.
const touchedByValue = 255

// countValue counts a value for items that have it; only of those that have a word
// where words are looked for.
func (t *tally) countValue(items []int32, strict, worded bool) {
	for _, at := range items {
		c := &t.counts[at]
		if c.last == 0 {
			if worded {
				continue
			}
			t.touched = append(t.touched, at)
			c.last = touchedByValue
		}
		c.values++
		if strict {
			c.strict++
		}
	}
}
