package ollama

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways"
)

// nasty are schemas of which each crashes an Ollama server, hangs it, fills its
// memory or is refused by it when it is sent as it is, or may be thought to.
func nasty() map[string]string {
	property := func(schema string) string {
		return `{"type":"object","properties":{"x":` + schema + `},"required":["x"]}`
	}
	deep := `{"type":"string"}`
	for range 90 {
		deep = property(deep)
	}
	var wide, laughs strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&wide, `,"p%d":{"type":"string","maxLength":2000}`, i)
	}
	for i := range 30 {
		fmt.Fprintf(&laughs,
			`,"a%d":{"type":"object","properties":{"l":{"$ref":"#/$defs/a%d"},"r":{"$ref":"#/$defs/a%d"}}}`, i, i+1, i+1)
	}
	var words []string
	for i := range 5000 {
		words = append(words, fmt.Sprintf(`"word %d"`, i))
	}
	return map[string]string{
		"lookahead":             property(`{"type":"string","pattern":"^(?=.*a)b+$"}`),
		"lookbehind":            property(`{"type":"string","pattern":"^(?<!a)b+$"}`),
		"min above max length":  property(`{"type":"string","minLength":5,"maxLength":2}`),
		"min above max items":   property(`{"type":"array","items":{"type":"string"},"minItems":5,"maxItems":2}`),
		"min above max integer": property(`{"type":"integer","minimum":5,"maximum":2}`),
		"long":                  property(`{"type":"string","minLength":100000,"maxLength":2000000}`),
		"many items": property(`{"type":"array","items":{"type":"string"},"minItems":1,` +
			`"maxItems":1000000}`),
		"many of many": property(`{"type":"array","maxItems":200,"items":{"type":"array",` +
			`"maxItems":200,"items":{"type":"string","maxLength":900}}}`),
		"unanchored":           property(`{"type":"string","pattern":"a|b"}`),
		"backslash at the end": property(`{"type":"string","pattern":"^a\\\\$"}`),
		"quantifier first":     property(`{"type":"string","pattern":"^*a$"}`),
		"repeat backwards":     property(`{"type":"string","pattern":"^a{5,2}$"}`),
		"repeat a lot":         property(`{"type":"string","pattern":"^(a{1000}){1000}$"}`),
		"open bracket":         property(`{"type":"string","pattern":"^[a$"}`),
		"quote in a class":     property(`{"type":"string","pattern":"^[^a]+$"}`),
		"missing ref":          property(`{"$ref":"#/$defs/none"}`),
		"foreign ref":          property(`{"$ref":"https://example.com/x.json"}`),
		"ref to itself":        `{"$ref":"#"}`,
		"ref in a circle":      `{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}`,
		"recursion": `{"type":"object","properties":{"x":{"$ref":"#"},` +
			`"y":{"type":"array","items":{"$ref":"#"}}}}`,
		"unknown type":               property(`{"type":"decimal"}`),
		"type of a wrong type":       property(`{"type":7}`),
		"not":                        property(`{"not":{"type":"string"}}`),
		"false":                      `false`,
		"false property":             property(`false`),
		"empty enum":                 property(`{"enum":[]}`),
		"big enum":                   property(`{"enum":[` + strings.Join(words, ",") + `]}`),
		"long enum":                  property(`{"enum":["` + strings.Repeat("long ", 50_000) + `"]}`),
		"deep":                       deep,
		"wide":                       `{"type":"object","properties":{"first":{"type":"null"}` + wide.String() + `}}`,
		"a million laughs":           `{"$ref":"#/$defs/a0","$defs":{"z":true` + laughs.String() + `}}`,
		"numbers out of range":       property(`{"type":"integer","minimum":-1e300,"maximum":99999999999999999999999}`),
		"limits that are text":       property(`{"type":"string","minLength":"1","maxLength":null}`),
		"format that is none":        property(`{"type":"string","format":{"a":1}}`),
		"properties that are a list": `{"type":"object","properties":[1,2],"required":"x"}`,
		"empty names": `{"type":"object","properties":{"":{"type":"object",` +
			`"properties":{"":{"type":"string"}}}},"required":[""]}`,
		"names of rules": `{"type":"object","properties":{"root":{"type":"string"},"space":{"enum":["a"]},` +
			`"string":{"enum":["b"]},` +
			`"date_time":{"enum":["c"]},"char":{"type":"string","maxLength":3},"a-kv":{"type":"null"},` +
			`"a":{"type":"null"},"*":{"type":"null"}}}`,
		"names that are code": `{"type":"object","properties":{"\"":{"type":"null"},"\\":{"type":"null"},` +
			`"]":{"type":"null"},"é\n":{"type":"null"},"🦙":{"type":"null"}},` +
			`"additionalProperties":{"type":"string"}}`,
		"everything at once": property(`{"type":["string","array","null"],"pattern":"^(?!x)$","minLength":9,` +
			`"maxLength":1,"items":{"not":{}},` +
			`"if":{"minLength":3},"then":false,"dependentSchemas":{"a":false},"unevaluatedItems":false,"$dynamicRef":"#x"}`),
	}
}

