package survey

import "github.com/callmill/callmill/pathways/domain"

// walk is the walk of a binding, and in how many ways it can be gone.
type walk struct {
	graph *domain.Graph
	steps []domain.Step
	known map[place]float64
}

// place is a step to be taken, after a node; nil where any node may come next.
type place struct {
	step int
	from *domain.Node
}

func newWalk(g *domain.Graph, steps []domain.Step) *walk {
	return &walk{graph: g, steps: steps, known: map[place]float64{}}
}

// draws is how many draws the walk has; different ones may give one text.
func (w *walk) draws() float64 {
	if len(w.steps) == 0 {
		return 0
	}
	return w.ways(place{})
}

// ways is in how many ways the walk can go on to its end.
func (w *walk) ways(at place) float64 {
	if at.step == len(w.steps) {
		return 1
	}
	step := w.steps[at.step]
	if step.Relation == "" {
		at.from = nil
	}
	if n, ok := w.known[at]; ok {
		return n
	}
	total := 0.0
	for _, n := range w.next(at) {
		total += w.ways(place{at.step + 1, n})
	}
	if step.Optional {
		total += w.ways(place{at.step + 1, nil})
	}
	w.known[at] = total
	return total
}

// next returns the nodes that the step can take.
func (w *walk) next(at place) []*domain.Node {
	step := w.steps[at.step]
	if step.Relation == "" || at.from == nil {
		return w.graph.OfType(step.NodeType)
	}
	var nodes []*domain.Node
	for _, n := range w.graph.Neighbours(at.from, step.Relation) {
		if n.Type == step.NodeType {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// visit calls yield with every node that some draw has; a node may come twice.
func (w *walk) visit(yield func(*domain.Node)) {
	seen := map[place]bool{}
	var from func(at place)
	from = func(at place) {
		if at.step == len(w.steps) {
			return
		}
		step := w.steps[at.step]
		if step.Relation == "" {
			at.from = nil
		}
		if seen[at] {
			return
		}
		seen[at] = true
		for _, n := range w.next(at) {
			if on := (place{at.step + 1, n}); w.ways(on) > 0 {
				yield(n)
				from(on)
			}
		}
		if step.Optional {
			from(place{at.step + 1, nil})
		}
	}
	from(place{})
}
