package brief

import (
	"math/rand/v2"
	"slices"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// A cell of the vision modality wants a picture that has to do with the calls.
// Tools that work on the item before the user get one with a picture. For the
// others the first call is drawn from an item with a picture: every argument that
// can come from a content item comes from that one, and one at least does. What
// may be said beside it (a number of pictures, a second call) is drawn as ever.

// WantsContext says whether the tool works on the item before the user.
func WantsContext(t *domain.Tool) bool {
	return slices.ContainsFunc(t.Leaves(), func(p *domain.Param) bool {
		return p.Binding.Kind == domain.BindContext
	})
}

// Pictured says whether a brief whose first call is to the tool can be drafted
// for a picture.
func Pictured(d *domain.Domain, t *domain.Tool) bool {
	if WantsContext(t) {
		return slices.ContainsFunc(t.ContextItems(), hasPicture)
	}
	return slices.ContainsFunc(t.Leaves(), takesField) && slices.ContainsFunc(d.Items, func(it *domain.Item) bool {
		return hasPicture(it) && suits(t, it)
	})
}

// FromPicture says whether the first call has to do with the picture of the item
// before the user, or of the brief's item; also where the brief was not drafted
// for a picture and only happens to.
func FromPicture(b *pathways.Brief) bool {
	if len(b.Calls) == 0 {
		return false
	}
	first := &b.Calls[0]
	if WantsContext(first.Tool) {
		return b.Context != nil && hasPicture(b.Context)
	}
	if b.Item == nil || !hasPicture(b.Item) {
		return false
	}
	some := false
	for i := range first.Arguments {
		a := &first.Arguments[i]
		if !takesField(a.Param) {
			continue
		}
		if !drawnFrom(a, b.Item) {
			return false
		}
		some = true
	}
	return some
}

func hasPicture(it *domain.Item) bool { return it.Picture != "" }

// takesField says whether a leaf's values can come from a content item.
func takesField(p *domain.Param) bool {
	return p.Binding.Field != "" && (p.Binding.Kind == domain.BindWalk || p.Binding.Kind == domain.BindValues)
}

// suits says whether the item gives what every call of the tool takes from an
// item, and something at all.
func suits(t *domain.Tool, it *domain.Item) bool {
	some := false
	for _, p := range t.Leaves() {
		if !takesField(p) {
			continue
		}
		has := gives(it, &p.Binding)
		if p.Certain() && !has {
			return false
		}
		some = some || has
	}
	return some
}

// gives says whether the item has a value for a binding that takes a field.
func gives(it *domain.Item, bind *domain.Binding) bool {
	if bind.Kind == domain.BindValues {
		v, _ := itemValue(bind, it)
		return v != nil
	}
	return it.Field(bind.Field) != "" || len(nodesOf(it, bind.Walk)) > 0
}

// drawnFrom says whether the argument says what the item says.
func drawnFrom(a *pathways.Argument, it *domain.Item) bool {
	switch {
	case a.Param.Binding.Kind == domain.BindValues:
		v, _ := itemValue(&a.Param.Binding, it)
		return v != nil && v == a.Value
	case a.Field != "":
		return true
	default:
		// What was not drawn from the item is a walk over the graph.
		return len(a.Nodes) > 0 && slices.Equal(a.Nodes, nodesOf(it, a.Param.Binding.Walk))
	}
}

// forPicture says whether a cell is of the vision modality.
func (dr *Drafter) forPicture(buckets []string) bool {
	return bucket(buckets, dr.modality) == string(sample.ModalityVision)
}

// pickItems draws the items of a brief for a picture; false where there are none
// for the tool.
func (dr *Drafter) pickItems(b *pathways.Brief, tool *domain.Tool, params []*domain.Param, rng *rand.Rand) bool {
	if !WantsContext(tool) {
		b.Item = pick(dr.domain.Items, rng, func(it *domain.Item) bool { return hasPicture(it) && suits(tool, it) })
		return b.Item != nil
	}
	if b.Context = pick(tool.ContextItems(), rng, hasPicture); b.Context == nil {
		return false
	}
	// The picture is the one before the user; texts may come from any item.
	if _, needs := fields(params); needs {
		b.Item = dr.domain.Items[rng.IntN(len(dr.domain.Items))]
	}
	return true
}

// pickTries is how many draws an item gets before the next one in the list that
// suits is taken: where one item in ten suits, that next one is needed, and so
// the draw is not uniform, for one draw in thirty.
const pickTries = 32

// pick draws an item that suits, nil where none does.
func pick(items []*domain.Item, rng *rand.Rand, suits func(*domain.Item) bool) *domain.Item {
	if len(items) == 0 {
		return nil
	}
	at := 0
	for range pickTries {
		at = rng.IntN(len(items))
		if suits(items[at]) {
			return items[at]
		}
	}
	for i := range items {
		if it := items[(at+i)%len(items)]; suits(it) {
			return it
		}
	}
	return nil
}
