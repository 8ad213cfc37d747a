package brief

import (
	"slices"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// Dialogues are short: of those with three turns or more, few have four. Who asks
// for something else before mostly asks for the same with other values.
const (
	shareFour     = 0.25
	shareAgain    = 0.6
	shareIdle     = 0.12
	shareDeclined = 0.3
)

// onItem draws the turns before one that works on the item before the user: a
// search that finds it, and edits of it. The item before the user is then as they
// left it.
func (dr *Drafter) onItem(w *telling) bool {
	item, left := w.b.Context, w.before
	dr.begin(w)
	if dr.findable(w, item.Kind) {
		edits := slices.ContainsFunc(dr.edits, func(t *domain.Tool) bool { return dr.editsOn(w, t) })
		if !edits && !dr.others(w, left-1) {
			return false
		}
		turn, ok := dr.searchFor(w, item, 1)
		if !ok {
			return false
		}
		turn.Opened = turn.Items[slices.IndexFunc(turn.Items, func(it *domain.Item) bool { return it.ID == item.ID })]
		item = turn.Opened
		w.b.Earlier = append(w.b.Earlier, *turn)
		left = w.before - len(w.b.Earlier)
	}
	// What cannot be found was open from the start.
	for range left {
		turn, ok := dr.edit(w, item)
		if !ok {
			return false
		}
		w.b.Earlier = append(w.b.Earlier, *turn)
		item = w.world.Item(item.ID)
	}
	w.b.Context = item
	return true
}

// editsOn says whether the tool can change an open item and leave it open.
func (dr *Drafter) editsOn(w *telling, t *domain.Tool) bool {
	e := dr.domain.Effect(t)
	return (e == nil || e.Makes == "") && !dr.avoids(w, t)
}

// edit draws a turn that changes the item, which is open.
func (dr *Drafter) edit(w *telling, item *domain.Item) (*pathways.Turn, bool) {
	return dr.editBy(w, item, dr.edits)
}

// editBy is edit by one of the tools.
func (dr *Drafter) editBy(w *telling, item *domain.Item, tools []*domain.Tool) (*pathways.Turn, bool) {
	for range partnerTries {
		tool := tools[w.rng.IntN(len(tools))]
		if !dr.editsOn(w, tool) || !takes(tool, item) || w.world.Legal(tool, item) != nil {
			continue
		}
		call, ok := dr.drawBeside(item, tool, w.rng)
		if !ok || call.Item == nil {
			continue
		}
		b := w.turn(call)
		b.Context = item
		if w.said(b) {
			continue
		}
		if turn, ok := carry(w.world, b); ok {
			return turn, true
		}
	}
	return nil, false
}

// turn begins the brief of an earlier turn.
func (w *telling) turn(calls ...pathways.PlannedCall) *pathways.Brief {
	return &pathways.Brief{Slot: w.b.Slot, Calls: calls, Language: w.b.Language}
}

// said says whether an earlier turn already asked for the same.
func (w *telling) said(b *pathways.Brief) bool {
	return slices.ContainsFunc(w.b.Earlier, func(t pathways.Turn) bool {
		return len(t.Brief.Calls) == len(b.Calls) && len(b.Calls) > 0 && alike(&t.Brief.Calls[0], &b.Calls[0])
	})
}

// others draws turns that have to do with no item, and go with what is asked for
// last: mostly the same with other values.
func (dr *Drafter) others(w *telling, n int) bool {
	dr.begin(w)
	for range n {
		turn, ok := dr.other(w)
		if !ok {
			return false
		}
		w.b.Earlier = append(w.b.Earlier, *turn)
	}
	return true
}

func (dr *Drafter) other(w *telling) (*pathways.Turn, bool) {
	for range partnerTries {
		b := w.turn()
		switch {
		case w.rng.Float64() < shareIdle:
			if b.Reply = dr.idle(w); b.Reply == nil {
				continue
			}
			return &pathways.Turn{Brief: b}, true
		default:
			if !dr.request(w, b) {
				continue
			}
		}
		if w.said(b) {
			continue
		}
		if turn, ok := carry(w.world, b); ok {
			return turn, true
		}
	}
	return nil, false
}

// request draws a call that needs no item into an earlier turn.
func (dr *Drafter) request(w *telling, b *pathways.Brief) bool {
	tool := w.tool
	if tool == nil || WantsContext(tool) || dr.avoids(w, tool) || w.rng.Float64() >= shareAgain {
		if len(dr.alone) == 0 {
			return false
		}
		if tool = dr.alone[w.rng.IntN(len(dr.alone))]; dr.avoids(w, tool) {
			return false
		}
	}
	var call pathways.PlannedCall
	var ok bool
	if e := dr.domain.Effect(tool); e != nil && len(e.Finds) > 0 {
		b.Item = pick(dr.domain.Items, w.rng, func(it *domain.Item) bool { return finds(e, it.Kind) })
	}
	if b.Item != nil {
		call, ok = dr.drawSearch(tool, b.Item, w.rng)
	} else {
		call, ok = dr.drawBeside(nil, tool, w.rng)
	}
	b.Calls = []pathways.PlannedCall{call}
	return ok
}

// idle says why nothing is called in an earlier turn, nil where the grammar has no
// words for one of the kind that was drawn.
func (dr *Drafter) idle(w *telling) *pathways.ReplyPlan {
	g := dr.grammar(w.b.Language)
	if w.rng.Float64() < shareDeclined {
		if len(g.None) == 0 {
			return nil
		}
		return &pathways.ReplyPlan{Kind: sample.ReplyDecline}
	}
	if len(g.Chat) == 0 {
		return nil
	}
	return &pathways.ReplyPlan{Kind: sample.ReplyChat}
}

// grammar is that of a language, the domain's own for none.
func (dr *Drafter) grammar(language string) *domain.Grammar {
	if g := dr.domain.Grammars[language]; g != nil {
		return g
	}
	return dr.domain.Grammar
}
