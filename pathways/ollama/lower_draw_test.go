package ollama

import (
	"encoding/json"
	"strings"

	"pgregory.net/rapid"
)

var (
	patterns = []string{
		"^[a-c]{1,3}$", "a", "^\\d+$", "^a|b$", "^(a|b)+$", "^a.c$", "^[^a]*$", "^[a-]?b$", "^x\\.[0-9]{2}$",
	}
	texts   = []string{"", "a", "b", "ab", "abc", "12", "-", "b1b", "x.12", "2026-01-02"}
	numbers = []any{-3, -1.5, 0, 1, 2, 3, 2.5, 12, json.Number("1e30"), json.Number("2.0"), json.Number("99999999999999")}
	names   = []string{"a", "b", "c", "", strings.Repeat("n", 70)}
)

// drawSchema draws a schema. One that is typed has a type wherever a keyword needs
// one, as Lower takes it to have.
func drawSchema(t *rapid.T, depth int, typed bool) map[string]any {
	s := map[string]any{}
	kinds := []string{"string", "integer", "number", "boolean", "null"}
	if depth > 0 {
		kinds = append(kinds, "object", "array", "object", "array")
	}
	pick := func(label string, percent int) bool { return rapid.IntRange(1, 100).Draw(t, label) <= percent }
	kind := rapid.SampledFrom(kinds).Draw(t, "kind")
	if typed || pick("typed", 50) {
		s["type"] = kind
		if other := rapid.SampledFrom(kinds).Draw(t, "other kind"); other != kind && pick("two types", 20) {
			s["type"] = []any{kind, other}
		}
	}
	small := rapid.IntRange(0, 4)
	number := rapid.SampledFrom([]any{-3, -1.5, 0, 1, 2.5, 3, 12, 99999999999999, json.Number("1e30")})
	set := func(percent int, key string, value func() any) {
		if pick(key, percent) {
			s[key] = value()
		}
	}
	schema := func() any {
		if pick("boolean", 10) {
			return rapid.Bool().Draw(t, "schema")
		}
		return drawSchema(t, depth-1, true)
	}
	switch kind {
	case "string":
		set(30, "minLength", func() any { return small.Draw(t, "minLength") })
		set(30, "maxLength", func() any { return small.Draw(t, "maxLength") })
		set(30, "pattern", func() any {
			return rapid.SampledFrom(patterns).Draw(t, "pattern")
		})
		set(20, "format", func() any { return rapid.SampledFrom([]string{"date", "email", "uuid"}).Draw(t, "format") })
	case "integer", "number":
		for _, key := range []string{"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"} {
			set(25, key, func() any { return number.Draw(t, key) })
		}
		set(10, "multipleOf", func() any { return 2 })
	case "object":
		set(80, "properties", func() any {
			out := map[string]any{}
			for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 3, rapid.ID).Draw(t, "names") {
				out[name] = schema()
			}
			return out
		})
		set(50, "required", func() any {
			return rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 2, rapid.ID).Draw(t, "required")
		})
		set(40, "additionalProperties", schema)
		set(10, "patternProperties", func() any { return map[string]any{"^b": schema()} })
		set(10, "minProperties", func() any { return small.Draw(t, "minProperties") })
	case "array":
		set(70, "items", schema)
		set(15, "prefixItems", func() any { return []any{schema()} })
		set(30, "minItems", func() any { return small.Draw(t, "minItems") })
		set(30, "maxItems", func() any { return small.Draw(t, "maxItems") })
		set(10, "uniqueItems", func() any { return true })
	}
	if depth > 0 {
		list := func(typed bool) func() any {
			return func() any {
				out := []any{}
				for range rapid.IntRange(1, 3).Draw(t, "length") {
					out = append(out, drawSchema(t, depth-1, typed))
				}
				return out
			}
		}
		set(6, "allOf", list(s["type"] == nil))
		set(10, "anyOf", list(s["type"] == nil))
		set(6, "oneOf", list(s["type"] == nil))
		set(4, "not", schema)
		set(4, "if", schema)
		set(4, "then", schema)
		set(6, "$ref", func() any {
			return rapid.SampledFrom([]string{"#", "#/$defs/x", "#/$defs/x", "#/$defs/y", "#/$defs/y"}).Draw(t, "$ref")
		})
	}
	set(6, "enum", func() any {
		return rapid.SliceOfN(drawValue(1), 1, 3).Draw(t, "enum")
	})
	set(3, "const", func() any { return drawValue(1).Draw(t, "const") })
	return s
}

// drawValue draws a small JSON value.
func drawValue(depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		most := 6
		if depth == 0 {
			most = 4
		}
		switch rapid.IntRange(0, most).Draw(t, "kind") {
		case 0, 1:
			return rapid.SampledFrom(texts).Draw(t, "text")
		case 2:
			return rapid.SampledFrom(numbers).Draw(t, "number")
		case 3:
			return rapid.Bool().Draw(t, "bool")
		case 4:
			return nil
		case 5:
			return rapid.SliceOfN(drawValue(depth-1), 0, 3).Draw(t, "items")
		}
		return rapid.MapOfN(rapid.SampledFrom(names), drawValue(depth-1), 0, 3).Draw(t, "members")
	})
}

// drawLike draws a value that has a fair chance to be valid for the schema.
func drawLike(t *rapid.T, schema any, depth int) any {
	s, ok := schema.(map[string]any)
	if !ok || depth == 0 || rapid.IntRange(0, 9).Draw(t, "any") == 0 {
		return drawValue(2).Draw(t, "value")
	}
	if v, ok := s["const"]; ok {
		return v
	}
	if list, ok := s["enum"].([]any); ok {
		return rapid.SampledFrom(list).Draw(t, "enum")
	}
	for _, key := range []string{"anyOf", "oneOf"} {
		if list, ok := s[key].([]any); ok && s["properties"] == nil {
			return drawLike(t, rapid.SampledFrom(list).Draw(t, key), depth-1)
		}
	}
	kind, _ := s["type"].(string)
	if list, ok := s["type"].([]any); ok {
		kind, _ = rapid.SampledFrom(list).Draw(t, "type").(string)
	}
	switch kind {
	case "string":
		return rapid.SampledFrom(texts).Draw(t, "text")
	case "integer", "number":
		return rapid.SampledFrom(numbers).Draw(t, "number")
	case "boolean":
		return rapid.Bool().Draw(t, "bool")
	case "null":
		return nil
	case "array":
		out := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "length") {
			out = append(out, drawLike(t, s["items"], depth-1))
		}
		return out
	case "object":
		out := map[string]any{}
		members, _ := s["properties"].(map[string]any)
		for _, name := range names {
			if own, ok := members[name]; ok && rapid.IntRange(0, 3).Draw(t, "member") > 0 {
				out[name] = drawLike(t, own, depth-1)
			} else if rapid.IntRange(0, 7).Draw(t, "other member") == 0 {
				out[name] = drawLike(t, s["additionalProperties"], depth-1)
			}
		}
		required, _ := s["required"].([]string)
		for _, name := range required {
			if _, ok := out[name]; !ok {
				out[name] = drawLike(t, members[name], depth-1)
			}
		}
		return out
	}
	return drawValue(2).Draw(t, "value")
}
