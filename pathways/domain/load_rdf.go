package domain

import (
	"errors"
	"slices"
	"strings"
)

// readRDF reads a graph from Turtle or, where plain, N-Triples. A node is every
// IRI that has a type, a label, or a place in an edge of the mapping; its name
// stands in where it has no label.
func (l *loader) readRDF(src *source, text string, plain bool) {
	r := &rdfReader{things: map[string]*thing{}}
	prefixes, err := parseTurtle(text, plain, r.add)
	if e, ok := errors.AsType[*turtleError](err); ok {
		src.fault(e.line, e.found, e.want)
		return
	}
	if r.beyond {
		src.fault(0, "more triples than can be read", "fewer")
		return
	}
	b := l.newGraphBuilder()
	r.build(b, prefixes)
	b.finish(src)
}

// rdfReader collects what is said of each IRI.
type rdfReader struct {
	things map[string]*thing
	order  []*thing
	count  int
	beyond bool
}

// thing is an IRI and what is said of it.
type thing struct {
	iri     string
	said    []statement
	isNode  bool
	types   []string
	label   string
	synonym []string
}

// statement is the rest of a triple.
type statement struct {
	predicate string
	object    term
}

// maxTriples bounds a file of triples, far above what the limits on nodes and
// edges leave room for.
const maxTriples = 4 * MaxEdges

func (r *rdfReader) add(t triple) bool {
	if r.count++; r.count > maxTriples {
		r.beyond = true
		return false
	}
	if t.subject.kind != termIRI {
		return true
	}
	th := r.things[t.subject.value]
	if th == nil {
		th = &thing{iri: t.subject.value}
		r.things[th.iri] = th
		r.order = append(r.order, th)
	}
	if t.object.kind != termBlank {
		th.said = append(th.said, statement{t.predicate.value, t.object})
	}
	return true
}

// build makes the nodes and then the edges.
func (r *rdfReader) build(b *graphBuilder, prefixes map[string]string) {
	m := b.mapping
	labels, synonyms := expandAll(m.label, prefixes), expandAll(m.synonym, prefixes)
	typ := expandAll(m.typ, prefixes)
	relation := map[string]string{}
	for _, e := range m.edges {
		for _, p := range expandAll(e.predicates, prefixes) {
			relation[p] = e.relation
		}
	}
	types := map[string]string{}
	for class, name := range m.types {
		types[expand(class, prefixes)] = name
	}
	for _, th := range r.order {
		th.read(m, labels, synonyms, typ, relation)
	}
	nodes := map[string]*Node{}
	for _, th := range r.order {
		name := th.typeName(types, len(m.types) > 0)
		if !th.isNode || name == "" {
			continue
		}
		label := th.label
		if label == "" {
			label = localName(th.iri)
		}
		if n := b.node(name, localName(th.iri), label, th.synonym); n != nil {
			nodes[th.iri] = n
		}
	}
	r.edges(b, nodes, relation)
}

// edges adds the edges between nodes; relation maps predicates.
func (r *rdfReader) edges(b *graphBuilder, nodes map[string]*Node, relation map[string]string) {
	for _, th := range r.order {
		from := nodes[th.iri]
		if from == nil {
			continue
		}
		for _, s := range th.said {
			to := nodes[s.object.value]
			rel, known := relation[s.predicate]
			if known && to != nil && s.object.kind == termIRI && !b.edge(from, rel, to) {
				return
			}
		}
	}
}

// read sorts what is said of a thing by what the mapping makes of it.
func (th *thing) read(m *mapping, labels, synonyms, typ []string, relation map[string]string) {
	best := len(labels)
	for _, s := range th.said {
		literal := s.object.kind == termLiteral
		if literal && !speaks(m.languages, s.object.language) {
			continue
		}
		switch {
		case literal && slices.Contains(labels, s.predicate):
			th.isNode = true
			rank := slices.Index(labels, s.predicate)
			// A text in the first language comes before one in none.
			if th.label == "" || rank < best {
				th.label, best = s.object.value, rank
			} else {
				th.synonym = append(th.synonym, s.object.value)
			}
		case literal && slices.Contains(synonyms, s.predicate):
			th.synonym = append(th.synonym, s.object.value)
		case !literal && slices.Contains(typ, s.predicate):
			th.isNode = true
			th.types = append(th.types, s.object.value)
		case !literal && relation[s.predicate] != "":
			th.isNode = true
		}
	}
}

// speaks says whether a text's language is one of those asked for, or a dialect
// of one; texts without a language always are.
func speaks(languages []string, language string) bool {
	return language == "" || slices.ContainsFunc(languages, func(l string) bool {
		rest, ok := strings.CutPrefix(language, strings.ToLower(l))
		return ok && (rest == "" || rest[0] == '-')
	})
}

// typeName returns the node type of a thing: by the mapping's types where it has
// any, else the name of its class; empty for what is no node.
func (th *thing) typeName(types map[string]string, only bool) string {
	for _, class := range th.types {
		if name := types[class]; name != "" {
			return name
		}
	}
	if only {
		return ""
	}
	if len(th.types) == 0 {
		return "thing"
	}
	return slug(strings.Join(nameWords(localName(th.types[0])), "_"))
}

// localName is the part of an IRI after the last #, / or :.
func localName(iri string) string {
	trimmed := strings.TrimRight(iri, "/#")
	return trimmed[strings.LastIndexAny(trimmed, "/#:")+1:]
}
