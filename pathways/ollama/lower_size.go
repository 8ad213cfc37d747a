package ollama

import (
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// grammarSize is at least the length of the grammar that the server makes of a
// lowered schema. Rules are named by the path to them, so that a grammar grows with
// the length of the names above. It follows json-schema-to-grammar.cpp.
func grammarSize(lowered string) int {
	v, err := parseJSON([]byte(lowered))
	if err != nil {
		return maxGrammar + 1
	}
	const builtin = 1500 // the rules of the simple types
	return builtin + ruleSize(v, 4)
}

// ruleSize is the size of the rules of a node whose path is that long.
func ruleSize(v *value, path int) int {
	rule := path + 24 // its name, a number to tell it from others, "::=", "space"
	if list := v.get("enum"); list != nil {
		for _, item := range list.items {
			rule += literalSize(item.json()) + 3
		}
		return rule
	}
	if list := v.get(keyAnyOf); list != nil {
		for _, item := range list.items {
			rule += path + 24 + ruleSize(item, path+16)
		}
		return rule
	}
	switch v.get("type").text {
	case "object":
		rule += objectSize(v, path)
	case "array":
		if items := v.get("items"); items != nil {
			rule += 3*path + 120 + ruleSize(items, path+5) + repetitions(v, "minItems", "maxItems")
		}
	case "string":
		if p := v.get("pattern"); p != nil {
			rule += 8*len(p.text) + (path+24)*(1+strings.Count(p.text, "{"))
		}
		rule += 40 + repetitions(v, "minLength", "maxLength")
	case "integer":
		for _, key := range []string{"minimum", "maximum"} {
			if n := v.get(key); n != nil {
				rule += 150 * (len(n.text) + 1)
			}
		}
	}
	return rule
}

// objectSize is the size of what an object's rule and the rules of its properties
// add.
func objectSize(v *value, path int) int {
	size := 40
	required := requiredBy(part{v: v})
	for _, m := range v.get("properties").membersOf() {
		name := path + 1 + len(m.key)
		size += 3*name + 80 + literalSize(sample.StringJSON(m.key)) + ruleSize(m.value, name)
		if !slices.Contains(required, m.key) { // it may come first, and another rule says what may follow
			size += 4*name + 80
		}
	}
	if a := v.get("additionalProperties"); a.is(kindObject) {
		size += 4*path + 160 + ruleSize(a, path+18)
	}
	return size
}

// repetitions counts what the server writes out when it reads the grammar: one for
// each time that something may come.
func repetitions(v *value, keys ...string) int {
	most := 0
	for _, key := range keys {
		if n, ok := count(v.get(key)); ok {
			most = max(most, n)
		}
	}
	return most
}

// membersOf is the members of an object that may not be there.
func (v *value) membersOf() []member {
	if v == nil {
		return nil
	}
	return v.members
}

// literalSize is the length of JSON text as a literal of a grammar.
func literalSize(json string) int {
	return len(json) + 2 + strings.Count(json, `"`) + strings.Count(json, `\`)
}
