package domain

import (
	"math/rand/v2"
	"slices"
	"sort"
)

// BindingKind says where an argument is drawn from.
type BindingKind int

// The binding kinds.
const (
	// BindValues draws one of a closed list: an enum, a boolean, or the nodes
	// of a type.
	BindValues BindingKind = iota + 1
	// BindRange draws a number.
	BindRange
	// BindWalk draws connected nodes and joins their values into one text.
	// Without steps, the text is always a content field's.
	BindWalk
	// BindContext takes a field of the item that the user has before them.
	BindContext
	// BindFixed always gives the value that the schema itself states, as a
	// constant or a default. It needs not be said.
	BindFixed
	// BindObject puts an object together from members that are drawn.
	BindObject
	// BindList puts a list together from elements that are drawn, no two alike.
	BindList
	// BindNever is that of optional parameters that nothing can be inferred
	// for: they are never given.
	BindNever
)

// Binding says where the values of a parameter come from. Which fields have a
// meaning follows from Kind; Field may stand beside BindValues and BindWalk.
type Binding struct {
	Kind BindingKind
	// Values are the admitted values of BindValues.
	Values []*Value
	// NodeType is the type whose nodes BindValues draws from, or whose nodes
	// give labels to the values of an enum; empty where neither is so.
	NodeType string
	// Range of BindRange.
	Range Range
	// Walk is the path of BindWalk.
	Walk []Step
	// upTo is, for each of Values, the weight of it and of those before it; nil
	// where all weigh the same.
	upTo []float64
	// Field is a content field that can give the value instead, "" for none:
	// for BindWalk its text as it is, for BindValues only where the text is an
	// admitted value's or one of its labels. For BindContext it is the field of
	// the context item.
	Field string
	// ItemKinds are the kinds of item that BindContext takes, in the order of
	// the file; any where there are none.
	ItemKinds []string
	// Fixed is the value of BindFixed, as canonical JSON text.
	Fixed string
	// MinItems and MaxItems bound how many elements BindList draws.
	MinItems, MaxItems int
}

// Value returns the admitted value with that canonical JSON, or nil.
func (b *Binding) Value(json string) *Value {
	for _, v := range b.Values {
		if v.JSON == json {
			return v
		}
	}
	return nil
}

// Draw draws one of Values by the weights of their nodes. It needs at least one.
func (b *Binding) Draw(rng *rand.Rand) *Value {
	if b.upTo == nil {
		return b.Values[rng.IntN(len(b.Values))]
	}
	at := rng.Float64() * b.upTo[len(b.upTo)-1]
	i := sort.Search(len(b.upTo)-1, func(i int) bool { return b.upTo[i] > at })
	return b.Values[i]
}

// weigh prepares Draw.
func (b *Binding) weigh() {
	upTo, even, sum := make([]float64, len(b.Values)), true, 0.0
	for i, v := range b.Values {
		w := 1.0
		if v.Node != nil {
			w = v.Node.Weight
		}
		even = even && w == 1
		sum += w
		upTo[i] = sum
	}
	if !even {
		b.upTo = upTo
	}
}

// TakesItem says whether the context item may be it, as far as its kind goes.
func (b *Binding) TakesItem(it *Item) bool {
	return len(b.ItemKinds) == 0 || slices.Contains(b.ItemKinds, it.Kind)
}

// Step is one node of a walk: its type, and the relation that leads to it from
// the node before (empty for the first).
type Step struct {
	// Relation leads to the step from the node of the step before; where that
	// was left out, the step takes any node of its type.
	Relation string
	NodeType string
	// Optional steps are left out in some draws.
	Optional bool
}
