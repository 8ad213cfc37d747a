package domain

import (
	"fmt"
	"strings"
)

// Production is one way to say something, in a small notation:
//
//	find me        words, as they are
//	{color}        how the argument color is said
//	{size.width}   the same of a member of an object, or of the elements of a
//	               list; {width} does where no other argument ends like that
//	{item}         how the item before the user is called
//	{a}            "a" or "an", whichever the next word wants
//	<please>       one production of the rule please
//	(x|y|z)        one of the alternatives
//	[x]            if x names arguments: x exactly when the call has them all;
//	               else x in half of the cases
//	\c             the character c as it is
type Production struct {
	// Source is the text that was parsed.
	Source string
	// Weight is how often it is drawn relative to its siblings; 1 unless set.
	Weight float64
	// Fancy productions ("plain: false") are for phrase/grammar alone.
	Fancy bool
	Parts []Part
}

// PartKind says what a part of a production is.
type PartKind int

// The kinds of parts.
const (
	PartText PartKind = iota + 1
	PartArgument
	PartRule
	PartChoice
	PartOptional
)

// Part is one element of a production.
type Part struct {
	Kind PartKind
	// Text of PartText; the name of PartArgument and PartRule.
	Text string
	// Alternatives of PartChoice; the single one of PartOptional.
	Alternatives [][]Part
}

// Names that {…} understands beside the call's arguments.
const (
	PlaceholderItem    = "item"
	PlaceholderArticle = "a"
)

// maxProductionDepth bounds the nesting of brackets in one production.
const maxProductionDepth = 16

// productionError is a fault in the notation.
type productionError struct {
	column      int
	found, want string
}

// Error implements error.
func (e *productionError) Error() string {
	return fmt.Sprintf("column %d: found %s, want %s", e.column, e.found, e.want)
}

// ParseProduction reads the notation. Errors name the column (in bytes, from 1)
// and what was expected.
func ParseProduction(source string) (*Production, error) {
	p := &productionParser{src: source}
	parts, err := p.sequence(0, "")
	if err != nil {
		return nil, err
	}
	if blank := len(parts) == 1 && strings.TrimSpace(parts[0].Text) == ""; len(parts) == 0 ||
		blank && parts[0].Kind == PartText {
		return nil, p.fault("no words", "something to say")
	}
	return &Production{Source: source, Weight: 1, Parts: parts}, nil
}

type productionParser struct {
	src string
	pos int
}

// sequence reads parts up to one of the characters in stop (not consumed), or
// to the end where stop is empty.
func (p *productionParser) sequence(depth int, stop string) ([]Part, error) {
	if depth > maxProductionDepth {
		return nil, p.fault("a deeper bracket", fmt.Sprintf("at most %d levels", maxProductionDepth))
	}
	var parts []Part
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			parts = append(parts, Part{Kind: PartText, Text: text.String()})
			text.Reset()
		}
	}
	for p.pos < len(p.src) {
		c := p.src[p.pos]
		if strings.IndexByte(stop, c) >= 0 {
			flush()
			return parts, nil
		}
		if c == '\\' {
			if p.pos+1 == len(p.src) {
				return nil, p.fault(`\ at the end`, "a character after it")
			}
			text.WriteByte(p.src[p.pos+1])
			p.pos += 2
			continue
		}
		if strings.IndexByte("{<([", c) < 0 {
			if strings.IndexByte("}>)]|", c) >= 0 {
				return nil, p.fault(fmt.Sprintf("%q without its opening", c), fmt.Sprintf(`\%c for the character itself`, c))
			}
			text.WriteByte(c)
			p.pos++
			continue
		}
		flush()
		part, err := p.bracket(depth, c)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	if stop != "" {
		return nil, p.fault(foundEnd, fmt.Sprintf("%q", stop[len(stop)-1]))
	}
	flush()
	return parts, nil
}

func (p *productionParser) bracket(depth int, open byte) (Part, error) {
	p.pos++
	switch open {
	case '{':
		name, err := p.name('}')
		return Part{Kind: PartArgument, Text: name}, err
	case '<':
		name, err := p.name('>')
		return Part{Kind: PartRule, Text: name}, err
	case '[':
		inner, err := p.sequence(depth+1, "]")
		if err != nil {
			return Part{}, err
		}
		if len(inner) == 0 {
			return Part{}, p.fault("nothing in [ ]", "something that may be left out")
		}
		p.pos++
		return Part{Kind: PartOptional, Alternatives: [][]Part{inner}}, nil
	default:
		part := Part{Kind: PartChoice}
		for {
			inner, err := p.sequence(depth+1, "|)")
			if err != nil {
				return Part{}, err
			}
			part.Alternatives = append(part.Alternatives, inner)
			if len(part.Alternatives) == 1 && len(inner) == 0 && p.src[p.pos] == ')' {
				return Part{}, p.fault("nothing in ( )", "at least one alternative")
			}
			p.pos++
			if p.src[p.pos-1] == ')' {
				return part, nil
			}
		}
	}
}

func (p *productionParser) name(closing byte) (string, error) {
	end := strings.IndexByte(p.src[p.pos:], closing)
	if end < 0 {
		return "", p.fault(foundEnd, fmt.Sprintf("%q", closing))
	}
	name := p.src[p.pos : p.pos+end]
	if !isName(name) && !(closing == '}' && isNamePath(name)) {
		return "", p.fault("name "+quoted(name), "letters, digits, _ and -")
	}
	p.pos += end + 1
	return name, nil
}

// foundEnd is what an unfinished bracket runs into.
const foundEnd = "the end"

func (p *productionParser) fault(found, want string) error {
	return &productionError{column: p.pos + 1, found: found, want: want}
}

// isNamePath says whether s is names with dots between them.
func isNamePath(s string) bool {
	for name := range strings.SplitSeq(s, ".") {
		if !isName(name) {
			return false
		}
	}
	return true
}

func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-') {
			return false
		}
	}
	return s != ""
}
