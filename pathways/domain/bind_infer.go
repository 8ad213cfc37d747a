package domain

import (
	"fmt"
	"slices"
	"strings"
)

// itemNames stand for the item before the user.
func itemNames() []string {
	return []string{"item", "content", "asset", "file", "document", "doc", "media", "resource"}
}

// pictureNames stand for its picture.
func pictureNames() []string { return []string{"picture", "image", "photo", "img"} }

// wordNames stand for words that the content can give.
func wordNames() []string {
	return []string{
		"query", "q", "search", "keyword", "keywords", "term", "text", "title", "name", "caption",
		"prompt", "description", "topic", "subject", "headline", "heading", "label", "phrase",
	}
}

// infer binds a parameter that the bindings leave out. What is inferred wrong
// is no fault where calls may leave the parameter out.
func (b *binder) infer() {
	if b.facts.fixed && b.param.Required {
		b.fix()
		return
	}
	if b.param.certain && b.facts.stated == "" {
		b.inferFrom()
		return
	}
	// What goes wrong is put aside: there is a way without.
	src, faults := b.at.src, b.faults
	aside := &faultList{}
	b.faults, src.faults = aside, aside
	b.inferFrom()
	b.faults, src.faults = faults, faults
	switch {
	case len(aside.faults) == 0:
	case b.param.certain:
		b.fix()
	default:
		b.never("found " + aside.faults[0].Found + ", want " + aside.faults[0].Want)
	}
}

func (b *binder) inferFrom() {
	f := &b.facts
	switch {
	case f.closed:
		b.bindEnum(b.at, nil)
	case f.boolean:
		b.inferBoolean()
	case f.numeric():
		r, ok := inferRange(f)
		if !ok {
			b.unbound("range: {min: 1, max: 10}")
			return
		}
		b.bindRange(b.at, r)
	case f.text:
		b.inferText()
	default:
		b.at.fault("the parameter "+b.param.Path, "a text, a number, a boolean, an enum, or a list or an object of them")
	}
}

// inferBoolean says yes by the parameter's name, and no with no before it.
func (b *binder) inferBoolean() {
	words := nameWords(b.param.Name)
	if len(words) > 1 && slices.Contains([]string{"is", "has", "with", "include", "enable", verbUse}, words[0]) {
		words = words[1:]
	}
	label := strings.Join(words, " ")
	b.bindValues(b.at, "", []*Value{
		{JSON: textTrue, Labels: []string{label, "with " + label}},
		{JSON: textFalse, Labels: []string{"no " + label, "without " + label}},
	})
}

// inferText binds a text by its name.
func (b *binder) inferText() {
	words := nameWords(b.param.Name)
	if typ := b.typeNamed(words); typ != "" {
		b.bindNodes(b.at, typ)
		return
	}
	if len(words) == 0 || len(b.d.Items) == 0 {
		if !b.inferRole() {
			b.unbound("walk: TYPE")
		}
		return
	}
	name := words[len(words)-1]
	before := strings.Join(words[:len(words)-1], "_")
	kinds := b.kindNamed(before)
	switch {
	case (name == "id" || name == "ids") && (before == "" || kinds != nil || slices.Contains(itemNames(), before)):
		b.bindContext(fieldID, kinds)
	case slices.Contains(pictureNames(), name) && b.hasPictures():
		b.bindContext(fieldPicture, b.kindNamed(name))
	case slices.Contains(wordNames(), name):
		b.bindField(fieldTitle)
	case !b.inferRole():
		b.unbound("walk: TYPE")
	}
}

// typeNamed returns the node type that a name stands for: the name itself, its
// singular, or the last of its words; empty for none.
func (b *binder) typeNamed(words []string) string {
	candidates := []string{b.param.Name, strings.Join(words, "_"), strings.Join(words, "-")}
	for i := range words {
		rest := slices.Clone(words[i:])
		rest[len(rest)-1] = singular(rest[len(rest)-1])
		candidates = append(candidates, strings.Join(rest, "_"))
	}
	for _, typ := range candidates {
		if len(b.graph.OfType(typ)) > 0 {
			return typ
		}
	}
	return ""
}

// kindNamed returns the kind of item with that name, nil where there is none.
func (b *binder) kindNamed(name string) []string {
	for _, it := range b.d.Items {
		if it.Kind == name {
			return []string{name}
		}
	}
	return nil
}

func (b *binder) hasPictures() bool {
	return slices.ContainsFunc(b.d.Items, func(it *Item) bool { return it.Picture != "" })
}

func (b *binder) bindContext(field string, kinds []string) {
	b.param.Binding = Binding{Kind: BindContext, Field: field, ItemKinds: kinds}
	b.checkField(b.at, field, kinds)
}

func (b *binder) bindField(field string) {
	b.param.Binding = Binding{Kind: BindWalk, Field: field}
	b.checkField(b.at, field, nil)
}

// unbound ends a parameter that nothing says how to fill.
func (b *binder) unbound(example string) {
	switch {
	case b.facts.stated != "" && b.param.certain:
		b.fix()
	case b.param.certain && !b.itemsWhole:
		b.param.Binding = Binding{Kind: BindNever} // the content, if it could be read, might say it
	case b.param.certain:
		b.at.fault("no binding for the parameter "+b.param.Path, b.advice(example))
	default:
		b.never("nothing says where its values come from, such as " + b.example(example))
	}
}

// fix gives the value that the schema states.
func (b *binder) fix() {
	b.param.Binding = Binding{Kind: BindFixed, Fixed: b.facts.stated}
	if err := b.param.Check(b.facts.stated); err != nil {
		b.at.fault("the value "+quoted(b.facts.stated)+" that the schema states", "one that it admits: "+valueText(err))
	}
}

// never leaves the parameter out of all calls.
func (b *binder) never(why string) {
	b.param.Binding = Binding{Kind: BindNever}
	b.note(b.at, fmt.Sprintf("%s: the parameter %s is never given: %s", b.tool.Name, b.param.Path, why))
}

// advice says what to write where.
func (b *binder) advice(binding string) string {
	return "one in " + b.manifest.bindings.name + ", such as " + b.example(binding)
}

func (b *binder) example(binding string) string {
	return fmt.Sprintf("%s: {%s: {%s}}", b.tool.Name, b.param.Path, binding)
}
