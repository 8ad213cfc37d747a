package domain

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// at reads [144s] LANGTAG, @prefix or @base.
func (l *turtleLexer) at() {
	start := l.pos
	l.pos++
	for c := l.peek(); isLetterByte(c) || l.pos > start+1 && (isDigit(c) || c == '-'); c = l.peek() {
		l.pos++
	}
	l.tok.kind, l.tok.text = tokLanguage, l.src[start+1:l.pos]
	switch {
	case l.tok.text == "prefix" || l.tok.text == "base":
		l.tok.kind, l.tok.text = tokDirective, l.src[start:l.pos]
	case l.tok.text == "" || strings.HasSuffix(l.tok.text, "-"):
		l.fail(quoted(l.src[start:l.pos]), "a language such as @en, @prefix or @base")
	}
}

func isLetterByte(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// number reads [19] INTEGER, [20] DECIMAL or [21] DOUBLE.
func (l *turtleLexer) number() string {
	start := l.pos
	digits := func() {
		for isDigit(l.peek()) {
			l.pos++
		}
	}
	if c := l.peek(); c == '+' || c == '-' {
		l.pos++
	}
	digits()
	// A dot that no digit or exponent follows ends the statement.
	if l.peek() == '.' && l.pos+1 < len(l.src) && (isDigit(l.src[l.pos+1]) || l.src[l.pos+1]|0x20 == 'e') {
		l.pos++
		digits()
	}
	if l.peek()|0x20 == 'e' {
		l.pos++
		if c := l.peek(); c == '+' || c == '-' {
			l.pos++
		}
		if !isDigit(l.peek()) {
			l.fail(quoted(l.src[start:l.pos]), "digits after the exponent's e")
		}
		digits()
	}
	return l.src[start:l.pos]
}

// name reads [136s] PrefixedName, or a, true, false, PREFIX and BASE.
func (l *turtleLexer) name() {
	prefix := l.local(false)
	if l.peek() != ':' {
		switch {
		case prefix == "a" || prefix == textTrue || prefix == textFalse:
			l.tok.kind, l.tok.text = tokWord, prefix
			return
		case strings.EqualFold(prefix, "prefix") || strings.EqualFold(prefix, "base"):
			l.tok.kind, l.tok.text = tokDirective, prefix
			return
		case prefix == "":
			r, _ := utf8.DecodeRuneInString(l.src[l.pos:])
			l.fail(strconv.QuoteRune(r), "what a triple has: an IRI, a name, a text")
		}
		l.fail(quoted(prefix), "an IRI, or a name with a prefix")
	}
	l.pos++
	l.tok.kind, l.tok.text = tokName, prefix+":"+l.local(true)
}

// local reads [140s] PNAME_NS's prefix, [141s] a blank node's label or, where
// escapes is set, [168s] PN_LOCAL.
func (l *turtleLexer) local(escapes bool) string {
	var b strings.Builder
	for l.pos < len(l.src) {
		r, n := utf8.DecodeRuneInString(l.src[l.pos:])
		inside := b.Len() > 0 && (r == '-' || r == '.' && l.goesOn(escapes))
		switch {
		case isNameRune(r) || inside || escapes && r == ':':
			b.WriteString(l.src[l.pos : l.pos+n])
		case escapes && r < utf8.RuneSelf:
			var text string
			if text, n = l.escaped(); n == 0 {
				return b.String()
			}
			b.WriteString(text)
		default:
			return b.String()
		}
		l.pos += n
	}
	return b.String()
}

// escaped returns [170s] PERCENT as it is, [172s] PN_LOCAL_ESC without its
// backslash, and how many bytes it takes; 0 for neither.
func (l *turtleLexer) escaped() (text string, size int) {
	rest := l.src[l.pos:]
	switch {
	case rest[0] == '%' && len(rest) > 2 && isHex(rest[1]) && isHex(rest[2]):
		return rest[:3], 3
	case rest[0] == '\\' && len(rest) > 1 && strings.IndexByte(escapable, rest[1]) >= 0:
		return rest[1:2], 2
	default:
		return "", 0
	}
}

// escapable are the characters of [172s] PN_LOCAL_ESC.
const escapable = `_~.-!$&'()*+,;=/?#@%`

// goesOn says whether the dots at the position are inside a name: a name does
// not end with one.
func (l *turtleLexer) goesOn(escapes bool) bool {
	rest := strings.TrimLeft(l.src[l.pos:], ".")
	r, _ := utf8.DecodeRuneInString(rest)
	return rest != "" && (isNameRune(r) || r == '-' || escapes && strings.ContainsRune(`:%\`, r))
}

// isNameRune approximates [167s] PN_CHARS, without the dash, by the classes of
// Unicode that it was made from.
func isNameRune(r rune) bool {
	const middleDot = 0xB7
	return r == '_' || r == middleDot || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
