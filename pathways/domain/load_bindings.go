package domain

import (
	"maps"
	"slices"
	"strings"
)

// readBindings gives every parameter of every tool its binding: the one of
// bindings.yaml where there is one, else what the schema, the graph and the
// content suggest.
//
//	search_templates:
//	  query: {walk: "style? occasion? -suits-> design_type", field: title}
//	  color: {node: color}
//	  format: {labels: {png: [PNG], jpg: [JPG, JPEG]}}
//	  width: {range: {min: 100, max: 4000, step: 50, units: [px, pixels]}}
//	  start: {range: {min: 0, max: 60, units: {seconds: 1, minutes: 60}, below: end}}
//	  caption: {field: title}                    # of any item, as it is
//	  item_id: {context: id, kind: [template]}   # kind: those items only
//	  size.width: {range: {max: 2000}}           # a member of an object
//	  colors[]: {node: color}                    # the elements of a list
//	  layers[].opacity: {range: {min: 0, max: 100}}
//
// Units of a range are words for the parameter's own, or a mapping from words to how
// many of it one of that unit is. Of two ends of a range, the lower one says which
// is the upper (below).
//
// Beside any of these, or alone, stands how the argument is spoken of: vague are words
// that leave it open, ask are questions for it, and in gives the words of other
// languages:
//
//	color:
//	  vague: [another color]
//	  ask: ["Which color would you like?"]
//	  in: {es: {vague: [otro color], ask: ["¿Qué color?"]}}
//	premium: {labels: {"true": [paid]}, in: {es: {labels: {"true": [de pago]}}}}
//	width: {in: {es: {units: [píxeles]}}}
//
// Where these are left out, setWays makes them of the parameter's name.
//
// Parameters are named by their path: a dot before each member of an object, []
// behind each list (the last [] may be left out). Objects and lists have no
// binding of their own: they are put together from their members and elements.
//
// Inferred are:
//   - the values of an enum, labelled by the nodes of the type named like the
//     parameter that mean them, else by their own text;
//   - the constant, where there must be one;
//   - yes and no of a boolean, labelled by its name;
//   - the range of a number with bounds;
//   - the nodes of the type named like a text ("color" for the names color,
//     colors and background_color, the closest one first);
//   - the context item's id for item_id and the like, its picture for picture
//     and the like, its kind counting where it is named (image_id);
//   - a text of the content for the names that stand for words: title, caption,
//     query and the like;
//   - the members of an object: those that are required and some others;
//   - the elements of a list: at least minItems and one, at most maxItems and
//     not many more than that.
//
// A parameter for which nothing can be inferred takes its schema's default if
// every call must have it, and is a fault if there is none; if calls may leave
// it out, they do, and the domain's notes say so.
func (l *loader) readBindings() {
	given := map[string]map[string]*place{} // tool → path → binding
	if f := l.manifest.bindings; !l.noFile(f) {
		root := l.yaml(f)
		if root == nil {
			return
		}
		for name, p := range root.entries("tools, each with its parameters' bindings") {
			l.toolNamed(p)
			given[name] = maps.Collect(p.entries("parameters of " + name + ", each with its binding"))
		}
	}
	if l.tools == nil || l.graph == nil || !l.itemsRead {
		return
	}
	for _, t := range l.d.Tools {
		if file := l.tools[t.Name]; file.whole {
			l.bindTool(t, file, given[t.Name])
		}
	}
}

// bindTool binds the parameters of one tool.
func (l *loader) bindTool(t *Tool, file *toolFile, given map[string]*place) {
	tree := &bindingTree{loader: l, tool: t, given: given, known: map[string]bool{}, below: map[*Param]*place{}}
	for _, param := range t.Params {
		param.Path, param.certain = param.Name, param.Required
		tree.bind(param, file.properties[param.Name], 0)
	}
	tree.bindBelow()
	tree.orderEnds()
	t.leaves = t.collectLeaves() // once the bindings are made
	t.setContextItems(l.d.Items)
	for _, path := range slices.Sorted(maps.Keys(given)) {
		if !tree.known[path] && !tree.known[path+"[]"] {
			given[path].fault("key "+quoted(path), "a parameter of "+t.Name+given[path].hint(path, keys(tree.known)))
		}
	}
}

// binding returns what bindings.yaml gives for a path, nil for nothing.
func (b *bindingTree) binding(path string) *place {
	b.known[path] = true
	if p := b.given[path]; p != nil {
		return p
	}
	if list, ok := strings.CutSuffix(path, "[]"); ok {
		return b.given[list]
	}
	return nil
}
