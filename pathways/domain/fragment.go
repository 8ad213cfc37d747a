package domain

import (
	"slices"
)

// Fragment is how a grammar says one argument alone: what is left of a clause where
// all else is known, "under 50 euros" of "find a dress under 50 euros".
type Fragment struct {
	// Lead are the small words before the value that tell what it is said of, such as
	// "in" or "at most"; empty for none.
	Lead string
	// Parts are the value with its article and its unit, or the noun it is said of; the
	// only placeholder in them beside the article is the argument's.
	Parts []Part
	// Noun says that they stand for a thing, with an article of its own.
	Noun bool
	// Named says that a unit or a word of the parameter's name tells what it is.
	Named bool
	// Weight is how often productions say it so.
	Weight float64

	// borrowed says that the noun is not the value, but what it is said of; clause that
	// some production says it in brackets, whatever is around it.
	borrowed, clause bool
}

// kept leaves out what there are better ways for, and what hardly any production
// says: that is mostly said of something else.
func (c *fragmentCutter) kept() []Fragment {
	c.without(c.isRare())
	if c.some(func(f *Fragment) bool { return !f.borrowed && (f.Noun || f.Lead != "") }) {
		c.without(func(f *Fragment) bool { return f.borrowed })
	}
	numeric := c.leaf.Ranged()
	if c.some(func(f *Fragment) bool { return f.Noun || f.Named && numeric }) {
		c.without(func(f *Fragment) bool { return !f.Noun && !f.Named && (f.Lead == "" || !numeric) })
	}
	c.dropBare()
	c.laterOrLasting()
	c.led()
	if c.words.towards && !numeric && c.towards > c.total/2 {
		c.pointTowards()
	}
	return c.found
}

// pointTowards gives the values that have none a lead: they are what is done.
func (c *fragmentCutter) pointTowards() {
	for i := range c.found {
		if f := &c.found[i]; f.Lead == "" && !f.Noun {
			f.Lead = toward
		}
	}
}

func (c *fragmentCutter) some(f func(*Fragment) bool) bool {
	return slices.ContainsFunc(c.found, func(one Fragment) bool { return f(&one) })
}

func (c *fragmentCutter) without(f func(*Fragment) bool) {
	c.found = slices.DeleteFunc(c.found, func(one Fragment) bool { return f(&one) })
}

// isRare tells the fragments that hardly any production has, by the one that most have.
// A small word before a value mostly goes with the verb, unless it stands in brackets
// with it.
func (c *fragmentCutter) isRare() func(*Fragment) bool {
	const rare, rareLead = 0.1, 0.25
	most := 0.0
	for i := range c.found {
		most = max(most, c.found[i].Weight)
	}
	return func(f *Fragment) bool {
		switch {
		case f.clause:
			return false
		case f.Lead == "":
			return f.Weight < rare*most && !isArticlePart(&f.Parts[0])
		case hasWord(c.words.places, f.Lead):
			return f.Weight < rare*most
		default:
			return f.Weight < rareLead*most
		}
	}
}
