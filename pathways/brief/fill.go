package brief

import (
	"math/rand/v2"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
)

// fill draws the call's arguments into b; false if this draw came to nothing.
func (dr *Drafter) fill(b *pathways.Brief, tool *domain.Tool, least, most int, rng *rand.Rand) bool {
	b.Context, b.Item, b.Calls = nil, nil, nil
	params := pickParams(tool, least+rng.IntN(most-least+1), rng)
	if dr.forPicture(b.Buckets) {
		return dr.pickItems(b, tool, params, rng) && dr.first(b, tool, params, rng) && FromPicture(b)
	}
	if WantsContext(tool) {
		items := tool.ContextItems()
		if len(items) == 0 {
			return false
		}
		b.Context = items[rng.IntN(len(items))]
	}
	takes, needs := fields(params)
	if len(dr.domain.Items) > 0 && (needs || takes && rng.Float64() < shareFromItem) {
		b.Item = dr.domain.Items[rng.IntN(len(dr.domain.Items))]
	}
	return dr.first(b, tool, params, rng)
}

// first draws the first call.
func (dr *Drafter) first(b *pathways.Brief, tool *domain.Tool, params []*domain.Param, rng *rand.Rand) bool {
	call, ok := dr.drawCall(b, tool, params, rng)
	if ok {
		b.Calls = []pathways.PlannedCall{call}
	}
	return ok
}

// drawCall draws the values of these parameters, with the brief's context and
// item.
func (dr *Drafter) drawCall(
	b *pathways.Brief, tool *domain.Tool, params []*domain.Param, rng *rand.Rand,
) (pathways.PlannedCall, bool) {
	call := pathways.PlannedCall{Tool: tool, Arguments: make([]pathways.Argument, 0, len(params))}
	nested := false
	for _, p := range params {
		if !dr.drawParam(&call, p, p.Path, b, rng) {
			return call, false
		}
		nested = nested || p.Binding.Kind == domain.BindObject || p.Binding.Kind == domain.BindList
	}
	// What an object's schema asks of its members together, no binding knows.
	if nested && tool.Check(call.ArgumentsJSON()) != nil {
		return call, false
	}
	return call, true
}

// pickParams returns n parameters in the tool's order: the required ones and
// random others.
func pickParams(tool *domain.Tool, n int, rng *rand.Rand) []*domain.Param {
	optional := tool.Givable() - tool.Required()
	need := n - tool.Required()
	picked := make([]*domain.Param, 0, n)
	for _, p := range tool.Params {
		switch {
		case p.Required:
			picked = append(picked, p)
			continue
		case p.Never():
			continue
		}
		// Selection sampling (Knuth, TAOCP 3.4.2, algorithm S).
		if rng.IntN(optional) < need {
			picked = append(picked, p)
			need--
		}
		optional--
	}
	return picked
}

// fields says whether parameters take a content field, and whether some cannot
// do without.
func fields(params []*domain.Param) (takes, needs bool) {
	for _, p := range params {
		var t, n bool
		switch bind := &p.Binding; bind.Kind {
		case domain.BindObject:
			t, n = fields(p.Members)
		case domain.BindList:
			t, n = fields([]*domain.Param{p.Element})
		case domain.BindWalk:
			t, n = bind.Field != "", len(bind.Walk) == 0
		case domain.BindValues:
			t = bind.Field != ""
		default:
		}
		takes, needs = takes || t, needs || n
	}
	return takes, needs
}
