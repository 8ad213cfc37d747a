package check

import (
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// elliptical says whether the query makes no sense without what was said before it: it
// is worded so, "what about blue?", or says one argument and nothing else.
func (in *inspection) elliptical() bool {
	words := in.texts[in.query].words
	return refers(words) || in.saysOne()
}

// mostElliptical is how many words a query has at most that leaves out what it asks for.
const mostElliptical = 7

// refers says whether a query is worded as one that leaves something out: "make that
// 9", "in Paris instead".
func refers(words []string) bool {
	if same := slices.Index(words, "same"); same >= 0 && slices.Contains(words[same:], "but") {
		return true
	}
	if len(words) > mostElliptical {
		return false
	}
	for len(words) > 1 && hesitating.has(words[0]) {
		words = words[1:]
	}
	for len(words) > 1 && hesitating.has(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	if len(words) < 2 {
		return false
	}
	switch strings.Join(words[:2], " ") {
	case "what about", "how about", "make that", "make it", "the same", "lo mismo", "igual pero":
		return true
	}
	switch last := words[len(words)-1]; words[0] {
	case "same", "mejor":
		return true
	case "and", "but", "y", "pero":
		return smallWords.has(words[1])
	default:
		return last == "instead" || last == "mejor"
	}
}

// saysOne says whether the only call has one argument to say, and the query no word
// beside it that would ask for anything.
func (in *inspection) saysOne() bool {
	c, t := &in.calls[0], &in.texts[in.query]
	said := -1
	for j := range in.members(c.root) {
		p := c.tool.param(in.nodes[j].key)
		if p.binding == nil || !p.told() {
			continue
		}
		if said >= 0 {
			return false
		}
		said = j
	}
	if said < 0 {
		return false
	}
	in.scan(t)
	own := domain.Words(in.nodes[said].text)
	for i, w := range t.words {
		if idle.has(w) || slices.Contains(own, w) || t.inLabel(i) ||
			slices.ContainsFunc(t.numerals, func(n numeral) bool { return n.first <= i && i <= n.last }) {
			continue
		}
		return false
	}
	return true
}
