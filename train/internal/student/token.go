package student

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word, a number or a sign of a query.
type token struct {
	text  string // as it stands
	lower string
	// start and end are its bytes in the query.
	start, end int
}

// tokenise takes a text apart: letters with what joins them ("don't", "rock-n-roll"
// are one each), digits with points in them, and signs one by one.
func tokenise(text string) []token {
	var out []token
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			i += size
			continue
		}
		end := i + size
		if wordly(r) {
			for end < len(text) {
				next, n := utf8.DecodeRuneInString(text[end:])
				after, _ := utf8.DecodeRuneInString(text[min(end+n, len(text)):])
				if !wordly(next) && !(joins(next) && wordly(after)) {
					break
				}
				end += n
			}
		}
		out = append(out, token{text: text[i:end], lower: strings.ToLower(text[i:end]), start: i, end: end})
		i = end
	}
	return out
}

func wordly(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

func joins(r rune) bool { return r == '\'' || r == '’' || r == '-' || r == '.' || r == '&' }

// find returns where the words of value stand in tokens, from the first token to
// the one behind the last.
func find(tokens []token, value string) (from, to int, ok bool) {
	words := tokenise(value)
	if len(words) == 0 {
		return 0, 0, false
	}
next:
	for i := 0; i+len(words) <= len(tokens); i++ {
		for j := range words {
			if !alike(tokens[i+j].lower, words[j].lower) {
				continue next
			}
		}
		return i, i + len(words), true
	}
	return 0, 0, false
}

// alike says whether two words say the same number, or are the same.
func alike(a, b string) bool {
	return a == b || number(a) != "" && number(a) == number(b)
}

// number is a number word as digits; empty for other words.
func number(word string) string {
	for i, w := range [...]string{
		"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
	} {
		if w == word {
			return [...]string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}[i]
		}
	}
	if word != "" && strings.Trim(word, "0123456789") == "" {
		return word
	}
	return ""
}
