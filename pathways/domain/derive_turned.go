package domain

import (
	"slices"
	"strings"
)

// roleOf is the role of an argument of the tool: that of its name, unless it is what
// the tool's name puts things into, or what the tool's object is called.
func (w *toolWords) roleOf(known []sayRole, p *Param) *sayRole {
	switch {
	case w.onItem:
	case w.isContainer(p):
		return roleNamed(known, "collection")
	case w.names(p) && p.Binding.Kind != BindRange:
		return roleNamed(known, roleMain)
	}
	return w.turned(known, p, sayRoleOf(known, p))
}

// turned is a role as the tool's verb and its other arguments have it.
func (w *toolWords) turned(known []sayRole, p *Param, r *sayRole) *sayRole {
	if r == nil {
		return nil
	}
	switch r.name {
	case "out-of":
		scored := func(o *Param) bool { return o != p && has(sayRoleOf(known, o), "score") }
		if end := measured(p); end != nil && !slices.ContainsFunc(w.saidLeaves(), scored) {
			return end // "max_rating" alone is no scale
		}
	case roleFrom, roleTo:
		return w.turnedEnd(known, p, r)
	case roleState:
		if w.does(classSeek) {
			return roleNamed(known, "state-sought")
		}
		if !w.does(classChange) {
			return roleNamed(known, "state-made")
		}
	case roleLevel:
		if w.shifts() {
			return roleNamed(known, "level-by")
		}
	}
	return r
}

// turnedEnd is the role of where something comes from or goes to, as far as that is no
// place.
func (w *toolWords) turnedEnd(known []sayRole, p *Param, r *sayRole) *sayRole {
	place := saysPlace(known, p)
	switch {
	case r.name == roleTo && w.does("send") && !place:
		return roleNamed(known, roleWhom)
	case typedElse(known, p):
		return roleNamed(known, r.name+"-thing")
	case r.name == roleFrom && w.does(classSeek) && last(nameWords(p.Name)) == "source" && !place:
		return roleNamed(known, roleSender)
	}
	return r
}

// has says whether a role has a name.
func has(r *sayRole, name string) bool { return r != nil && r.name == name }

// shifts says whether the tool moves a level up or down, by so much.
func (w *toolWords) shifts() bool {
	return w.tables.is("shifts", last(strings.Fields(w.verb)))
}

// saysPlace says whether the values of an argument, or else its name, are of places.
func saysPlace(known []sayRole, p *Param) bool {
	words := nameWords(p.Name)
	if p.Binding.NodeType != "" {
		words = nameWords(p.Binding.NodeType)
	}
	return slices.ContainsFunc(words, func(w string) bool { return isPlaceWord(known, w) })
}

// typedElse says whether the values of an argument are of a type that is none of
// places: one sets out from those alone.
func typedElse(known []sayRole, p *Param) bool {
	typ := p.Binding.NodeType
	if typ == "" || typ == p.Name || saysPlace(known, p) {
		return false
	}
	r := sayRoleOf(known, &Param{Name: typ})
	return r == nil || r.asked() || r.name == "company" || r.name == "collection"
}

// personal is the role of an argument that one comes from or goes to, where its values
// are people.
func personal(known []sayRole, p *Param, r *sayRole) *sayRole {
	if r.name != roleFrom && r.name != roleTo {
		return nil
	}
	who := describedRole(p.Description()) == roleWhom
	if typ := p.Binding.NodeType; typ != "" && !saysPlace(known, p) {
		who = has(sayRoleOf(known, &Param{Name: typ}), roleWhom)
	}
	switch {
	case !who:
		return nil
	case r.name == roleFrom:
		return roleNamed(known, roleSender)
	}
	return roleNamed(known, "receiver")
}
