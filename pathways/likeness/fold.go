// Package likeness says how alike two queries are, whatever their case and
// their white space.
package likeness

import (
	"unicode"
	"unicode/utf8"
)

// AppendFolded appends text in lower case, each run of white space as one space
// and none at the ends.
func AppendFolded(b []byte, text string) []byte {
	start, space := len(b), false
	for _, r := range text {
		if unicode.IsSpace(r) {
			space = len(b) > start
			continue
		}
		if space {
			b = append(b, ' ')
			space = false
		}
		b = utf8.AppendRune(b, foldRune(r))
	}
	return b
}

// foldRune maps the letters that strings.EqualFold takes for one to one of them.
func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	least := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		least = min(least, f)
	}
	if least < utf8.RuneSelf {
		return unicode.ToLower(least)
	}
	return least
}
