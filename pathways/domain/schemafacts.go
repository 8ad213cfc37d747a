package domain

import (
	"math/big"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemaFacts is what a parameter's schema says that a binding can be inferred
// from.
type schemaFacts struct {
	// The types it allows, null aside.
	text, integer, number, boolean, list, object bool
	// enum lists the admitted values, where closed.
	closed bool
	enum   []any

	minimum, exclusiveMinimum *big.Rat
	maximum, exclusiveMaximum *big.Rat
	multipleOf                *big.Rat

	// format is what it says of the form of its texts, and examples are what it shows.
	format   string
	examples []any

	// stated is the value that a schema gives itself, canonical; empty for none.
	stated string
	// fixed says that stated is a constant, not a default.
	fixed bool

	// Of lists.
	items              *jsonschema.Schema
	minItems, maxItems *int
	// Of objects.
	properties map[string]*jsonschema.Schema
	required   []string
}

// factsOf gathers the facts of a schema, also where it only points to another:
// $ref, allOf, or anyOf of something and null, as generators of
// schemas like to write.
func factsOf(s *jsonschema.Schema) schemaFacts {
	var f schemaFacts
	const most = 16 // references may lead in a circle
	for range most {
		if s == nil {
			break
		}
		f.add(s)
		switch {
		case s.Ref != nil:
			s = s.Ref
		case len(s.AllOf) > 0:
			for _, part := range s.AllOf[1:] {
				f.addAll(part, most)
			}
			s = s.AllOf[0]
		default:
			s = onlyAlternative(s)
		}
	}
	return f
}

// addAll takes over what one of several schemas that must all hold says, and
// what it refers to.
func (f *schemaFacts) addAll(s *jsonschema.Schema, depth int) {
	for ; s != nil && depth > 0; depth-- {
		f.add(s)
		for _, part := range s.AllOf {
			f.addAll(part, depth/2)
		}
		s = s.Ref
	}
}

// onlyAlternative returns the one alternative of anyOf or oneOf that is not
// null, or nil.
func onlyAlternative(s *jsonschema.Schema) *jsonschema.Schema {
	var only *jsonschema.Schema
	for _, list := range [][]*jsonschema.Schema{s.AnyOf, s.OneOf} {
		for _, a := range list {
			if a.Types != nil && a.Types.String() == "[null]" {
				continue
			}
			if only != nil {
				return nil
			}
			only = a
		}
	}
	return only
}

// add takes over what is not known yet: what stands beside a reference comes
// before what it leads to.
func (f *schemaFacts) add(s *jsonschema.Schema) {
	if s.Types != nil && !f.typed() {
		for _, t := range s.Types.ToStrings() {
			switch t {
			case "string":
				f.text = true
			case "integer":
				f.integer = true
			case "number":
				f.number = true
			case "boolean":
				f.boolean = true
			case "array":
				f.list = true
			case "object":
				f.object = true
			}
		}
	}
	if !f.closed && s.Const != nil {
		f.closed, f.enum = true, []any{*s.Const}
		f.state(*s.Const, true)
	}
	if s.Default != nil {
		f.state(*s.Default, false)
	}
	if !f.closed && s.Enum != nil {
		f.closed, f.enum = true, s.Enum.Values
	}
	f.minimum = firstRat(f.minimum, s.Minimum)
	f.exclusiveMinimum = firstRat(f.exclusiveMinimum, s.ExclusiveMinimum)
	f.maximum = firstRat(f.maximum, s.Maximum)
	f.exclusiveMaximum = firstRat(f.exclusiveMaximum, s.ExclusiveMaximum)
	f.multipleOf = firstRat(f.multipleOf, s.MultipleOf)
	f.addForm(s)
	f.addComposite(s)
}

// addForm takes over what is said and shown of the form of texts.
func (f *schemaFacts) addForm(s *jsonschema.Schema) {
	for _, ext := range s.Extensions {
		if name, ok := ext.(format); ok && f.format == "" {
			f.format = string(name)
		}
	}
	f.examples = append(f.examples, s.Examples...)
}

// addComposite takes over what is said of the elements of lists and the members
// of objects. A schema that speaks of them means them, also without a type.
func (f *schemaFacts) addComposite(s *jsonschema.Schema) {
	if f.items == nil {
		f.items = s.Items2020
	}
	if f.minItems == nil {
		f.minItems = s.MinItems
	}
	if f.maxItems == nil {
		f.maxItems = s.MaxItems
	}
	for name, property := range s.Properties {
		if f.properties == nil {
			f.properties = map[string]*jsonschema.Schema{}
		}
		if f.properties[name] == nil {
			f.properties[name] = property
		}
	}
	for _, name := range s.Required {
		if !slices.Contains(f.required, name) {
			f.required = append(f.required, name)
		}
	}
	if !f.typed() {
		f.list, f.object = f.items != nil, f.properties != nil
	}
}

// state notes the value that a schema gives itself; the first one counts, a
// constant before a default.
func (f *schemaFacts) state(v any, fixed bool) {
	if f.stated != "" && (f.fixed || !fixed) {
		return
	}
	if text, err := canonicalJSON(v); err == nil && v != nil {
		f.stated, f.fixed = text, fixed
	}
}

func (f *schemaFacts) typed() bool {
	return f.text || f.integer || f.number || f.boolean || f.list || f.object
}

// composite says that values are lists or objects, and nothing simpler.
func (f *schemaFacts) composite() bool {
	return !f.closed && !f.text && !f.integer && !f.number && !f.boolean && (f.list || f.object)
}

func (f *schemaFacts) numeric() bool { return f.integer || f.number }

func firstRat(a, b *big.Rat) *big.Rat {
	if a != nil {
		return a
	}
	return b
}
