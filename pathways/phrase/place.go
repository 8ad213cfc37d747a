package phrase

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
)

// open is the item that the call at hand works on, nil for none.
func (r *renderer) open() *domain.Item {
	if it := r.brief.Calls[r.call].Item; it != nil {
		return it
	}
	return r.brief.Context
}

// edits says whether some call works on an item.
func edits(b *pathways.Brief) bool {
	return b.Context != nil || slices.ContainsFunc(b.Calls, func(c pathways.PlannedCall) bool { return c.Item != nil })
}

// elsewhere calls an item that is not open: what a call before it finds or makes,
// or one of the list on the screen. False where it is open.
func (r *renderer) elsewhere(it *domain.Item) bool {
	call := &r.brief.Calls[r.call]
	var words string
	switch {
	case len(call.DependsOn) > 0:
		words = r.result(call, it)
	case r.brief.Context != nil || !slices.Contains(r.brief.Screen, it):
		return false
	case r.call > 0 && r.brief.Calls[r.call-1].Item == it && r.rng.IntN(4) > 0:
		if words = "it"; !r.voice.english {
			words = r.anew(it)
		}
	default:
		words = r.place(it, r.brief.Screen)
	}
	r.mark(keepMark)
	r.buf = append(r.buf, words...)
	r.mark(freeMark)
	return true
}

// result calls what comes of a call before: the one thing it makes, or one of those
// it finds.
func (r *renderer) result(call *pathways.PlannedCall, it *domain.Item) string {
	first := &r.brief.Calls[min(call.DependsOn[0], len(r.brief.Calls)-1)]
	list := r.listed(first.Result)
	at := slices.Index(list, it)
	switch {
	case !r.voice.english && at < 1:
		return r.anew(it)
	case !r.voice.english || at >= len(ordinals()):
		return it.Title
	}
	if len(list) < 2 {
		e := r.pathway.domain.Effect(first.Tool)
		if e != nil && e.Makes != "" {
			return drawSaying([]saying{{"it", 6}, {"that", 1}}, r.rng)
		}
		return drawSaying([]saying{{"it", 5}, {"that one", 2}, {"the first one", 1}}, r.rng)
	}
	if at < 1 {
		ways := []saying{{"the first one", 6}, {"that one", 1}, {"the first result", 1}, {"it", 1}}
		if !r.asks(kindWords(it)) {
			ways = append(ways, saying{"the first " + kindWords(it), 2})
		}
		return drawSaying(ways, r.rng)
	}
	// Nobody knows the title of what is yet to be found.
	return drawSaying(r.places(it, list), r.rng)
}

// settleItem sees to it that a clause says which item it is about, where nothing is
// open: mostly by another try, else behind the clause.
func (r *renderer) settleItem() {
	call := &r.brief.Calls[r.call]
	if r.said[r.call]&itemBit != 0 || !r.absentItem(call) {
		return
	}
	if !r.voice.english || r.rng.IntN(3) > 0 {
		r.broken = true
		return
	}
	r.said[r.call] |= itemBit
	r.buf = append(bytes.TrimRight(r.buf, " "), drawSaying([]saying{{" for ", 3}, {" on ", 1}}, r.rng)...)
	r.figure = figure{}
	r.elsewhere(call.Item)
}

// absentItem says whether a call works on an item that has to be named: one that is
// not open.
func (r *renderer) absentItem(call *pathways.PlannedCall) bool {
	return call.Item != nil &&
		(len(call.DependsOn) > 0 || r.brief.Context == nil && slices.Contains(r.brief.Screen, call.Item))
}

// listed returns the items that a result names by their ids, in order.
func (r *renderer) listed(result string) []*domain.Item {
	var told struct {
		ID      string `json:"id"`
		Results []struct {
			ID string `json:"id"`
		} `json:"results"`
	}
	if json.Unmarshal([]byte(result), &told) != nil {
		return nil
	}
	var list []*domain.Item
	if it := r.pathway.domain.Item(told.ID); it != nil {
		list = append(list, it)
	}
	for _, found := range told.Results {
		if it := r.pathway.domain.Item(found.ID); it != nil {
			list = append(list, it)
		}
	}
	return list
}

// place calls an item by its place in a list.
func (r *renderer) place(it *domain.Item, list []*domain.Item) string {
	titled := saying{"the one called " + it.Title, 2}
	if r.pathway.source == fromContent {
		titled.weight = 12
	}
	at := slices.Index(list, it)
	switch {
	case !r.voice.english:
		return it.Title
	case at < 0 || at >= len(ordinals()):
		return titled.text
	}
	return drawSaying(append(r.places(it, list), titled), r.rng)
}

// places lists ways to call an item by its place in a list that has it.
func (r *renderer) places(it *domain.Item, list []*domain.Item) []saying {
	at := slices.Index(list, it)
	alike := slices.DeleteFunc(slices.Clone(list), func(o *domain.Item) bool { return o.Kind != it.Kind })
	among, n, ordinal := slices.Index(alike, it), strconv.Itoa(at+1), ordinals()[at]
	ways := []saying{
		{"the " + ordinal + " one", 6},
		{"number " + n, 2},
		{"number " + small(at+1), 1},
		{"#" + n, 1},
	}
	if at == len(list)-1 && at > 0 {
		ways = append(ways, saying{"the last one", 6})
	}
	if len(alike) > 1 && !r.asks(kindWords(it)) {
		kind := kindWords(it)
		ways = append(ways, saying{"the " + ordinals()[among] + " " + kind, 4})
		if among == len(alike)-1 {
			ways = append(ways, saying{"the last " + kind, 2})
		}
	}
	return ways
}

// asks says whether words are a label of something that a called tool takes: they
// would ask for it.
func (r *renderer) asks(words string) bool {
	for _, m := range r.pathway.domain.Lexicon.Matches(domain.Words(words)) {
		for _, e := range m.Entries {
			for i := range r.brief.Calls {
				if slices.ContainsFunc(r.brief.Calls[i].Tool.Leaves(), func(p *domain.Param) bool { return takes(p, e) }) {
					return true
				}
			}
		}
	}
	return false
}

// takes says whether an entry of the lexicon can stand for a value of the parameter,
// or for part of one.
func takes(p *domain.Param, e domain.Entry) bool {
	return slices.ContainsFunc(p.Binding.Values, func(v *domain.Value) bool {
		return e.Value == v || e.Node != nil && e.Node == v.Node
	}) || slices.ContainsFunc(p.Binding.Walk, func(s domain.Step) bool {
		return e.Node != nil && e.Node.Type == s.NodeType
	})
}

func ordinals() []string {
	return []string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"}
}

func kindWords(it *domain.Item) string { return strings.ReplaceAll(it.Kind, "_", " ") }

// anew calls an item once more in a language that only its manners know.
func (r *renderer) anew(it *domain.Item) string {
	if m := r.voice.manners; m != nil {
		for _, a := range m.again {
			if isWords(a) {
				return a.parts[0].text
			}
		}
	}
	return it.Title
}
