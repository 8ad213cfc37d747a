package main

import (
	"strings"
	"unicode/utf8"
)

// columns is how wide a terminal is taken for.
const columns = 80

// wrapped breaks a text into lines that fit a terminal, those after the first with
// room before them. What stands in backquotes is typed as it is and stays in one piece.
func wrapped(text string) string {
	const indent = "  "
	var b strings.Builder
	width := 0
	for i, w := range pieces(text) {
		n := utf8.RuneCountInString(w)
		switch {
		case i == 0:
		case width+1+n < columns:
			b.WriteByte(' ')
			width++
		default:
			b.WriteString("\n" + indent)
			width = len(indent)
		}
		b.WriteString(w)
		width += n
	}
	return b.String()
}

// pieces are the words of a text, those between backquotes as one.
func pieces(text string) []string {
	var out []string
	open := false
	for w := range strings.FieldsSeq(text) {
		if open {
			out[len(out)-1] += " " + w
		} else {
			out = append(out, w)
		}
		if strings.Count(w, "`")%2 == 1 {
			open = !open
		}
	}
	return out
}
