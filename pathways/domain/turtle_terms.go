package domain

import (
	"fmt"
	"strings"
)

// node reads [135s] iri or [137s] BlankNode.
func (p *turtleParser) node(want string) term {
	tok := p.tok
	switch {
	case tok.kind == tokIRI:
		p.next()
		return term{termIRI, p.resolve(tok.text), ""}
	case tok.kind == tokBlank:
		p.next()
		return term{termBlank, tok.text, ""}
	case tok.kind == tokName && !p.plain:
		prefix, local, _ := strings.Cut(tok.text, ":")
		ns, ok := p.prefixes[prefix]
		if !ok {
			p.wrong("a prefix that the file declares")
		}
		p.next()
		return term{termIRI, ns + local, ""}
	}
	p.wrong(want)
	return term{}
}

func (p *turtleParser) resolve(iri string) string {
	if i := strings.IndexAny(iri, ":/?#"); i > 0 && iri[i] == ':' {
		return iri
	}
	return p.base + iri
}

// object reads [12] object.
func (p *turtleParser) object() term {
	switch {
	case p.tok.kind == tokString:
		return p.literal()
	case p.tok.kind == tokNumber && !p.plain,
		p.tok.kind == tokWord && !p.plain && (p.tok.text == textTrue || p.tok.text == textFalse):
		text := p.tok.text
		p.next()
		return term{termLiteral, text, ""}
	case p.is("[") && !p.plain:
		node, _ := p.propertyList()
		return node
	case p.is("(") && !p.plain:
		return p.collection()
	default:
		return p.node("an object")
	}
}

// literal reads [128s] RDFLiteral; its datatype does not count here.
func (p *turtleParser) literal() term {
	t := term{termLiteral, p.tok.text, ""}
	p.next()
	switch {
	case p.tok.kind == tokLanguage:
		t.language = strings.ToLower(p.tok.text)
		p.next()
	case p.is("^^"):
		p.next()
		if datatype := p.node("a datatype"); datatype.kind != termIRI {
			p.wrong("an IRI for a datatype")
		}
	}
	return t
}

func (p *turtleParser) blank() term {
	p.blanks++
	return term{termBlank, fmt.Sprintf("[]%d", p.blanks), ""}
}

func (p *turtleParser) deeper() {
	if p.depth++; p.depth > MaxDepth {
		p.wrong(fmt.Sprintf("at most %d levels of brackets", MaxDepth))
	}
}

// propertyList reads [14] blankNodePropertyList or [162s] ANON, and says whether
// it was the former.
func (p *turtleParser) propertyList() (node term, filled bool) {
	p.deeper()
	node = p.blank()
	p.expect("[")
	if filled = !p.is("]"); filled {
		p.predicateObjects(node)
	}
	p.expect("]")
	p.depth--
	return node, filled
}

// collection reads [15] collection.
func (p *turtleParser) collection() term {
	p.deeper()
	p.expect("(")
	first := term{termIRI, rdfNil, ""}
	var last term
	for !p.is(")") {
		line := p.tok.line
		item := p.object()
		cell := p.blank()
		if last.kind == 0 {
			first = cell
		} else {
			p.emit(triple{last, term{termIRI, rdfRest, ""}, cell, line})
		}
		p.emit(triple{cell, term{termIRI, rdfFirst, ""}, item, line})
		last = cell
	}
	if last.kind != 0 {
		p.emit(triple{last, term{termIRI, rdfRest, ""}, term{termIRI, rdfNil, ""}, p.tok.line})
	}
	p.expect(")")
	p.depth--
	return first
}
