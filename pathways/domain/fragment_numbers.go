package domain

import (
	"slices"
	"strings"
)

// untellingLeads say nothing of which of two numbers in the same unit is meant.
const untellingLeads = " at near around on with by a de con "

// dropBare drops the numbers that nothing stands beside: 5 may be stars, pieces or euros.
// The only number that a tool has, and needs, is told all the same.
func (c *fragmentCutter) dropBare() {
	if !c.leaf.Ranged() {
		return
	}
	for _, other := range c.tool.Leaves() {
		if !c.leaf.Required || other != c.leaf && other.Said() && other.Ranged() {
			c.without(func(f *Fragment) bool { return f.Lead == "" && !f.Named })
			return
		}
	}
}

// laterOrLasting drops one of "in 20 minutes" and "for 20 minutes", where both are said
// of a number: one says when, the other how long, and the rarer goes with verbs of its
// own ("remind me in 20 minutes").
func (c *fragmentCutter) laterOrLasting() {
	if !c.leaf.Ranged() || c.words.later == "" {
		return
	}
	var later, lasting float64
	for i := range c.found {
		switch c.found[i].Lead {
		case c.words.later:
			later += c.found[i].Weight
		case c.words.lasting:
			lasting += c.found[i].Weight
		}
	}
	if rarer := c.words.later; later > 0 && lasting > 0 && later != lasting {
		if lasting < later {
			rarer = c.words.lasting
		}
		c.without(func(f *Fragment) bool { return f.Lead == rarer })
	}
}

// told drops the fragments of numbers that do not tell theirs from another one of the
// tool in the same unit: "at 2480 px" is wide or tall.
func (w *fragmentWalk) told(all [][]Fragment) [][]Fragment {
	var numbers []*toldNumber
	for i, leaf := range w.tool.Leaves() {
		if leaf.Said() && leaf.Ranged() {
			numbers = append(numbers, w.number(i, leaf, all[i]))
		}
	}
	out := slices.Clone(all)
	for _, n := range numbers {
		var others []*toldNumber
		for _, other := range numbers {
			if other != n && n.comparable(other) {
				others = append(others, other)
			}
		}
		if len(others) == 0 {
			continue
		}
		out[n.at] = slices.DeleteFunc(slices.Clone(all[n.at]), func(f Fragment) bool {
			return !slices.ContainsFunc(f.telling(), func(word string) bool { return n.tells(word, others) })
		})
	}
	return out
}

// toldNumber is a number of a tool, as far as its fragments tell it from others.
type toldNumber struct {
	// at is its place among the leaves.
	at int
	// name are the words of its name, units those of what it is in, or is said in.
	name, units []string
	// words are those of its fragments.
	words map[string]bool
}

func (w *fragmentWalk) number(at int, leaf *Param, said []Fragment) *toldNumber {
	n := &toldNumber{
		at: at, name: nameWords(leaf.Name), words: map[string]bool{},
		units: slices.Clone(leaf.Binding.Range.UnitsIn(w.language)),
	}
	for i := range said {
		for _, word := range said[i].telling() {
			if !n.words[word] && w.cutters[at].isUnit(word) {
				n.units = append(n.units, word)
			}
			n.words[word] = true
		}
	}
	return n
}

// comparable says whether two numbers may be in the same unit.
func (n *toldNumber) comparable(other *toldNumber) bool {
	return len(n.units) == 0 || len(other.units) == 0 ||
		slices.ContainsFunc(n.units, func(unit string) bool { return slices.Contains(other.units, unit) })
}

// tells says whether a word tells the number from others in its unit.
func (n *toldNumber) tells(word string, others []*toldNumber) bool {
	if slices.Contains(n.name, word) {
		return true
	}
	return !slices.Contains(n.units, word) &&
		!slices.ContainsFunc(others, func(other *toldNumber) bool { return other.words[word] })
}

// telling are the words of a fragment that may tell what it is said of.
func (f *Fragment) telling() []string {
	words := strings.Fields(f.Lead)
	for i := range f.Parts {
		words = appendWords(words, &f.Parts[i])
	}
	return slices.DeleteFunc(words, func(word string) bool { return hasWord(untellingLeads, word) })
}

func appendWords(words []string, p *Part) []string {
	if p.Kind == PartText {
		return append(words, strings.Fields(p.Text)...)
	}
	for _, inner := range p.Alternatives {
		for i := range inner {
			words = appendWords(words, &inner[i])
		}
	}
	return words
}
