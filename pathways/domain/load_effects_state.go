package domain

import (
	"maps"
	"slices"
	"strings"
)

// Setters returns the tools that make an item have what t needs, where no item of
// the library has it as it is; in the order of the tools. Nil for tools that can be
// called at once.
func (d *Domain) Setters(t *Tool) []*Tool {
	attribute := d.unmet(t)
	if attribute == "" {
		return nil
	}
	var setters []*Tool
	for _, other := range d.Tools {
		if e := d.Effect(other); other != t && e != nil && len(e.Finds) == 0 && e.Makes == "" &&
			e.makes(attribute, d.Effect(t).Needs[attribute]) {
			setters = append(setters, other)
		}
	}
	return setters
}

// unmet returns the first attribute, in order, that t needs and no item that it takes
// has as it should be; empty where there is none.
func (d *Domain) unmet(t *Tool) string {
	e := d.Effect(t)
	if e == nil || len(t.ContextItems()) == 0 {
		return ""
	}
	for _, attribute := range slices.Sorted(maps.Keys(e.Needs)) {
		if !slices.ContainsFunc(t.ContextItems(), func(it *Item) bool {
			return slices.Contains(e.Needs[attribute], it.Field(attribute))
		}) {
			return attribute
		}
	}
	return ""
}

// makes says whether a call can give the attribute one of the values.
func (e *Effect) makes(attribute string, values []string) bool {
	text, sets := e.Sets[attribute]
	return sets && (len(EffectPieces(text)) > 1 || slices.Contains(values, text))
}

// noteNeeds notes tools that no item can be given to as the library is.
func (l *loader) noteNeeds(root *place) {
	if !l.itemsWhole || l.tools == nil || l.toolsDropped {
		return
	}
	for _, t := range l.d.Tools {
		attribute := l.d.unmet(t)
		if attribute == "" {
			continue
		}
		values := slices.Clone(l.d.Effects[t.Name].Needs[attribute])
		for i, v := range values {
			if v == "" {
				values[i] = `""`
			}
		}
		text := "no item has " + attribute + " = " + strings.Join(values, " or ") + " at first: " + t.Name
		if len(l.d.Setters(t)) > 0 {
			text += " can only follow a call that sets it"
		} else {
			text += " can never be called, as no tool sets it"
		}
		l.note(root.get(t.Name).get(effectNeeds).get(attribute), text)
	}
}
