package tiny

const (
	layers = 2
	slots  = 4         // what is compared of the text before a place
	heads  = slots + 1 // in layer 0, one for each slot, and one that counts
	rotary = 24        // coordinates of a head that know the distance
	// base of the rotary frequencies: the one token at a wanted distance then scores
	// at least 1.2 of 12 more than every other of 8192.
	base = 20
	// constant is a coordinate that every token has, and so large that the length of
	// every vector is nearly this: the norms then change next to nothing.
	constant = 64
	epsilon  = 1e-6
)

// lookBack says what the slots are: how far back, how sharply, how much of a code
// they hold, and how much it weighs that they agree. The last is a blurred look at what came before the
// others: it tells the two ends of 1080 apart in 1080x1080.
var lookBack = [slots]struct { //nolint:gochecknoglobals // a table
	distance float64
	sharp    float64
	size     int
	weight   float32
}{
	{1, 30, 32, 3},
	{2, 30, 12, 0.6},
	{3, 30, 12, 0.45},
	{5, 0.7, 30, 0.9},
}

// Flags of a token.
const (
	flagConstant = iota
	flagBegin    // the first token
	flagBracket  // +1 for [[, -1 for ]]
	flagCloser   // ]]
	flagList     // [, which opens a JSON list
	flagTurn     // +1 where the model's turn opens, -1 where it closes
	flagQuote    // ", or the token that opens the model's turn: a text may begin
	flagSpace    // a space alone
	flagOpener   // what stands before the quote that opens a JSON string
	flagColour   // the word of a colour, with no space before it
	flagPicture  // a patch of a picture
	flagSeen     // the end of a picture

	// What layer 0 makes of them.
	flagInside // share of [[ less that of ]] so far
	flagTurns  // share of turns opened less that of turns closed so far
	flagSource // 1 for what may be copied
	flagListed // [ stands two places back
	flagPlain  // an opener stands one place back
	flagNamed  // the word of a colour stands one place back
	flagOpened // [[ stands one, two, three places back
	flagOpened2
	flagOpened3
	flagQuoted // a quote stands one, two places back
	flagQuoted2
	flagStart // a text starts after this token
	flagStop  // a list's item ends after this token
	flagNext  // this is the space after the word for a picture
	flagCount
)

// layout says which coordinates of a token's vector mean what.
type layout struct {
	code   int        // length of a code
	self   int        // the token's own code
	before [slots]int // the codes that stand in the slots
	say    int        // the code of the token to say next
	flags  int
	rank   int // of each colour in a picture: 0 for the nearest, below for others
	width  int // of the whole vector
	head   int // of an attention head
	hidden int // of the feed-forward part
}

func newLayout(code, colours int) layout {
	l := layout{code: code, say: code}
	compared := matches
	for i, slot := range lookBack {
		l.before[i] = l.say
		l.say += slot.size
		compared += slot.size
	}
	l.flags = l.say + code
	l.rank = l.flags + flagCount
	l.width = roundUp(l.rank + colours)
	l.head = max(roundUp(rotary+compared), roundUp(code+carried))
	l.hidden = roundUp(stepUnits * (gates + colours))
	return l
}

// roundUp makes a multiple of 32, which is what the server computes with at once.
func roundUp(n int) int { return (n + 31) / 32 * 32 }

func (l layout) flag(f int) int { return l.flags + f }
