package phrase

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// figure is a number that was just said: how the words after it are written
// depends on it.
type figure struct {
	// start and end are where it stands in buf; end is 0 for none.
	start, end int
	value      float64
	// words says that it is written out, digits that it must not be.
	words, digits bool
}

// number writes a number as people type it, with a unit in two of three cases
// where the parameter has units.
func (r *renderer) number(v float64, units []string) {
	digits := r.figure.digits
	r.figure = figure{start: len(r.buf), value: v, digits: digits}
	words := ""
	switch m := r.voice.manners; {
	case r.twist.kind == sample.TwistNumberWords:
		if !digits && r.standsAlone() {
			words = spokenNumber(v, r.rng.IntN(3) == 0)
		}
	case m != nil && r.voice.english && !digits && r.standsAlone() && r.rng.Float64() < m.NumberWords:
		words = numberWords(v, r.rng.IntN(3) == 0)
	}
	r.figure.words = words != ""
	if words != "" {
		r.buf = append(r.buf, words...)
	} else {
		r.buf = strconv.AppendFloat(r.buf, v, 'f', -1, 64)
	}
	r.figure.end = len(r.buf)
	if len(units) == 0 || r.rng.IntN(3) == 0 {
		return
	}
	r.unit(units[r.rng.IntN(len(units))])
	r.figure = figure{digits: digits}
}

// standsAlone says whether a word can be written here: neither behind an x nor
// behind an abbreviation ("p. 2").
func (r *renderer) standsAlone() bool {
	blank := false
	for _, c := range slices.Backward(r.buf) {
		switch c {
		case keepMark, freeMark, spotMark:
		case ' ':
			blank = true
		case '.':
			return false
		default:
			return blank || c == articleMark
		}
	}
	return true
}

// write writes words of a production. Those right behind a number may be its
// unit, and a number that is not followed by a word of its own is no word.
func (r *renderer) write(text string) {
	if r.dropUnit && text != "" {
		text = r.unitless(text)
	}
	if r.figure.end > 0 && text != "" {
		text = r.behind(text)
	}
	r.buf = append(r.buf, text...)
}

// behind returns what to write instead of text, which follows a number.
func (r *renderer) behind(text string) string {
	trimmed := strings.TrimLeft(text, " ")
	if trimmed == "" {
		return text // not known yet
	}
	end := strings.IndexAny(trimmed, " ,.?!")
	if end < 0 {
		end = len(trimmed)
	}
	word := trimmed[:end]
	attached := len(trimmed) == len(text) && !bytes.ContainsRune(r.buf[r.figure.end:], ' ')
	switch {
	case word == "":
	case r.figure.words && r.twist.kind == sample.TwistNumberWords && (word == "%" || word == "°"):
		r.unit(word)
		text = trimmed[end:]
	case r.voice.units[word] != nil:
		r.buf = bytes.TrimRight(r.buf, " ")
		r.unit(word)
		text = trimmed[end:]
	case attached && r.figure.words:
		r.spellOut()
	}
	r.figure = figure{}
	return text
}

// unit writes a unit, or another of its group, behind the number.
func (r *renderer) unit(unit string) {
	if group := r.voice.units[unit]; len(group) > 0 && r.rng.Float64() < r.voice.manners.UnitChance {
		unit = group[r.rng.IntN(len(group))]
	}
	if r.figure.words && r.twist.kind == sample.TwistNumberWords {
		switch unit { // these are written behind digits
		case "%":
			unit = "percent"
		case "°":
			unit = "degrees"
		}
	}
	switch {
	case unit != "%" && unit != "°":
		r.buf = append(r.buf, ' ')
	case r.figure.words:
		r.spellOut()
	}
	r.buf = append(r.buf, unit...)
}

// spellOut writes the number in digits after all.
func (r *renderer) spellOut() {
	rest := bytes.Clone(r.buf[r.figure.end:])
	r.buf = strconv.AppendFloat(r.buf[:r.figure.start], r.figure.value, 'f', -1, 64)
	r.figure.end = len(r.buf)
	r.figure.words = false
	r.buf = append(r.buf, rest...)
}
