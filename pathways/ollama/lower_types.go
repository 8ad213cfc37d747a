package ollama

import (
	"slices"
	"strings"
)

// typeSet is a set of JSON Schema's types.
type typeSet uint8

const (
	typeString typeSet = 1 << iota
	typeInteger
	typeFraction // numbers that are not integers
	typeBoolean
	typeObject
	typeArray
	typeNull

	typeNumber = typeInteger | typeFraction
	typeAny    = 1<<iota - 1
)

var typeNames = map[string]typeSet{ //nolint:gochecknoglobals // a constant table
	"string": typeString, "integer": typeInteger, "number": typeNumber, "boolean": typeBoolean,
	"object": typeObject, "array": typeArray, "null": typeNull,
}

// keywordTypes are the keywords that only one type has.
var keywordTypes = map[string]typeSet{ //nolint:gochecknoglobals // a constant table
	"properties": typeObject, "required": typeObject, "additionalProperties": typeObject,
	"patternProperties": typeObject, "propertyNames": typeObject, "minProperties": typeObject,
	"maxProperties": typeObject,
	"items":         typeArray, "prefixItems": typeArray, "minItems": typeArray, "maxItems": typeArray,
	"uniqueItems": typeArray, "contains": typeArray,
	"pattern": typeString, "minLength": typeString, "maxLength": typeString, "format": typeString,
	"minimum": typeNumber, "maximum": typeNumber, "exclusiveMinimum": typeNumber,
	"exclusiveMaximum": typeNumber, "multipleOf": typeNumber,
}

// typesOf returns the types that the parts allow together. Where none names a
// type, the keywords tell, if they agree.
func typesOf(flat []part) typeSet {
	types, implied, named := typeSet(typeAny), typeSet(0), false
	for _, p := range flat {
		if t, ok := namedTypes(p.get("type")); ok {
			types, named = types&t, true
		}
		for _, m := range p.v.members {
			implied |= keywordTypes[m.key]
		}
		if p.get("enum") != nil || p.get("const") != nil {
			named = true // the values tell
		}
		if p.anyOf() != nil || p.oneOf() != nil {
			named = true // the alternatives tell
		}
	}
	if !named && (implied == typeNumber || implied&(implied-1) == 0) && implied != 0 {
		return implied
	}
	return types
}

// namedTypes reads a type keyword; false where there is none, or one that names
// what JSON Schema does not know.
func namedTypes(v *value) (typeSet, bool) {
	switch {
	case v.is(kindString):
		t, ok := typeNames[v.text]
		return t, ok
	case v.is(kindArray):
		var types typeSet
		for _, item := range v.items {
			t, ok := typeNames[item.text]
			if !ok || item.kind != kindString {
				return 0, false
			}
			types |= t
		}
		return types, len(v.items) > 0
	}
	return 0, false
}

// typeOf returns the type of a value.
func typeOf(v *value) typeSet {
	switch v.kind {
	case kindObject:
		return typeObject
	case kindArray:
		return typeArray
	case kindString:
		return typeString
	case kindBool:
		return typeBoolean
	case kindNull:
		return typeNull
	case kindNumber:
		whole, fraction, _ := strings.Cut(v.text, ".")
		switch {
		case strings.ContainsAny(v.text, "eE"):
			return typeNumber
		case whole != "" && strings.Trim(fraction, "0") == "":
			return typeInteger
		}
		return typeFraction
	case kindDeep:
	}
	return typeAny
}

// valuesOf returns the values of the part's enum or const.
func valuesOf(p part) ([]*value, bool) {
	if v := p.get("const"); v != nil {
		return []*value{v}, true
	}
	if v := p.get("enum"); v.is(kindArray) && len(v.items) > 0 {
		return v.items, true
	}
	return nil, false
}

// enumOf lowers the shortest list of values among the parts, without those of
// other types; ok is false where there is none that is safe and short enough.
func enumOf(flat []part, types typeSet) (out string, ok, possible bool) {
	var shortest []*value
	for _, p := range flat {
		if values, ok := valuesOf(p); ok && (shortest == nil || len(values) < len(shortest)) {
			shortest = values
		}
	}
	if shortest == nil {
		return "", false, true
	}
	var texts []string
	size := 0
	for _, v := range shortest {
		if typeOf(v)&types == 0 {
			continue
		}
		if !safeValue(v) {
			return "", false, true
		}
		text := v.json()
		if size += len(text); len(text) > maxValueBytes || size > maxEnumBytes {
			return "", false, true
		}
		if !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
		if len(texts) > maxEnum {
			return "", false, true
		}
	}
	return `{"enum":[` + strings.Join(texts, ",") + `]}`, true, len(texts) > 0
}

// enumTypes returns the types that the lists of values among the parts leave, 0
// where there is no list.
func enumTypes(flat []part) typeSet {
	types, found := typeSet(typeAny), false
	for _, p := range flat {
		if values, ok := valuesOf(p); ok {
			var own typeSet
			for _, v := range values {
				own |= typeOf(v)
			}
			types, found = types&own, true
		}
	}
	if !found {
		return 0
	}
	return types
}

// safeValue says whether the server writes the value as it was meant: its numbers
// go through a float64, which holds 15 digits.
func safeValue(v *value) bool {
	switch v.kind {
	case kindNumber:
		digits := strings.Trim(v.text, "-0123456789.")
		return digits == "" && len(v.text) <= 15
	case kindObject:
		return !slices.ContainsFunc(v.members, func(m member) bool { return !safeValue(m.value) })
	case kindArray:
		return !slices.ContainsFunc(v.items, func(item *value) bool { return !safeValue(item) })
	case kindDeep:
		return false
	case kindString, kindBool, kindNull:
	}
	return true
}
