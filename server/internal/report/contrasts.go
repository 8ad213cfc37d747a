package report

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

const (
	// shownPairs is how many pairs are shown.
	shownPairs = 8
	// maxWaiting bounds the halves that are remembered until the other comes, which is
	// within a window of slots, or not at all.
	maxWaiting = 1 << 15
)

// contrasts counts the halves of hard negatives, and keeps a few pairs: those whose
// names have the least hashes.
type contrasts struct {
	halves, met int64
	pairs       []pair

	// waiting are the halves whose other has not come, by the hash of their pair; order
	// has them as they came.
	waiting map[uint64]*callmillv1.Sample
	order   []uint64
}

// pair is two halves, or a half without its other.
type pair struct {
	order uint64
	half  *callmillv1.Sample
	other *callmillv1.Sample // nil where it is not in the stream
}

func (c *contrasts) add(s *callmillv1.Sample) {
	other := s.GetProvenance().GetContrast()
	if other == nil {
		return
	}
	c.halves++
	name := pairName(s.GetQuery(), other.GetQuery())
	if first := c.waiting[name]; first != nil && first.GetQuery() == other.GetQuery() {
		c.met += 2
		delete(c.waiting, name)
		c.keep(pair{order: name, half: first, other: s})
		return
	}
	if c.waiting == nil {
		c.waiting = map[uint64]*callmillv1.Sample{}
	}
	c.waiting[name] = s
	c.order = append(c.order, name)
	if len(c.order) > maxWaiting {
		c.forget(c.order[0])
		c.order = c.order[1:]
	}
}

// forget gives a half up, unless the other has come.
func (c *contrasts) forget(name uint64) {
	if s := c.waiting[name]; s != nil {
		delete(c.waiting, name)
		c.keep(pair{order: name, half: s})
	}
}

// keep has the pairs with both halves before the others.
func (c *contrasts) keep(p pair) {
	at, _ := slices.BinarySearchFunc(c.pairs, p, func(a, b pair) int {
		return cmp.Or(cmp.Compare(alone(a), alone(b)), cmp.Compare(a.order, b.order))
	})
	c.pairs = slices.Insert(c.pairs, at, p)
	c.pairs = c.pairs[:min(len(c.pairs), shownPairs)]
}

func alone(p pair) int {
	if p.other == nil {
		return 1
	}
	return 0
}

// pairName is the same for both halves.
func pairName(a, b string) uint64 {
	if b < a {
		a, b = b, a
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(a + "\x00" + b)) // never fails
	return h.Sum64()
}

// contrastView is a pair side by side.
type contrastView struct{ Halves [2]halfView }

// halfView is a query with what it calls. What the other half has, too, is plain.
type halfView struct {
	Query   []markedText
	Calls   []markedCall
	Pathway string
	ID      string // empty where the half is not in the stream
}

type markedText struct {
	Text   string
	Differ bool
}

type markedCall struct {
	Name      []markedText
	Arguments []markedText
}

func (c *Collector) contrastViews(v *view) {
	// Those that wait still belong to no pair of the stream.
	for _, name := range slices.Clone(c.contrasts.order) {
		c.contrasts.forget(name)
	}
	v.Halves, v.HalvesMet = c.contrasts.halves, c.contrasts.met
	for _, p := range c.contrasts.pairs {
		queries := [2]string{p.half.GetQuery(), p.half.GetProvenance().GetContrast().GetQuery()}
		calls := [2][]*callmillv1.Call{p.half.GetCalls(), p.half.GetProvenance().GetContrast().GetCalls()}
		var w contrastView
		w.Halves[0].ID, w.Halves[0].Pathway = p.half.GetId(), p.half.GetProvenance().GetPathway()
		w.Halves[1].ID, w.Halves[1].Pathway = p.other.GetId(), p.other.GetProvenance().GetPathway()
		for i := range w.Halves {
			w.Halves[i].Query = marked(queries[i], queries[1-i])
			for k, call := range calls[i] {
				beside := &callmillv1.Call{}
				if k < len(calls[1-i]) {
					beside = calls[1-i][k]
				}
				w.Halves[i].Calls = append(w.Halves[i].Calls, markedCall{
					Name:      marked(call.GetName(), beside.GetName()),
					Arguments: marked(call.GetArgumentsJson(), beside.GetArgumentsJson()),
				})
			}
		}
		v.Contrasts = append(v.Contrasts, w)
	}
}

// marked tells the part of a text that another does not have from what both begin and
// end with, in whole words.
func marked(text, other string) []markedText {
	a, b := words(text), words(other)
	first, last := 0, 0
	for first < min(len(a), len(b)) && a[first] == b[first] {
		first++
	}
	for last < min(len(a), len(b))-first && a[len(a)-1-last] == b[len(b)-1-last] {
		last++
	}
	var out []markedText
	for i, part := range [][]string{a[:first], a[first : len(a)-last], a[len(a)-last:]} {
		if len(part) > 0 {
			out = append(out, markedText{Text: strings.Join(part, ""), Differ: i == 1})
		}
	}
	return out
}

// words cuts a text into words and what is between them, character by character.
func words(text string) []string {
	var out []string
	inWord := false
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		word := unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_'
		if word && inWord {
			out[len(out)-1] += text[at : at+size]
		} else {
			out = append(out, text[at:at+size])
		}
		inWord = word
		at += size
	}
	return out
}
