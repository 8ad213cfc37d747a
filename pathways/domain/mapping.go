package domain

import "strings"

// mapping says how files of other formats become a graph and content; the part
// called mapping in domain.yaml, in which everything may be left out. The values
// here are the defaults:
//
//	mapping:
//	  # N-Triples and Turtle. Predicates and classes are IRIs, or names with a
//	  # prefix that the file declares, or rdf:, rdfs:, skos:, owl:, schema:.
//	  label: [skos:prefLabel, rdfs:label]   # the first that a node has
//	  synonym: [skos:altLabel, schema:alternateName]
//	  type: rdf:type                        # its object names the node's type
//	  types: {skos:Concept: concept}        # left out: every class, by its name
//	  edges: {is_a: [rdfs:subClassOf, rdfs:subPropertyOf, skos:broader], related: [skos:related]}
//	  languages: [en]                       # and texts without a language
//	  # A JSON tree: objects with a name and children, in a list or a root.
//	  name: [name, label, title]
//	  children: [children]
//	  synonyms: [synonyms]
//	  node_type: thing                      # what the tree's nodes are called
//	  relation: is_a                        # from each node to the one around it
//	  # Both.
//	  nodes: 200000                         # more than that many are left out
//	  # CSV content: which columns the fields of items are.
//	  columns: {id: id, kind: kind, title: title, keywords: keywords, picture: picture}
//	  separator: ";"                        # between keywords
//	  kind: item                            # of items that have none; no default
type mapping struct {
	at *place

	label, synonym, typ []string
	types               map[string]string
	edges               []edgeMapping
	languages           []string

	name, children, synonyms []string
	nodeType, relation       string
	nodes                    int

	columns   map[string]string
	separator string
	kind      string
}

// edgeMapping is a relation and the predicates that it stands for.
type edgeMapping struct {
	relation   string
	predicates []string
}

// wellKnown returns what prefixes stand for that a mapping can use whatever the
// file declares.
func wellKnown(prefix string) (string, bool) {
	ns, ok := map[string]string{
		"rdf":    rdfNS,
		"rdfs":   "http://www.w3.org/2000/01/rdf-schema#",
		"skos":   "http://www.w3.org/2004/02/skos/core#",
		"owl":    "http://www.w3.org/2002/07/owl#",
		"schema": "https://schema.org/",
	}[prefix]
	return ns, ok
}

// readMapping reads the part called mapping.
func (l *loader) readMapping() *mapping {
	p := l.manifest.root.get("mapping")
	if p != nil {
		p.mapping("label", "synonym", "type", "types", "edges", "languages", "name", "children", "synonyms",
			"node_type", "relation", "nodes", "columns", "separator", "kind")
		if !p.is(kindMapping) {
			p = nil
		}
	}
	m := &mapping{
		at:        p,
		label:     p.get("label").textsOr("a predicate", "skos:prefLabel", "rdfs:label"),
		synonym:   p.get("synonym").textsOr("a predicate", "skos:altLabel", "schema:alternateName"),
		typ:       p.get("type").textsOr("a predicate", "rdf:type"),
		languages: p.get("languages").textsOr("a language", "en"),
		name:      p.get("name").textsOr("a key", "name", "label", "title"),
		children:  p.get("children").textsOr("a key", "children"),
		synonyms:  p.get("synonyms").textsOr("a key", "synonyms"),
		nodeType:  "thing", relation: "is_a", nodes: MaxNodes, separator: ";",
	}
	if s, ok := p.get("node_type").name("a node type's name"); ok {
		m.nodeType = s
	}
	if s, ok := p.get("relation").name("a relation's name"); ok {
		m.relation = s
	}
	if n, ok := p.get("nodes").integer("a number of nodes", 1, MaxNodes); ok {
		m.nodes = n
	}
	if s, ok := p.get("separator").text("a separator", MaxLabelBytes); ok {
		m.separator = s
	}
	m.kind, _ = p.get("kind").label("the kind of item")
	for class, at := range p.get("types").entries("classes, each with a node type") {
		if s, ok := at.name("a node type's name"); ok {
			if m.types == nil {
				m.types = map[string]string{}
			}
			m.types[class] = s
		}
	}
	m.readEdges(p.get("edges"))
	m.readColumns(p.get("columns"))
	return m
}

func (m *mapping) readEdges(p *place) {
	if p == nil {
		m.edges = []edgeMapping{
			{"is_a", []string{"rdfs:subClassOf", "rdfs:subPropertyOf", "skos:broader"}},
			{"related", []string{"skos:related"}},
		}
	}
	for relation, at := range p.entries("relations, each with its predicates") {
		at.keyName("a relation's name")
		m.edges = append(m.edges, edgeMapping{relation, at.textsOr("a predicate")})
	}
}

func (m *mapping) readColumns(p *place) {
	m.columns = map[string]string{}
	fields := []string{fieldID, fieldKind, fieldTitle, fieldKeywords, fieldPicture}
	for _, field := range fields {
		m.columns[field] = field
	}
	if p != nil && !p.mapping(fields...) {
		return
	}
	for _, field := range fields {
		if s, ok := p.get(field).text("the name of a column", MaxLabelBytes); ok {
			m.columns[field] = s
		}
	}
}

// textsOr returns the place's text or list of texts, else what it is by default.
func (p *place) textsOr(want string, otherwise ...string) []string {
	if p == nil {
		return otherwise
	}
	if p.is(kindText) {
		if s, ok := p.text(want, MaxTextBytes); ok {
			return []string{s}
		}
		return otherwise
	}
	var list []string
	for item := range p.elements("a text or a list of texts", MaxLabels) {
		if s, ok := item.text(want, MaxTextBytes); ok {
			list = append(list, s)
		}
	}
	if p.is(kindList) && len(p.items) == 0 {
		p.fault("an empty list", "at least one text")
	}
	return list
}

// expand returns the IRI that a name of the mapping stands for.
func expand(name string, prefixes map[string]string) string {
	prefix, local, ok := strings.Cut(name, ":")
	if !ok || strings.HasPrefix(local, "//") {
		return name
	}
	if ns, declared := prefixes[prefix]; declared {
		return ns + local
	}
	if ns, known := wellKnown(prefix); known {
		return ns + local
	}
	return name
}

func expandAll(names []string, prefixes map[string]string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = expand(n, prefixes)
	}
	return out
}
