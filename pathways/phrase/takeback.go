package phrase

import (
	"strconv"

	"github.com/callmill/callmill/pathways"
)

// corrections stand between what was said wrong and what is meant. They are all
// recognised as such by the facet, and by the checks.
func corrections() []saying {
	return []saying{
		{", no wait, ", 4},
		{" no wait ", 2},
		{", i mean ", 4},
		{", sorry, ", 2},
		{", or rather ", 2},
		{", no, ", 1},
		{", actually no, ", 2},
		{", no, make that ", 1},
		{"... no wait, ", 1},
		{", scratch that, ", 1},
		{", sorry, i meant ", 1},
		{", wait no, ", 2},
		{", make that ", 1},
	}
}

// afterthoughts stand behind the clause, before what is meant.
func afterthoughts() []saying {
	return []saying{
		{", no wait, make that ", 3},
		{", actually no, ", 3},
		{", sorry, i meant ", 3},
		{", no, make that ", 2},
		{", or rather ", 1},
		{", scratch that, ", 2},
		{", wait no, ", 2},
		{"... actually, make that ", 2},
		{", i mean ", 2},
		{". no wait, ", 1},
	}
}

// takeBack writes a correction: one of the domain's manners, or of the list.
// False where there is none in the language.
func (r *renderer) takeBack(list []saying) bool {
	m := r.voice.manners
	if m != nil && len(m.corrections) > 0 && (!r.voice.english || r.rng.IntN(3) == 0) {
		r.habit(m.corrections)
		r.buf = append(r.buf, ' ')
		return true
	}
	if !r.voice.english {
		return false
	}
	r.mark(keepMark)
	r.buf = append(r.buf, drawSaying(list, r.rng)...)
	r.mark(freeMark)
	return true
}

// refuse writes what is not wanted. Right behind the value there are more ways to
// say so than behind the clause. ends says that the value stands for a thing, and is
// not the first word of one.
func (r *renderer) refuse(right, ends bool) {
	if !r.voice.english {
		r.broken = true
		return
	}
	list := []saying{{", not ", 5}, {", and not ", 1}, {" instead of ", 2}, {" rather than ", 2}, {", just not ", 1}}
	if !right {
		list = []saying{{", not ", 6}, {", and not ", 2}, {", just not ", 2}, {" instead of ", 1}}
	}
	r.mark(keepMark)
	r.buf = append(r.buf, drawSaying(list, r.rng)...)
	switch {
	case !articles.has(r.twist.lead):
		if right {
			r.leadAgain(3)
		}
	case ends || r.twist.lead != string(rune(articleMark)):
		r.leadAgain(1)
	}
	r.buf = append(r.buf, r.otherText(r.twist.argument)...)
	r.mark(freeMark)
}

// otherText is the other value in words, a number in digits.
func (r *renderer) otherText(a *pathways.Argument) string {
	if a.Value != nil {
		return r.twist.other.label
	}
	return strconv.FormatFloat(r.twist.other.number, 'f', -1, 64)
}
