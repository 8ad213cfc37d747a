package domain

import (
	_ "embed" // the words that derived grammars tell apart
	"slices"
	"strings"
)

// derivedWords are words that derived grammars tell apart.
//
//go:embed derived_words.txt
var derivedWords string

// wordLists reads derivedWords: the lines of each name.
func wordLists() map[string][][]string {
	lists := map[string][][]string{}
	for line := range strings.Lines(derivedWords) {
		if name, words, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && name[0] != '#' {
			lists[name] = append(lists[name], strings.Fields(words))
		}
	}
	return lists
}

// is says whether a word is in a list.
func (d *derivation) is(list, word string) bool { return d.rank(list, word) >= 0 }

// rank is which of the lines of a list has a word, -1 for none.
func (d *derivation) rank(list, word string) int {
	return slices.IndexFunc(d.lists[list], func(words []string) bool { return slices.Contains(words, word) })
}
