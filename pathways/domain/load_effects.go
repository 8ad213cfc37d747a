package domain

import (
	"slices"
	"strings"
)

// readEffects reads what calls do to the content library:
//
//	search_templates:
//	  finds: [template]             # kinds of item; "*" for all
//	  match: {query: text, style: style}
//	  strict: [style]               # must fit, or nothing is found
//	  most: {max_price: price}      # a number that is at most the argument
//	  least: {min_rating: rating}   # … at least
//	create_design:
//	  makes: template               # a new item
//	  sets: {title: "{design_type}", color: "{background_color}"}
//	remove_background:              # works on an item: a binding says context
//	  needs: {background: ["", scene]}  # "" for an item without the attribute
//	  sets: {background: none}
//
// Match compares an argument with a field of the item, or with text, which is the
// title, the keywords and all attributes together. Words are looked for in text,
// title and keywords, and in any field by an argument that is a walk; all others
// are equal, or a label or synonym of what is. What fits fewer of the arguments that
// a call has than another item does is not found. Needs, sets, most and least speak
// of attributes, sets also of the title; sets may bring new attributes, and takes one
// away with "". {path} in sets stands for an argument.
//
// A tool that is left out does nothing to the library; what its bindings say of the
// item that it works on holds all the same. Where a domain has no such file,
// searches are inferred: tools with a word for it in their name (search, find,
// list, browse, …) that work on no item and have arguments with a content field.
// They find items of every kind, by these arguments: values by their field, words
// by text; see also Effect.Inferred.
func (l *loader) readEffects() {
	f := l.manifest.effects
	if l.noFile(f) {
		l.inferEffects()
		return
	}
	if root := l.yaml(f); root != nil {
		l.effects(root)
	}
}

// effects reads the file.
func (l *loader) effects(root *place) {
	r := &effectReader{loader: l, kinds: map[string]bool{}, attributes: map[string]bool{}}
	for _, it := range l.d.Items {
		r.kinds[it.Kind] = true
	}
	for name := range l.fields {
		r.attributes[name] = true
	}
	const want = "tools, each with what a call of it does"
	for _, p := range root.entries(want) { // attributes may be set by a tool below
		for name := range p.get(effectSets).entries(wantSets) {
			r.attributes[name] = true
		}
	}
	l.d.Effects = map[string]*Effect{}
	for name, p := range root.entries(want) {
		l.toolNamed(p)
		r.readEffect(l.d.tools[name], p)
	}
	l.noteNeeds(root)
}

// The keys of an effect.
const (
	effectFinds  = "finds"
	effectMatch  = "match"
	effectStrict = "strict"
	effectMost   = "most"
	effectLeast  = "least"
	effectMakes  = "makes"
	effectNeeds  = "needs"
	effectSets   = "sets"

	wantSets = "attributes, each with a text"
)

// effectReader reads the effects of tools.
type effectReader struct {
	*loader

	// kinds of the items, attributes of the items and of what calls set.
	kinds, attributes map[string]bool
}

// readEffect reads what a tool does; t is nil for a tool that is not known.
func (r *effectReader) readEffect(t *Tool, p *place) {
	if !p.mapping(effectFinds, effectMatch, effectStrict, effectMost, effectLeast,
		effectMakes, effectNeeds, effectSets) {
		return
	}
	e := &Effect{Finds: r.finds(p.get(effectFinds))}
	if at := p.get(effectMakes); at != nil {
		e.Makes, _ = at.text("a kind of item", MaxLabelBytes)
		r.knownKind(at, e.Makes)
	}
	if t == nil { // a fault already, or a tool with faults
		return
	}
	e.Match = r.match(t, p.get(effectMatch))
	e.Strict = r.strict(e, p.get(effectStrict))
	e.Most = r.bounds(t, p.get(effectMost))
	e.Least = r.bounds(t, p.get(effectLeast))
	e.Needs = r.needs(p.get(effectNeeds))
	e.Sets = r.sets(t, p.get(effectSets))
	r.together(t, e, p)
	r.d.Effects[t.Name] = e
}

// together faults parts of an effect that do not go together.
func (r *effectReader) together(t *Tool, e *Effect, p *place) {
	finds, makes := p.get(effectFinds) != nil, p.get(effectMakes) != nil
	if finds {
		for _, other := range []string{effectMakes, effectNeeds, effectSets} {
			p.get(other).fault(other+" beside "+effectFinds, "one of them: a search changes nothing")
		}
	} else {
		for _, other := range []string{effectMatch, effectStrict, effectMost, effectLeast} {
			p.get(other).fault(other+" without "+effectFinds, "the kinds of item that are searched, such as "+
				effectFinds+": [\""+AnyKind+"\"]")
		}
	}
	file := r.tools[t.Name]
	if finds || file == nil || !file.whole {
		return
	}
	const want = "a tool with an argument that is bound to context"
	edits := t.edits()
	if !edits {
		p.get(effectNeeds).fault(effectNeeds+" of a tool that works on no item", want)
	}
	if !edits && !makes {
		p.get(effectSets).fault(effectSets+" of a tool that neither works on an item nor makes one",
			effectMakes+" beside it, or "+want)
	}
	if len(e.Sets) == 0 && len(e.Needs) == 0 && !makes && len(p.members) == 0 {
		p.fault("an empty effect", "at least one of "+strings.Join(
			[]string{effectFinds, effectMakes, effectNeeds, effectSets}, ", "))
	}
}

// edits says whether the tool works on an item that its arguments name.
func (t *Tool) edits() bool {
	return slices.ContainsFunc(t.leaves, func(p *Param) bool { return p.Binding.Kind == BindContext })
}

func (r *effectReader) finds(p *place) []string {
	var kinds []string
	for at := range p.elements("a list of kinds of item", MaxKeywords) {
		kind, ok := at.text("a kind of item", MaxLabelBytes)
		switch {
		case !ok:
		case slices.Contains(kinds, kind):
			at.fault(quoted(kind)+" again", "each kind once")
		case kind == AnyKind || r.knownKind(at, kind):
			kinds = append(kinds, kind)
		}
	}
	if p.is(kindList) && len(p.items) == 0 {
		p.fault("an empty list", "at least one kind")
	}
	return kinds
}

// knownKind faults a kind that no item has.
func (r *effectReader) knownKind(p *place, kind string) bool {
	if kind != "" && !r.kinds[kind] && r.itemsWhole {
		p.wrong("a kind that an item has" + p.hint(kind, keys(r.kinds)))
		return false
	}
	return kind != ""
}
