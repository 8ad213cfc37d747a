package domain

import (
	"slices"
	"strings"
)

// rest says the arguments behind what is asked for, in several orders: each where the
// call has it and it was not said before.
func (w *toolWords) rest() []string {
	var all []string
	for _, p := range w.saidLeaves() {
		if len(w.ways[p]) > 0 {
			all = append(all, "[<"+w.ruleOf(p)+">]")
		}
	}
	orders := []string{strings.Join(all, "")}
	if len(all) > 1 {
		turned := slices.Concat(all[len(all)/2:], all[:len(all)/2])
		back := slices.Clone(all)
		slices.Reverse(back)
		for _, order := range [][]string{back, turned} {
			if text := strings.Join(order, ""); !slices.Contains(orders, text) {
				orders = append(orders, text)
			}
		}
	}
	return orders
}

// setWays finds how each argument is said behind what is asked for, and which are
// said before it.
func (w *toolWords) setWays(verb string) {
	known := sayRoles()
	w.ways = map[*Param][]string{}
	for _, p := range w.tool.Leaves() {
		if !p.Said() {
			continue
		}
		r := sayRoleOf(known, p)
		if r != nil && len(r.before) > 0 && !w.onItem && !isBoolean(&p.Binding) {
			w.before = append(w.before, p)
		}
		if r != nil && r.asked() && !w.onItem && !isBoolean(&p.Binding) {
			w.mains = append(w.mains, p)
		}
		w.ways[p] = w.waysOf(p, r, verb)
	}
	if w.main != nil && !slices.Contains(w.mains, w.main) && !w.onItem {
		w.mains = append(w.mains, w.main)
	}
}

// waysOf are the ways to say an argument, with the placeholder in them.
func (w *toolWords) waysOf(p *Param, r *sayRole, verb string) []string {
	name := w.said(p)
	if w.quiet.asks(name) {
		name = ""
	}
	if isBoolean(&p.Binding) {
		return []string{", {" + w.placeholder(p) + "}"}
	}
	ways := w.patternsOf(p, r, verb, name)
	var out []string
	for _, way := range ways {
		if strings.Contains(way, "NAME") && name == "" {
			continue
		}
		way = strings.ReplaceAll(strings.ReplaceAll(way, "NAME", name), "_", "{"+w.placeholder(p)+"}")
		if !w.quiet.asks(way) {
			out = append(out, " "+way)
		}
	}
	if len(out) == 0 && len(ways) > 0 {
		out = []string{" {" + w.placeholder(p) + "}"}
	}
	return out
}

// patternsOf are the ways of an argument's role, before the names are put in.
func (w *toolWords) patternsOf(p *Param, r *sayRole, verb, name string) []string {
	switch {
	case r == nil || r.asked() && len(r.behind) == 0:
		return plainWays(p, name)
	case r.name == "collection":
		return collectionWays(verb)
	case len(r.behind) == 0 && w.onItem:
		return waysIn("in _, to _, with NAME _")
	default:
		return r.behind
	}
}

// plainWays are those of arguments that no role is known for.
func plainWays(p *Param, name string) []string {
	last := name[strings.LastIndexByte(name, ' ')+1:]
	switch {
	case name == "":
		return waysIn("with _")
	case p.Binding.Kind == BindRange && singular(last) != last:
		return waysIn("with _ NAME, _ NAME")
	case p.Binding.Kind == BindRange:
		return waysIn("with NAME _, with {a} NAME of _, NAME _")
	case p.Binding.Kind == BindWalk:
		return waysIn("with NAME _, and NAME _, NAME _")
	default:
		return waysIn("_, with NAME _, NAME _")
	}
}

// ruleOf names the rule that says a leaf.
func (w *toolWords) ruleOf(p *Param) string {
	var b strings.Builder
	b.WriteString("say")
	for _, word := range nameWords(w.placeholder(p)) {
		b.WriteString("_" + word)
	}
	return b.String()
}

// saidLeaves returns the leaves that a query has to say.
func (w *toolWords) saidLeaves() []*Param {
	return slices.DeleteFunc(slices.Clone(w.tool.Leaves()), func(p *Param) bool { return !p.Said() })
}

func isBoolean(b *Binding) bool {
	other := func(v *Value) bool { return v.JSON != textTrue && v.JSON != textFalse }
	return b.Kind == BindValues && !slices.ContainsFunc(b.Values, other)
}

// placeholder returns the shortest name that stands for the leaf in productions.
func (w *toolWords) placeholder(p *Param) string {
	if w.tool.Leaf(p.Name) == p && p.Name != PlaceholderArticle && p.Name != PlaceholderItem {
		return p.Name
	}
	return strings.ReplaceAll(p.Path, "[]", "")
}

// said returns the words of a leaf's name, those around it too where two leaves
// would be said alike.
func (w *toolWords) said(p *Param) string {
	path := strings.Split(strings.ReplaceAll(p.Path, "[]", ""), ".")
	words := func(n int) string {
		var list []string
		for _, name := range path[len(path)-n:] {
			list = append(list, nameWords(name)...)
		}
		return strings.Join(list, " ")
	}
	n := 1
	if w.tool.Leaf(p.Name) != p && len(path) > 1 {
		n = 2
	}
	if text := words(n); text != "" {
		return text
	}
	return p.Name
}
