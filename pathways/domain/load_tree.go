package domain

import "strings"

// readTree reads a graph from a JSON tree: an object with a name and children,
// or a list of them; a text is a child that has a name only. Nodes that occur
// more than once are one node, with an edge to each that is around them.
func (l *loader) readTree(src *source, root *place) {
	b := l.newGraphBuilder()
	t := &treeReader{graphBuilder: b, byName: map[string]*Node{}}
	before := len(l.faults.faults)
	t.node(root, nil)
	if len(l.faults.faults) > before {
		l.graph, l.d.Graph = nil, nil
		return
	}
	b.finish(src)
}

// treeReader reads a tree into a graph.
type treeReader struct {
	*graphBuilder

	byName map[string]*Node
}

func (t *treeReader) node(p *place, parent *Node) {
	switch {
	case p.is(kindList):
		for i := range p.items {
			t.node(p.at(i), parent)
		}
	case p.is(kindText):
		t.add(p.datum.text, nil, parent)
	case p.is(kindMapping):
		var self *Node
		if name := p.firstOf(t.mapping.name); name != nil {
			if text, ok := name.text("a name", MaxTextBytes); ok {
				self = t.add(text, t.synonymsAt(p), parent)
			}
		} else if parent != nil || p.firstOf(t.mapping.children) == nil {
			p.fault("no name", "one of the keys "+strings.Join(t.mapping.name, ", "))
			return
		}
		around := self
		if around == nil {
			around = parent
		}
		for _, key := range t.mapping.children {
			if children := p.get(key); children != nil {
				if children.is(kindText) || children.is(kindMapping) {
					children.wrong("a list of children")
					continue
				}
				t.node(children, around)
			}
		}
	default:
		p.wrong("a node: an object with a name, or a text")
	}
}

// firstOf returns the first of these members that is there.
func (p *place) firstOf(names []string) *place {
	for _, name := range names {
		if m := p.get(name); m != nil {
			return m
		}
	}
	return nil
}

func (t *treeReader) synonymsAt(p *place) []string {
	var list []string
	if at := p.firstOf(t.mapping.synonyms); at != nil {
		list = at.textsOr("a synonym")
	}
	return list
}

// add adds a node and its edge to the one around it.
func (t *treeReader) add(name string, synonyms []string, parent *Node) *Node {
	n := t.byName[name]
	if n == nil {
		if n = t.graphBuilder.node(t.mapping.nodeType, name, name, synonyms); n == nil {
			return nil
		}
		t.byName[name] = n
	}
	if parent != nil {
		t.edge(n, t.mapping.relation, parent)
	}
	return n
}
