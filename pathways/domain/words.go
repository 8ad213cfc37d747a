package domain

import (
	"unicode"
	"unicode/utf8"
)

// Words splits text into folded words: runs of letters, digits, marks and _,
// with inner apostrophes, and with - . : where they join letters or digits
// ("16:9", "re-colour", "1.5"); # belongs to the word after it ("#ff8800"), and
// % after a digit is a word of its own.
func Words(text string) []string {
	var roomFolded [128]byte // on the stack, for queries of usual length
	var roomEnds [32]int
	// All words are written one after the other and cut from one string at the
	// end: two allocations however many words there are.
	folded, ends := roomFolded[:0], roomEnds[:0]
	open := false // whether the last word goes on
	prev := rune(-1)
	for i := 0; i < len(text); {
		if c := text[i]; 'a' <= c && c <= 'z' { // by far the most
			folded, open = append(folded, c), true
			prev, i = rune(c), i+1
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		kind := wordRune(prev, r, text[i+size:])
		if kind != runeJoins && open {
			ends, open = append(ends, len(folded)), false
		}
		switch kind {
		case runeJoins, runeStarts:
			folded, open = utf8.AppendRune(folded, foldRune(r)), true
		case runeAlone:
			folded = utf8.AppendRune(folded, r)
			ends = append(ends, len(folded))
		default:
		}
		prev, i = r, i+size
	}
	if open {
		ends = append(ends, len(folded))
	}
	if len(ends) == 0 {
		return nil
	}
	words, all, start := make([]string, len(ends)), string(folded), 0
	for i, end := range ends {
		words[i], start = all[start:end], end
	}
	return words
}

// runeKind is what a character does to the words around it.
type runeKind int

const (
	// runeSplits ends the word before it and is part of none.
	runeSplits runeKind = iota
	// runeJoins goes on with the word before it, or starts one.
	runeJoins
	// runeStarts starts a new word.
	runeStarts
	// runeAlone is a word.
	runeAlone
)

// wordRune classifies r between the character before it and the rest after it.
func wordRune(prev, r rune, rest string) runeKind {
	if isWordRune(r) {
		return runeJoins
	}
	switch r {
	case '\'', '\u2019', '-', '.', ':':
		if isWordRune(prev) && startsWord(rest) {
			return runeJoins
		}
	case '#':
		if startsWord(rest) {
			return runeStarts
		}
	case '%':
		if unicode.IsDigit(prev) {
			return runeAlone
		}
	}
	return runeSplits
}

func isWordRune(r rune) bool {
	if 0 <= r && r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

func startsWord(rest string) bool {
	if rest != "" && rest[0] < utf8.RuneSelf {
		return isWordRune(rune(rest[0]))
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return rest != "" && isWordRune(r)
}

// foldRune maps a letter to one representative of its case orbit, so that words
// compare equal exactly when strings.EqualFold says so; both apostrophes are
// one.
func foldRune(r rune) rune {
	switch {
	case 'A' <= r && r <= 'Z':
		return r + 'a' - 'A'
	case r < utf8.RuneSelf:
		return r
	case r == '\u2019':
		return '\''
	}
	least := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		least = min(least, f)
	}
	// The lower case letter, if it is in the orbit: that of İ is not. By way of
	// the upper case, since the least of ι's is a combining mark.
	lower := unicode.ToLower(unicode.ToUpper(least))
	if lower == least {
		return least
	}
	for f := unicode.SimpleFold(least); f != least; f = unicode.SimpleFold(f) {
		if f == lower {
			return lower
		}
	}
	return least
}
