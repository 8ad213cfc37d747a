package domain

import (
	"slices"
	"strings"
)

// Where a binding draws from, in the words of bindings.yaml.
const (
	bindNode    = "node"
	bindLabels  = "labels"
	bindWalk    = "walk"
	bindRange   = "range"
	bindContext = "context"
)

// binder makes the binding of one parameter.
type binder struct {
	*loader

	tool  *Tool
	param *Param
	facts schemaFacts
	// at is the binding, or the parameter's schema where there is none.
	at *place
}

// read reads a binding from its file.
func (b *binder) read() {
	sources := []string{bindNode, bindLabels, bindWalk, bindRange, bindContext}
	if !b.at.mapping(append(sources, "field", "kind", bindVague, bindAsk, bindIn)...) {
		return
	}
	given := slices.DeleteFunc(slices.Clone(sources), func(s string) bool { return b.at.get(s) == nil })
	if len(given) == 0 && b.at.get("field") != nil {
		b.readFieldAlone()
		return
	}
	if len(given) != 1 {
		found := "none"
		if len(given) > 1 {
			found = strings.Join(given, " and ")
		}
		b.at.fault(found+" of "+strings.Join(sources, ", "), "one of them")
		return
	}
	p := b.at.get(given[0])
	switch given[0] {
	case bindNode:
		b.readNodeType(p)
	case bindLabels:
		b.readLabels(p)
	case bindWalk:
		b.readWalk(p)
	case bindRange:
		b.readRange(p)
	case bindContext:
		b.readContext(p)
	}
	b.readField(given[0])
	if p := b.at.get("kind"); p != nil && given[0] != bindContext {
		p.fault("kind beside "+given[0], "kind beside context only")
	}
}

// readFieldAlone binds a text to a field of the content.
func (b *binder) readFieldAlone() {
	p := b.at.get("field")
	name, ok := b.fieldName(p)
	if !ok {
		return
	}
	if !b.facts.text {
		p.fault("a field alone", "a binding that suits the parameter, which is not a text")
		return
	}
	b.param.Binding = Binding{Kind: BindWalk, Field: name}
	b.checkField(p, name, nil)
}

// readField reads the content field that can give the value instead.
func (b *binder) readField(beside string) {
	p := b.at.get("field")
	if p == nil {
		return
	}
	if beside == bindRange || beside == bindContext {
		p.fault("field beside "+beside, "field beside node, labels or walk only")
		return
	}
	name, ok := b.fieldName(p)
	if !ok {
		return
	}
	b.param.Binding.Field = name
	if beside == bindWalk {
		b.checkField(p, name, nil)
	}
}

// readContext binds the parameter to a field of the item before the user.
func (b *binder) readContext(p *place) {
	name, ok := b.fieldName(p)
	if !ok {
		return
	}
	kinds := b.readKinds()
	b.param.Binding = Binding{Kind: BindContext, Field: name, ItemKinds: kinds}
	b.checkField(p, name, kinds)
}

// readKinds reads which kinds of item the context may be.
func (b *binder) readKinds() []string {
	p := b.at.get("kind")
	known := map[string]bool{}
	for _, it := range b.d.Items {
		known[it.Kind] = true
	}
	var kinds []string
	for item := range p.elements("a list of kinds of item", MaxKeywords) {
		kind, ok := item.text("a kind of item", MaxLabelBytes)
		switch {
		case !ok:
		case slices.Contains(kinds, kind):
			item.fault(quoted(kind)+" again", "each kind once")
		case !known[kind] && b.itemsWhole:
			item.wrong("a kind that an item has" + item.hint(kind, keys(known)))
		default:
			kinds = append(kinds, kind)
		}
	}
	if p.is(kindList) && len(p.items) == 0 {
		p.fault("an empty list", "at least one kind")
	}
	return kinds
}

// fieldName reads the name of a field that an item has.
func (b *binder) fieldName(p *place) (string, bool) {
	const want = "a field of the content: id, kind, title, keywords, picture or an attribute"
	name, ok := p.text(want, MaxLabelBytes)
	if !ok {
		return "", false
	}
	for known := range b.fieldNames(fieldID, fieldKind, fieldTitle, fieldKeywords, fieldPicture) {
		if known == name {
			return name, true
		}
	}
	if !b.itemsWhole {
		return "", false
	}
	p.wrong(want + p.hint(name, b.fieldNames(fieldID, fieldKind, fieldTitle, fieldKeywords, fieldPicture)))
	return "", false
}

func (b *binder) readWalk(p *place) {
	steps := b.parseWalk(p)
	if steps == nil {
		return
	}
	b.param.Binding = Binding{Kind: BindWalk, Walk: steps}
	b.checkWalk(p, steps)
}

func (b *binder) readNodeType(p *place) {
	typ, ok := p.text("a node type", MaxLabelBytes)
	if !ok {
		return
	}
	if len(b.graph.OfType(typ)) == 0 {
		p.wrong("a node type" + p.hint(typ, slices.Values(b.graph.types)))
		return
	}
	b.bindNodes(p, typ)
}

// readRange reads a range; what it leaves out, the schema may give.
func (b *binder) readRange(p *place) {
	if !p.mapping("min", "max", "step", keyUnits, keyBelow) {
		return
	}
	if !b.facts.numeric() {
		p.fault("a range", "a binding that suits the parameter, which is not a number")
		return
	}
	r, bounded := inferRange(&b.facts)
	if !bounded {
		r = Range{Integer: b.facts.integer}
		if p.need("min") == nil || p.need("max") == nil {
			return
		}
	}
	if r.Integer = b.facts.integer && !b.facts.number; r.Integer && r.Step == 0 {
		r.Step = 1
	}
	for _, f := range []struct {
		key  string
		into *float64
	}{{"min", &r.Min}, {"max", &r.Max}, {"step", &r.Step}} {
		if v, ok := p.get(f.key).number("a number"); ok {
			*f.into = v
		}
	}
	if r.Step == 0 && p.get("step") == nil {
		r.Step = toFloat(niceStep(ratOf(r.Max - r.Min)))
	}
	r.Units, r.Scales = p.get(keyUnits).units()
	b.bindRange(p, r)
}
