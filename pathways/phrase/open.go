package phrase

import (
	"bytes"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// missing is an argument that the query must not say: a question back asks for it.
type missing struct {
	// bit is that of the leaf, 0 where nothing is missing.
	bit set
	way way
}

// way says how a query leaves an argument open.
type way int

const (
	// absent: a production without it.
	absent way = iota
	// elided: a production with it, left out together with the small words before
	// it, "crop this" for "crop this to square".
	elided
	// vague: something is said that says nothing.
	vague
)

func (r *renderer) setMissing() {
	reply := r.brief.Reply
	r.missing = missing{}
	if reply == nil || reply.Param == nil || len(r.brief.Calls) == 0 {
		return
	}
	for j, leaf := range r.brief.Calls[0].Tool.Leaves() {
		if leaf == reply.Param {
			r.missing.bit = 1 << j
		}
	}
}

// draftMissing draws how the next try leaves the argument open.
func (r *renderer) draftMissing() {
	if r.missing.bit == 0 {
		return
	}
	r.missing.way = [...]way{absent, absent, absent, elided, elided, elided, elided, vague, vague, vague}[r.rng.IntN(10)]
	r.have[0] |= r.missing.bit
	if r.missing.way == absent {
		r.have[0] &^= r.missing.bit
	}
}

// leaveOpen says the argument that is missing without a value; see leavesOpen.
func (r *renderer) leaveOpen(p *domain.Param) bool {
	if r.missing.way == vague {
		if r.terse { // "animation some animation"
			return false
		}
		words := r.vagueWords(p)
		r.mark(keepMark)
		r.buf = append(r.buf, words[r.rng.IntN(len(words))]...)
		r.mark(freeMark)
		r.dropUnit = true
	}
	r.buf = append(r.buf, spotMark)
	return true
}

// vagueWords are words for a value that say nothing of it.
func (r *renderer) vagueWords(p *domain.Param) []string {
	if words := p.VagueIn(r.brief.Language); len(words) > 0 {
		return words
	}
	return []string{"something", "some " + strings.Join(nameWords(p.Name), " ")}
}

// leavesOpen finishes what was left open, and says whether it reads as if nothing
// were missing.
func (r *renderer) leavesOpen() bool {
	if r.missing.bit == 0 || r.missing.way == absent {
		return true
	}
	spot := bytes.IndexByte(r.buf, spotMark)
	if spot < 0 {
		return false
	}
	before, rest := r.buf[:spot], bytes.Clone(r.buf[spot+1:])
	var ok bool
	if r.missing.way == elided {
		before, rest, ok = r.elide(before, rest)
	} else {
		ok = r.voice.boundary(rest) && r.unled(before)
	}
	r.buf = append(r.buf[:len(before)], rest...)
	return ok
}

// elide leaves a value out. Where a clause goes on behind it, the small words that
// lead to it go too, "crop this" for "crop this to square", and quotes; where a noun
// follows that it is said of, nothing else: "put a filter on it".
func (r *renderer) elide(before, rest []byte) (left, right []byte, ok bool) {
	quotes := bytes.HasSuffix(before, []byte{'"'}) && bytes.HasPrefix(rest, []byte{'"'})
	if quotes {
		before, rest = before[:len(before)-1], rest[1:]
	}
	unit := r.unitLen(rest)
	if !r.voice.boundary(rest[unit:]) {
		return before, rest, unit == 0 && !quotes && isNoun(rest) && !leads.has(lastWord(before))
	}
	some := quotes
	for {
		before = bytes.TrimRight(before, " ")
		word := lastWord(before)
		if leads.has(word) || quoting.has(word) {
			some = true
		} else if !articles.has(word) && (!quotes || word != "that") {
			return before, rest[unit:], some && word != "" && !incomplete.has(word)
		}
		before = before[:len(before)-len(word)]
	}
}

// nameWords splits a parameter's name.
func nameWords(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(c rune) bool { return c == '_' || c == '-' })
}

// lastWord returns the last word of what was written, or the mark of an article.
func lastWord(buf []byte) string {
	buf = bytes.TrimRight(buf, " ")
	return string(buf[bytes.LastIndexAny(buf, " \x02\x03")+1:])
}

// isNoun says whether a word of its own follows that a value can be said of.
func isNoun(rest []byte) bool {
	if len(rest) < 2 || rest[0] != ' ' || rest[1] < 'a' || rest[1] > 'z' {
		return false
	}
	word, _, _ := strings.Cut(string(rest[1:]), " ")
	return !measuring.has(word)
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

// unled says whether vague words have no article before them: nobody says "an honest
// something".
func (r *renderer) unled(before []byte) bool {
	for _, w := range r.vagueWords(r.brief.Reply.Param) {
		text, ok := bytes.CutSuffix(bytes.TrimRight(before, "\x03"), []byte(w))
		if !ok {
			continue
		}
		const most = 3
		for range most {
			text = bytes.TrimRight(text, " \x02\x03")
			word := lastWord(text)
			switch {
			case leads.has(word) || word == "":
				return true
			case articles.has(word):
				return false
			}
			text = text[:len(text)-len(word)]
		}
		return true
	}
	return true
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
