package ollama

import (
	"encoding/json"
	"fmt"
)

// Lower rewrites a JSON Schema (2020-12) into the part of JSON Schema that an
// Ollama server handles safely as a format. The server turns it into a grammar
// (llama.cpp's json-schema-to-grammar, Ollama 0.17.4), in the process that serves
// everybody: a lookahead in a pattern crashes it, minLength above maxLength makes
// it eat memory without end, what it does not know it refuses. So this is a list
// of what is allowed, and nothing else gets through. A node of the outcome is one
// of
//
//	{"enum": [...]}                 at most 256 short values
//	{"anyOf": [node, ...]}          at most 32 nodes, none of them an anyOf
//	{"type": "object"}              properties, required, additionalProperties (false, or
//	                                a node where there are no properties)
//	{"type": "array"}               items (a node), minItems, maxItems (at most 256)
//	{"type": "string"}              pattern (see lowerPattern), or format (date, time,
//	                                date-time, uuid), or minLength, maxLength (at most 1000)
//	{"type": "integer"}             minimum, maximum, of at most 15 digits
//	{"type": "number" | "boolean" | "null"}
//
// References are put in place, allOf is merged, oneOf becomes anyOf; recursion
// ends in the bare type, and so does what is nested too deep or is too much in
// all. Every value that is valid for the schema is valid for the lowered one, with
// one exception: a schema without a type that has keywords of one type alone
// (properties, items, pattern, minimum, …) is taken to be of that type, as the
// server takes it. Lowering twice changes nothing. The order of properties is
// kept, as models answer in it.
func Lower(schema json.RawMessage) (json.RawMessage, error) {
	root, err := parseJSON(schema)
	if err != nil {
		return nil, fmt.Errorf("lowering a JSON Schema: %w", err)
	}
	if root.kind != kindObject && root.kind != kindBool {
		return nil, fmt.Errorf("lowering a JSON Schema: found %s, want an object", root.kind)
	}
	for _, depth := range []int{12, 8, 5, 3, 2, 1, 0} {
		l := lowering{root: root, budget: maxVisits, active: map[*value]bool{}}
		out, sound := l.schema([]part{{v: root}}, depth)
		if l.budget >= 0 && sound && len(out) <= maxLowered && grammarSize(out) <= maxGrammar {
			return json.RawMessage(out), nil
		}
	}
	// All that is left is what has no size.
	l := lowering{root: root, budget: maxVisits, active: map[*value]bool{}}
	if flat, ok := l.flatten([]part{{v: root}}); ok && l.budget >= 0 && typesOf(flat) == typeObject {
		return json.RawMessage(bare("object")), nil
	}
	return json.RawMessage(anything), nil
}

// What a lowered schema may be at most. The server cuts a grammar off at 32 KiB
// where the schema is shorter than 8 KiB (llama.SchemaToGrammar), and then refuses
// it; the rest keeps the time per token in bounds.
const (
	maxGrammar    = 30_000 // bytes, as estimated by grammarSize
	maxLowered    = 30_000 // bytes
	maxVisits     = 4_000  // schemas looked at while lowering
	maxEnum       = 256
	maxEnumBytes  = 8 << 10
	maxValueBytes = 512
	maxAnyOf      = 32
	maxProperties = 64
	maxNameBytes  = 64
	maxItems      = 256
	maxLength     = 1000
)

const keyAnyOf = "anyOf"

// anything is the schema of any value. An empty one would be taken for an object.
const anything = `{"anyOf":[{"type":"string"},{"type":"number"},{"type":"boolean"},` +
	`{"type":"object"},{"type":"array"},{"type":"null"}]}`

func bare(name string) string { return `{"type":"` + name + `"}` }

// part is one of the schemas that must hold together.
type part struct {
	v *value
	// noAnyOf and noOneOf say that these keywords have been dealt with.
	noAnyOf, noOneOf bool
}

func (p part) get(key string) *value { return p.v.get(key) }

// lowering is one walk over a schema.
type lowering struct {
	root   *value
	budget int
	// active are the references that are being put in place: one that comes up
	// again inside of itself is recursion.
	active map[*value]bool
}

// schema lowers the conjunction of the parts; false where nothing can meet it.
// Where the budget has run out the outcome means nothing.
func (l *lowering) schema(parts []part, depth int) (string, bool) {
	before := l.mark()
	defer l.release(before)
	flat, possible := l.flatten(parts)
	if !possible || l.budget < 0 {
		return "", false
	}
	types := typesOf(flat)
	if types == 0 {
		return "", false
	}
	if values, ok, possible := enumOf(flat, types); ok {
		return values, possible
	} else if only := enumTypes(flat); only != 0 {
		types &= only // the values are too many, but of these types
	}
	if out, ok, possible := l.alternatives(flat, depth); ok {
		return out, possible
	}
	return l.typed(flat, types, depth)
}

// typed lowers what is neither an enum nor has alternatives: one node for each
// of the types.
func (l *lowering) typed(flat []part, types typeSet, depth int) (string, bool) {
	var nodes []string
	add := func(t typeSet, lower func() (string, bool)) {
		if types&t != 0 {
			if node, possible := lower(); possible {
				nodes = append(nodes, node)
			}
		}
	}
	simple := func(name string) func() (string, bool) {
		return func() (string, bool) { return bare(name), true }
	}
	add(typeString, func() (string, bool) { return lowerString(flat) })
	if types&typeNumber == typeInteger {
		add(typeInteger, func() (string, bool) { return lowerInteger(flat) })
	} else {
		add(typeNumber, simple("number"))
	}
	add(typeBoolean, simple("boolean"))
	add(typeObject, func() (string, bool) { return l.object(flat, depth) })
	add(typeArray, func() (string, bool) { return l.array(flat, depth) })
	add(typeNull, simple("null"))
	return anyOf(nodes)
}
