package brief

import (
	"math/rand/v2"
	"slices"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// findable says whether a search, of those that may come before, finds items of the
// kind.
func (dr *Drafter) findable(w *telling, kind string) bool {
	return slices.ContainsFunc(dr.finders, func(t *domain.Tool) bool {
		return finds(dr.domain.Effect(t), kind) && !dr.avoids(w, t)
	})
}

// searchFor draws a turn that finds the item, and so many items in all.
func (dr *Drafter) searchFor(w *telling, item *domain.Item, least int) (*pathways.Turn, bool) {
	for range partnerTries {
		tool := dr.finders[w.rng.IntN(len(dr.finders))]
		e := dr.domain.Effect(tool)
		if !finds(e, item.Kind) || dr.avoids(w, tool) {
			continue
		}
		call, ok := dr.drawSearch(tool, item, w.rng)
		if !ok {
			continue
		}
		b := w.turn(call)
		b.Item = item
		if w.said(b) {
			continue
		}
		turn, ok := carry(w.world, b)
		if ok && len(turn.Items) >= least &&
			slices.ContainsFunc(turn.Items, func(it *domain.Item) bool { return it.ID == item.ID }) {
			return turn, true
		}
	}
	return nil, false
}

// drawSearch draws a search for an item: what is compared with a field of it says
// what the item says, where the tool admits that.
func (dr *Drafter) drawSearch(tool *domain.Tool, item *domain.Item, rng *rand.Rand) (pathways.PlannedCall, bool) {
	n := tool.Least()
	if n < tool.Givable() && (n == 0 || rng.Float64() < shareExtra) {
		n++
	}
	call, ok := dr.drawCall(&pathways.Brief{Item: item}, nil, tool, pickParams(tool, n, rng), rng)
	if !ok {
		return call, false
	}
	match := dr.domain.Effect(tool).Match
	for i := range call.Arguments {
		a := &call.Arguments[i]
		field := match[a.Param.Path]
		if field == "" || field == domain.MatchText || a.Param.Binding.Kind != domain.BindValues {
			continue
		}
		if v := a.Param.Binding.Value(sample.StringJSON(item.Field(field))); v != nil {
			setValue(a, v)
		}
	}
	return call, true
}

// setValue gives an argument of a closed list a value.
func setValue(a *pathways.Argument, v *domain.Value) {
	a.Value, a.JSON, a.Nodes = v, v.JSON, nil
	if v.Node != nil {
		a.Nodes = []*domain.Node{v.Node}
	}
}
