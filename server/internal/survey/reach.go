package survey

import (
	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
)

// graphOf says which nodes are of use, and which are not.
func graphOf(d *domain.Domain) *callmillv1.GraphSummary {
	used := usedNodes(d)
	linked := linkedNodes(d, used)
	m := &callmillv1.GraphSummary{Nodes: int32(len(d.Graph.Nodes)), Used: int32(len(used))}
	for _, n := range d.Graph.Nodes {
		switch {
		case used[n]:
		case linked[n]:
			m.OnlyByEdges++
			m.OnlyByEdgesNodes = addFinding(m.GetOnlyByEdgesNodes(), n.ID)
		default:
			m.Unreached++
			m.UnreachedNodes = addFinding(m.GetUnreachedNodes(), n.ID)
		}
	}
	return m
}

func addFinding(list []string, s string) []string {
	if len(list) < maxFindings {
		list = append(list, s)
	}
	return list
}

// usedNodes are those that a call can name, that an item mentions, or that the
// grammar speaks of.
func usedNodes(d *domain.Domain) map[*domain.Node]bool {
	used := map[*domain.Node]bool{}
	mark := func(n *domain.Node) { used[n] = true }
	for _, t := range d.Tools {
		for _, p := range t.Leaves() {
			eachNode(d.Graph, &p.Binding, mark)
		}
	}
	for _, it := range d.Items {
		for _, n := range it.Nodes {
			mark(n)
		}
	}
	for typ := range spokenTypes(d) {
		for _, n := range d.Graph.OfType(typ) {
			mark(n)
		}
	}
	return used
}

// eachNode calls yield with every node that a binding can give.
func eachNode(g *domain.Graph, b *domain.Binding, yield func(*domain.Node)) {
	switch b.Kind {
	case domain.BindValues:
		for _, v := range b.Values {
			if v.Node != nil {
				yield(v.Node)
			}
		}
	case domain.BindWalk:
		newWalk(g, b.Walk).visit(yield)
	default:
	}
}

// spokenTypes are the node types that queries without a call speak of.
func spokenTypes(d *domain.Domain) map[string]bool {
	types := map[string]bool{}
	var read func([]domain.Part)
	read = func(parts []domain.Part) {
		for _, p := range parts {
			if p.Kind == domain.PartArgument {
				types[p.Text] = true
			}
			for _, inner := range p.Alternatives {
				read(inner)
			}
		}
	}
	for _, p := range d.Grammar.None {
		read(p.Parts)
	}
	return types
}

// linkedNodes are those that edges connect with a used one, in any number of
// steps and either direction.
func linkedNodes(d *domain.Domain, used map[*domain.Node]bool) map[*domain.Node]bool {
	linked := make(map[*domain.Node]bool, len(used))
	queue := make([]*domain.Node, 0, len(used))
	for _, n := range d.Graph.Nodes {
		if used[n] {
			linked[n] = true
			queue = append(queue, n)
		}
	}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for _, relation := range d.Graph.Relations() {
			for _, r := range [...]string{relation, "^" + relation} {
				for _, to := range d.Graph.Neighbours(n, r) {
					if !linked[to] {
						linked[to] = true
						queue = append(queue, to)
					}
				}
			}
		}
	}
	return linked
}
