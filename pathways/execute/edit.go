package execute

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// edit carries out a call of a tool that works on items: on one, but for tools
// that take a list of them.
func (w *World) edit(t *tool, arguments string) (*Result, error) {
	var items []*domain.Item
	for _, text := range argumentTexts(arguments, t.context.path) {
		it := w.meant(t, text)
		if it == nil {
			return nil, failure(ReasonUnknownItem, "%s of the item whose %s is %q", t.Name, t.context.field, text)
		}
		if err := t.legal(it); err != nil {
			return nil, err
		}
		items = append(items, it)
	}
	if t.makes() {
		it := w.make(t, arguments)
		return &Result{JSON: itemJSON(it), Items: []*domain.Item{it}}, nil
	}
	r := &Result{}
	var said []string
	for _, it := range items {
		now, changed := t.set(it, arguments)
		if len(changed) > 0 {
			now.Nodes = mentioned(w.library.domain, now)
			w.put(now)
		}
		r.Items = append(r.Items, now)
		said = append(said, editJSON(now, changed))
	}
	switch len(said) {
	case 0: // calls may leave the item out
		r.JSON = `{"ok":true}`
	case 1:
		r.JSON = said[0]
	default:
		r.JSON = `{"count":` + strconv.Itoa(len(said)) + `,"results":[` + strings.Join(said, ",") + `]}`
	}
	return r, nil
}

// meant returns the item whose field says the text: what was changed or made last,
// then the first of the library; one that the tool takes before the others. Nil
// where there is none.
func (w *World) meant(t *tool, text string) *domain.Item {
	c := t.context
	if c.field == fieldID {
		return w.Item(text)
	}
	var first *domain.Item
	take := func(it *domain.Item) bool {
		if it.Field(c.field) != text {
			return false
		}
		if first == nil {
			first = it
		}
		if !c.binding.TakesItem(it) {
			return false
		}
		first = it
		return true
	}
	for _, e := range slices.Backward(w.entries) {
		if take(e.item) {
			return first
		}
	}
	for _, at := range w.library.equals[c.field][fold(text)] {
		if it := w.library.domain.Items[at]; w.byID[it.ID] == nil && take(it) {
			break
		}
	}
	return first
}

// set returns the item as it is after the call, and what the call set.
func (t *tool) set(it *domain.Item, arguments string) (*domain.Item, []sample.Argument) {
	var changed []sample.Argument
	now := it
	for i := range t.sets {
		s := &t.sets[i]
		text, ok := s.text(arguments)
		if !ok {
			continue
		}
		if now == it {
			changedItem := *it
			now = &changedItem
			now.Attributes = maps.Clone(it.Attributes)
		}
		setField(now, s.attribute, text)
		changed = append(changed, sample.Argument{Name: s.attribute, JSON: sample.StringJSON(text)})
	}
	return now, changed
}

// setField gives an item, whose attributes are its own, a title or an attribute, or
// takes an attribute away.
func setField(it *domain.Item, field, text string) {
	switch {
	case field == fieldTitle:
		it.Title = text
		return
	case text == "":
		delete(it.Attributes, field)
		return
	}
	if it.Attributes == nil {
		it.Attributes = map[string]string{}
	}
	it.Attributes[field] = text
}

// text is what the attribute is set to, false where the call lacks an argument
// that it says.
func (s *setting) text(arguments string) (string, bool) {
	var b strings.Builder
	for i, piece := range s.pieces {
		if i%2 == 0 {
			b.WriteString(piece)
			continue
		}
		texts := argumentTexts(arguments, piece)
		if len(texts) == 0 {
			return "", false
		}
		b.WriteString(strings.Join(texts, ", "))
	}
	return b.String(), true
}

// put makes the item what the world has under its id.
func (w *World) put(it *domain.Item) {
	if e := w.byID[it.ID]; e != nil {
		e.item = it
		return
	}
	e := &entry{item: it, at: w.library.at[it.ID]}
	if w.library.domain.Item(it.ID) == nil {
		e.at = len(w.library.domain.Items) + w.made
	}
	if w.byID == nil {
		w.byID = map[string]*entry{}
	}
	w.byID[it.ID] = e
	w.entries = append(w.entries, e)
}

// make adds the item that a call makes. Where the effects say no title, it is the
// first text of the call, else the kind.
func (w *World) make(t *tool, arguments string) *domain.Item {
	id := ""
	for id == "" || w.Item(id) != nil {
		w.made++
		id = "new-" + strconv.Itoa(w.made)
	}
	blank := &domain.Item{Item: sample.Item{ID: id, Kind: t.effect.Makes}}
	it, _ := t.set(blank, arguments)
	for _, path := range t.texts {
		if it.Title != "" {
			break
		}
		it.Title = strings.Join(argumentTexts(arguments, path), ", ")
	}
	if it.Title == "" {
		it.Title = it.Kind
	}
	it.Nodes = mentioned(w.library.domain, it)
	w.put(it)
	return it
}
