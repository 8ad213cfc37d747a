package check

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// decimal is a number in normal form, digits × 10^exponent, so that equal
// numbers are equal values: "1,080", "1080.0" and "1.08e3" are one. Floats
// would make different large integers equal.
type decimal struct {
	negative bool
	digits   string // no zeros at either end; empty for zero
	exponent int
}

// numeral is a number as a text says it.
type numeral struct {
	value decimal
	// unit is what is written right behind the digits: "px" in "1080px".
	unit    string
	percent bool
	// joined is what a hyphen joins to the digits: "second" in "30-second".
	joined string
	// start and end are where digits stand in the text, first and last the words
	// of the number; after are those behind it.
	start, end, first, last int
	after                   []string
	// spelled says that it is in words; off, that it is withdrawn.
	spelled, off bool
}

// says tells whether the numeral gives the value want to p. A percentage gives
// a fraction to parameters that end at 1, the plain number to other ranges, and
// either where nothing is known.
func (n *numeral) says(want decimal, p *param) bool {
	if n.unit != "" && !slices.ContainsFunc(p.units(), func(u string) bool { return strings.EqualFold(u, n.unit) }) {
		return false
	}
	if !n.percent {
		return n.value == want
	}
	ranged := p.binding != nil && p.binding.Range.Max > p.binding.Range.Min
	fraction := ranged && p.binding.Range.Max <= 1
	if n.value == want && !fraction {
		return true
	}
	return n.value.hundredth() == want && (fraction || !ranged)
}

func (d decimal) hundredth() decimal {
	if d.digits != "" {
		d.exponent -= 2
	}
	return d
}

// parseNumber reads a JSON number. Its exponent is small, the decoder saw to it.
func parseNumber(text string) decimal {
	text, negative := strings.CutPrefix(text, "-")
	exponent := 0
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		exponent, _ = strconv.Atoi(text[i+1:])
		text = text[:i]
	}
	return newDecimal(negative, text, exponent)
}

// newDecimal reads digits with at most one point among them.
func newDecimal(negative bool, text string, exponent int) decimal {
	whole, fraction, _ := strings.Cut(text, ".")
	fraction = strings.TrimRight(fraction, "0")
	exponent -= len(fraction)
	digits := whole
	if fraction != "" {
		digits += fraction
	}
	trimmed := strings.TrimRight(digits, "0")
	exponent += len(digits) - len(trimmed)
	trimmed = strings.TrimLeft(trimmed, "0")
	if trimmed == "" {
		return decimal{}
	}
	return decimal{negative: negative, digits: trimmed, exponent: exponent}
}

// scale takes the words after the digits into account: "2 thousand" is no 2.
func (n *numeral) scale(digits, rest string) {
	switch {
	case hasWords(rest, hundred):
		n.value = newDecimal(n.value.negative, digits, 2)
	case hasWords(rest, thousand):
		n.value = newDecimal(n.value.negative, digits, 3)
	case hasWords(rest, "million"):
		n.value = newDecimal(n.value.negative, digits, 6)
	case hasWords(rest, "and a half") && !strings.Contains(digits, "."):
		n.value = newDecimal(n.value.negative, digits+".5", 0)
	}
}

// hasWords says whether rest goes on with a blank and the words, whole.
func hasWords(rest, words string) bool {
	if len(rest) <= len(words) || rest[0] != ' ' || !strings.EqualFold(rest[1:len(words)+1], words) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(rest[len(words)+1:])
	return len(rest) == len(words)+1 || !isWordRune(next)
}

// numerals returns the numbers in a text. A number is a whole token: ASCII
// digits, in groups of three or not ("1080", "1,080"), with a fraction or not
// ("0.5", ".5"), a minus sign before it or the word "minus". Behind it may
// stand a unit ("1080px"), a hyphen and a word ("30-second"), a percent sign,
// or an x and another number ("1080x1920"). "16:9", "2024-05-01", "1/2",
// "v2" and "1.2.3" have no numbers in them: they name other things.
func numerals(text string) []numeral {
	var found []numeral
	for pos := 0; pos < len(text); {
		r, size := utf8.DecodeRuneInString(text[pos:])
		if !isWordRune(r) {
			pos += size
			continue
		}
		end := tokenEnd(text, pos)
		if isDigit(text[pos]) {
			start := pos
			if start > 0 && text[start-1] == '.' {
				start--
			}
			found = appendNumerals(found, text, start, end)
		}
		pos = end
	}
	return found
}

