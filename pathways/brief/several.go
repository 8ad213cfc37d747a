package brief

import (
	"math/rand/v2"
	"slices"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
)

// Requests for several things at once are mostly for two, rarely for three, and
// say little about each.
const (
	shareThree    = 0.1
	shareSameTool = 0.4
	shareExtra    = 0.35
)

// partnerTries bounds how often a tool is drawn that goes with the first.
const partnerTries = 32

// addCalls plans more calls beside the first: of tools that go with it, and no
// two alike. False if this draw came to nothing.
func (dr *Drafter) addCalls(b *pathways.Brief, rng *rand.Rand) bool {
	want := 2
	if rng.Float64() < shareThree {
		want = 3
	}
	item := worksOn(b)
	for range partnerTries {
		tool := dr.partner(b, rng)
		if tool == nil {
			continue
		}
		call, ok := dr.drawBeside(item, tool, rng)
		if !ok || slices.ContainsFunc(b.Calls, func(c pathways.PlannedCall) bool { return alike(&c, &call) }) {
			continue
		}
		if b.Calls = append(b.Calls, call); len(b.Calls) == want {
			return true
		}
	}
	// Two will do where a third was not found.
	return len(b.Calls) > 1
}

// partner draws a tool that goes with those planned: where they edit the item
// before the user, another one that can edit it too; else one that needs no item,
// which may be the same again. Nil where the draw does not suit.
func (dr *Drafter) partner(b *pathways.Brief, rng *rand.Rand) *domain.Tool {
	first := b.Calls[0].Tool
	if !WantsContext(first) {
		if len(dr.alone) == 0 || rng.Float64() < shareSameTool {
			return first
		}
		return dr.alone[rng.IntN(len(dr.alone))]
	}
	tool := dr.edits[rng.IntN(len(dr.edits))]
	if slices.ContainsFunc(b.Calls, func(c pathways.PlannedCall) bool { return c.Tool == tool }) ||
		!takes(tool, worksOn(b)) {
		return nil
	}
	return tool
}

// worksOn is the item that the calls work on, nil for none.
func worksOn(b *pathways.Brief) *domain.Item {
	if it := b.Calls[0].Item; it != nil {
		return it
	}
	return b.Context
}

// drawBeside draws a call that stands beside another: with the arguments that the
// tool requires, and sometimes one more.
func (dr *Drafter) drawBeside(item *domain.Item, tool *domain.Tool, rng *rand.Rand) (pathways.PlannedCall, bool) {
	n := tool.Least()
	if n < tool.Givable() && rng.Float64() < shareExtra {
		n++
	}
	params := pickParams(tool, n, rng)
	// The item that the first call was drawn from is that call's alone.
	own := pathways.Brief{}
	if _, needs := fields(params); needs && len(dr.domain.Items) > 0 {
		own.Item = dr.domain.Items[rng.IntN(len(dr.domain.Items))]
	}
	return dr.drawCall(&own, item, tool, params, rng)
}

// takes says whether the item may be before the user in a call of the tool, also
// where it is no longer as it is in the library.
func takes(tool *domain.Tool, item *domain.Item) bool {
	return slices.ContainsFunc(tool.ContextItems(), func(it *domain.Item) bool { return it.ID == item.ID })
}

func alike(x, y *pathways.PlannedCall) bool {
	return x.Tool == y.Tool && x.ArgumentsJSON() == y.ArgumentsJSON()
}
