package ollama

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestLower(t *testing.T) {
	const object = `{"type":"object","properties":{"x":`
	for _, c := range []struct{ name, schema, want string }{
		{"true", `true`, anything},
		{"false", `false`, anything},
		{"empty", `{}`, anything},
		{
			"annotations go", `{"type":"string","title":"T","description":"D","default":"d","examples":["e"]}`,
			`{"type":"string"}`,
		},
		{"lookahead", `{"type":"string","pattern":"^(?=a)b$"}`, `{"type":"string"}`},
		{"unanchored", `{"type":"string","pattern":"a+"}`, `{"type":"string"}`},
		{"empty pattern", `{"type":"string","pattern":""}`, `{"type":"string"}`},
		{"pattern", `{"type":"string","pattern":"^#[0-9a-fA-F]{6}$"}`, `{"type":"string","pattern":"^#[0-9a-fA-F]{6}$"}`},
		{
			"pattern rewritten", `{"type":"string","pattern":"^\\d+\\.\\w{1,3}$"}`,
			`{"type":"string","pattern":"^[0-9]+[.][A-Za-z0-9_]{1,3}$"}`,
		},
		{"pattern before length", `{"type":"string","pattern":"^a$","maxLength":3}`, `{"type":"string","pattern":"^a$"}`},
		{"lengths", `{"type":"string","minLength":1,"maxLength":80}`, `{"type":"string","minLength":1,"maxLength":80}`},
		{
			"lengths that leave nothing", `{"type":"object","properties":{"a":{"type":"string","minLength":3,"maxLength":2}}}`,
			`{"type":"object"}`,
		},
		{"lengths that leave nothing, at the root", `{"type":"string","minLength":3,"maxLength":2}`, anything},
		{"length too great", `{"type":"string","minLength":5000,"maxLength":9000}`, `{"type":"string","minLength":1000}`},
		{"length absurd", `{"type":"string","maxLength":1e400}`, `{"type":"string"}`},
		{"format kept", `{"type":"string","format":"date"}`, `{"type":"string","format":"date"}`},
		{"format unknown", `{"type":"string","format":"email"}`, `{"type":"string"}`},
		{"format of a wrong type", `{"type":"string","format":7}`, `{"type":"string"}`},
		{"number", `{"type":"number","minimum":1}`, `{"type":"number"}`},
		{"integer", `{"type":"integer","minimum":0.5,"exclusiveMaximum":10}`, `{"type":"integer","minimum":1,"maximum":9}`},
		{
			"integer below", `{"type":"integer","minimum":-2.5,"maximum":-1.5}`,
			`{"type":"integer","minimum":-2,"maximum":-2}`,
		},
		{"one limit", `{"type":"integer","minimum":1}`, `{"type":"integer","minimum":1}`},
		{"one limit that the grammar gets wrong", `{"type":"integer","minimum":105}`, `{"type":"integer"}`},
		{"one limit that the grammar gets wrong, above", `{"type":"integer","maximum":-5}`, `{"type":"integer"}`},
		{"limits that leave nothing", object + `{"type":"integer","minimum":3,"maximum":2}}}`, `{"type":"object"}`},
		{"limit too great", `{"type":"integer","maximum":99999999999999999999}`, `{"type":"integer"}`},
		{"limit at the edge", `{"type":"integer","minimum":0,"exclusiveMinimum":99999999999999}`, `{"type":"integer"}`},
		{
			"types", `{"type":["string","null"],"minLength":1}`,
			`{"anyOf":[{"type":"string","minLength":1},{"type":"null"}]}`,
		},
		{"unknown type", `{"type":"decimal"}`, anything},
		{"enum", `{"type":"string","enum":["b","a",1,"b"]}`, `{"enum":["b","a"]}`},
		{"const", `{"const":{"b":1,"a":[true,null]}}`, `{"enum":[{"b":1,"a":[true,null]}]}`},
		{"empty enum", `{"type":"string","enum":[]}`, `{"type":"string"}`},
		{"enum that a float cannot hold", `{"enum":[12345678901234567890]}`, `{"type":"integer"}`},
		{"enum too long", `{"enum":["` + strings.Repeat("a", 600) + `"]}`, `{"type":"string"}`},
		{"enum too many", `{"enum":[` + many(300) + `]}`, `{"type":"integer"}`},
		{
			"allOf", `{"allOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},` +
				`{"properties":{"a":{"maxLength":3}}}]}`,
			`{"type":"object","properties":{"a":{"type":"string","maxLength":3}},"required":["a"]}`,
		},
		{"oneOf", `{"oneOf":[{"type":"string"},{"type":"integer"}]}`, `{"anyOf":[{"type":"string"},{"type":"integer"}]}`},
		{
			"anyOf beside properties", `{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"null"}},` +
				`"anyOf":[{"required":["a"]},{"required":["b"]}]}`,
			`{"anyOf":[{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"null"}},"required":["a"]},` +
				`{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"null"}},"required":["b"]}]}`,
		},
		{
			"not, if, then, else", `{"type":"integer","not":{"const":1},"if":true,"then":false,"else":false}`,
			`{"type":"integer"}`,
		},
		{"ref", `{"$ref":"#/$defs/a~1b","$defs":{"a/b":{"type":"null"}}}`, `{"type":"null"}`},
		{"ref to nowhere", `{"type":"object","properties":{"x":{"$ref":"#/$defs/none"}}}`, object + anything + `}}`},
		{"ref elsewhere", `{"$ref":"https://example.com/s.json"}`, anything},
		{"ref to itself", `{"$ref":"#"}`, anything},
		{"recursion", `{"type":"object","properties":{"x":{"$ref":"#"}}}`, object + object + `{"type":"object"}}}}}`},
		{"required but not described", `{"type":"object","required":["x"]}`, object + anything + `},"required":["x"]}`},
		{
			"order", `{"type":"object","properties":{"z":{"type":"null"},"a":{"type":"null"}}}`,
			`{"type":"object","properties":{"z":{"type":"null"},"a":{"type":"null"}}}`,
		},
		{
			"closed", `{"type":"object","properties":{"x":{"type":"null"}},"additionalProperties":false}`,
			object + `{"type":"null"}},"additionalProperties":false}`,
		},
		{
			"closed, but for patterns", `{"type":"object","patternProperties":{"^x":true},"additionalProperties":false}`,
			`{"type":"object"}`,
		},
		{
			"map", `{"type":"object","additionalProperties":{"type":"integer"}}`,
			`{"type":"object","additionalProperties":{"type":"integer"}}`,
		},
		{
			"map beside names",
			`{"type":"object","properties":{"x":{"type":"null"}},"additionalProperties":{"type":"integer"}}`,
			object + `{"type":"null"}}}`,
		},
		{
			"empty name", `{"type":"object","properties":{"":{"type":"null"}},"additionalProperties":false}`,
			`{"type":"object"}`,
		},
		{
			"items", `{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":4,"uniqueItems":true}`,
			`{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":4}`,
		},
		{"items that leave nothing", object + `{"type":"array","minItems":3,"maxItems":1}}}`, `{"type":"object"}`},
		{
			"items too many", `{"type":"array","items":{"type":"string"},"maxItems":100000}`,
			`{"type":"array","items":{"type":"string"}}`,
		},
		{"tuple", `{"type":"array","prefixItems":[{"type":"null"}],"items":false}`, `{"type":"array"}`},
		{"no type", `{"properties":{"x":{"type":"null"}}}`, object + `{"type":"null"}}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Lower(json.RawMessage(c.schema))
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != c.want {
				t.Errorf("found %s\nwant  %s", got, c.want)
			}
		})
	}
}

// many gives n integers with commas between them.
func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d,", i)
	}
	return strings.TrimSuffix(b.String(), ",")
}

func TestLowerRefuses(t *testing.T) {
	for _, text := range []string{``, `{`, `[]`, `"string"`, `{} {}`, `{"type":"string","type":"null"}`} {
		if got, err := Lower(json.RawMessage(text)); err == nil {
			t.Errorf("%s: found %s, want an error", text, got)
		}
	}
}
