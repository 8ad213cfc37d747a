package check

import (
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// place is where the query speaks of one item of the list on the screen: "the
// second one", "number 2", "the last photo", its title.
type place struct {
	extent

	item *sample.Item
}

// list returns the list on the user's screen.
func (in *inspection) list() []*sample.Item {
	if in.sample.Context == nil {
		return nil
	}
	return in.sample.Context.Items
}

// point finds the items of the list that the query speaks of, and does not take
// back.
func (in *inspection) point() {
	items := in.list()
	if len(items) == 0 || len(in.texts) == 0 {
		return
	}
	t := &in.texts[in.query]
	for i := 0; i < len(t.words); {
		it, next := in.placeAt(t, i, items)
		if next == i {
			i++
			continue
		}
		if it != nil {
			in.places = append(in.places, place{extent{i, next - 1}, it})
		}
		i = next
	}
	in.places = slices.DeleteFunc(in.places, func(p place) bool {
		_, negated := t.negated(p.first, true) // "no number two" may have lost a comma
		return negated
	})
	for i := 0; i < len(t.words); i++ {
		if next := t.correction(i); next > i {
			in.misplaced(i, next)
			i = next - 1
		}
	}
	if len(in.places) > 0 {
		in.scan(t)
		t.numerals = slices.DeleteFunc(t.numerals, in.places.has)
	}
	if len(in.places) == 1 && in.sample.Context.Item == nil {
		in.pointed = in.places[0].item
	}
}

type places []place

// has says whether a number is the place of an item.
func (ps places) has(n numeral) bool {
	return slices.ContainsFunc(ps, func(p place) bool { return p.first <= n.first && n.last <= p.last })
}

// misplaced takes back the place before the correction from … next-1, where another
// one follows it.
func (in *inspection) misplaced(from, next int) {
	for i := 1; i < len(in.places); i++ {
		if p := in.places[i]; p.first >= next && p.first <= next+reach && in.places[i-1].last < from {
			in.places = slices.Delete(in.places, i-1, i)
			return
		}
	}
}

// placeAt reads the place that begins at word i, and returns the word after it; i
// where there is none. A place that no item has is nobody's.
func (in *inspection) placeAt(t *text, i int, items []*sample.Item) (it *sample.Item, next int) {
	for _, it := range items {
		if title := in.pipeline.content.title(it); len(title) > 0 && title.begins(t.words[i:]) {
			return it, i + len(title)
		}
	}
	if t.inLabel(i) {
		return nil, i
	}
	if n, next := numbered(t.words, i); next > i {
		return nth(items, n), next
	}
	n := ordinal(t.words[i])
	if n == 0 {
		return nil, i
	}
	if placeNouns.has(at(t.words, i+1)) {
		return nth(items, n), i + 2
	}
	for _, it := range items {
		if kind := kindOf(it); len(kind) > 0 && kind.begins(t.words[i+1:]) {
			same := slices.DeleteFunc(slices.Clone(items), func(o *sample.Item) bool { return o.Kind != it.Kind })
			return nth(same, n), i + 1 + len(kind)
		}
	}
	if t.bare(i) {
		return nth(items, n), i + 1
	}
	return nil, i
}

// bare says whether the ordinal at word i stands for an item without a word for it:
// "crop the second", not "the second time".
func (t *text) bare(i int) bool {
	if !pointing.has(at(t.words, i-1)) {
		return false
	}
	next := at(t.words, i+1)
	return next == "" || t.paused(i+1) || behindPlace.has(next) || next == "of" && theseItems.has(at(t.words, i+2))
}

// kindOf returns an item's kind as words.
func kindOf(it *sample.Item) phrase { return domain.Words(strings.ReplaceAll(it.Kind, "_", " ")) }

// nth returns item n, counted from 1, from the end where it is below 0; nil where
// there is none.
func nth(items []*sample.Item, n int) *sample.Item {
	if n < 0 {
		n += len(items) + 1
	}
	if n < 1 || n > len(items) {
		return nil
	}
	return items[n-1]
}

// ordinal returns the number of an ordinal up to ten, -1 for the last, 0 for other
// words.
func ordinal(word string) int {
	if word == "last" {
		return -1
	}
	for i, w := range [...]string{
		"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
	} {
		if w == word {
			return i + 1
		}
	}
	for i, w := range [...]string{"1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th"} {
		if w == word {
			return i + 1
		}
	}
	return 0
}

// numbered reads "number 2", "option two" and "#2".
func numbered(words []string, i int) (n, next int) {
	if digits, ok := strings.CutPrefix(words[i], "#"); ok {
		if n = smallNumber(digits); n > 0 {
			return n, i + 1
		}
		return 0, i
	}
	if numberedNouns.has(words[i]) {
		if n = smallNumber(at(words, i+1)); n > 0 {
			return n, i + 2
		}
	}
	return 0, i
}

func smallNumber(word string) int {
	if n, ok := unitWord(word); ok {
		return n
	}
	if len(word) == 0 || len(word) > 2 || countDigits(word) != len(word) {
		return 0
	}
	n := 0
	for _, c := range []byte(word) {
		n = 10*n + int(c-'0')
	}
	return n
}

// isListed says whether n is that field of an item of the list that the query
// speaks of; where it speaks of one for each call, of the call's own.
func (in *inspection) isListed(n *node, field string) bool {
	says := func(p place) bool { return (&domain.Item{Item: *p.item}).Field(field) == n.text }
	if len(in.places) > 1 && len(in.places) == len(in.calls) {
		return says(in.places[in.at])
	}
	return slices.ContainsFunc(in.places, says)
}

// isResult says whether n stands in what a call returned that the call at hand
// depends on.
func (in *inspection) isResult(n *node) bool {
	for _, id := range in.calls[in.at].DependsOn {
		for i := range in.calls[:in.at] {
			if c := &in.calls[i]; c.ID == id && n.kind == kindString && holds(c.Result, n.json) {
				return true
			}
		}
	}
	return false
}

// holds says whether a value stands in canonical JSON, not as a key.
func holds(text, value string) bool {
	for {
		_, rest, ok := strings.Cut(text, value)
		if ok && !strings.HasPrefix(rest, ":") {
			return true
		}
		if !ok {
			return false
		}
		text = rest
	}
}
