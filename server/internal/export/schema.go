package export

import (
	"encoding/json"
	"slices"
	"strings"
)

// The types of JSON Schema.
const (
	typeString  = "string"
	typeInteger = "integer"
	typeNumber  = "number"
	typeBoolean = "boolean"
	typeArray   = "array"
	typeObject  = "object"
	typeNull    = "null"
)

// schema is what the formats that do not take JSON Schema as it is need of one.
type schema struct {
	// kind is the type, null aside; empty where there is none, or several.
	kind        string
	description string
	// enum are the admitted values, empty where they are not listed.
	enum []json.RawMessage
	// stated is the default, nil where there is none.
	stated     json.RawMessage
	properties []property
	// items are what the elements of an array are, nil where that is open.
	items *schema
	// limits are further keywords that models understand, as they were written.
	limits []member
}

// property is a member of an object.
type property struct {
	name     string
	required bool
	schema   *schema
}

// property returns the property called name, nil where there is none.
func (s *schema) property(name string) *property {
	for i := range s.properties {
		if s.properties[i].name == name {
			return &s.properties[i]
		}
	}
	return nil
}

// onlyAlternative gives the one alternative that is not null, as generators of
// schemas write what is optional; none where there are several.
func onlyAlternative(raw json.RawMessage) []json.RawMessage {
	list := slices.DeleteFunc(elementsOf(raw), func(a json.RawMessage) bool {
		var null struct {
			Type string `json:"type"`
		}
		return json.Unmarshal(a, &null) == nil && null.Type == typeNull
	})
	if len(list) != 1 {
		return nil
	}
	return list
}

// setKind takes the one type that is not null. A whole number is a number.
func (s *schema) setKind(raw json.RawMessage) {
	if s.kind != "" {
		return
	}
	var names []string
	if json.Unmarshal(raw, &names) != nil {
		names = make([]string, 1)
		if json.Unmarshal(raw, &names[0]) != nil {
			return
		}
	}
	names = slices.DeleteFunc(names, func(n string) bool { return n == typeNull })
	if slices.Contains(names, typeNumber) {
		names = slices.DeleteFunc(names, func(n string) bool { return n == typeInteger })
	}
	if len(names) == 1 {
		s.kind = names[0]
	}
}

// say takes over a keyword that speaks of the value itself, where nothing was said
// of it before.
func (s *schema) say(m member) {
	switch m.name {
	case "type":
		s.setKind(m.value)
	case "description":
		if s.description == "" {
			_ = json.Unmarshal(m.value, &s.description) // what is no text describes nothing
		}
	case "default":
		if s.stated == nil {
			s.stated = m.value
		}
	case "enum":
		if s.enum == nil {
			s.enum = elementsOf(m.value)
		}
	case "const":
		if s.enum == nil {
			s.enum = []json.RawMessage{m.value}
		}
	case "minimum", "maximum", "minItems", "maxItems", "minLength", "maxLength", "pattern", "format":
		if !slices.ContainsFunc(s.limits, func(l member) bool { return l.name == m.name }) {
			s.limits = append(s.limits, m)
		}
	}
}

// infer gives a schema without a type the one that the rest of it speaks of.
func (s *schema) infer() {
	switch {
	case s.kind != "":
	case len(s.properties) > 0:
		s.kind = typeObject
	case s.items != nil:
		s.kind = typeArray
	case len(s.enum) > 0:
		s.kind = kindOf(s.enum[0])
		for _, v := range s.enum[1:] {
			if kindOf(v) != s.kind {
				s.kind = ""
				return
			}
		}
	}
}

// kindOf gives the type of a JSON value, empty for null.
func kindOf(value json.RawMessage) string {
	switch c := strings.TrimSpace(string(value)); {
	case c == "" || c == typeNull:
		return ""
	case c[0] == '"':
		return typeString
	case c[0] == '{':
		return typeObject
	case c[0] == '[':
		return typeArray
	case c == "true" || c == "false":
		return typeBoolean
	case strings.ContainsAny(c, ".eE"):
		return typeNumber
	default:
		return typeInteger
	}
}
