package domain

// Manners say how people type: what they put around a request, and what happens
// to it on the way from the head through the thumbs. Productions say what is
// asked for; manners never add, drop or change an argument. They are applied by
// the pathway phrase/grammar alone, and belong to the domain so that a linguist
// can edit them: grammar.yaml has them under manners, and MannersNotation shows
// every key with its default.
//
// A grammar that says nothing of manners gets the English defaults, or none where
// it is in another language. One that
// says "manners: {}" gets none, and of the sections only those that are there
// have an effect: a chance that is left out is 0.
//
// A text of manners in which the domain's lexicon finds a label is left out by
// the pathway: it would ask for something.
type Manners struct {
	// Openers come before the request, Closers after it. Fillers stand before
	// an argument, Hesitations there or at the start. Queries as typed into a
	// search box (the rule thing) have none of them: who types three words does
	// not hesitate.
	Openers, Closers, Fillers, Hesitations Habit
	// Corrections stand between what was said first and what is meant: where a
	// production has a choice of plain words, (find|show me), both are said,
	// "find, sorry, show me".
	Corrections Habit
	// References are how the item before the user is called; {kind} and {title}
	// stand for its kind and title. Without any it is called as phrase/graph
	// does.
	References Habit
	// Again is how the item is called once more, in a later call of the same
	// query.
	Again Habit
	// Typos are slips of the thumb in words that say no argument.
	Typos Typos
	// Casing and Punctuation are how carefully people type.
	Casing      Casing
	Punctuation Punctuation
	// NumberWords is the chance of a number in English words, where that takes
	// at most two: "two", "twenty five", "three hundred".
	NumberWords float64
	// Units are groups of units that mean the same; one that follows a number
	// is exchanged for any of its group. "a second" stands for 1 second.
	Units      [][]string
	UnitChance float64
}

// Habit is what is said now and then.
type Habit struct {
	// Chance is the share of queries that have it, of those that can.
	Chance float64
	Say    []*Production
}

// Typos are kinds of slips by weight.
type Typos struct {
	// Chance is the share of queries with a typo; Most is how many one has.
	Chance float64
	Most   int
	// Swap exchanges two letters, Drop loses one, Double strikes one twice, and
	// Neighbour strikes the key beside it.
	Swap, Drop, Double, Neighbour float64
	// Keyboard holds the rows of keys, for neighbours.
	Keyboard []string
}

// Casing is the chance of each way of casing; they exclude each other. What is
// in quotes keeps its case.
type Casing struct {
	// Lower has no capitals, Sentence begins with one, Shout has one word in
	// capitals.
	Lower, Sentence, Shout float64
}

// Punctuation is the chance of each change.
type Punctuation struct {
	// Drop leaves out all marks but those inside arguments.
	Drop float64
	// Stop ends a query with a period that has no mark there.
	Stop float64
}
