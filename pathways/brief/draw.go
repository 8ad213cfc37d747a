package brief

import (
	"math"
	"math/rand/v2"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// How often a draft starts from a content item where it can, and how often an
// argument of such a draft takes the item's own text rather than the graph
// nodes that the item mentions. Half and a quarter give both phrase pathways
// briefs of their own and many that both can serve.
const (
	shareFromItem = 0.5
	shareVerbatim = 0.25
)

// draw draws a value of a leaf, of context from the call's item; false where its
// source has nothing to give.
func (dr *Drafter) draw(
	it *domain.Item, p *domain.Param, b *pathways.Brief, rng *rand.Rand,
) (pathways.Argument, bool) {
	bind := &p.Binding
	arg := pathways.Argument{Param: p, Path: p.Path}
	switch bind.Kind {
	case domain.BindContext:
		if it == nil {
			return arg, false
		}
		text := it.Field(bind.Field)
		arg.JSON, arg.Field = sample.StringJSON(text), bind.Field
		return arg, text != "" && bind.TakesItem(it)
	case domain.BindFixed:
		arg.JSON = bind.Fixed
		return arg, true
	case domain.BindRange:
		arg.Number, arg.JSON = dr.drawRange(p, b.Item, rng)
		return arg, true
	case domain.BindValues:
		arg.Value = dr.drawValue(p, b.Item, rng)
		if arg.Value == nil {
			return arg, false
		}
		arg.JSON = arg.Value.JSON
		if arg.Value.Node != nil {
			arg.Nodes = []*domain.Node{arg.Value.Node}
		}
		return arg, true
	case domain.BindWalk:
		return dr.drawText(arg, b, rng)
	default:
		return arg, false
	}
}

// drawText draws a text: an item's own words, unless they are in another language
// than the brief's, the nodes an item mentions, or, where it need not say what is in
// a picture, a walk over the graph.
func (dr *Drafter) drawText(arg pathways.Argument, b *pathways.Brief, rng *rand.Rand) (pathways.Argument, bool) {
	bind, item := &arg.Param.Binding, b.Item
	if item != nil && bind.Field != "" {
		nodes, foreign := nodesOf(item, bind.Walk), b.Language != "" && b.Language != dr.domain.Languages[0]
		if len(bind.Walk) == 0 || rng.Float64() < shareVerbatim && !foreign ||
			dr.forPicture(b.Buckets) && len(nodes) == 0 {
			text := verbatim(item, bind.Field, rng)
			arg.JSON, arg.Field = sample.StringJSON(text), bind.Field
			return arg, text != ""
		}
		arg.Nodes = nodes
	}
	if len(arg.Nodes) == 0 {
		arg.Nodes = dr.walk(bind.Walk, rng)
	}
	if len(arg.Nodes) == 0 {
		return arg, false
	}
	values := make([]string, len(arg.Nodes))
	for i, n := range arg.Nodes {
		values[i] = n.Value
	}
	arg.JSON = sample.StringJSON(strings.Join(values, " "))
	return arg, true
}

// verbatim takes an item's text as a person would search for it: in lower
// case, and of keywords up to three.
func verbatim(item *domain.Item, field string, rng *rand.Rand) string {
	if field == "keywords" && len(item.Keywords) > 0 {
		n := min(1+rng.IntN(3), len(item.Keywords))
		first := rng.IntN(len(item.Keywords) - n + 1)
		return strings.ToLower(strings.Join(item.Keywords[first:first+n], " "))
	}
	return strings.ToLower(item.Field(field))
}

// nodesOf returns the nodes an item mentions for the steps of a walk; nil
// where one that the walk needs is missing.
func nodesOf(item *domain.Item, steps []domain.Step) []*domain.Node {
	var nodes []*domain.Node
	for _, s := range steps {
		n := item.NodeOfType(s.NodeType)
		switch {
		case n != nil:
			nodes = append(nodes, n)
		case !s.Optional:
			return nil
		}
	}
	return nodes
}

// walk draws connected nodes; nil where a step leads nowhere. A step after one
// that was left out takes any node of its type.
func (dr *Drafter) walk(steps []domain.Step, rng *rand.Rand) []*domain.Node {
	nodes := make([]*domain.Node, 0, len(steps))
	var last *domain.Node
	for _, s := range steps {
		if s.Optional && rng.IntN(2) == 0 {
			last = nil
			continue
		}
		candidates := dr.domain.Graph.OfType(s.NodeType)
		if s.Relation != "" && last != nil {
			candidates = typed(dr.domain.Graph.Neighbours(last, s.Relation), s.NodeType)
		}
		if len(candidates) == 0 {
			return nil
		}
		last = dr.domain.Graph.Draw(candidates, rng)
		nodes = append(nodes, last)
	}
	return nodes
}

func typed(nodes []*domain.Node, typ string) []*domain.Node {
	out := make([]*domain.Node, 0, len(nodes))
	for _, n := range nodes {
		if n.Type == typ {
			out = append(out, n)
		}
	}
	return out
}

// drawValue draws an admitted value: what the item's field or mentions say
// where there is an item, else any.
func drawValue(bind *domain.Binding, item *domain.Item, rng *rand.Rand) *domain.Value {
	if item != nil && bind.Field != "" {
		if v, ok := itemValue(bind, item); ok {
			return v
		}
	}
	if len(bind.Values) == 0 {
		return nil
	}
	return bind.Draw(rng)
}

// itemValue returns what the item's field or mentions say; false where they say
// nothing, nil where they say what the parameter does not admit.
func itemValue(bind *domain.Binding, item *domain.Item) (*domain.Value, bool) {
	if v := bind.Value(sample.StringJSON(item.Field(bind.Field))); v != nil {
		return v, true
	}
	if n := item.NodeOfType(bind.NodeType); n != nil && bind.NodeType != "" {
		return bind.Value(sample.StringJSON(n.Value)), true
	}
	return nil, false
}

// drawNumber draws from a range, and gives the number's JSON text with it.
// Multiples of a hundred or ten steps come first in half of the draws: people
// ask for round numbers.
func drawNumber(r *domain.Range, rng *rand.Rand) (number float64, text string) {
	if rng.IntN(2) == 0 {
		for _, coarse := range []float64{100 * r.Step, 10 * r.Step} {
			first := math.Ceil(r.Min/coarse) * coarse
			n := math.Floor((r.Max - first) / coarse)
			if n < 3 {
				continue
			}
			v := first + coarse*float64(rng.IntN(int(n)+1))
			i := math.Round((v - r.Min) / r.Step)
			if math.Abs(r.Min+i*r.Step-v) < 1e-6*r.Step {
				return r.At(int(i))
			}
		}
	}
	return r.At(rng.IntN(r.Len()))
}
