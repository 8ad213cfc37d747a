package domain

import (
	"slices"
	"strings"
)

// match reads which field each argument is compared with.
func (r *effectReader) match(t *Tool, p *place) map[string]string {
	match := map[string]string{}
	for path, at := range p.entries("arguments of " + t.Name + ", each with a field") {
		r.argument(t, at, "key "+quoted(path), path)
		const want = "a field of the content: text, id, kind, title, keywords, picture or an attribute"
		field, ok := at.text(want, MaxLabelBytes)
		if !ok {
			continue
		}
		if field != MatchText && !isOwnField(field) {
			r.knownAttribute(at, field, want, MatchText, fieldID, fieldKind, fieldTitle, fieldKeywords, fieldPicture)
		}
		match[path] = field
	}
	return match
}

// argument faults what should be an argument of the tool.
func (r *effectReader) argument(t *Tool, at *place, found, path string) {
	if file := r.tools[t.Name]; file == nil || !file.whole || argumentOf(t, path) {
		return
	}
	var paths []string
	for _, leaf := range t.leaves {
		paths = append(paths, leaf.Path)
	}
	at.fault(found, "an argument of "+t.Name+at.hint(path, slices.Values(paths)))
}

// argumentOf says whether path is an argument that takes a value of its own.
func argumentOf(t *Tool, path string) bool {
	if slices.ContainsFunc(t.leaves, func(p *Param) bool {
		return p.Path == path || strings.ReplaceAll(p.Path, "[]", "") == path
	}) {
		return true
	}
	p := t.Param(path) // one that the domain never gives, but a model may
	return p != nil && p.Binding.Kind == BindNever
}

func (r *effectReader) knownAttribute(at *place, name, want string, fixed ...string) {
	if r.itemsWhole && !r.attributes[name] {
		at.fault(quoted(name), want+at.hint(name, func(yield func(string) bool) {
			for _, known := range fixed {
				if !yield(known) {
					return
				}
			}
			for known := range keys(r.attributes) {
				if !yield(known) {
					return
				}
			}
		}))
	}
}

// strict reads which arguments of match must fit.
func (r *effectReader) strict(e *Effect, p *place) []string {
	var strict []string
	for at := range p.elements("a list of arguments in match", MaxParams) {
		path, ok := at.text("an argument in match", MaxLabelBytes)
		switch {
		case !ok:
		case e.Match[path] == "":
			at.wrong("an argument in match" + at.hint(path, keys(e.Match)))
		case slices.Contains(strict, path):
			at.fault(quoted(path)+" again", "each once")
		default:
			strict = append(strict, path)
		}
	}
	return strict
}

// needs reads the values that attributes may have before a call.
func (r *effectReader) needs(p *place) map[string][]string {
	needs := map[string][]string{}
	for name, at := range p.entries("attributes, each with a list of values") {
		r.knownAttribute(at, name, "an attribute that an item has or a tool sets")
		values := []string{}
		for item := range at.elements("a list of values", MaxLabels) {
			text, ok := "", item.is(kindText) && item.datum.text == ""
			if !ok {
				text, ok = item.text(`a value, or "" for none`, MaxTextBytes)
			}
			if ok {
				values = append(values, text)
			}
		}
		if at.is(kindList) && len(at.items) == 0 {
			at.fault("an empty list", "at least one value")
		}
		needs[name] = values
	}
	return needs
}

// sets reads what attributes become.
func (r *effectReader) sets(t *Tool, p *place) map[string]string {
	sets := map[string]string{}
	for name, at := range p.entries(wantSets) {
		switch {
		case name == fieldTitle:
		case isOwnField(name):
			at.fault("key "+quoted(name), "title or an attribute")
		default:
			at.keyName("an attribute's name")
		}
		// An attribute may be taken away, the title may not.
		text, ok := "", name != fieldTitle && at.is(kindText) && at.datum.text == ""
		if !ok {
			if text, ok = at.text("a text", MaxTextBytes); !ok {
				continue
			}
		}
		pieces := EffectPieces(text)
		if len(pieces)%2 == 0 {
			at.wrong("a } behind every {, and no other braces")
			continue
		}
		for i := 1; i < len(pieces); i += 2 {
			r.argument(t, at, "{"+pieces[i]+"}", pieces[i])
		}
		sets[name] = text
	}
	return sets
}

// isOwnField says whether a name is that of a field that every item has.
func isOwnField(name string) bool {
	switch name {
	case fieldID, fieldKind, fieldTitle, fieldKeywords, fieldPicture:
		return true
	default:
		return false
	}
}
