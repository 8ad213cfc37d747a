package phrase

import "strings"

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
	r.out, r.keep = out, keep
	return out
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