// tokenEnd returns where the token that starts at pos ends: word characters,
// and single joining characters between them.
func tokenEnd(text string, pos int) int {
	for pos < len(text) {
		r, size := utf8.DecodeRuneInString(text[pos:])
		if !isWordRune(r) {
			if !strings.ContainsRune(".,:-/'", r) {
				break
			}
			next, _ := utf8.DecodeRuneInString(text[pos+size:])
			if !isWordRune(next) {
				break
			}
		}
		pos += size
	}
	return pos
}

// appendNumerals reads the token text[start:end], which begins with a digit or
// a point and a digit; all of it, or nothing.
func appendNumerals(found []numeral, text string, start, end int) []numeral {
	before := len(found)
	negative := isNegated(text[:start])
	for pos := start; ; {
		value, next := scanNumeral(text[pos:end])
		if next == 0 {
			return found[:before]
		}
		found = append(found, numeral{value: newDecimal(negative, value, 0), start: pos, end: pos + next})
		negative = false
		last, rest := &found[len(found)-1], text[pos+next:end]
		if rest == "" {
			last.percent = isPercent(text[end:])
			last.scale(value, text[end:])
			return found
		}
		digitFollows := len(rest) > 1 && isDigit(rest[1])
		switch {
		case digitFollows && strings.IndexByte("xX,", rest[0]) >= 0:
			pos += next + 1
		case isLetters(rest):
			last.unit = rest
			return found
		case rest[0] == '-' && isLetters(rest[1:]):
			last.percent, last.joined = strings.EqualFold(rest[1:], "percent"), rest[1:]
			return found
		default:
			return found[:before]
		}
	}
}

// scanNumeral reads digits, in groups or not, and a fraction. It returns them
// without the commas, and how many bytes they took.
func scanNumeral(s string) (digits string, n int) {
	n = countDigits(s)
	if 0 < n && n <= 3 {
		for isGroup(s[n:]) {
			n += 4
		}
	}
	if n < len(s) && s[n] == '.' {
		if fraction := countDigits(s[n+1:]); fraction > 0 {
			n += 1 + fraction
		}
	}
	return strings.ReplaceAll(s[:n], ",", ""), n
}

func countDigits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// isGroup says whether s begins with a comma and exactly three digits.
func isGroup(s string) bool {
	return len(s) >= 4 && s[0] == ',' && isDigit(s[1]) && isDigit(s[2]) && isDigit(s[3]) &&
		(len(s) == 4 || !isDigit(s[4]))
}

// isNegated says whether a number after s is negative: behind a sign that
// stands at the start of something, or behind the word.
func isNegated(s string) bool {
	for _, sign := range []string{"-", "\u2212"} {
		if before, ok := strings.CutSuffix(s, sign); ok {
			r, _ := utf8.DecodeLastRuneInString(before)
			return before == "" || unicode.IsSpace(r) || strings.ContainsRune("([{\"'=:", r)
		}
	}
	trimmed := strings.TrimRightFunc(s, unicode.IsSpace)
	if len(trimmed) == len(s) {
		return false
	}
	word := trimmed[strings.LastIndexFunc(trimmed, unicode.IsSpace)+1:]
	return strings.EqualFold(word, "minus") || strings.EqualFold(word, "negative")
}

func isPercent(rest string) bool {
	if strings.HasPrefix(rest, "%") {
		return true
	}
	rest = strings.TrimPrefix(rest, " ")
	const word = "percent"
	return len(rest) >= len(word) && strings.EqualFold(rest[:len(word)], word) &&
		tokenEnd(rest, 0) == len(word)
}

func isLetters(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_'
}
