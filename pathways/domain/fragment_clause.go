package domain

import (
	"slices"
	"strings"
)

// alone takes a sequence that says the leaf and nothing else, and begins with a blank:
// false where no lead comes first.
func (c *fragmentCutter) alone(parts []Part) bool {
	text := strings.TrimLeft(parts[0].Text, " ")
	var lead string
	for i, char := range text {
		if char == ' ' && c.lead(strings.Fields(text[:i])) == text[:i] {
			lead = text[:i]
		}
	}
	if lead == "" {
		return false
	}
	rest := strings.TrimLeft(text[len(lead):], " ")
	own := parts[1:]
	if rest != "" {
		own = append([]Part{{Kind: PartText, Text: rest}}, own...)
	}
	last := parts[len(parts)-1]
	c.add(Fragment{
		Lead: lead, Parts: own, Noun: c.noun(own), clause: true,
		Named: last.Kind == PartText && strings.Trim(last.Text, " ") != "",
	})
	return true
}

// noun says whether a fragment begins with an article, and is not a number.
func (c *fragmentCutter) noun(parts []Part) bool {
	if c.leaf.Ranged() || len(parts) == 0 {
		return false
	}
	word, _, _ := strings.Cut(parts[0].Text, " ")
	return isArticlePart(&parts[0]) || parts[0].Kind == PartText && hasWord(c.words.articles, word)
}

// add keeps a fragment, once.
func (c *fragmentCutter) add(f Fragment) {
	for i := range c.found {
		if have := &c.found[i]; have.Lead == f.Lead && sameParts(have.Parts, f.Parts) {
			have.Weight += c.weight
			have.clause = have.clause || f.clause
			return
		}
	}
	f.Weight = c.weight
	c.found = append(c.found, f)
}

func sameParts(x, y []Part) bool {
	return slices.EqualFunc(x, y, func(a, b Part) bool {
		return a.Kind == b.Kind && a.Text == b.Text && slices.EqualFunc(a.Alternatives, b.Alternatives, sameParts)
	})
}
