package export

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// bfclOmitted among the allowed values says that the argument may be left out.
const bfclOmitted = `""`

// bfclTruth writes the possible answer for a call: the function's name, and for
// each argument the list of its allowed values.
//
// An argument of the call has its value; "" beside it where that is the default,
// which leaving it out means too. An optional argument that the call does not have
// is listed, with its default and "", only where it has a default and the call
// stays valid with it: the checker refuses every argument that is not listed.
func bfclTruth(t *tool, arguments string) (string, error) {
	given, err := membersOf([]byte(arguments))
	if err != nil {
		return "", err
	}
	var params object
	for _, m := range given {
		p := t.schema.property(m.name)
		if p == nil {
			return "", fmt.Errorf("argument %q: the parameters of %s do not name it", m.name, t.name)
		}
		params.raw(m.name, bfclAllowed(p, m.value))
	}
	for _, p := range t.schema.properties {
		if p.required || p.schema.stated == nil || isGiven(given, p.name) {
			continue
		}
		with := append(slices.Clone(given), member{p.name, p.schema.stated})
		if t.allows(objectOf(with)) {
			params.raw(p.name, array([]string{bfclValue(p.schema, p.schema.stated), bfclOmitted}))
		}
	}
	var o object
	o.raw(t.name, params.String())
	return o.String(), nil
}

// bfclAllowed lists the allowed values of an argument that is given.
func bfclAllowed(p *property, value json.RawMessage) string {
	allowed := []string{bfclValue(p.schema, value)}
	if !p.required && sameJSON(value, p.schema.stated) {
		allowed = append(allowed, bfclOmitted)
	}
	return array(allowed)
}

// bfclValue writes one allowed value. Members of an object, and of the objects of a
// list, have lists of allowed values in their turn (dict_checker and
// list_dict_checker); what lies deeper is compared as it is.
func bfclValue(s *schema, value json.RawMessage) string {
	switch {
	case s.kind == typeObject && kindOf(value) == typeObject:
		return bfclDict(s, value)
	case s.kind == typeArray && kindOf(value) == typeArray:
		items := s.items
		if items == nil {
			items = &schema{}
		}
		var out []string
		for _, v := range elementsOf(value) {
			if items.kind == typeObject && kindOf(v) == typeObject {
				out = append(out, bfclDict(items, v))
			} else {
				out = append(out, pythonValue(items, v))
			}
		}
		return array(out)
	default:
		return pythonValue(s, value)
	}
}

func bfclDict(s *schema, value json.RawMessage) string {
	given, _ := membersOf(value) // it is an object
	var o object
	for _, m := range given {
		p := s.property(m.name)
		if p == nil { // additional
			p = &property{name: m.name, required: true, schema: &schema{}}
		}
		allowed := []string{pythonValue(p.schema, m.value)}
		if !p.required && sameJSON(m.value, p.schema.stated) {
			allowed = append(allowed, bfclOmitted)
		}
		o.raw(m.name, array(allowed))
	}
	return o.String()
}

// pythonValue writes a value so that Python reads it in its type: a whole number
// that is a float has a fraction.
func pythonValue(s *schema, value json.RawMessage) string {
	switch kind := kindOf(value); {
	case kind == typeInteger && s.kind == typeNumber:
		return strings.TrimSpace(string(value)) + ".0"
	case kind == typeArray:
		items := s.items
		if items == nil {
			items = &schema{}
		}
		var out []string
		for _, v := range elementsOf(value) {
			out = append(out, pythonValue(items, v))
		}
		return array(out)
	case kind == typeObject:
		given, _ := membersOf(value) // it is an object
		var o object
		for _, m := range given {
			inner := &schema{}
			if p := s.property(m.name); p != nil {
				inner = p.schema
			}
			o.raw(m.name, pythonValue(inner, m.value))
		}
		return o.String()
	default:
		return compact(value)
	}
}

func isGiven(members []member, name string) bool {
	return slices.ContainsFunc(members, func(m member) bool { return m.name == name })
}

func objectOf(members []member) string {
	var o object
	for _, m := range members {
		o.raw(m.name, string(m.value))
	}
	return o.String()
}

// sameJSON says whether two texts are the same JSON, numbers as they are written.
func sameJSON(a, b json.RawMessage) bool {
	if a == nil || b == nil {
		return false
	}
	x, err := sample.Canonical(a)
	if err != nil {
		return false
	}
	y, err := sample.Canonical(b)
	return err == nil && x == y
}
