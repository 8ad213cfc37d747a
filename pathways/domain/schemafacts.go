package domain

import (
	"math/big"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemaFacts is what a parameter's schema says that a binding can be inferred
// from.
type schemaFacts struct {
	// The types it allows, null aside.
	text, integer, number, boolean, composite bool
	// enum lists the admitted values, where closed.
	closed bool
	enum   []any

	minimum, exclusiveMinimum *big.Rat
	maximum, exclusiveMaximum *big.Rat
	multipleOf                *big.Rat
}

// factsOf gathers the facts of a schema, also where it only points to another:
// $ref, allOf with one member, or anyOf of something and null, as generators of
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
		case len(s.AllOf) == 1:
			s = s.AllOf[0]
		default:
			s = onlyAlternative(s)
		}
	}
	return f
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
			case "array", "object":
				f.composite = true
			}
		}
	}
	if !f.closed && s.Const != nil {
		f.closed, f.enum = true, []any{*s.Const}
	}
	if !f.closed && s.Enum != nil {
		f.closed, f.enum = true, s.Enum.Values
	}
	f.minimum = firstRat(f.minimum, s.Minimum)
	f.exclusiveMinimum = firstRat(f.exclusiveMinimum, s.ExclusiveMinimum)
	f.maximum = firstRat(f.maximum, s.Maximum)
	f.exclusiveMaximum = firstRat(f.exclusiveMaximum, s.ExclusiveMaximum)
	f.multipleOf = firstRat(f.multipleOf, s.MultipleOf)
}

func (f *schemaFacts) typed() bool {
	return f.text || f.integer || f.number || f.boolean || f.composite
}

func (f *schemaFacts) numeric() bool { return f.integer || f.number }

func firstRat(a, b *big.Rat) *big.Rat {
	if a != nil {
		return a
	}
	return b
}
