package domain

import (
	"math/rand/v2"
	"slices"
)

// Node is one thing of the graph: a design type, an occasion, a colour.
type Node struct {
	// ID is unique in the graph: "color/pink" (type, slash, a short name).
	ID string
	// Type is the node's type, the part of the ID before the slash.
	Type string
	// Label is how the node is called by default.
	Label string
	// Synonyms are other ways to say it, each as good in a query as the label.
	Synonyms []string
	// Value is what a call's argument says for the node; the label unless the
	// file gives another.
	Value string
	// Weight is how often the node is drawn relative to others of its type; 1
	// unless the file says otherwise.
	Weight float64

	// labels are put together once: Labels is called for every sample.
	labels []string
	// in are the labels in other languages than the domain's own.
	in map[string][]string
}

// Labels returns the label and then the synonyms; shared, not to be changed.
func (n *Node) Labels() []string {
	if n.labels != nil {
		return n.labels
	}
	return append([]string{n.Label}, n.Synonyms...)
}

// LabelsIn are the ways to say it in a language, the first by default: its own, else
// those in the domain's own language. Shared, not to be changed.
func (n *Node) LabelsIn(lang string) []string {
	if labels := n.in[lang]; labels != nil {
		return labels
	}
	return n.Labels()
}

// AllLabels are the labels in every language, the domain's own first.
func (n *Node) AllLabels() []string { return allLabels(n.Labels(), n.in) }

func allLabels(own []string, in map[string][]string) []string {
	if len(in) == 0 {
		return own
	}
	all := slices.Clone(own)
	for lang := range keys(in) {
		all = append(all, in[lang]...)
	}
	return all
}

// Graph holds typed nodes and typed, directed edges between them.
type Graph struct {
	Nodes []*Node

	byID   map[string]*Node
	byType map[string][]*Node
	// edges maps a node and a relation to its neighbours, in file order; the
	// inverse of relation r is stored as "^r".
	edges map[edgeKey][]*Node
	// types and relations in file order.
	types, relations []string
	// weighted says that some nodes are drawn more often than others.
	weighted bool
}

type edgeKey struct {
	from     *Node
	relation string
}

// Node returns the node with that id, nil where there is none.
func (g *Graph) Node(id string) *Node { return g.byID[id] }

// OfType returns the nodes of a type, in file order; shared, not to be changed.
func (g *Graph) OfType(typ string) []*Node { return g.byType[typ] }

// Draw draws one of some nodes of the graph by their weights. It needs at least
// one.
func (g *Graph) Draw(nodes []*Node, rng *rand.Rand) *Node {
	if !g.weighted {
		return nodes[rng.IntN(len(nodes))]
	}
	total := 0.0
	for _, n := range nodes {
		total += n.Weight
	}
	at := rng.Float64() * total
	for _, n := range nodes {
		if at -= n.Weight; at < 0 {
			return n
		}
	}
	return nodes[len(nodes)-1]
}

// Types returns the node types, in file order; shared, not to be changed.
func (g *Graph) Types() []string { return g.types }

// Relations returns the relations, in file order; shared, not to be changed.
func (g *Graph) Relations() []string { return g.relations }

// Neighbours returns where relation leads from n, in file order. "^r" walks
// relation r against its direction.
func (g *Graph) Neighbours(n *Node, relation string) []*Node {
	return g.edges[edgeKey{n, relation}]
}
