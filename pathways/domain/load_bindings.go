package domain

import (
	"slices"
	"strings"
)

// readBindings gives every parameter of every tool its binding: the one of
// bindings.yaml where there is one, else what the schema and the graph suggest.
//
//	search_templates:
//	  query: {walk: "style? occasion -suits-> design_type", field: title}
//	  color: {node: color}
//	  format: {labels: {png: [PNG], jpg: [JPG, JPEG]}}
//	  width: {range: {min: 100, max: 4000, step: 50, units: [px, pixels]}}
//	  item_id: {context: id}
//
// Inferred are: the values of an enum or a constant, labelled by the nodes of
// the type named like the parameter that mean them, else by their own text; the
// range of a number with bounds; the nodes of the type named like a text.
func (l *loader) readBindings() {
	given := map[string]map[string]*place{} // tool → parameter → binding
	if f := l.manifest.bindings; !l.noFile(f) {
		root := l.yaml(f)
		if root == nil {
			return
		}
		for name, p := range root.entries("tools, each with its parameters' bindings") {
			given[name] = l.toolBindings(name, p)
		}
	}
	if l.tools == nil || l.graph == nil || !l.itemsRead {
		return
	}
	for _, t := range l.d.Tools {
		file := l.tools[t.Name]
		if !file.whole {
			continue
		}
		for _, param := range t.Params {
			b := &binder{
				loader: l, tool: t, param: param, facts: factsOf(param.schema),
				at: file.properties[param.Name],
			}
			if p := given[t.Name][param.Name]; p != nil {
				b.at = p
				b.read()
			} else {
				b.infer()
			}
		}
	}
}

// toolBindings returns the places of a tool's bindings, by parameter.
func (l *loader) toolBindings(name string, p *place) map[string]*place {
	l.toolNamed(p)
	file := l.tools[name]
	places := map[string]*place{}
	for param, at := range p.entries("parameters of " + name + ", each with its binding") {
		if file != nil && file.whole && file.properties[param] == nil {
			at.fault("key "+quoted(param), "a parameter of "+name+at.hint(param, keys(file.properties)))
		}
		places[param] = at
	}
	return places
}

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
	if !b.at.mapping(append(sources, "field")...) {
		return
	}
	given := slices.DeleteFunc(slices.Clone(sources), func(s string) bool { return b.at.get(s) == nil })
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
		b.checkField(p, name)
	}
}

// readContext binds the parameter to a field of the item before the user.
func (b *binder) readContext(p *place) {
	name, ok := b.fieldName(p)
	if !ok {
		return
	}
	b.param.Binding = Binding{Kind: BindContext, Field: name}
	b.checkField(p, name)
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
	if !p.mapping("min", "max", "step", "units") {
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
	r.Units = p.get("units").labels("a unit")
	b.bindRange(p, r)
}
