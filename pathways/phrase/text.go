package phrase

import (
	"bytes"
	"slices"
	"strings"
)

// The mask of a text says of each byte what may be done to it.
const (
	// free may be changed.
	free byte = iota
	// kept is part of an argument: only its case may change.
	kept
	// quoted is between quotes, and stays as it is.
	quoted
)

// text returns what was written: articles agreed with the word after them,
// white space folded, none left before punctuation. It leaves the mask in keep.
// What it returns is good until the next text.
func (r *renderer) text() []byte {
	out, keep := r.out[:0], r.keep[:0]
	space, mask, inQuotes := false, free, false
	for i, c := range r.buf {
		switch c {
		case ' ':
			space = len(out) > 0
			continue
		case keepMark:
			mask = kept
			continue
		case freeMark:
			mask = free
			continue
		case spotMark:
			continue
		case ',', '.', '?', '!':
			space = false
		}
		if space {
			out, keep = append(out, ' '), append(keep, free)
			space = false
		}
		m := mask
		if c == '"' || inQuotes {
			m = quoted
		}
		if c == '"' {
			inQuotes = !inQuotes
		}
		if c == articleMark {
			word := article(r.buf[i+1:])
			out = append(out, word...)
			for range word {
				keep = append(keep, kept)
			}
			continue
		}
		out, keep = append(out, c), append(keep, m)
	}
	r.out, r.keep = undouble(out, keep)
	return r.out
}

// undouble leaves out a word of a production that stands beside itself: "just just
// once".
func undouble(text, mask []byte) (out, keep []byte) {
	for i := 0; i < len(text); i++ {
		if text[i] != ' ' {
			continue
		}
		first := bytes.LastIndexByte(text[:i], ' ') + 1
		size := i - first
		end := i + 1 + size
		if size < 2 || end > len(text) || end < len(text) && strings.IndexByte(" ,.?!", text[end]) < 0 ||
			!bytes.EqualFold(text[first:i], text[i+1:end]) || !isLetters(string(text[first:i])) ||
			bytes.IndexFunc(mask[first:i], func(m rune) bool { return m != rune(free) }) >= 0 {
			continue
		}
		text, mask = slices.Delete(text, first, i+1), slices.Delete(mask, first, i+1)
		i = first - 1
	}
	return text, mask
}

// article returns "a" or "an" for the text that follows. It goes by the sound
// that the first letters most likely stand for.
func article(next []byte) string {
	var room [24]byte
	word := room[:0]
	for _, c := range next {
		if len(word) == len(room) {
			break
		}
		if len(word) == 0 && (c <= ' ' || c == '"' || c == '(') { // marks too
			continue
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		word = append(word, c)
	}
	for _, silent := range [...]string{"hour", "honest", "heir"} {
		if strings.HasPrefix(string(word), silent) {
			return "an"
		}
	}
	for _, consonant := range [...]string{"uni", "use", "usa", "usu", "euro", "one", "once", "uk"} {
		if strings.HasPrefix(string(word), consonant) {
			return "a"
		}
	}
	if len(word) > 0 && strings.IndexByte("aeiou8", word[0]) >= 0 {
		return "an"
	}
	return "a"
}
