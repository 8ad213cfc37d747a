package text

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/sample"
)

func studioQuery(t *testing.T) (*domain.Domain, *Pathway) {
	t.Helper()
	d, err := domain.Load(studio.Files())
	if err != nil {
		t.Fatal(err)
	}
	p, err := Query(d, nil, check.New(d))
	if err != nil {
		t.Fatal(err)
	}
	return d, p
}

// valid says what a schema has against an answer.
func valid(t *testing.T, schema json.RawMessage, answer string) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(schema)))
	if err != nil {
		t.Fatalf("%s: %v", schema, err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("label.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("label.json")
	if err != nil {
		t.Fatalf("%s: %v", schema, err)
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(answer))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

// The schema of a label takes exactly the calls of the offered tools. What is told
// to the model leaves out what it cannot know; filled in again, the calls are the
// ones that the domain itself plans.
func TestLabelSchemaTakesPlannedCalls(t *testing.T) {
	d, p := studioQuery(t)
	drafter, none := brief.New(d), noCallOf(d)
	for i := range uint64(400) {
		rng := rand.New(rand.NewPCG(i, 5))
		buckets := make([]string, len(d.Facets))
		if i%4 == 0 {
			buckets[d.Facet(sample.FacetCalls)] = "2+"
		}
		b, err := drafter.Draft(i, buckets, rng)
		if err != nil || len(b.Calls) == 0 || len(b.Calls) > maxLabelled {
			continue
		}
		options := p.offer(b, rng)
		schema := labelSchema(options, none, len(b.Calls) > 1)
		want := b.SampleCalls()
		answer := answerOf(t, want, p.options, d)
		if strings.Contains(answer, "item_id") {
			t.Fatalf("%s has what only the context knows", answer)
		}
		if err := valid(t, schema, answer); err != nil {
			t.Fatalf("%s is not taken: %v", answer, err)
		}
		if err := valid(t, schema, `{"calls":[{"name":"`+want[0].Name+`","arguments":{"made_up":1}}]}`); err == nil {
			t.Fatalf("%s takes an argument that there is not", want[0].Name)
		}
		got, bad := callsOf([]byte(answer), options, none, b)
		if bad != nil || len(got) != len(want) {
			t.Fatalf("%s: calls %v, %+v", answer, got, bad)
		}
		for k := range want {
			if got[k].ID != want[k].ID || got[k].Name != want[k].Name || got[k].Arguments != want[k].Arguments {
				t.Fatalf("got %+v, want %+v", got[k], want[k])
			}
		}
	}
}

// answerOf is how a model would answer with these calls.
func answerOf(t *testing.T, calls []sample.Call, options map[*domain.Tool]*option, d *domain.Domain) string {
	t.Helper()
	parts := make([]string, len(calls))
	for i, c := range calls {
		list, err := members([]byte(c.Arguments))
		if err != nil {
			t.Fatal(err)
		}
		var kept []member
		for _, m := range list {
			out := false
			for _, p := range options[d.Tool(c.Name)].filled {
				out = out || p.Name == m.key
			}
			if !out {
				kept = append(kept, m)
			}
		}
		parts[i] = `{"name":"` + c.Name + `","arguments":` + string(object(kept)) + `}`
	}
	return `{"calls":[` + strings.Join(parts, ",") + `]}`
}

// Every schema that can come up is one that the server survives, and what it is
// lowered to still takes a call.
func TestLabelSchemaCanBeSent(t *testing.T) {
	d, p := studioQuery(t)
	for _, tool := range d.Tools {
		options := []*option{p.options[tool], p.options[d.Tools[0]]}
		if tool == d.Tools[0] {
			options = options[:1]
		}
		schema := labelSchema(options, noCallOf(d), true)
		lowered, err := ollama.Lower(schema)
		if err != nil {
			t.Errorf("%s: %v", tool.Name, err)
			continue
		}
		if err := valid(t, lowered, `{"calls":[{"name":"no_call","arguments":{}}]}`); err != nil {
			t.Errorf("%s: lowered to %s, which does not take no call: %v", tool.Name, lowered, err)
		}
	}
}

// The tools beside the brief's are others, that can be called with what is on the
// screen; the place of the right one tells nothing.
func TestOffer(t *testing.T) {
	d, p := studioQuery(t)
	drafter := brief.New(d)
	first := map[int]int{}
	for i := range uint64(300) {
		rng := rand.New(rand.NewPCG(i, 6))
		b, err := drafter.Draft(i, make([]string, len(d.Facets)), rng)
		if err != nil || len(b.Calls) == 0 {
			continue
		}
		seen := map[*domain.Tool]bool{}
		for at, o := range p.offer(b, rng) {
			if seen[o.tool] || !possible(o.tool, b.Context) {
				t.Fatalf("%s is offered twice, or cannot be called", o.tool.Name)
			}
			if seen[o.tool] = true; o.tool == b.Calls[0].Tool {
				first[at]++
			}
		}
		if len(seen) != 1+offeredAlike+offeredAny || !seen[b.Calls[0].Tool] {
			t.Fatalf("%d tools are offered for %s", len(seen), b.Calls[0].Tool.Name)
		}
	}
	for at := range 1 + offeredAlike + offeredAny {
		if first[at] < 40 {
			t.Errorf("the right tool stands at place %d only %d times of 300", at, first[at])
		}
	}
	if near := d.Near(d.Tool("search_templates"))[:2]; near[0].Name != "search_images" && near[1].Name != "search_images" {
		t.Errorf("next to search_templates come %s and %s", near[0].Name, near[1].Name)
	}
}

// References in a tool's own schema still lead where they did, constants need not
// be said, and a tool that takes the name of no call gets its own.
func TestOptionOfReferences(t *testing.T) {
	d, err := domain.Load(fstest.MapFS{
		"domain.yaml": {Data: []byte("name: x\n")},
		"tools.json": {Data: []byte(`[{"name":"paint","parameters":{"$schema":"https://json-schema.org/draft/2020-12/schema",
			"type":"object","properties":{"color":{"$ref":"#/$defs/color"},"again":{"$ref":"#/properties/color"},
			"version":{"const":"v2"}},"required":["color","version"],"additionalProperties":false,
			"$defs":{"color":{"type":"string","enum":["PINK","RED"]}}}},
			{"name":"no_call","parameters":{"type":"object","properties":{}}}]`)},
		"graph.yaml":    {Data: []byte("nodes:\n  color: {pink: {value: PINK, synonyms: [rosy]}, red: {value: RED}}\n")},
		"bindings.yaml": {Data: []byte("paint: {color: {node: color}, again: {node: color}}\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	options, err := optionsOf(d)
	if err != nil {
		t.Fatal(err)
	}
	none := noCallOf(d)
	if none != "no_call_" {
		t.Errorf("no call is called %s", none)
	}
	list := []*option{options[d.Tool("paint")], options[d.Tool("no_call")]}
	schema := labelSchema(list, none, false)
	for answer, ok := range map[string]bool{
		`{"calls":[{"name":"paint","arguments":{"color":"PINK"}}]}`:                true,
		`{"calls":[{"name":"paint","arguments":{"color":"PINK","again":"RED"}}]}`:  true,
		`{"calls":[{"name":"paint","arguments":{"color":"blue"}}]}`:                false,
		`{"calls":[{"name":"paint","arguments":{"color":"PINK","again":"blue"}}]}`: false,
		`{"calls":[{"name":"paint","arguments":{"color":"PINK","version":"v2"}}]}`: false,
		`{"calls":[{"name":"paint","arguments":{}}]}`:                              false,
		`{"calls":[]}`: false,
		`{"calls":[{"name":"no_call_","arguments":{}}]}`:                                  true,
		`{"calls":[{"name":"no_call","arguments":{}},{"name":"no_call","arguments":{}}]}`: false,
	} {
		if err := valid(t, schema, answer); (err == nil) != ok {
			t.Errorf("%s: %v", answer, err)
		}
	}
	const rosy = `{"calls":[{"name":"paint","arguments":{"color":"Rosy","again":"RED"}}]}`
	got, bad := callsOf([]byte(rosy), list, none, &pathways.Brief{})
	if want := `{"again":"RED","color":"PINK","version":"v2"}`; bad != nil || len(got) != 1 || got[0].Arguments != want {
		t.Errorf("got %v, %+v; want %s", got, bad, want)
	}
	if _, err := ollama.Lower(schema); err != nil {
		t.Errorf("lower %s: %v", schema, err)
	}
}
