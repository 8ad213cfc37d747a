package phrase

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// style does to a text what thumbs do: marks left out, typos, casing. keep is
// its mask.
func (r *renderer) style(text []byte) []byte {
	m := r.voice.manners
	switch x := r.rng.Float64(); {
	case x < m.Punctuation.Drop:
		text = r.dropMarks(text)
	case x < m.Punctuation.Drop+m.Punctuation.Stop && len(text) > 0 && !r.terse:
		if c := text[len(text)-1]; c != '"' && strings.IndexByte(",.?!:;)", c) < 0 && c < utf8.RuneSelf {
			text, r.keep = append(text, '.'), append(r.keep, free)
		}
	}
	if r.rng.Float64() < m.Typos.Chance {
		text = r.slip(text)
	}
	c := &m.Casing
	switch x := r.rng.Float64(); {
	case x < c.Lower:
		return r.lower(text)
	case x < c.Lower+c.Sentence:
		return r.sentence(text)
	case x < c.Lower+c.Sentence+c.Shout:
		return r.shout(text)
	}
	return text
}

// dropMarks leaves out the marks at the ends of words, but those of arguments.
func (r *renderer) dropMarks(text []byte) []byte {
	out, mask := text[:0], r.keep[:0]
	for i, c := range text {
		end := i
		for end < len(text) && strings.IndexByte(",.?!:;", text[end]) >= 0 {
			end++
		}
		if r.keep[i] == free && end > i && (end == len(text) || text[end] == ' ') {
			continue
		}
		out, mask = append(out, c), append(mask, r.keep[i])
	}
	r.keep = mask
	return out
}

// lower has no capitals but in quotes.
func (r *renderer) lower(text []byte) []byte {
	if bytes.IndexFunc(text, func(c rune) bool { return c >= utf8.RuneSelf }) >= 0 {
		if bytes.IndexByte(r.keep, quoted) < 0 {
			return bytes.ToLower(text)
		}
		return text
	}
	for i, c := range text {
		if 'A' <= c && c <= 'Z' && r.keep[i] != quoted {
			text[i] = c + 'a' - 'A'
		}
	}
	return text
}

// sentence begins with a capital, and says I.
func (r *renderer) sentence(text []byte) []byte {
	first, size := utf8.DecodeRune(text)
	if r.keep[0] != quoted && utf8.RuneLen(unicode.ToUpper(first)) == size {
		utf8.EncodeRune(text, unicode.ToUpper(first))
	}
	for i, c := range text {
		if c == 'i' && r.keep[i] == free && (i == 0 || text[i-1] == ' ') &&
			(i+1 == len(text) || strings.IndexByte(" ',.", text[i+1]) >= 0) {
			text[i] = 'I'
		}
	}
	return text
}

// shout puts one word in capitals.
func (r *renderer) shout(text []byte) []byte {
	var room [32]word
	words := freeWords(room[:0], text, r.keep, 3)
	if len(words) == 0 {
		return text
	}
	w := words[r.rng.IntN(len(words))]
	for i := w.start; i < w.end; i++ {
		if 'a' <= text[i] && text[i] <= 'z' {
			text[i] -= 'a' - 'A'
		}
	}
	return text
}
