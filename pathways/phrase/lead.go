package phrase

import (
	"bytes"

	"github.com/callmill/callmill/pathways/domain"
)

const (
	// slots are the small words that lead to a value that says when.
	slots list = " at on in "
	// leadsOff are those that nothing else comes before, and that go before them.
	leadsOff list = " at on in by after before around about between from until till no within during "
	dropped  list = " at on in by for from until till to "
)

// lead puts right the small word before a value that says when: whoever wrote "at
// {time}" could not know that it would be "tomorrow" or "Monday". from is where the
// value begins in buf.
func (r *renderer) lead(from int, param *domain.Param) {
	if !r.voice.english || !param.SaysWhen() {
		return
	}
	want, known := domain.LeadOf(string(bytes.Trim(r.buf[from:], " \x02\x03\x04")))
	before := bytes.TrimRight(r.buf[:from], " ")
	word := lastWord(before)
	if !known || word == "" {
		return
	}
	left := before[:len(before)-len(word)]
	if second := lastWord(left); word == "the" && slots.has(second) && want != "in the" {
		left = bytes.TrimRight(left, " ")
		word, left = second, left[:len(left)-len(second)]
	}
	switch {
	case word == want:
		return
	case want == "" && dropped.has(word) && leadsOff.has(firstWord(r.buf[from:])): // "by before noon"
	case !slots.has(word):
		return
	}
	if want != "" {
		want += " "
	}
	value := append([]byte(want), r.buf[from:]...)
	moved := len(left) + len(want) - from
	r.buf = append(r.buf[:len(left)], value...)
	if r.figure.end > 0 { // the value is a number
		r.figure.start += moved
		r.figure.end += moved
	}
}
