package brief

import (
	"math/rand/v2"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// fill draws the turns before the last one, and the last one's first call with so
// many arguments; false if this draw came to nothing.
func (dr *Drafter) fill(w *telling, arguments int) bool {
	b, rng := w.b, w.rng
	params := pickParams(w.tool, arguments, rng)
	if w.a.picture && !dr.pickItems(b, w.tool, params, rng) {
		return false
	}
	if w.a.twist == sample.TwistFollowUp {
		return dr.followUp(w, params)
	}
	item, ok := dr.lead(w)
	if !ok {
		return false
	}
	if !w.a.picture {
		b.Item = dr.seed(w, params)
	}
	call, ok := dr.drawCall(b, item, w.tool, params, rng)
	if !ok || !dr.shape(&call, w.a.twist, b.Language, rng) {
		return false
	}
	b.Calls = []pathways.PlannedCall{call}
	return !w.a.picture || FromPicture(b)
}

// lead draws the turns before the last one, and returns the item that its first call
// works on, nil for none. Where there is a picture before the user, it is of that
// item.
func (dr *Drafter) lead(w *telling) (*domain.Item, bool) {
	b := w.b
	switch {
	case w.a.twist == sample.TwistReference:
		return dr.screen(w)
	case !WantsContext(w.tool):
		return nil, w.before == 0 || dr.others(w, w.before)
	case b.Context == nil:
		items := w.tool.ContextItems()
		if len(items) == 0 {
			return nil, false
		}
		b.Context = items[w.rng.IntN(len(items))]
	}
	if dr.prepares(w) {
		ok := dr.prepare(w)
		return b.Context, ok
	}
	ok := w.before == 0 || dr.onItem(w)
	return b.Context, ok
}

// seed draws the item that the first call is drawn from; nil where it is drawn from
// the graph. A search whose result is needed is drawn from what it can find.
func (dr *Drafter) seed(w *telling, params []*domain.Param) *domain.Item {
	takes, needs := fields(params)
	items := dr.domain.Items
	if len(items) == 0 {
		return nil
	}
	if e := dr.domain.Effect(w.tool); e != nil && len(e.Finds) > 0 &&
		(w.before > 0 || w.a.answer == sample.AnswerDependent) {
		return pick(items, w.rng, func(it *domain.Item) bool { return finds(e, it.Kind) })
	}
	if needs || takes && w.rng.Float64() < shareFromItem {
		return items[w.rng.IntN(len(items))]
	}
	return nil
}

// more draws the calls beside the first, if some are asked for.
func (dr *Drafter) more(w *telling) bool {
	switch w.a.answer {
	case sample.AnswerParallel:
		return dr.addCalls(w.b, w.rng)
	case sample.AnswerDependent:
		return dr.addDependent(w)
	default:
		return true
	}
}

// drawCall draws the values of these parameters, with the brief's item; those of
// context are fields of the item that the call works on.
func (dr *Drafter) drawCall(
	b *pathways.Brief, item *domain.Item, tool *domain.Tool, params []*domain.Param, rng *rand.Rand,
) (pathways.PlannedCall, bool) {
	call := pathways.PlannedCall{Tool: tool, Arguments: make([]pathways.Argument, 0, len(params)), Item: item}
	nested := false
	for _, p := range params {
		if !dr.drawParam(&call, p, p.Path, b, rng) {
			return call, false
		}
		nested = nested || p.Binding.Kind == domain.BindObject || p.Binding.Kind == domain.BindList
	}
	if !onContext(&call) {
		call.Item = nil
	}
	if !ordered(&call) {
		return call, false
	}
	// What an object's schema asks of its members together, no binding knows.
	if nested && tool.Check(call.ArgumentsJSON()) != nil {
		return call, false
	}
	return call, true
}

// onContext says whether some argument is a field of the item.
func onContext(call *pathways.PlannedCall) bool {
	for i := range call.Arguments {
		if call.Arguments[i].Param.Binding.Kind == domain.BindContext {
			return true
		}
	}
	return false
}

// ordered says whether the ends of every range that the call has both ends of are in
// order.
func ordered(call *pathways.PlannedCall) bool {
	for i := range call.Arguments {
		low := &call.Arguments[i]
		if low.Param.Binding.Kind != domain.BindRange || low.Param.Binding.Range.Below == "" {
			continue
		}
		if high := call.Argument(low.Param.Binding.Range.Below); high != nil && low.Number >= high.Number {
			return false
		}
	}
	return true
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
