package check

import (
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// negated says whether the label or number that begins at word first is not wanted,
// and where it is said so: right behind "not", "without", "instead of" and the like,
// with small words between, and no mark; "no" only right before it. Before numbers "no" and "without" say
// something else.
func (t *text) negated(first int, number bool) (from int, negated bool) {
	const most = 4 // small words between
	for i := first - 1; i >= max(0, first-1-most); i-- {
		if t.paused(i+1) || t.inLabel(i) {
			return first, false
		}
		if size := t.negator(i, number); size > 0 && (t.words[i] != "no" || i == first-1) {
			return i + 1 - size, true
		}
		if !small.has(t.words[i]) {
			return first, false
		}
	}
	return first, false
}

// negatedWith says whether a label shares the negation of the one before it: "not
// pink or black".
func (t *text) negatedWith(first int, refused []domain.Match) (from int, negated bool) {
	if len(refused) == 0 || t.paused(first) || t.paused(first-1) {
		return first, false
	}
	link := at(t.words, first-1)
	return first, refused[len(refused)-1].Last == first-2 && (link == "or" || link == "nor")
}

// negator returns how many words that end with word i say that what follows is not
// wanted; 0 for none.
func (t *text) negator(i int, number bool) int {
	word, before := t.words[i], at(t.words, i-1)
	single := refusing
	if number {
		single = refusingNumbers
	}
	switch {
	case word == "not" && (before == "why" || before == "or"): // "whether or not"
		return 0
	case single.has(word):
		return 1
	case refusingPairs.has(before + "-" + word):
		return 2
	}
	return 0
}

// inLabel says whether word i is part of a label: the "no" of "no margins" negates
// nothing.
func (t *text) inLabel(i int) bool {
	return slices.ContainsFunc(t.matches, func(m domain.Match) bool { return m.First <= i && i <= m.Last })
}

// correction returns the word after a correction that begins at word i, i where
// there is none. Several in a row are one: "no wait, sorry, make that".
func (t *text) correction(i int) int {
	next := i + t.marker(i)
	if next == i {
		return i
	}
	for next < len(t.words) {
		n := t.marker(next)
		if n == 0 {
			break
		}
		next += n
	}
	return next
}

// marker returns how many words from word i take back what was said; 0 for none.
func (t *text) marker(i int) int {
	if t.inLabel(i) { // "say sorry"
		return 0
	}
	word, next, before := t.words[i], at(t.words, i+1), at(t.words, i-1)
	switch {
	case correctingPairs.has(word + "-" + next):
		return 2
	case word == "i" && (next == "mean" || next == "meant") && before != "what": // "you know what i mean"
		return 2
	case word == "make" && next == "that" && (t.paused(i) || beforeMakeThat.has(before)):
		return 2
	}
	return t.interjection(i)
}

// interjection is marker for single words: "sorry", but not "sorry to bother you", and
// "no" between marks.
func (t *text) interjection(i int) int {
	corrects := false
	switch {
	case i == 0:
	case t.words[i] == "sorry":
		corrects = t.paused(i+1) || !excusing.has(at(t.words, i+1))
	case t.words[i] == "no":
		corrects = t.paused(i+1) && strings.ContainsAny(t.gap(i), ",.…—–!")
	}
	if corrects {
		return 1
	}
	return 0
}
