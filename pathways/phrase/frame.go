package phrase

import "strings"

// inside are the words that say where or what for something is done.
const inside list = " in for on at "

// frame is what a follow-up says around the one argument that it says.
type frame struct {
	before, after string
	weight        float64
	// takes says which values can stand in it.
	takes taking
	// added and changed say what can be done with it.
	added, changed bool
	// bare values stand in it without the small words before them.
	bare bool
	// wants says that its own verb or preposition takes a thing: no clause.
	wants bool
	// goesOn says that nothing comes before it, ends that nothing comes behind it.
	goesOn, ends bool
	// phrasing is the bucket that it is measured in.
	phrasing string
}

// taking says what can stand in a frame.
type taking int

const (
	// anything can.
	anything taking = iota
	// plainly: what has no small word before it, "make that 9".
	plainly
	// leading: what has one, "i want it in blue".
	leading
	// subjects: things that something is done with, "same for the kitchen".
	subjects
	// told: what has one, or is told apart by its own words, "only the lamp".
	told
	// things: what is one, or may be: "i'd rather have jazz", not "off".
	things
	// parts: what is said of a thing, "the same but in blue", and no thing itself.
	parts
)

// fits says whether a way to say an argument can stand in the frame.
func (f *frame) fits(way *alone, added bool) bool {
	if added && !f.added || !added && !f.changed {
		return false
	}
	led := way.lead != ""
	switch f.takes {
	case plainly, things:
		return !led
	case leading:
		return led
	case subjects:
		return way.subject
	case parts:
		return led || !way.noun
	case told:
		return led || way.noun || way.named
	default:
		return true
	}
}

// framesIn returns the frames of a language, none where nobody has written any.
func framesIn(language string) []frame {
	var text string
	switch {
	case language == "" || language == english || strings.HasPrefix(language, english+"-"):
		text = englishFrames
	case language == "es" || strings.HasPrefix(language, "es-"):
		text = spanishFrames
	}
	var frames []frame
	for line := range strings.Lines(text) {
		if f, ok := readFrame(strings.TrimSuffix(line, "\n")); ok {
			frames = append(frames, f)
		}
	}
	return frames
}

// takingLetters are the letters for what a frame takes, in the order of taking.
const takingLetters = ".plsthn"

// readFrame reads a line of frames: letters, a bar, and the words with an asterisk for
// the value. The letters are c where it changes and a where it adds something, p, l, s,
// t, h and n for what it takes (plainly, leading, subjects, told, things, parts), digits
// for its weight.
func readFrame(line string) (frame, bool) {
	letters, text, found := strings.Cut(line, "|")
	before, after, one := strings.Cut(text, "*")
	if !found || !one {
		return frame{}, false
	}
	f := frame{before: before, after: after, weight: 1}
	for _, c := range letters {
		f.added, f.changed = f.added || c == 'a', f.changed || c == 'c'
		if kind := strings.IndexRune(takingLetters, c); kind >= 0 {
			f.takes = taking(kind)
		}
		if '0' <= c && c <= '9' {
			f.weight = float64(c - '0')
		}
	}
	f.bare = f.takes == subjects
	f.wants = wanting.has(lastWord([]byte(strings.TrimSuffix(before, " "))))
	word, _, _ := strings.Cut(before, " ")
	f.goesOn = goingOn.has(strings.Trim(word, ",")) || before == ""
	f.ends = strings.HasSuffix(after, "?") || strings.Contains(after, "please") || strings.Contains(after, "favor")
	return f, true
}

// goingOn are the words that begin what goes on with something: nobody says hello
// before them.
const goingOn list = " and but only just same the now also or um uh hmm sorry great ok oh on preferably ideally maybe" +
	" y pero solo lo igual ahora eh que mejor pensándolo "

// wanting are the words right before a value that take a thing.
const wanting list = " about that it do try have prefer want need ser es sea "

// englishFrames mean this and nothing else: what was asked for last, once more, with
// this value. See readFrame.
const englishFrames = `c6|what about *?
c1|what about *
c4|how about *?
c2|and what about *?
ac4|and *?
ac2|ok, and *?
cp5|make that *
c3|make it *
al2|make it *
cp2|make that * please
c1|make it * please
c1|please make it *
cp1|please make that *
c5|* instead
c1|* instead please
c1|* instead, please
c2|actually *
c2|actually, *
cp2|actually, make that *
c1|actually, make it * instead
cp1|come to think of it, make that *
cp1|come to think of it, * instead
c1|hmm, come to think of it, make it * instead
c3|now *
c1|ok now *
c1|ok, * then
acn3|same but *
acn3|same thing but *
acn3|the same but *
acn1|same again but *
acn1|same as before but *
acn1|the same, but *
acn1|do the same but *
acn1|do that again but *
acn1|now do the same thing but *
acn1|ok, now the same thing but *
acn1|great, now the same again but *
acn1|the same but *, please
acn1|the same thing again please, but *
c2|can you make it *?
cp1|can you make that * instead?
c1|could you make it * instead?
ch1|can we do * instead?
ch1|could we try * instead?
acn1|can you do the same but *?
acn1|could you do the same thing again but *?
acn1|can you do exactly the same again but *?
acn1|could you please do the same thing but *?
acn1|would you do the same once more, only *?
ch1|try * instead
cl1|try it *
ch1|let's make it *
ch1|let's do * instead
c1|maybe *
c1|maybe * instead
ch2|i'd rather have *
ch1|i'd rather have * instead
ch1|i'd prefer *
ch2|i want * instead
ch1|i need * instead
ch1|i think i'd rather have * instead
acn1|i want the same but *
acn1|i need the same thing but *
acn1|i'd like the same as before but *
al2|i want it *
al1|i'd like it *
al1|i need it *
cs3|same for *
cs1|same for * please
cs1|same for *, please
cs1|and the same for *
cs2|do the same for *
cs1|now do the same for *
cs2|* too
cs1|and * too
cs1|* as well
cs1|* too, please
cs1|also *
cs1|can you do the same for *?
cs1|could you do * as well?
cs1|i need the same for *
cs1|i'd like the same for * too
cs1|um, * too
c1|um, * instead
c1|hmm, what about *?
cp1|uh, make that *
c1|hmm, maybe *
cp1|sorry, make that *
c1|uh, * instead
acn1|um, the same but *
at1|hmm, but *
at1|um, and *
a2|oh, and *
at4|and *
at3|but *
at4|only *
at1|only * please
at1|just *
at1|and *, please
at1|but * please
at1|ok but *
a1|but only *
at1|preferably *
at1|ideally *
at1|now only *
at1|actually, only *
al1|can you do that *?
al1|could you do that again *?
`

// spanishFrames are the same in Spanish. None of them has a word whose gender goes with
// the value.
const spanishFrames = `ac6|¿y *?
ac2|y *?
c1|¿y si es *?
c2|¿puede ser *?
al2|¿puede ser *?
c4|mejor *
c1|mejor *, por favor
c1|* mejor
c1|no, mejor *
c1|eh, mejor *
c1|pensándolo bien, mejor *
ac3|lo mismo pero *
ac1|lo mismo pero *, por favor
ac1|por favor, lo mismo pero *
ac2|igual pero *
ac1|ahora lo mismo pero *
ac2|ahora *
ac1|eh, lo mismo pero *
ac1|quiero lo mismo pero *
ac1|necesito lo mismo pero *
ac1|¿puedes hacer lo mismo pero *?
ac1|haz lo mismo pero *
c2|que sea *
al2|que sea *
at2|pero *
at2|solo *
at1|pero solo *
at1|y *
at1|y *, por favor
at1|y solo *, gracias
`
