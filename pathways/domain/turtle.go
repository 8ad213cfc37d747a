package domain

import (
	"fmt"
	"strings"
)

// triple is one statement of an RDF file and the line of its object.
type triple struct {
	subject, predicate, object term
	line                       int
}

// term is a node or a literal of RDF.
type term struct {
	kind termKind
	// value is the IRI, the blank node's name or the literal's text.
	value string
	// language of a literal, in lower case; empty for none.
	language string
}

type termKind uint8

const (
	termIRI termKind = iota + 1
	termBlank
	termLiteral
)

// Names that Turtle itself knows.
const (
	rdfNS    = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	rdfType  = rdfNS + "type"
	rdfFirst = rdfNS + "first"
	rdfRest  = rdfNS + "rest"
	rdfNil   = rdfNS + "nil"
)

// turtleParser reads Turtle (W3C Recommendation of 25 February 2014,
// https://www.w3.org/TR/turtle/, section 6.5; the names of productions are its).
// N-Triples (https://www.w3.org/TR/n-triples/) is a subset of it. Relative IRIs
// are put behind the base as they are, since they only serve as names here.
type turtleParser struct {
	turtleLexer

	base     string
	prefixes map[string]string
	// plain says that the file is N-Triples: no directive and no abbreviation.
	plain  bool
	blanks int
	depth  int
	// yield takes each triple; false ends the reading.
	yield func(triple) bool
	done  bool
}

// turtleError is what is wrong with a file, and where.
type turtleError struct {
	line        int
	found, want string
}

// Error implements error.
func (e *turtleError) Error() string {
	return fmt.Sprintf("line %d: found %s, want %s", e.line, e.found, e.want)
}

// parseTurtle calls yield with each triple of a Turtle or, where plain, an
// N-Triples file, until it returns false. Errors are *turtleError.
func parseTurtle(text string, plain bool, yield func(triple) bool) (prefixes map[string]string, err error) {
	p := &turtleParser{
		turtleLexer: turtleLexer{src: text, line: 1}, plain: plain,
		prefixes: map[string]string{}, yield: yield,
	}
	defer func() {
		// The parser is a recursive descent in which every step can fail; a
		// panic of its own type leads straight out.
		if r := recover(); r != nil {
			e, ok := r.(*turtleError)
			if !ok {
				panic(r)
			}
			err = e
		}
	}()
	for p.next(); p.tok.kind != tokEnd && !p.done; {
		p.statement()
	}
	return p.prefixes, nil
}

func (p *turtleParser) wrong(want string) {
	panic(&turtleError{p.tok.line, p.tok.describe(), want})
}

func (p *turtleParser) expect(punct string) {
	if p.tok.kind != tokPunct || p.tok.text != punct {
		p.wrong(quoted(punct))
	}
	p.next()
}

func (p *turtleParser) is(punct string) bool { return p.tok.kind == tokPunct && p.tok.text == punct }

// statement reads [2] statement.
func (p *turtleParser) statement() {
	if p.tok.kind == tokDirective {
		if p.plain {
			p.wrong("a triple: N-Triples has no directives")
		}
		p.directive()
		return
	}
	if p.is("[") && !p.plain { // [6] triples: blankNodePropertyList predicateObjectList?
		subject, filled := p.propertyList()
		if !filled || !p.is(".") {
			p.predicateObjects(subject)
		}
	} else {
		subject := p.subject()
		p.predicateObjects(subject)
	}
	p.expect(".")
}

// directive reads [3] directive, in Turtle's form and in SPARQL's.
func (p *turtleParser) directive() {
	name := p.tok.text
	sparql := name[0] != '@'
	p.next()
	switch strings.ToLower(strings.TrimPrefix(name, "@")) {
	case "prefix":
		if p.tok.kind != tokName || !strings.HasSuffix(p.tok.text, ":") || strings.Count(p.tok.text, ":") != 1 {
			p.wrong("a prefix, such as schema:")
		}
		prefix := strings.TrimSuffix(p.tok.text, ":")
		p.next()
		if p.tok.kind != tokIRI {
			p.wrong("an IRI, such as <https://schema.org/>")
		}
		p.prefixes[prefix] = p.resolve(p.tok.text)
	case "base":
		if p.tok.kind != tokIRI {
			p.wrong("an IRI, such as <https://schema.org/>")
		}
		p.base = p.resolve(p.tok.text)
	}
	p.next()
	if !sparql {
		p.expect(".")
	}
}

// subject reads [10] subject.
func (p *turtleParser) subject() term {
	switch {
	case p.tok.kind == tokIRI || p.tok.kind == tokName || p.tok.kind == tokBlank:
		return p.node("a subject")
	case p.is("(") && !p.plain:
		return p.collection()
	}
	p.wrong("a subject")
	return term{}
}

// predicateObjects reads [7] predicateObjectList.
func (p *turtleParser) predicateObjects(subject term) {
	for {
		verb := term{termIRI, rdfType, ""}
		if p.tok.kind == tokWord && p.tok.text == "a" && !p.plain {
			p.next()
		} else if verb = p.node("a predicate"); verb.kind != termIRI {
			p.wrong("an IRI for a predicate")
		}
		for {
			line := p.tok.line
			p.emit(triple{subject, verb, p.object(), line})
			if !p.is(",") {
				break
			}
			if p.plain {
				p.wrong(`".": N-Triples has one object a line`)
			}
			p.next()
		}
		if !p.is(";") {
			return
		}
		if p.plain {
			p.wrong(`".": N-Triples has one predicate a line`)
		}
		for p.is(";") {
			p.next()
		}
		if p.is(".") || p.is("]") {
			return
		}
	}
}

func (p *turtleParser) emit(t triple) {
	if !p.done && !p.yield(t) {
		p.done = true
	}
}
