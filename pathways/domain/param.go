package domain

import (
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Param is one parameter of a tool and its binding: a top-level property, a
// member of an object, or what the elements of a list are. Only leaves take a
// value of their own; objects and lists are put together from theirs.
type Param struct {
	// Name of the property; that of the list for its elements.
	Name string
	// Path is the way from the call's arguments to the parameter, a dot before
	// each member and [] behind each list: "size.width", "colors[]",
	// "layers[].opacity". For top-level parameters it is the name.
	Path string
	// Required says that what is around the parameter must have it.
	Required bool
	Binding  Binding
	// Members are the properties of BindObject.
	Members []*Param
	// Element is what the elements of BindList are.
	Element *Param
	// Vague are words for a value that leave it open ("another color"), for queries
	// that forget to say it; Ask are questions for it. A loaded domain has both for
	// every leaf that is said.
	Vague, Ask []string

	// in are both in other languages than the domain's own.
	in     map[string]ways
	schema *jsonschema.Schema
	// certain says that every call has the parameter.
	certain bool
	// when says that the values say when.
	when bool
}

// Certain says whether every call of the tool has a value at the parameter's
// path: it is required, and so is everything around it.
func (p *Param) Certain() bool { return p.certain }

// Description is what the schema says of the parameter, empty for nothing.
func (p *Param) Description() string {
	const most = 16 // references may lead in a circle
	s := p.schema
	for range most {
		if s == nil || s.Description != "" || s.Ref == nil {
			break
		}
		s = s.Ref
	}
	if s == nil {
		return ""
	}
	return s.Description
}

// Said says whether a query has to say the parameter's values: not those that
// the context shows, nor those that the tool itself states.
func (p *Param) Said() bool {
	switch p.Binding.Kind {
	case BindValues, BindRange, BindWalk:
		return true
	default:
		return false
	}
}

// VagueIn is Vague in a language; in the domain's own where it has none in that one.
func (p *Param) VagueIn(lang string) []string {
	if w := p.in[lang].vague; w != nil {
		return w
	}
	return p.Vague
}

// AskIn is Ask in a language; in the domain's own where it has none in that one.
func (p *Param) AskIn(lang string) []string {
	if w := p.in[lang].ask; w != nil {
		return w
	}
	return p.Ask
}

// Replaceable says whether a value can be named beside another that is not meant: it
// is one of a closed list.
func (p *Param) Replaceable() bool { return p.Binding.Kind == BindValues && len(p.Binding.Values) > 1 }

// SaysWhen says whether the values say when something is, by the parameter's name and
// by what most of them look like.
func (p *Param) SaysWhen() bool { return p.when }

// Ranged says whether the values are numbers of a range.
func (p *Param) Ranged() bool { return p.Binding.Kind == BindRange }

// NamedEnd says whether a number is the end of a range by its name: "at least 20" is
// one end alone.
func (p *Param) NamedEnd() bool {
	return p.Ranged() && slices.ContainsFunc(nameWords(p.Name), func(w string) bool {
		return slices.Contains([]string{"min", "max", "minimum", "maximum", "least", "most", nameLimit}, w)
	})
}

// Never says that no call is given the parameter: it is optional, and nothing
// says where its values come from.
func (p *Param) Never() bool { return p.Binding.Kind == BindNever }

// Leaves returns the parameters that take a value of their own, at any depth,
// in the order of the schema: where no parameter is an object or a list, those
// of Params that are ever given. Shared, not to be changed.
func (t *Tool) Leaves() []*Param {
	if t.leaves == nil { // not loaded, but put together by hand
		return t.collectLeaves()
	}
	return t.leaves
}

// Leaf returns the leaf that a name stands for in a production, nil where there
// is none or where several have it: its path, its path without the [] of lists,
// or the last name in it.
func (t *Tool) Leaf(name string) *Param {
	for _, p := range t.Leaves() {
		if p.Path == name || strings.ReplaceAll(p.Path, "[]", "") == name {
			return p
		}
	}
	var only *Param
	for _, p := range t.Leaves() {
		if p.Name == name {
			if only != nil {
				return nil
			}
			only = p
		}
	}
	return only
}

// Param returns the top-level parameter called name, nil where there is none.
func (t *Tool) Param(name string) *Param {
	for _, p := range t.Params {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Least is how many arguments a call has at least: the required ones, or as many as
// the schema wants members (minProperties).
func (t *Tool) Least() int {
	least := t.Required()
	if t.Schema != nil && t.Schema.MinProperties != nil {
		least = max(least, *t.Schema.MinProperties)
	}
	return least
}

// Required counts the required top-level parameters.
func (t *Tool) Required() int {
	n := 0
	for _, p := range t.Params {
		if p.Required {
			n++
		}
	}
	return n
}

// Givable counts the top-level parameters that a call can be given.
func (t *Tool) Givable() int {
	n := 0
	for _, p := range t.Params {
		if !p.Never() {
			n++
		}
	}
	return n
}

// eachLeaf calls f with the parameter's leaves, at any depth.
func (p *Param) eachLeaf(f func(*Param)) {
	switch p.Binding.Kind {
	case BindNever:
	case BindObject:
		for _, m := range p.Members {
			m.eachLeaf(f)
		}
	case BindList:
		p.Element.eachLeaf(f)
	default:
		f(p)
	}
}

func (t *Tool) collectLeaves() []*Param {
	leaves := []*Param{}
	for _, p := range t.Params {
		p.eachLeaf(func(leaf *Param) { leaves = append(leaves, leaf) })
	}
	return leaves
}
