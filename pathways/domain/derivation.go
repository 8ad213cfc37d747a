package domain

import (
	"regexp"
	"slices"
	"sync"
)

// derivation is what grammars and targets are derived from: tables and patterns, which
// are read once for a domain, and the words of its tools.
type derivation struct {
	roles  []sayRole
	frames []frameLine
	// lists are words by what they are of.
	lists map[string][][]string
	// choice and names find alternatives and placeholders in productions, optional
	// what a frame says of a role if there is one, asked the question in a description.
	choice, names, optional, asked *regexp.Regexp

	once  sync.Once
	words map[*Tool]*toolWords
}

func newDerivation() *derivation {
	return &derivation{
		roles:    sayRoles(),
		frames:   frameLines(),
		lists:    wordLists(),
		choice:   regexp.MustCompile(`\(([^()]*)\)`),
		names:    regexp.MustCompile(`[{<][^<>{}]*[}>]`),
		optional: regexp.MustCompile(`\[[^\[\]@]*@([a-z-]+)[^\[\]@]*\]`),
		asked: regexp.MustCompile(`\b(how (?:many|much)(?: [a-z]+)?|how (?:far|long|often|big|tall|high|old|fast)|` +
			`(?:what|which) [a-z]+|when|where)\b(?: (an?|the) ([a-z]+)(?: or an? [a-z]+)? ([a-z]+))?`),
	}
}

// wordsOf returns the words of a tool. Those of all tools are found the first time, when
// the domain has its lexicon.
func (d *Domain) wordsOf(t *Tool) *toolWords {
	v := d.derived
	v.once.Do(func() {
		names := make([]splitTool, len(d.Tools))
		for i, o := range d.Tools {
			names[i] = newSplitTool(d, o)
		}
		v.words = make(map[*Tool]*toolWords, len(d.Tools))
		for i, o := range d.Tools {
			v.words[o] = newToolWords(d, o, &names[i], slices.Concat(names[:i], names[i+1:]))
		}
	})
	return v.words[t]
}
