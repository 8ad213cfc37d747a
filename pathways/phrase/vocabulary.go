package phrase

import "strings"

// list is English words with a blank around each.
type list string

func (l list) has(word string) bool {
	return word != "" && strings.Contains(string(l), " "+word+" ")
}

// What the pathways know of English, where they put words between those of a
// production.
const (
	// leads come before a value and go with it.
	leads list = " to in into with at as by of for on from x than "
	// saidAgain are those that may come before the other value as well.
	saidAgain list = " the in to at on as with "
	quoting   list = " saying says called reading "
	articles  list = " a an the \x01 "
	// incomplete words cannot end a clause.
	incomplete list = " make turn set want need have get is be are and or put not than go take try use "
	// behindValue are the words before which a value can end.
	behindValue list = " and then for in to with at on by please as so because if when into from but or thanks pls plz "
	// joining words may go with a number before them: "7 to 29", "80 by 60".
	joining list = " to by and at on with into from or in "
	// measuring words say what a number is of.
	measuring list = " wide high tall long by x times more less only it this "
	// bounding words come before a number that is the end of a range.
	bounding list = " between from least most under over than above below "
	// bounded are all behind which no other bound is said.
	bounded list = " from to between and under over above below least most than minimum maximum min max limit \x01 "
	lowest  list = " min minimum least "
	highest list = " max maximum most limit "
	// once are the words behind which nobody says "a minute": "the last week".
	once list = " last past next previous first the \x01 "
	// led labels begin with a word that nobody refuses, "not with margins"; those
	// of ledLong only where more follows.
	led     list = " no not without with never "
	ledLong list = " on in by at just only "
)
