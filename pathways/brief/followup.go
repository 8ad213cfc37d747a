package brief

import (
	"slices"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
)

// shareAdded is how often a follow-up adds an argument, where that can be left out,
// rather than changes it.
const shareAdded = 0.35

// refined finds the leaves that follow-ups can be about.
func refined(d *domain.Domain) map[string]map[*domain.Tool][]*domain.Param {
	all := map[string]map[*domain.Tool][]*domain.Param{}
	for _, lang := range d.Languages {
		all[lang] = map[*domain.Tool][]*domain.Param{}
		for _, t := range d.Tools {
			all[lang][t] = d.Refined(t, lang)
		}
	}
	return all
}

// refines returns the leaves of the tool that a follow-up can be about.
func (dr *Drafter) refines(t *domain.Tool, lang string) []*domain.Param {
	if lang == "" {
		lang = dr.domain.Languages[0]
	}
	return dr.refined[lang][t]
}

// followUp draws a conversation whose last two turns ask for the same, but for one
// argument: the turns before them, the last call with these parameters, and then the
// one before it. False if this draw came to nothing.
func (dr *Drafter) followUp(w *telling, params []*domain.Param) bool {
	b := w.b
	refined := slices.DeleteFunc(slices.Clone(dr.refines(w.tool, b.Language)), func(p *domain.Param) bool {
		return !slices.ContainsFunc(params, func(given *domain.Param) bool { return within(given, p) })
	})
	if len(refined) == 0 || w.before == 0 {
		return false
	}
	w.before--
	item, ok := dr.lead(w)
	w.before++
	if !ok {
		return false
	}
	b.Item = dr.seed(w, params)
	call, ok := dr.drawCall(b, item, w.tool, params, w.rng)
	if !ok {
		return false
	}
	leaf := refined[w.rng.IntN(len(refined))]
	before, added, ok := dr.without(w, &call, leaf)
	if !ok {
		return false
	}
	turn := w.turn(before)
	turn.Item = b.Item
	if call.Item != nil {
		turn.Context = item
	}
	if w.said(turn) {
		return false
	}
	dr.begin(w)
	done, ok := carry(w.world, turn)
	if !ok {
		return false
	}
	b.Earlier = append(b.Earlier, *done)
	b.Calls = []pathways.PlannedCall{call}
	b.FollowUp = &pathways.FollowUp{New: leaf, Added: added}
	return call.Item == nil || dr.stays(w, &b.Calls[0])
}

// without is the call without the leaf, or with another value of it; added says that it
// is without. False where something else has to be said of it too.
func (dr *Drafter) without(
	w *telling, call *pathways.PlannedCall, leaf *domain.Param,
) (before pathways.PlannedCall, added, ok bool) {
	at, others := -1, 0
	for i := range call.Arguments {
		switch p := call.Arguments[i].Param; {
		case p == leaf:
			at = i
		case p.Carriable():
			others++
		}
	}
	if at < 0 || others == 0 {
		return before, false, false
	}
	before = *call
	before.Arguments = slices.Clone(call.Arguments)
	if !leaf.Required && slices.Contains(w.tool.Params, leaf) && w.rng.Float64() < shareAdded {
		before.Arguments = slices.Delete(before.Arguments, at, at+1)
		return before, true, w.tool.Check(before.ArgumentsJSON()) == nil
	}
	ok = dr.vary(&before.Arguments[at], w)
	return before, false, ok && ordered(&before) && w.tool.Check(before.ArgumentsJSON()) == nil
}

// vary gives an argument another value; false where this draw found none.
func (dr *Drafter) vary(a *pathways.Argument, w *telling) (ok bool) {
	switch was := a.JSON; {
	case a.Param.Ranged():
		number := a.Number
		a.Number, a.JSON, ok = drawNumberLike(&a.Param.Binding.Range, w.rng, func(v float64) bool { return v != number })
		return ok
	case a.Param.Replaceable():
		v := another(a, w.b.Language, w.rng)
		if v != nil {
			setValue(a, v)
		}
		return v != nil
	default:
		*a, ok = dr.drawText(pathways.Argument{Param: a.Param, Path: a.Path}, &pathways.Brief{}, w.rng)
		return ok && a.JSON != was
	}
}

// stays says whether the item that the turn before has worked on still is what the
// call takes of it, and shows it as it is then.
func (dr *Drafter) stays(w *telling, call *pathways.PlannedCall) bool {
	item := w.world.Item(call.Item.ID)
	if item == nil {
		return false
	}
	for i := range call.Arguments {
		a := &call.Arguments[i]
		if a.Param.Binding.Kind == domain.BindContext &&
			(item.Field(a.Field) != call.Item.Field(a.Field) || !a.Param.Binding.TakesItem(item)) {
			return false
		}
	}
	call.Item, w.b.Context = item, item
	return w.world.Legal(w.tool, item) == nil
}
