package check

import "strings"

// list is words with a blank around each; two that belong together have a hyphen
// between them. Lists of a dozen words are read faster than they are hashed.
type list string

func (l list) has(word string) bool {
	return word != "" && strings.Contains(string(l), " "+word+" ")
}

// The English words that take back or refuse what stands beside them, and those
// that may stand between.
const (
	// refusing say that what follows is not wanted; those before numbers too.
	refusing        list = " not except excluding nor no without never "
	refusingNumbers list = " not except excluding nor "
	refusingPairs   list = " instead-of rather-than other-than anything-but apart-from "
	// small words can stand between a refusal and what is refused.
	small list = " a an the any in at on with to of for as by from too another this that my it be "
	// hedging words, of which every word of a text is asked, are those without which nothing is taken back or refused.
	hedging = " not no nor without except excluding never wait scratch mean meant sorry " +
		"instead rather other anything apart make "

	correctingPairs list = " no-wait wait-no scratch-that or-rather actually-no "
	// before "make that" they make a correction of it.
	beforeMakeThat list = " actually no wait sorry "
	// after "sorry" they make an excuse of it.
	excusing list = " to for about if "

	// excluding names say that a parameter takes what is not wanted.
	excludingNames list = " exclude excluded excludes excluding except without avoid omit not no skip "

	// places go with an ordinal, or with a number.
	placeNouns    list = " one item result option entry hit match "
	numberedNouns list = " number nr item result option "
	pointing      list = " the that this "
	// behindPlace are the words behind an ordinal that stands for an item by itself.
	behindPlace list = " and to in with as for please at by from into on then but or instead not here there now so " +
		"because rather "
	theseItems list = " them these those "
)
