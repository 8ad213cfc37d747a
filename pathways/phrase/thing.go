package phrase

import (
	"bytes"
	"strings"
)

// unlikeThings are the words that begin what is no thing.
const unlikeThings list = " on off in at for by from with without not no when while after before to of until during" +
	" en de por para con sin a hasta cuando "

// plainText is a text in small letters, without the marks of manners.
func plainText(text []byte) string {
	return strings.ToLower(string(bytes.Map(func(c rune) rune {
		if c < ' ' {
			return -1
		}
		return c
	}, text)))
}

const (
	// articled begins a thing.
	articled list = " the a an my our your this that these those el la los las lo un una mi "
	// finite are the verbs and pronouns of a clause.
	finite list = " is are was were am be isn't aren't wasn't it's that's doesn't don't didn't won't can't does did" +
		" has have had i he she we they it me es está son era fue se me le lo no "
)

// isClause says whether the words of a value are no thing but what is done or is so:
// "keep the ratio", "wrapped as a present", "with the left side in the picture", "llegó
// tarde". A word alone never is.
func isClause(words []string) bool {
	if len(words) < 2 {
		return false
	}
	first := words[0]
	if !articled.has(first) && (unlikeThings.has(first) || finite.has(first) || isParticiple(first, words[1]) ||
		!headsThing(first) && articled.has(words[1])) {
		return true
	}
	for _, word := range words[1:] {
		if finite.has(word) && !articled.has(word) {
			return true
		}
	}
	return false
}

// headsThing says whether a word before an article still begins a thing: "all the
// rooms".
func headsThing(word string) bool {
	const heads list = " all both half quite such what todo toda todos todas "
	return heads.has(word)
}

// isParticiple says whether a word is one of what was done, and no noun follows it:
// "arrived late" and "llegó tarde", but "recycled paper".
func isParticiple(word, next string) bool {
	const behind list = " as late early up out off away already twice "
	ends := func(word string) bool {
		return len(word) > 4 && strings.HasSuffix(word, "ed") && !strings.HasSuffix(word, "eed")
	}
	return strings.HasSuffix(word, "ó") || ends(word) && (behind.has(next) || unlikeThings.has(next) || ends(next))
}
