package domain

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// What a tree of parameters may be. Schemas can be as deep as documents; people
// say a handful of things at once.
const (
	// maxParamDepth bounds how deep objects and lists nest.
	maxParamDepth = 8
	// maxLeaves bounds the parameters of one tool that take values: the phrase
	// pathways tell that many apart.
	maxLeaves = 60
	// mostElements is how many elements a list is given where its schema does
	// not ask for more.
	mostElements = 3
	// maxElements bounds what a schema can ask for.
	maxElements = 20
)

// bindingTree binds the parameters of one tool, down to their leaves.
type bindingTree struct {
	*loader

	tool *Tool
	// given are the bindings of the file, known all paths there are.
	given map[string]*place
	known map[string]bool
	// leaves counts the parameters that were bound.
	leaves int
	// below are the places that name the upper end of a range, by the lower one.
	below map[*Param]*place
}

// bind binds a parameter and what is inside of it; at is its schema's place, or
// that of a schema around it.
func (b *bindingTree) bind(param *Param, at *place, depth int) {
	l := &binder{loader: b.loader, tool: b.tool, param: param, facts: factsOf(param.schema), at: at}
	p := b.binding(param.Path)
	switch composite := l.facts.composite(); {
	case composite && depth == maxParamDepth:
		l.unbound("nothing: it nests too deep")
	case composite && l.facts.object:
		if p != nil {
			p.fault("a binding for the object "+param.Path, "bindings for its members: "+param.Path+".NAME")
		}
		b.bindObject(l, depth)
	case composite:
		b.bindList(l, depth)
	case p != nil && !onlyWays(p):
		l.at = p
		l.read()
		b.leaves++
		b.below[param] = p.get(bindRange).get(keyBelow)
		l.readWays(p)
	case b.leaves >= maxLeaves && !param.certain:
		l.never(fmt.Sprintf("the tool has %d parameters before it", maxLeaves))
	default:
		l.infer()
		if !param.Never() {
			b.leaves++
		}
		l.readWays(p)
	}
}

// bindObject binds the members of an object.
func (b *bindingTree) bindObject(l *binder, depth int) {
	param, before := l.param, len(b.faults.faults)
	givable, whole := b.bindMembers(l, depth)
	for _, name := range l.facts.required {
		whole = whole && l.facts.properties[name] != nil
	}
	switch {
	case whole && givable:
		param.Binding = Binding{Kind: BindObject}
	case whole && param.certain && l.facts.stated == "" && param.Check("{}") == nil:
		param.Members = nil
		param.Binding = Binding{Kind: BindFixed, Fixed: "{}"}
	default:
		b.dropped(l, before)
	}
}

// bindMembers binds each member, and says whether any can be given and whether
// all that are required can.
func (b *bindingTree) bindMembers(l *binder, depth int) (givable, whole bool) {
	whole = true
	for _, name := range l.memberNames() {
		required := slices.Contains(l.facts.required, name)
		if !isName(name) {
			whole = whole && !required
			l.note(l.at, "the member "+quoted(name)+" is never given: its name is not one of letters, digits, _ and -")
			continue
		}
		m := &Param{
			Name: name, Path: l.param.Path + "." + name, Required: required,
			schema: l.facts.properties[name], certain: l.param.certain && required,
		}
		at := l.at
		if p := l.at.get(keyProperties).get(name); p != nil {
			at = p
		}
		b.bind(m, at, depth+1)
		givable = givable || !m.Never()
		whole = whole && !(required && m.Never())
		l.param.Members = append(l.param.Members, m)
	}
	return givable, whole
}

// memberNames returns the names of an object's members: those that stand in the
// schema itself in its order, those from elsewhere by their names.
func (b *binder) memberNames() []string {
	order := map[string]int{}
	if props := b.at.get(keyProperties); props.is(kindMapping) {
		for i, m := range props.members {
			order[m.key] = i - len(props.members)
		}
	}
	return slices.SortedFunc(maps.Keys(b.facts.properties), func(x, y string) int {
		return cmp.Or(cmp.Compare(order[x], order[y]), cmp.Compare(x, y))
	})
}

// bindList binds the elements of a list.
func (b *bindingTree) bindList(l *binder, depth int) {
	param, before := l.param, len(b.faults.faults)
	least, most := 1, mostElements
	if l.facts.minItems != nil {
		least = max(least, *l.facts.minItems)
	}
	if l.facts.maxItems != nil {
		most = min(most, *l.facts.maxItems)
	}
	most = max(most, least)
	if l.facts.maxItems != nil && most > *l.facts.maxItems || least > maxElements || l.facts.items == nil {
		b.dropped(l, before)
		return
	}
	e := &Param{
		Name: param.Name, Path: param.Path + "[]", Required: true,
		schema: l.facts.items, certain: param.certain,
	}
	at := l.at
	if p := l.at.get("items"); p.is(kindMapping) {
		at = p
	}
	b.bind(e, at, depth+1)
	if e.Never() {
		b.dropped(l, before)
		return
	}
	param.Element = e
	if e.Binding.Kind == BindObject {
		// Nobody could tell from a query which member goes with which.
		if least > 1 {
			b.dropped(l, before)
			return
		}
		most = 1
	}
	if e.Binding.Kind == BindFixed || e.Binding.Kind == BindContext {
		most = least
	}
	if e.Binding.Kind == BindValues {
		most = min(most, len(e.Binding.Values))
	}
	if most < least {
		b.dropped(l, before)
		return
	}
	param.Binding = Binding{Kind: BindList, MinItems: least, MaxItems: most}
}

// dropped is the end of an object or a list that cannot be put together; before
// is how many faults there were when it was begun.
func (b *bindingTree) dropped(l *binder, before int) {
	l.param.Members, l.param.Element = nil, nil
	if l.param.certain && l.facts.stated == "" && len(b.faults.faults) > before {
		// What is inside has faults of its own; one more would repeat them.
		l.param.Binding = Binding{Kind: BindNever}
		return
	}
	l.unbound("bindings for what is in it")
}
