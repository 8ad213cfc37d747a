package phrase

import (
	"bytes"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/sample"
)

// twist is what makes a query hard, on top of any production.
type twist struct {
	// kind is the bucket asked for, empty where it is free.
	kind string
	// argument is the one that it is done to, nil for none; other is the value that
	// is said wrong first, or that is not wanted.
	argument *pathways.Argument
	other    other
	// later says that the right value comes behind the clause.
	later bool
	// lead is the small word before the value, which may be said again.
	lead string
	// pending says that something is still to be said, at spotMark or behind the
	// clause.
	pending bool
}

// setTwist makes ready for the twist that the brief asks for. A pair of hard
// negatives is for the run to make.
func (r *renderer) setTwist() {
	kind := r.brief.Twist
	if kind == "" {
		kind = r.brief.Bucket(r.pathway.twist)
	}
	if r.brief.Reply != nil || len(r.brief.Calls) == 0 || kind == sample.TwistContrast || r.pathway.twist < 0 {
		kind = ""
	}
	r.twist = twist{kind: kind}
	r.scratch.Provenance.Language = r.brief.Language
	if kind != "" {
		r.scratch.Calls, r.scratch.Context = r.brief.SampleCalls(), r.brief.SampleContext()
	}
}

// most is how many tries are made: a twist is met more rarely.
func (r *renderer) most() int {
	switch {
	case r.twist.kind == "" && r.missing.bit == 0:
		return tries
	case r.twist.kind == sample.TwistPlain:
		return 2 * tries
	default:
		return 3 * tries
	}
}

// prepare draws what the next try does to which argument.
func (r *renderer) prepare() {
	r.draftMissing()
	kind := r.twist.kind
	r.twist = twist{kind: kind}
	switch kind {
	case sample.TwistCorrection, sample.TwistNegation:
		r.twist.argument, r.twist.other = r.pickOther(kind)
		r.twist.later = kind == sample.TwistCorrection && r.rng.IntN(3) == 0 && r.alone(r.twist.argument)
		r.broken = r.twist.argument == nil
	case sample.TwistUnits:
		r.twist.argument = r.pickScaled()
		r.broken = r.twist.argument == nil
	}
}

// twisted says the argument that the twist is about.
func (r *renderer) twisted(a *pathways.Argument) {
	if r.twist.kind == sample.TwistUnits {
		r.inUnit(a)
		return
	}
	trimmed := bytes.TrimRight(r.buf, " \x02\x03")
	if len(r.buf) > 0 && r.buf[len(r.buf)-1] != ' ' && len(trimmed) > 0 {
		r.broken = true // quotes, "1080x720"
		return
	}
	r.twist.lead = leadOf(trimmed)
	switch {
	case r.twist.kind == sample.TwistNegation:
		r.mark(keepMark)
		r.surface(a)
		r.mark(freeMark)
		r.buf = append(r.buf, spotMark)
		r.twist.pending = true
	case r.twist.later:
		r.mark(keepMark)
		r.sayOther(a)
		r.mark(freeMark)
		r.buf = append(r.buf, spotMark)
		r.twist.pending = true
	default:
		r.mark(keepMark)
		r.buf = append(r.buf, r.otherText(a)...)
		r.mark(freeMark)
		if !r.takeBack(corrections()) {
			r.broken = true
			return
		}
		r.leadAgain(3)
		r.figure.digits = true // "two, no wait, 300" is two hands
		r.mark(keepMark)
		r.surface(a)
		r.mark(freeMark)
	}
}

// sayOther says the other value as the right one would be.
func (r *renderer) sayOther(a *pathways.Argument) {
	if a.Value != nil {
		r.buf = append(r.buf, r.twist.other.label...)
		return
	}
	r.number(r.twist.other.number, a.Param.Binding.Range.UnitsIn(r.brief.Language))
}

// leadOf returns the last word of the text if it is one that goes with a value;
// for the article that is not known yet its mark.
func leadOf(text []byte) string {
	if n := len(text); n > 0 && text[n-1] == articleMark {
		return string(rune(articleMark))
	}
	word := string(text[bytes.LastIndexAny(text, " \x02\x03\x04")+1:])
	if saidAgain.has(word) {
		return word
	}
	return ""
}

// leadAgain says the lead again in one of n cases.
func (r *renderer) leadAgain(n int) {
	if r.twist.lead != "" && r.rng.IntN(n) == 0 {
		r.buf = append(append(r.buf, r.twist.lead...), ' ')
	}
}

// settle says at the end of a clause what is still to be said of the twist.
func (r *renderer) settle() bool {
	r.settleItem()
	if !r.twist.pending || r.broken {
		return !r.broken
	}
	r.twist.pending = false
	spot := bytes.IndexByte(r.buf, spotMark)
	rest := bytes.Clone(r.buf[spot+1:])
	r.buf = r.buf[:spot]
	unit, ends := r.ends(rest)
	number := r.twist.argument.Value == nil
	ends = ends && (!number || !joins(rest[unit:]))
	if r.twist.kind == sample.TwistNegation && ends && (number || r.rng.IntN(4) > 0) {
		r.buf = append(r.buf, rest[:unit]...)
		r.refuse(true, ends)
		r.buf = append(r.buf, rest[unit:]...)
		return !r.broken
	}
	r.buf = append(r.buf, rest...)
	r.buf = bytes.TrimRight(r.buf, " ")
	r.figure = figure{}
	if r.twist.kind == sample.TwistNegation {
		// "Oldest first, not 57" leaves one wondering of what.
		r.broken = r.broken || number
		r.refuse(false, ends)
		return !r.broken
	}
	if !r.takeBack(afterthoughts()) {
		return false
	}
	r.mark(keepMark)
	r.figure.digits = true
	r.surface(r.twist.argument)
	r.mark(freeMark)
	return !r.broken
}

// ends says whether what follows a value leaves room behind it, and how long its
// unit is.
func (r *renderer) ends(rest []byte) (unit int, ends bool) {
	if r.twist.argument != nil && r.twist.argument.Value == nil {
		unit = r.unitLen(rest)
	}
	return unit, r.voice.boundary(rest[unit:])
}

// joins says whether a word follows that may go with a number: "7 to 29", "80 by 60".
func joins(rest []byte) bool {
	word := strings.TrimLeft(string(rest), " \x02\x03")
	if end := strings.IndexAny(word, " ,.?!\x02\x03"); end >= 0 {
		word = word[:end]
	}
	return joining.has(word)
}

// boundary says whether a value can end before the text: nothing follows that it
// belongs to.
func (v *voice) boundary(rest []byte) bool {
	trimmed := bytes.TrimLeft(rest, " \x02\x03\x04")
	if len(trimmed) == 0 || strings.IndexByte(",.?!;:", trimmed[0]) >= 0 {
		return true
	}
	if len(trimmed) == len(rest) || !v.english || trimmed[0] == articleMark {
		return false
	}
	if end := bytes.IndexAny(trimmed, " ,.?!\x02\x03"); end >= 0 {
		trimmed = trimmed[:end]
	}
	return behindValue.has(string(trimmed))
}

// weight is how often a production is drawn: where a query must bound a number,
// those that do come first.
func (r *renderer) weight(a *alternative) float64 {
	switch {
	case !a.ranged || r.twist.kind == "":
		return a.weight
	case r.twist.kind == sample.TwistRange:
		return 8 * a.weight
	default:
		return 0.3 * a.weight
	}
}
