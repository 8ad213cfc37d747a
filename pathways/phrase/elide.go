package phrase

import (
	"bytes"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// elide leaves a value out. Where a clause goes on behind it, the small words that
// lead to it go too, "crop this" for "crop this to square", and quotes; where a noun
// follows that it is said of, nothing else: "put a filter on it".
func (r *renderer) elide(before, rest []byte) (left, right []byte, ok bool) {
	if r.missing.attribute && r.unitLen(rest) == 0 {
		return before, rest, r.sayableWithout(before, rest)
	}
	quotes := bytes.HasSuffix(before, []byte{'"'}) && bytes.HasPrefix(rest, []byte{'"'})
	if quotes {
		before, rest = before[:len(before)-1], rest[1:]
	}
	rest = rest[r.unitLen(rest):]
	if !r.endsPhrase(rest) || goesOn.has(firstWord(rest)) {
		return before, rest, false
	}
	left, lead := unlead(before, quotes)
	return left, rest, r.canEnd(left, lead, quotes)
}

// canEnd says whether a clause can end in a text, the small word lead and perhaps
// quotes having been cut off it.
func (r *renderer) canEnd(left []byte, lead string, quotes bool) bool {
	word := lastWord(left)
	switch {
	case lead == "" && !quotes && !adverbial(r.brief.Reply.Param), word == "it" && quoting.has(lead): // "it says"
		return false
	case quotes && !quoting.has(lead) && !textNames.has(word): // "i'm after"
		return false
	default:
		return endsClause(word) && (lead == "" || !r.wantsMore(left))
	}
}

// unlead cuts off the small words that a text ends in, and returns the first of them
// that is no article.
func unlead(text []byte, quotes bool) (left []byte, lead string) {
	for {
		text = bytes.TrimRight(text, " ")
		word := lastWord(text)
		if leads.has(word) || quoting.has(word) {
			lead = word
		} else if !articles.has(word) && (!quotes || word != "that") {
			return text, lead
		}
		text = text[:len(text)-len(word)]
	}
}

// endsClause says whether a clause can end in a word.
func endsClause(word string) bool {
	return word != "" && !incomplete.has(word) && !objectless.has(word)
}

// sayableWithout says whether a noun can go without the value that is said of it:
// "the lights" can, and "lights" behind a verb, but neither "light" nor what stands
// behind another value; in a search box all can.
func (r *renderer) sayableWithout(before, rest []byte) bool {
	word := lastWord(before)
	number, many := r.brief.Reply.Param.Binding.Kind == domain.BindRange, strings.HasSuffix(firstWord(rest), "s")
	if r.terse && !leads.has(word) {
		return many || !number // "order 12 back"
	}
	if r.missing.behindValue && word != "\x01" {
		return false
	}
	if articles.has(word) || owners.has(word) {
		return !states.has(lastWord(before[:bytes.LastIndex(before, []byte(word))])) // "it's a day"
	}
	return word != "" && many && (beforeNoun.has(word) || !number && saidAgain.has(word))
}

// endsPhrase says whether a phrase can end before the text.
func (r *renderer) endsPhrase(rest []byte) bool {
	return r.voice.boundary(rest) || r.voice.english && closing.has(firstWord(rest))
}

// adverbial says whether the values themselves begin with the small word that leads
// to them: "at sunset", "when it rains".
func adverbial(p *domain.Param) bool {
	if p.Binding.Kind != domain.BindValues {
		return false
	}
	for _, v := range p.Binding.Values {
		for _, l := range v.Labels {
			first, _, _ := strings.Cut(l, " ")
			if !leads.has(first) && first != "when" && first != "after" {
				return false
			}
		}
	}
	return true
}

// wantsMore says whether the clause that a text ends in has a verb that needs what
// was left out, "turn the text" for "turn the text into Danish", or says then that
// a value is wanted, "i need this photo" for "i need this photo in black and white".
func (r *renderer) wantsMore(text []byte) bool {
	behindValue := len(bytes.TrimRight(text, " \x02\x03")) == r.missing.said
	if at := bytes.LastIndexAny(text, ",.?!:"); at >= 0 {
		text = text[at+1:]
	}
	for field := range bytes.FieldsSeq(text) {
		if word := strings.ToLower(string(field)); needy.has(word) || behindValue && wishing.has(word) {
			return true
		}
	}
	return false
}

// nameWords splits a parameter's name.
func nameWords(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(c rune) bool { return c == '_' || c == '-' })
}

// lastWord returns the last word of what was written, or the mark of an article.
func lastWord(buf []byte) string {
	buf = bytes.TrimRight(buf, " \x02\x03")
	return string(buf[bytes.LastIndexAny(buf, " \x02\x03")+1:])
}

// firstWord returns the first word of a text that begins with a blank.
func firstWord(text []byte) string {
	trimmed := bytes.TrimLeft(text, " \x02\x03\x04")
	if end := bytes.IndexAny(trimmed, " ,.?!:;\x02\x03"); end >= 0 {
		trimmed = trimmed[:end]
	}
	return string(trimmed)
}

// unitLen is how long the unit is that a text begins with, 0 where there is none.
func (r *renderer) unitLen(rest []byte) int {
	trimmed := bytes.TrimLeft(rest, " \x03")
	end := bytes.IndexAny(trimmed, " ,.?!\x02\x03")
	if end < 0 {
		end = len(trimmed)
	}
	if r.voice.unitWords[string(trimmed[:end])] {
		return len(rest) - len(trimmed) + end
	}
	return 0
}

// unitless leaves out the unit at the beginning of a text that follows a value
// which has none, or has said its own.
func (r *renderer) unitless(text string) string {
	trimmed := strings.TrimLeft(text, " ")
	if trimmed == "" {
		return text // not known yet
	}
	r.dropUnit = false
	end := strings.IndexAny(trimmed, " ,.?!")
	if end < 0 {
		end = len(trimmed)
	}
	word := trimmed[:end]
	if r.voice.unitWords[word] {
		return trimmed[end:]
	}
	attached := len(trimmed) == len(text) && (len(r.buf) == 0 || r.buf[len(r.buf)-1] != ' ')
	if attached && word != "" {
		r.broken = true // "30-second"
	}
	return text
}
