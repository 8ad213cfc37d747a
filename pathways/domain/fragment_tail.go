package domain

import (
	"slices"
	"strings"
)

// tail returns the unit behind a number, or the noun behind a value that is said of
// one, if those are words, and whether such a noun follows; joined where the value is
// part of a longer word.
func (c *fragmentCutter) tail(rest []Part) (tail []Part, noun, joined bool) {
	rest, more := skipAsides(rest)
	if more || len(rest) == 0 {
		return nil, more, false // of what it is said of more may follow
	}
	if rest[0].Kind != PartText {
		return nil, rest[0].Kind == PartArgument || rest[0].Kind == PartChoice, false
	}
	text := rest[0].Text
	trimmed := strings.TrimLeft(text, " ")
	end := strings.IndexAny(trimmed, " ,.?!:")
	if end < 0 {
		end = len(trimmed)
	}
	word := trimmed[:end]
	own := []Part{{Kind: PartText, Text: text[:len(text)-len(trimmed)+end]}}
	switch {
	case word == "":
		return c.tailOfParts(trimmed, rest)
	case c.leaf.Ranged() && c.isUnit(word):
		return own, false, false
	case len(trimmed) == len(text):
		return nil, false, text[0] != '"'
	case c.describes(word):
		return own, !c.leaf.Ranged(), false
	default:
		return nil, false, false
	}
}

// tailOfParts is tail where no word stands right behind the value: what follows may be
// a choice of nouns, or another value that it is said of.
func (c *fragmentCutter) tailOfParts(marks string, rest []Part) (tail []Part, noun, joined bool) {
	switch {
	case marks != "" || len(rest) < 2:
		return nil, false, false
	case rest[1].Kind == PartChoice && c.describesAll(rest[1]):
		return []Part{{Kind: PartText, Text: " "}, rest[1]}, !c.leaf.Ranged(), false
	default:
		return nil, true, false
	}
}

// skipAsides leaves out what stands in brackets behind a value; more says that it may
// be part of what the value is said of: "{color} [{brand} ]dress".
func skipAsides(rest []Part) (left []Part, more bool) {
	for len(rest) > 0 && isAside(&rest[0]) {
		rest = rest[1:]
	}
	if len(rest) > 0 && rest[0].Kind == PartOptional {
		return nil, true
	}
	return rest, false
}

// isAside says whether a part is in brackets, and words of its own come first in them.
func isAside(p *Part) bool {
	if p.Kind != PartOptional {
		return false
	}
	first := &p.Alternatives[0][0]
	return first.Kind == PartText && strings.HasPrefix(first.Text, " ") && strings.Trim(first.Text, " ") != ""
}

// isUnit says whether a word can be the unit of the leaf's numbers.
func (c *fragmentCutter) isUnit(word string) bool {
	return hasWord(" % percent px pixels degrees seconds minutes hours days weeks stars km sec min ", word) ||
		slices.Contains(c.leaf.Binding.Range.UnitsIn(c.language), word)
}

// describes says whether a word behind a value may be a noun that it is said of: of a
// number a plural, or a measure.
func (c *fragmentCutter) describes(word string) bool {
	if c.leaf.Ranged() {
		return strings.HasSuffix(word, "s") && !hasWord(" status times as is does has gets plus minus ", word) ||
			hasWord(" wide tall high ", word)
	}
	return 'a' <= word[0] && word[0] <= 'z' && !hasWord(" and or to in at for on by from with of into as please now right"+
		" again so that this it its is are was gets get got looks feels needs has have should must can be too just only"+
		" instead also then if when while before after until when y o en de a por para con que ", word)
}

// describesAll says whether a choice is one of such nouns.
func (c *fragmentCutter) describesAll(p Part) bool {
	return !slices.ContainsFunc(p.Alternatives, func(inner []Part) bool {
		return len(inner) != 1 || inner[0].Kind != PartText || !c.describes(strings.Fields(inner[0].Text + " .")[0])
	})
}
