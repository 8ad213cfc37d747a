package domain

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// tokenKind says what a token of Turtle is.
type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokPunct
	tokIRI       // [18] IRIREF, without < and >
	tokName      // [136s] PrefixedName, its escapes resolved
	tokBlank     // [141s] BLANK_NODE_LABEL, without _:
	tokString    // [17] String, its escapes resolved
	tokLanguage  // [144s] LANGTAG, without @
	tokNumber    // [16] NumericLiteral
	tokWord      // a, true, false
	tokDirective // @prefix, @base, PREFIX, BASE
)

// token is one token and the line it starts on.
type token struct {
	kind tokenKind
	text string
	line int
}

func (t token) describe() string {
	switch t.kind {
	case tokEnd:
		return "the end"
	case tokIRI:
		return quoted("<" + t.text + ">")
	default:
		return quoted(t.text)
	}
}

// turtleLexer cuts Turtle into tokens. Which text is a token does not depend on
// where it stands, but for the dot at the end of a name.
type turtleLexer struct {
	src  string
	pos  int
	line int
	tok  token
}

func (l *turtleLexer) fail(found, want string) { panic(&turtleError{l.line, found, want}) }

func (l *turtleLexer) peek() byte {
	if l.pos < len(l.src) {
		return l.src[l.pos]
	}
	return 0
}

func (l *turtleLexer) has(prefix string) bool { return strings.HasPrefix(l.src[l.pos:], prefix) }

// next reads the next token into tok.
func (l *turtleLexer) next() {
	l.skip()
	l.tok = token{line: l.line}
	if l.pos >= len(l.src) {
		return
	}
	switch c := l.src[l.pos]; {
	case c == '<':
		l.tok.kind, l.tok.text = tokIRI, l.iri()
	case c == '"' || c == '\'':
		l.tok.kind, l.tok.text = tokString, l.text(c)
	case c == '@':
		l.at()
	case l.has("_:"):
		l.pos += 2
		l.tok.kind, l.tok.text = tokBlank, l.local(false)
		if l.tok.text == "" {
			l.fail(`"_:" without a name`, "a blank node such as _:b1")
		}
	case l.has("^^"):
		l.pos += 2
		l.tok.kind, l.tok.text = tokPunct, "^^"
	case startsNumber(l.src[l.pos:]):
		l.tok.kind, l.tok.text = tokNumber, l.number()
	case strings.IndexByte(".;,[]()", c) >= 0:
		l.pos++
		l.tok.kind, l.tok.text = tokPunct, string(c)
	default:
		l.name()
	}
}

// skip passes over white space and comments.
func (l *turtleLexer) skip() {
	for l.pos < len(l.src) {
		switch l.src[l.pos] {
		case '\n':
			l.line++
			l.pos++
		case ' ', '\t', '\r':
			l.pos++
		case '#':
			for l.pos < len(l.src) && l.src[l.pos] != '\n' {
				l.pos++
			}
		default:
			return
		}
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// startsNumber says whether rest begins with a digit, after a sign, a dot, or a
// sign and a dot.
func startsNumber(rest string) bool {
	if rest[0] == '+' || rest[0] == '-' {
		rest = rest[1:]
	}
	rest = strings.TrimPrefix(rest, ".")
	return rest != "" && isDigit(rest[0])
}

// iri reads [18] IRIREF.
func (l *turtleLexer) iri() string {
	var b strings.Builder
	for l.pos++; l.pos < len(l.src); {
		r, n := utf8.DecodeRuneInString(l.src[l.pos:])
		switch {
		case r == '>':
			l.pos++
			return b.String()
		case r == '\\':
			b.WriteRune(l.escape(false))
			continue
		case r <= ' ' || strings.ContainsRune(`<"{}|^`+"`", r):
			l.fail(strconv.QuoteRune(r)+" in an IRI", `">" or a character that an IRI can have`)
		}
		b.WriteRune(r)
		l.pos += n
	}
	l.fail("an IRI without an end", `">"`)
	return ""
}

// text reads [17] String: one or three quotes of either kind.
func (l *turtleLexer) text(quote byte) string {
	delimiter := string(quote)
	if long := strings.Repeat(delimiter, 3); l.has(long) {
		delimiter = long
	}
	start := l.line
	var b strings.Builder
	for l.pos += len(delimiter); l.pos < len(l.src); {
		switch c := l.src[l.pos]; {
		case l.has(delimiter):
			// Of a run of quotes the last ones end a long string.
			if len(delimiter) == 3 && l.pos+3 < len(l.src) && l.src[l.pos+3] == quote {
				b.WriteByte(c)
				l.pos++
				continue
			}
			l.pos += len(delimiter)
			return b.String()
		case c == '\\':
			b.WriteRune(l.escape(true))
		case (c == '\n' || c == '\r') && len(delimiter) == 1:
			l.fail("a text that goes on in the next line", "its end, or three quotes around it")
		default:
			if c == '\n' {
				l.line++
			}
			b.WriteByte(c)
			l.pos++
		}
	}
	l.line = start
	l.fail("a text without an end", delimiter)
	return ""
}

// escape reads [26] UCHAR or, where all, [159s] ECHAR too.
func (l *turtleLexer) escape(all bool) rune {
	if l.pos++; l.pos >= len(l.src) {
		l.fail(`\ at the end`, "a character after it")
	}
	c := l.src[l.pos]
	l.pos++
	if i := strings.IndexByte(`tbnrf"'\`, c); i >= 0 && all {
		return rune("\t\b\n\r\f\"'\\"[i])
	}
	size := map[byte]int{'u': 4, 'U': 8}[c]
	if size == 0 || l.pos+size > len(l.src) {
		l.fail(quoted(`\`+string(rune(c))), `an escape that Turtle knows, such as \u00e9`)
	}
	n, err := strconv.ParseUint(l.src[l.pos:l.pos+size], 16, 32)
	if err != nil || !utf8.ValidRune(rune(n)) {
		l.fail(quoted(l.src[l.pos-2:l.pos+size]), "the number of a character, in hexadecimal")
	}
	l.pos += size
	return rune(n)
}
