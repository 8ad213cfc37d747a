package domain

// ContextItems returns the items that the user can have before them in a call
// of the tool, in file order; none for tools that take nothing from there.
// Shared, not to be changed.
func (t *Tool) ContextItems() []*Item { return t.contextItems }

// setContextItems finds the items of the kinds that the bindings ask for, which
// have the fields that every call takes. Where the bindings of arguments that
// may be left out contradict the others, they have no say.
func (t *Tool) setContextItems(items []*Item) {
	var certain, all []*Param
	for _, p := range t.leaves {
		if p.Binding.Kind != BindContext {
			continue
		}
		all = append(all, p)
		if p.certain {
			certain = append(certain, p)
		}
	}
	if len(all) == 0 {
		return
	}
	t.contextItems = suiting(items, all)
	if len(t.contextItems) == 0 {
		t.contextItems = suiting(items, certain)
	}
}

func suiting(items []*Item, params []*Param) []*Item {
	var list []*Item
next:
	for _, it := range items {
		for _, p := range params {
			if !p.Binding.TakesItem(it) || p.certain && it.Field(p.Binding.Field) == "" {
				continue next
			}
		}
		list = append(list, it)
	}
	return list
}
