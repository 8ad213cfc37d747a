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
	// attribute says that a noun follows that it would be said of, behindValue that
	// another value stands right before it; said is where the value before it ends.
	attribute, behindValue bool
	// named says that what is typed into a search box has a word that is no value.
	named bool
	said  int
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
	r.missing.named = false
	r.missing.way = [...]way{absent, absent, absent, elided, elided, elided, elided, vague, vague, vague}[r.rng.IntN(10)]
	r.have[0] |= r.missing.bit
	if r.missing.way == absent {
		r.have[0] &^= r.missing.bit
	}
}

// leaveOpen says the argument that is missing without a value; see leavesOpen.
func (r *renderer) leaveOpen(p *part, param *domain.Param) bool {
	if !r.voice.english && r.missing.way == elided {
		return false // which small words go with a value is known of English alone
	}
	r.missing.attribute = p.attribute
	r.missing.behindValue, r.missing.said = r.behindValue(), r.valueEnd
	if r.missing.way == vague && !r.sayVague(param) {
		return false
	}
	r.buf = append(r.buf, spotMark)
	return true
}

// sayVague says words that say nothing, where they can stand: for the article before
// them too, and behind words that want a noun.
func (r *renderer) sayVague(param *domain.Param) bool {
	words := param.VagueIn(r.brief.Language)
	if len(words) == 0 || r.terse || r.missing.behindValue { // "animation some animation"
		return false
	}
	if r.voice.english {
		if bytes.Contains(r.buf, []byte("some")) {
			return false // "something for something"
		}
		before := bytes.TrimRight(r.buf, " \x02\x03")
		if word := lastWord(before); articles.has(word) {
			before = before[:len(before)-len(word)]
			r.buf = append(bytes.TrimRight(before, " "), ' ')
		}
		word := strings.ToLower(lastWord(before))
		if !begins(before) && !leads.has(word) && !beforeNoun.has(word) {
			return false
		}
	}
	r.mark(keepMark)
	r.buf = append(r.buf, words[r.rng.IntN(len(words))]...)
	r.mark(freeMark)
	r.dropUnit = true
	return true
}

// begins says whether a text is no more than a greeting or a hesitation.
func begins(text []byte) bool {
	const most = 2
	ended := len(text) == 0 || bytes.HasSuffix(text, []byte{','}) || bytes.HasSuffix(text, []byte{':'})
	return ended && len(bytes.Fields(text)) <= most
}

// behindValue says whether a value is what was said last.
func (r *renderer) behindValue() bool {
	return r.valueEnd > 0 && len(bytes.TrimRight(r.buf, " \x02\x03")) <= r.valueEnd
}

// leavesOpen finishes what was left open, and says whether it reads as if nothing
// were missing.
func (r *renderer) leavesOpen() bool {
	if r.missing.bit == 0 {
		return true
	}
	spot := bytes.IndexByte(r.buf, spotMark)
	if spot < 0 {
		return r.missing.way == absent && r.saysEnough()
	}
	before, rest := r.buf[:spot], bytes.Clone(r.buf[spot+1:])
	var ok bool
	if r.missing.way == elided {
		before, rest, ok = r.elide(before, rest)
	} else {
		unit := r.unitLen(rest)
		rest = rest[unit:]
		ok = (unit > 0 || !r.missing.attribute) && r.endsPhrase(rest) && firstWord(rest) != "by" // "another size by 80"
	}
	r.buf = append(r.buf[:len(before)], rest...)
	return ok && r.saysEnough()
}

// saysEnough says whether what was said is more than a word or two: of less, nobody
// could tell what is asked for, nor of values alone. Where the shortest queries are
// wanted, two must do.
func (r *renderer) saysEnough() bool {
	least := 3
	words := r.pathway.words
	if want := r.brief.Bucket(words); want != "" && r.pathway.domain.Facets[words].Bucket(want) == 0 {
		least = 2
	}
	return len(bytes.Fields(r.buf)) >= least && (!r.terse || r.missing.named)
}

// names says whether a production's words name anything.
func (v *voice) names(text string) bool {
	for word := range strings.FieldsSeq(text) {
		if c := word[0] | ' '; c >= 'a' && c <= 'z' && !leads.has(word) && !articles.has(word) && !v.unitWords[word] {
			return true
		}
	}
	return false
}
