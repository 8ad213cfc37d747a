package domain

import (
	"fmt"
	"path"
	"strings"
)

// readGraph reads the graph in the format that the file's name tells: Turtle
// (.ttl), N-Triples (.nt), a tree (.json), else the native form:
//
//	nodes:
//	  color:                    # a type, and the names of its nodes
//	    pink: {synonyms: [rosy, rose pink], value: "#ffc0cb"}
//	    sky_blue:               # label: the name, with _ as space; value: the label
//	    black: {weight: 5}      # drawn five times as often as others of the type
//	    green: {labels: {es: [verde], de: [grün]}}   # in other languages of the domain
//	edges:
//	  suits:                    # a relation: from each node to the listed ones
//	    occasion/birthday: [design_type/card, design_type/invitation]
//
// A JSON file whose root has the key nodes is in the native form too.
func (l *loader) readGraph() {
	f := l.manifest.graph
	if l.noFile(f) {
		l.newGraph()
		return
	}
	switch path.Ext(f.name) {
	case ".ttl", ".nt":
		if data, ok := l.folder.text(f.name, MaxContentBytes, f.fault); ok {
			l.readRDF(&source{name: f.name, faults: l.faults}, string(data), path.Ext(f.name) == ".nt")
		}
	case ".json":
		data, ok := l.folder.text(f.name, MaxFileBytes, f.fault)
		if !ok {
			return
		}
		src := &source{name: f.name, faults: l.faults}
		root := readJSON(src, data, 1)
		switch {
		case root == nil:
		case root.get("nodes") != nil:
			l.readNativeGraph(root)
		default:
			l.readTree(src, root)
		}
	default:
		l.readNativeGraph(l.yaml(f))
	}
}

func (l *loader) readNativeGraph(root *place) {
	if !root.mapping("nodes", "edges") {
		return
	}
	nodes := root.need("nodes")
	if !nodes.is(kindMapping) {
		nodes.wrong("node types")
		return
	}
	l.newGraph()
	for _, p := range nodes.entries("node types") {
		l.readNodes(p)
	}
	edges := 0
	for _, p := range root.get("edges").entries("relations") {
		edges += l.readEdges(p)
	}
	if edges > MaxEdges {
		root.get("edges").fault(fmt.Sprintf("%d edges", edges), fmt.Sprintf("at most %d", MaxEdges))
	}
}

// readNodes reads the nodes of one type.
func (l *loader) readNodes(p *place) {
	typ := p.key
	p.keyName("a node type's name")
	labels := map[string]*Node{}    // folded
	others := map[[2]string]*Node{} // by language, folded
	values := map[string]*Node{}
	for key, at := range p.entries("nodes of type " + typ) {
		at.keyName("a node's name")
		n := l.readNode(at, typ, key)
		// Two nodes of a type that are said alike, or mean the same in a call,
		// could not be told apart when a query is checked against its calls.
		for _, label := range n.Labels() {
			folded := foldLabel(label)
			if other := labels[folded]; other != nil && other != n {
				at.fault(fmt.Sprintf("label %s, which %s has too", quoted(label), quoted(other.ID)),
					"labels that no other node of the type has")
				continue
			}
			labels[folded] = n
		}
		for lang := range keys(n.in) {
			for _, label := range n.in[lang] {
				key := [2]string{lang, foldLabel(label)}
				if other := others[key]; other != nil {
					at.fault(fmt.Sprintf("label %s, which %s has too", quoted(label), quoted(other.ID)),
						"labels that no other node of the type has in the language "+lang)
				}
				others[key] = n
			}
		}
		if other := values[n.Value]; other != nil {
			at.fault(fmt.Sprintf("value %s, which %s has too", quoted(n.Value), quoted(other.ID)),
				"a value that no other node of the type has; use synonyms for another way to say it")
		}
		values[n.Value] = n
		l.graph.byType[typ] = append(l.graph.byType[typ], n)
		l.graph.byID[n.ID] = n
		l.graph.Nodes = append(l.graph.Nodes, n)
		if len(l.graph.Nodes) == MaxNodes+1 {
			at.fault(fmt.Sprintf("more than %d nodes", MaxNodes), "fewer")
		}
	}
	if l.graph.byType[typ] != nil {
		l.graph.types = append(l.graph.types, typ)
	}
}

func (l *loader) readNode(p *place, typ, key string) *Node {
	n := &Node{ID: typ + "/" + key, Type: typ, Label: strings.ReplaceAll(key, "_", " "), Weight: 1}
	if !p.is(kindNull) && p.mapping("synonyms", "value", "label", "weight", "labels") {
		n.Weight = p.get("weight").weight()
		l.graph.weighted = l.graph.weighted || n.Weight != 1
		if label, ok := p.get("label").label("a label"); ok {
			n.Label = label
		}
		n.Synonyms = p.get("synonyms").labels("a synonym", n.Label)
		for lang, at := range l.inLanguages(p.get("labels")) {
			if labels := at.words("a label"); len(labels) > 0 {
				if n.in == nil {
					n.in = map[string][]string{}
				}
				n.in[lang] = labels
			}
		}
		n.Value, _ = p.get("value").text("a text", MaxTextBytes)
	}
	if n.Value == "" {
		n.Value = n.Label
	}
	if len(Words(n.Label)) == 0 {
		p.fault("label "+quoted(n.Label), "a label with letters or digits")
	}
	n.labels = append([]string{n.Label}, n.Synonyms...)
	return n
}

// readEdges reads the edges of one relation and counts them.
func (l *loader) readEdges(p *place) int {
	relation, inverse, count := p.key, "^"+p.key, 0
	p.keyName("a relation's name")
	for id, at := range p.entries("node ids, each with a list of them") {
		from := l.graph.Node(id)
		if from == nil {
			at.fault("key "+quoted(id), "the id of a node"+at.hint(id, keys(l.graph.byID)))
		}
		for item := range at.elements("a list of node ids", MaxNodes) {
			count++
			id, ok := item.text("the id of a node", MaxLabelBytes*2)
			if !ok {
				continue
			}
			to := l.graph.Node(id)
			if to == nil {
				item.wrong("the id of a node" + item.hint(id, keys(l.graph.byID)))
				continue
			}
			if from == nil {
				continue
			}
			out, in := edgeKey{from, relation}, edgeKey{to, inverse}
			if len(l.graph.edges[in]) > 0 && last(l.graph.edges[in]) == from {
				item.fault(quoted(id)+" again", "each edge once")
				continue
			}
			l.graph.edges[out] = append(l.graph.edges[out], to)
			l.graph.edges[in] = append(l.graph.edges[in], from)
		}
	}
	l.graph.relations = append(l.graph.relations, relation)
	return count
}

func last[T any](list []T) T { return list[len(list)-1] }