// A schema that would crash the server, hang it or fill its memory is never sent.
func TestNastySchemasOnARealServer(t *testing.T) {
	s := serve(t)
	f := start(t, Options{Hosts: []string{s.URL()}, Timeout: 20 * time.Second})
	m := text(f)
	if _, err := m.Ask(t.Context(), ask()); err != nil { // it is loaded now
		t.Fatal(err)
	}
	before := s.Memory(t)
	for name, nasty := range nasty() {
		t.Run(name, func(t *testing.T) {
			lowered, err := Lower(json.RawMessage(nasty))
			if err != nil {
				t.Fatal(err)
			}
			q := &question{models: m, req: ask(), schema: &schema{lowered: lowered}}
			from := time.Now()
			l, _, err := q.first(t.Context(), q.messages())
			if err == nil {
				l.release()
			}
			if err != nil && !endless(err) {
				t.Errorf("found %v\nfor %s", err, clip(string(lowered), 2000))
			}
			if grown := s.Memory(t) - before; grown > 300<<20 {
				t.Errorf("the server has grown by %d MiB", grown>>20)
			}
			t.Logf("%v, %s", time.Since(from).Round(time.Millisecond), clip(string(lowered), 200))
		})
	}
	if _, err := m.Ask(t.Context(), ask()); err != nil {
		t.Errorf("after all of them: %v", err)
	}
}

// Whatever is drawn, the server answers to what is made of it.
func TestDrawnSchemasOnARealServer(t *testing.T) {
	s := serve(t)
	m := text(start(t, Options{Hosts: []string{s.URL()}, Timeout: 20 * time.Second}))
	before := s.Memory(t)
	rapid.Check(t, func(r *rapid.T) {
		drawn := drawSchema(r, 3, true)
		drawn["$defs"] = map[string]any{"x": drawSchema(r, 2, true), "y": drawSchema(r, 1, true)}
		raw, err := json.Marshal(drawn)
		if err != nil {
			r.Fatal(err)
		}
		lowered, err := Lower(raw)
		if err != nil {
			r.Fatal(err)
		}
		q := &question{models: m, req: ask(), schema: &schema{lowered: lowered}}
		l, _, err := q.first(t.Context(), q.messages())
		if err == nil {
			l.release()
		} else if !endless(err) {
			r.Fatalf("found %v for %s", err, lowered)
		}
	})
	if grown := s.Memory(t) - before; grown > 400<<20 {
		t.Errorf("the server has grown by %d MiB", grown>>20)
	}
}

// endless says that the tiny model did not come to an end, or said one word over
// and over, which a server ends: both are no fault of the schema.
func endless(err error) bool {
	failure, ok := errors.AsType[*pathways.Failure](err)
	return ok && (failure.Reason == pathways.ReasonTruncated ||
		strings.Contains(failure.Detail, "the answer broke off after"))
}
