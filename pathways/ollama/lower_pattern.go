package ollama

import (
	"fmt"
	"strconv"
	"strings"
)

// lowerPattern rewrites a regular expression into one that the server's own reader
// of expressions gets right, false where it cannot: anchored on both sides, and
// between them characters and positive classes of ASCII letters, digits and some
// marks, each with at most one of ?, *, +, {m}, {m,n}. No groups, alternatives,
// dots (they would let quotes through), escapes or lookaheads.
func lowerPattern(pattern string) (string, bool) {
	inner, ok := strings.CutPrefix(pattern, "^")
	if !ok {
		return "", false
	}
	inner, ok = strings.CutSuffix(inner, "$")
	if !ok || len(inner) == 0 || len(inner) > 200 {
		return "", false
	}
	var b strings.Builder
	b.WriteByte('^')
	repeats := 0
	for inner != "" {
		atom, rest, ok := patternAtom(inner)
		if !ok {
			return "", false
		}
		quantifier, rest, times, ok := patternQuantifier(rest)
		if repeats += times; !ok || repeats > 256 {
			return "", false
		}
		b.WriteString(atom + quantifier)
		inner = rest
	}
	b.WriteByte('$')
	return b.String(), true
}

const (
	// literals stand for themselves, in a class and out of it.
	literals = "_ ,:#/@%&=~"
	// escaped stand for themselves after a backslash, and are written as a class of
	// one: the server takes what follows an escape to belong to all before it.
	escaped = ".+"
)

func isAlphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// patternAtom reads one character or class.
func patternAtom(s string) (atom, rest string, ok bool) {
	switch c := s[0]; {
	case c == '[':
		return patternClass(s[1:])
	case c == '-' || isAlphanumeric(c) || strings.IndexByte(literals, c) >= 0:
		return s[:1], s[1:], true
	case c == '\\' && len(s) > 1:
		switch e := s[1]; {
		case e == 'd':
			return "[0-9]", s[2:], true
		case e == 'w':
			return "[A-Za-z0-9_]", s[2:], true
		case e == '-' || e == '/':
			return s[1:2], s[2:], true
		case strings.IndexByte(escaped, e) >= 0:
			return "[" + s[1:2] + "]", s[2:], true
		}
	}
	return "", "", false
}

// patternClass reads what follows an opening bracket.
func patternClass(s string) (atom, rest string, ok bool) {
	var b strings.Builder
	hyphen := false
	for first := true; s != ""; first = false {
		switch {
		case s[0] == ']':
			if hyphen {
				b.WriteByte('-') // at the end it is no range
			}
			return "[" + b.String() + "]", s[1:], b.Len() > 0
		case s[0] == '-' && (first || strings.HasPrefix(s, "-]")):
			hyphen = true
			s = s[1:]
		case strings.HasPrefix(s, `\-`):
			hyphen = true
			s = s[2:]
		default:
			text, width := classPiece(s)
			if width == 0 {
				return "", "", false
			}
			b.WriteString(text)
			s = s[width:]
		}
	}
	return "", "", false
}

// classPiece reads one character, range or escape inside of a class, and how it is
// written; the width is 0 where it is not allowed.
func classPiece(s string) (text string, width int) {
	switch c := s[0]; {
	case isAlphanumeric(c):
		width, ok := classRange(s)
		if !ok {
			return "", 0
		}
		return s[:width], width
	case strings.HasPrefix(s, `\d`):
		return "0-9", 2
	case strings.HasPrefix(s, `\w`):
		return "A-Za-z0-9_", 2
	case c == '\\' && len(s) > 1 && (s[1] == '/' || strings.IndexByte(escaped, s[1]) >= 0):
		return s[1:2], 2
	case strings.IndexByte(literals, c) >= 0 || strings.IndexByte(escaped, c) >= 0:
		return s[:1], 1
	}
	return "", 0
}

// classRange returns the length of the letter, digit or range that s begins with.
func classRange(s string) (width int, ok bool) {
	if len(s) < 3 || s[1] != '-' || s[2] == ']' {
		return 1, true
	}
	for _, kind := range []string{"az", "AZ", "09"} {
		if kind[0] <= s[0] && s[0] <= s[2] && s[2] <= kind[1] {
			return 3, true
		}
	}
	return 0, false
}

// patternQuantifier reads what may follow an atom, and how often it may come at
// most as far as the grammar gets longer by it.
func patternQuantifier(s string) (quantifier, rest string, times int, ok bool) {
	const quantifiers = "?*+{"
	if s == "" || strings.IndexByte(quantifiers, s[0]) < 0 {
		return "", s, 1, true
	}
	quantifier, rest, times = s[:1], s[1:], 1
	if s[0] == '{' {
		inner, after, closed := strings.Cut(s[1:], "}")
		if quantifier, times, ok = repetition(inner); !ok || !closed {
			return "", "", 0, false
		}
		rest = after
	}
	if rest != "" && strings.IndexByte(quantifiers, rest[0]) >= 0 {
		return "", "", 0, false // lazy or possessive
	}
	return quantifier, rest, times, true
}

// repetition reads what stands in braces: a number, or two in order.
func repetition(inner string) (quantifier string, times int, ok bool) {
	from, to, both := strings.Cut(inner, ",")
	if !both {
		to = from
	}
	low, err := strconv.ParseUint(from, 10, 16)
	if err != nil {
		return "", 0, false
	}
	high, err := strconv.ParseUint(to, 10, 16)
	switch {
	case err != nil || low > high || high == 0:
		return "", 0, false
	case low == high:
		return fmt.Sprintf("{%d}", low), int(high), true
	}
	return fmt.Sprintf("{%d,%d}", low, high), int(high), true
}
