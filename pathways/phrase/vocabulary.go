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
	// textNames are what a text in quotes can stand behind.
	textNames list = " text title headline caption line message note sign "
	quoting   list = " saying says called reading "
	articles  list = " a an the \x01 "
	// incomplete words cannot end a clause.
	incomplete list = " make turn set want need have get is be are and or put not than go take try use "
	// objectless are those that cannot end it where what they are about is left out.
	objectless list = " add find show me my our your its any some every no which what how out off down" +
		" up between words number like do does can run see keep give send bring look search was were should would" +
		" will could if that when where write remind change switch through under over above below" +
		" ring call wake listen download export save open thinking bit lot ready" +
		" come comes looking searching say just maybe only also now please like "
	// needy verbs say little without what they make of a thing, or where they put it.
	needy list = " turn put make makes set bring stick throw run should be is are was looks look would could can" +
		" get keep leave wants bathe light begin convert switch rename move how what's fill listen "
	// wishing words say that something is wanted, not what is to be done.
	wishing list = " asked after need want like love take have maybe just what about let's try i'll we'll with" +
		" preferably possibly only something "
	// states say what something is.
	states list = " it's is was be "
	// goesOn are the words behind which something is said along with what stands
	// before them: "from one to two".
	goesOn list = " and to or by at "
	// closing words begin what is said behind a request.
	closing list = " right before while today when as real so if without until just again instead during around "
	// owners come before a noun as articles do.
	owners list = " my our your his her their this that these those "
	// beforeNoun are words that a noun can follow without an article.
	beforeNoun list = " find get show see have need want like love try use prefer take make be is play set start" +
		" choose pick order buy print write give me it about run hear do list say open close put add "
	// unlike nouns: what follows a value and is none.
	noNoun list = " is are was be should would can could has have had will does do goes so and or but if then now" +
		" again yet still please you i we it he she they that which who when where while right here there " +
		" to in into with at as by of for on from x than up down off out over under between about like " +
		" a an the my our your this just only too instead more less times wide high tall long look looks feel" +
		" version variant mode back status not "
	// behindValue are the words before which a value can end.
	behindValue list = " and then for in to with at on by please as so because if when into from but or thanks pls plz "
	// joining words may go with a number before them: "7 to 29", "80 by 60".
	joining list = " to by and at on with into from or in "
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
