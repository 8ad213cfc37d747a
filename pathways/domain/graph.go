package domain

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

	// labels are put together once: Labels is called for every sample.
	labels []string
}

// Labels returns the label and then the synonyms; shared, not to be changed.
func (n *Node) Labels() []string {
	if n.labels != nil {
		return n.labels
	}
	return append([]string{n.Label}, n.Synonyms...)
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
}

type edgeKey struct {
	from     *Node
	relation string
}

// Node returns the node with that id, nil where there is none.
func (g *Graph) Node(id string) *Node { return g.byID[id] }

// OfType returns the nodes of a type, in file order; shared, not to be changed.
func (g *Graph) OfType(typ string) []*Node { return g.byType[typ] }

// Types returns the node types, in file order; shared, not to be changed.
func (g *Graph) Types() []string { return g.types }

// Relations returns the relations, in file order; shared, not to be changed.
func (g *Graph) Relations() []string { return g.relations }

// Neighbours returns where relation leads from n, in file order. "^r" walks
// relation r against its direction.
func (g *Graph) Neighbours(n *Node, relation string) []*Node {
	return g.edges[edgeKey{n, relation}]
}
