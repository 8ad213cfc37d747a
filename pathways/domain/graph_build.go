package domain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// graphBuilder puts a graph together from a file that was not written for it:
// what would be a fault in the native form (two nodes of a type that are said
// alike, an edge that is there already) is left out, with a note.
type graphBuilder struct {
	*loader

	mapping *mapping
	// labels are taken, per type, folded.
	labels map[string]map[string]*Node
	edges  int
	// dropped counts what was left out, by why.
	dropped map[string]int
}

func (l *loader) newGraph() {
	l.graph = &Graph{
		byID:   map[string]*Node{},
		byType: map[string][]*Node{},
		edges:  map[edgeKey][]*Node{},
	}
	l.d.Graph = l.graph
}

func (l *loader) newGraphBuilder() *graphBuilder {
	l.newGraph()
	return &graphBuilder{loader: l, mapping: l.mapping, labels: map[string]map[string]*Node{}, dropped: map[string]int{}}
}

// node adds a node, nil where it cannot be told apart from others, or said.
func (b *graphBuilder) node(typ, name, label string, synonyms []string) *Node {
	label = spoken(label)
	folded := foldLabel(label)
	switch {
	case len(b.graph.Nodes) >= b.mapping.nodes:
		b.leftOut("nodes beyond the limit of " + strconv.Itoa(b.mapping.nodes))
		return nil
	case folded == "" || len(label) > MaxLabelBytes:
		b.leftOut("nodes with a name that nobody can say")
		return nil
	case b.labels[typ][folded] != nil:
		b.leftOut("nodes named like another node of the type")
		return nil
	}
	if b.labels[typ] == nil {
		b.labels[typ] = map[string]*Node{}
		b.graph.types = append(b.graph.types, typ)
	}
	n := &Node{ID: b.freeID(typ, name), Type: typ, Label: label, Value: label, Weight: 1}
	b.labels[typ][folded] = n
	for _, s := range synonyms {
		s = spoken(s)
		if f := foldLabel(s); f != "" && len(s) <= MaxLabelBytes && b.labels[typ][f] == nil && len(n.Synonyms) < MaxLabels {
			b.labels[typ][f] = n
			n.Synonyms = append(n.Synonyms, s)
		}
	}
	n.labels = append([]string{n.Label}, n.Synonyms...)
	b.graph.byID[n.ID] = n
	b.graph.byType[typ] = append(b.graph.byType[typ], n)
	b.graph.Nodes = append(b.graph.Nodes, n)
	return n
}

// freeID makes an id of the form type/name that no other node has.
func (b *graphBuilder) freeID(typ, name string) string {
	base := strings.Join(nameWords(name), "_")
	base = typ + "/" + slug(base)
	id := base
	for i := 2; b.graph.byID[id] != nil; i++ {
		id = fmt.Sprintf("%s_%d", base, i)
	}
	return id
}

// slug keeps of a text what a name can have.
func slug(text string) string {
	s := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-':
			return r
		default:
			return '_'
		}
	}, text)
	s = strings.Trim(s[:min(len(s), MaxLabelBytes/2)], "_")
	if s == "" {
		return "node"
	}
	return s
}

// spoken makes a label of a name that was written for programs: "CreativeWork"
// and "creative_work" are both said "creative work".
func spoken(label string) string {
	blank := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
	label = strings.Join(strings.FieldsFunc(label, blank), " ")
	if strings.Contains(label, " ") || strings.ContainsFunc(label, isPunctuation) {
		return label
	}
	return splitCase(label)
}

// splitCase separates the words of a name that is written in camel case; "sRGB"
// and "iPhone" are words.
func splitCase(name string) string {
	words := nameWords(name)
	if len(words) < 2 || slices.ContainsFunc(words, func(w string) bool { return len(w) < 2 }) {
		return name
	}
	return strings.Join(words, " ")
}

// isPunctuation finds what names of programs do not have: 're-colour' and
// "16:9" stay as they are.
func isPunctuation(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// edge adds an edge that is not there yet; false once there are too many.
func (b *graphBuilder) edge(from *Node, relation string, to *Node) bool {
	out, in := edgeKey{from, relation}, edgeKey{to, "^" + relation}
	if from == to || slices.Contains(b.graph.edges[out], to) {
		return true
	}
	if b.edges >= MaxEdges {
		b.leftOut("edges beyond the limit of " + strconv.Itoa(MaxEdges))
		return false
	}
	b.edges++
	b.graph.edges[out] = append(b.graph.edges[out], to)
	b.graph.edges[in] = append(b.graph.edges[in], from)
	if !slices.Contains(b.graph.relations, relation) {
		b.graph.relations = append(b.graph.relations, relation)
	}
	return true
}

func (b *graphBuilder) leftOut(why string) { b.dropped[why]++ }

// finish notes what was left out, and faults a file that gave nothing.
func (b *graphBuilder) finish(src *source) {
	for why := range keys(b.dropped) {
		b.d.Notes = append(b.d.Notes, Note{
			File: src.name, Text: fmt.Sprintf("left out: %d %s", b.dropped[why], why),
		})
	}
	if len(b.graph.Nodes) == 0 {
		src.fault(0, "no nodes", "something with a label; the part mapping of "+manifestFile+" says where to look")
	}
}
