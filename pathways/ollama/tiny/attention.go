package tiny

import "math"

// carried is how many flags layer 0 fetches beside a code.
const carried = 6

// look is layer 0: what stood before each token, and whether it may be copied.
func (c *copier) look() {
	b := c.block(0)
	one := c.flag(flagConstant)

	// Rotary attention turns the pair i of a query at place t by t·f(i), and that of
	// a key at place p by p·f(i). Two constant vectors, one of them turned back by
	// distance·f(i), then score Σ cos((t-p-distance)·f(i)): most where t-p is the
	// distance. One head for each slot looks there.
	scale := math.Sqrt(float64(c.head)) // attention divides by it
	for i := range rotary / 2 {
		f := math.Pow(base, -2*float64(i)/rotary)
		b.key.set(2*i, one, float32(scale/constant))
		for n, s := range lookBack {
			row := n*c.head + 2*i
			b.query.set(row, one, float32(s.sharp/constant*math.Cos(s.distance*f)))
			b.query.set(row+1, one, float32(-s.sharp/constant*math.Sin(s.distance*f)))
		}
	}

	// They all fetch the code, and flags, of which some are kept.
	b.value.carry(0, c.self, c.code, 1)
	col := map[int]int{}
	for i, f := range [carried]int{flagBracket, flagList, flagTurn, flagOpener, flagColour, flagQuote} {
		col[f] = c.code + i
		b.value.set(col[f], c.flag(f), 1)
	}
	for n, s := range lookBack {
		b.out.carry(c.before[n], n*c.head, s.size, 1)
	}
	for _, kept := range []struct{ back, flag, as int }{
		{1, flagOpener, flagPlain},
		{1, flagColour, flagNamed},
		{2, flagList, flagListed},
		{1, flagBracket, flagOpened},
		{2, flagBracket, flagOpened2},
		{3, flagBracket, flagOpened3},
		{1, flagQuote, flagQuoted},
		{2, flagQuote, flagQuoted2},
	} {
		b.out.set(c.flag(kept.as), (kept.back-1)*c.head+col[kept.flag], 1)
	}

	// The last head has no query: all tokens so far count alike, and it fetches
	// their average, which for [[ less ]] is above zero inside of brackets.
	b.out.set(c.flag(flagInside), slots*c.head+col[flagBracket], 1)
	b.out.set(c.flag(flagTurns), slots*c.head+col[flagTurn], 1)

	// Source: inside of brackets, or what closes them, and never in the model's turn.
	const steep = 16 * Context // one of a whole context is past the step
	c.step(b, map[int]float32{
		c.flag(flagInside): steep, c.flag(flagCloser): steep, c.flag(flagTurns): -1000 * steep,
	}, c.flag(flagSource), []float32{1})
	// A quote after an opener starts a string; after a text, it has ended one.
	c.step(b, c.all(flagQuote, flagPlain), c.flag(flagStart), []float32{1})
	// The word of a colour that is the first in a list is the whole of its item.
	c.step(b, c.all(flagColour, flagListed), c.flag(flagStop), []float32{1})
	// After the word of a colour that is the first in a text comes a space, and then
	// the text in brackets.
	c.step(b, c.all(flagSpace, flagNamed, flagQuoted2), c.flag(flagNext), []float32{1})
	// A picture is the word of the colour that is nearest to it.
	for i, colour := range c.colours {
		c.step(b, map[int]float32{c.rank + i: 40 / rankScale, c.flag(flagPicture): 20},
			c.self, c.vocab.codes[c.vocab.ids[colour.Word]])
	}
}

// all is above zero, by half a step, where all of the flags are.
func (c *copier) all(flags ...int) map[int]float32 {
	sum := map[int]float32{c.flag(flagConstant): -40 * (float32(len(flags)) - 0.5) / constant}
	for _, f := range flags {
		sum[c.flag(f)] = 40
	}
	return sum
}

// What else than the slots is compared.
const (
	matchSource = iota
	matchStart
	matchSecond
	matchThird
	matchSeen
	matchNext
	matches
)

const (
	exponent = 25  // of the softmax, for a weight of 1
	source   = 4.0 // what source is worth more than all that is not
	// nothing is what a place must be worth beyond that: less than the last token
	// said, more than the one before it.
	nothing = 2.4
	start   = 3.0 // for the place after [[, where a text starts
	picture = 5.0 // for a picture, with which it rather starts
	next    = 6.0 // for the place after [[ after the word for a picture
)

// find is layer 1: which place in the source goes on as the answer has ended so
// far, and what stands there. One head does it.
func (c *copier) find() {
	b := c.block(1)
	one := c.flag(flagConstant)
	unit := float32(math.Sqrt(exponent * math.Sqrt(float64(c.head))))

	// What stands before the place is what was said last. The query of each slot is
	// one token nearer: the first is the token itself. The blur stays as it is.
	said := [slots]int{c.self, c.before[0], c.before[1], c.before[3]}
	at := rotary
	for i, slot := range lookBack {
		// The part of a code, made as long as a code, on both sides.
		longer := float32(math.Sqrt(float64(c.code) / float64(slot.size)))
		b.query.carry(at, said[i], slot.size, unit*longer*slot.weight)
		b.key.carry(at, c.before[i], slot.size, unit*longer)
		at += slot.size
	}
	compare := func(match, query, key int, weight float32) {
		b.query.set(at+match, c.flag(query), weight*unit)
		b.key.set(at+match, c.flag(key), unit)
	}

	// Source, or else the first token of all, which has no code, so that nothing is
	// said.
	b.query.set(at+matchSource, one, unit/constant)
	b.key.set(at+matchSource, c.flag(flagSource), source*unit)
	b.key.set(at+matchSource, c.flag(flagBegin), (source+nothing)*unit)
	// A text starts with the picture, or else after the brackets. What an opening
	// quote is to the answer, they are to the source, also when looked back at.
	compare(matchStart, flagStart, flagOpened, start)
	b.key.set(at+matchStart, c.flag(flagPicture), picture/start*unit)
	b.key.set(at+matchSource, c.flag(flagPicture), source*unit)
	compare(matchSecond, flagQuoted, flagOpened2, lookBack[1].weight)
	compare(matchThird, flagQuoted2, flagOpened3, lookBack[2].weight)
	// After the word for a picture comes what follows the picture, a space, and then
	// the text in brackets.
	compare(matchSeen, flagColour, flagSeen, start)
	compare(matchNext, flagNext, flagOpened, next)

	b.value.carry(0, c.self, c.code, 1)
	b.out.carry(c.say, 0, c.code, 1)
}
