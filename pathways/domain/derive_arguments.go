package domain

import (
	"slices"
	"strings"
)

// arguments says every argument but the main one, each with words around it and
// only where the call has it.
func (w *toolWords) arguments() string {
	var b strings.Builder
	for _, p := range w.saidLeaves() {
		x, name := "{"+w.placeholder(p)+"}", w.said(p)
		if w.quiet.asks(name) && !isBoolean(&p.Binding) {
			b.WriteString(w.given(p, " with "+x))
			continue
		}
		last := name[strings.LastIndexByte(name, ' ')+1:]
		var say string
		switch {
		case isBoolean(&p.Binding):
			say = ", " + x
		case slices.Contains([]string{"color", "colour", "language", "lang", "locale"}, last):
			say = " in " + x
		case slices.Contains([]string{"format", "type", "filetype"}, last):
			say = " as " + x
		case last == "style":
			say = " in " + x + " " + name
		case slices.Contains([]string{"size", "scale", "duration", "speed", "quality", "zoom"}, last):
			say = " (at|with) " + name + " " + x
		case p.Binding.Kind == BindRange && singular(last) != last:
			say = " with " + x + " " + name
		case p.Binding.Kind == BindRange:
			say = " with (" + name + "|{a} " + name + " of) " + x
		case p.Binding.Kind == BindWalk:
			say = " (with|and) " + name + " " + x
		default:
			say = " with " + name + " " + x
		}
		b.WriteString(w.given(p, say))
	}
	return b.String()
}

// bareArguments says them as keywords.
func (w *toolWords) bareArguments() string {
	var b strings.Builder
	for _, p := range w.saidLeaves() {
		x := "{" + w.placeholder(p) + "}"
		say := " " + x
		if p.Binding.Kind != BindValues && !w.quiet.asks(w.said(p)) {
			say = " " + w.said(p) + " " + x
		}
		b.WriteString(w.given(p, say))
	}
	return b.String()
}

// given puts brackets around what not all calls have.
func (w *toolWords) given(p *Param, say string) string {
	if p.certain {
		return say
	}
	return "[" + say + "]"
}

// saidLeaves returns the leaves that a query has to say, but the main one where
// it is said as the object.
func (w *toolWords) saidLeaves() []*Param {
	var list []*Param
	for _, p := range w.tool.Leaves() {
		if p.Said() && (p != w.main || w.onItem) {
			list = append(list, p)
		}
	}
	return list
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
