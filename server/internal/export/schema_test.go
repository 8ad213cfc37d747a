package export

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// FuzzSchema reads any JSON as a schema: it ends, and what the formats write of it
// is JSON.
func FuzzSchema(f *testing.F) {
	for _, s := range []string{
		`{"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]}`,
		`{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}`,
		`{"allOf":[{"properties":{"a":{"items":{"items":{}}}}},{"$ref":"#/allOf/0"}]}`,
		`{"properties":{"a":{"anyOf":[{"type":"null"},{"const":1}]},"b":{"enum":[null,"x"],"default":null}}}`,
		`{"type":["string","null"],"description":7,"required":"a","properties":[]}`,
		`true`, `[]`, `{"properties":{"a":true,"b":{"$ref":"#/%zz"}}}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 {
			return
		}
		s, err := parseSchema(text)
		if err != nil {
			return
		}
		one := &tool{name: "n", schema: s, parameters: compact([]byte(text))}
		for format, out := range map[string]string{
			"bfcl": bfclFunction(one), "xlam": xlamTool(one), "openai": openAITool(one),
		} {
			if !json.Valid([]byte(out)) {
				t.Errorf("%s writes %s of %s", format, out, text)
			}
		}
	})
}

func TestSchemaReferences(t *testing.T) {
	t.Parallel()
	s, err := parseSchema(`{"$ref":"#/$defs/call","$defs":{
		"call":{"type":"object","properties":{
			"to":{"$ref":"#/$defs/a~1b","description":"Where."},
			"again":{"$ref":"#/$defs/call"},
			"n":{"type":["integer","number"]},
			"two":{"type":["string","boolean"]},
			"mixed":{"enum":["x",1]}},"required":["to"]},
		"a/b":{"type":"string","enum":["x"],"description":"Not this."}}}`)
	if err != nil {
		t.Fatal(err)
	}
	to := s.property("to")
	if to == nil || !to.required || to.schema.kind != typeString {
		t.Fatalf("found %+v", to)
	}
	if to.schema.description != "Where." || len(to.schema.enum) != 1 {
		t.Errorf("found %+v", to)
	}
	again := s.property("again").schema
	if again.kind != "" || again.property("to") != nil { // a circle is not followed
		t.Errorf("found %+v", again)
	}
	for name, want := range map[string]string{"n": typeNumber, "two": "", "mixed": ""} {
		if got := s.property(name).schema.kind; got != want {
			t.Errorf("%s has the type %q, want %q", name, got, want)
		}
	}
	if _, err := parseSchema(`{"a":`); err == nil {
		t.Error("half a schema is read")
	}
}

// What refers to parts that refer to parts would grow beyond all bounds.
func TestSchemaBound(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(`{"$ref":"#/$defs/d0","$defs":{`)
	for i := range 30 {
		fmt.Fprintf(&b, `"d%d":{"properties":{"a":{"$ref":"#/$defs/d%d"},"b":{"$ref":"#/$defs/d%d"}}},`, i, i+1, i+1)
	}
	b.WriteString(`"d30":{}}}`)
	s, err := parseSchema(b.String())
	if err != nil || s.property("a") == nil {
		t.Fatalf("found %+v, %v", s, err)
	}
	var count func(*schema) int
	count = func(s *schema) int {
		n := 1
		for _, p := range s.properties {
			n += count(p.schema)
		}
		return n
	}
	if n := count(s); n > maxSchemaParts {
		t.Errorf("read %d parts, want at most %d", n, maxSchemaParts)
	}
}
