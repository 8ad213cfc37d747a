package domain

import (
	"slices"
	"strings"
)

// fragmentCutter cuts the fragments of one leaf out of productions.
type fragmentCutter struct {
	words    fragmentWords
	tool     *Tool
	leaf     *Param
	language string
	// verb says that the value is the verb of a request.
	verb   bool
	weight float64
	found  []Fragment
	// total is how often productions say the leaf, towards how often behind "to".
	total, towards float64
}

// toward leads to what is done: "to find a flatmate". Where it mostly stands before a
// value, the value is nothing without it.
const toward = "to"

func isArticlePart(p *Part) bool { return p.Kind == PartArgument && p.Text == PlaceholderArticle }

// lead returns the lead that words end in, empty for none.
func (c *fragmentCutter) lead(words []string) string {
	text := " " + strings.Join(words, " ")
	if c.leaf.Ranged() {
		for _, phrase := range c.words.bounds {
			if strings.HasSuffix(text, " "+phrase) {
				return phrase
			}
		}
	}
	if len(words) == 0 || !hasWord(c.words.leads, words[len(words)-1]) || c.leaf.Ranged() && words[len(words)-1] == "by" {
		return ""
	}
	return words[len(words)-1]
}

// cut takes a value out of a clause, with the small words right before it and its
// unit.
func (c *fragmentCutter) cut(before []Part, value Part, rest []Part) {
	text, article, ok := clauseBefore(before)
	tail, noun, joined := c.tail(rest)
	if !ok || joined {
		return
	}
	if strings.HasSuffix(text, `"`) {
		if len(rest) > 0 && strings.HasPrefix(rest[0].Text, `"`) {
			quote := Part{Kind: PartText, Text: `"`}
			c.add(Fragment{Parts: []Part{quote, value, quote}})
		}
		return
	}
	words := strings.Fields(text)
	if c.total += c.weight; lastOf(words) == toward {
		c.towards += c.weight
	}
	if c.leaf.Ranged() && (article || hasWord(c.words.articles, lastOf(words))) {
		return // "a 5 star one"
	}
	if c.leaf.Ranged() && hasWord(ends, lastOf(words)) {
		return // "cut off everything before {start}"
	}
	f, words := c.owned(value, words, article, noun, len(tail) > 0)
	if !noun || f.borrowed {
		c.around(&f, words, tail, noun)
	}
	c.add(f)
}

// owned begins a fragment with what belongs to the value before it: its article, or a
// word of the parameter's name. It returns the words that are left. noun says that a
// noun follows which the value is said of, told that it is known which.
func (c *fragmentCutter) owned(value Part, words []string, article, noun, told bool) (f Fragment, left []string) {
	last := lastOf(words)
	f.Parts = []Part{value}
	switch {
	case article && !noun:
		f.Parts = []Part{{Kind: PartArgument, Text: PlaceholderArticle}, {Kind: PartText, Text: " "}, value}
		f.Noun = true
		return f, words
	case hasWord(c.words.articles, last):
		if noun && !told {
			break // "the {color} {query}"
		}
		f.Parts = []Part{{Kind: PartText, Text: last + " "}, value}
		f.Noun, f.borrowed = true, noun
	case c.isNamed(last):
		f.Parts, f.Named = []Part{{Kind: PartText, Text: last + " "}, value}, true
	default:
		return f, words
	}
	return f, words[:len(words)-1]
}

// around puts what stands around a value on its own to it: the lead that the words
// before it end in, and its tail.
func (c *fragmentCutter) around(f *Fragment, words []string, tail []Part, noun bool) {
	if lead := c.lead(words); c.leaf.Ranged() || hasWord(c.words.free, lead) {
		f.Lead = lead
	}
	f.Parts = append(f.Parts, tail...)
	f.Named = f.Named || !noun && len(tail) > 0
}

// isNamed says whether a word before a number is one of the parameter's name, and no
// verb.
func (c *fragmentCutter) isNamed(word string) bool {
	return c.leaf.Ranged() && slices.Contains(nameWords(c.leaf.Name), word) && !hasWord(" start end begin stop ", word)
}

func lastOf(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// clauseBefore is the text right before a value, and whether the article is between
// them; false where something else is there that may be a value.
func clauseBefore(before []Part) (text string, article, ok bool) {
	n := len(before)
	if n == 0 {
		return "", false, true
	}
	last := &before[n-1]
	if last.Kind != PartText {
		return "", false, false
	}
	if n > 1 && strings.Trim(last.Text, " ") == "" && isArticlePart(&before[n-2]) {
		article, n = true, n-2
		if n == 0 {
			return "", true, true
		}
		last = &before[n-1]
		if last.Kind != PartText {
			return "", true, true
		}
	}
	ok = strings.HasSuffix(last.Text, " ") || strings.HasSuffix(last.Text, `"`)
	return last.Text, article, ok
}
