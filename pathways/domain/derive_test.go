package domain_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/phrase"
)

// anyTools draws definitions of functions with names and parameters of any kind
// that can be inferred.
func anyTools(t *rapid.T) []map[string]any {
	name := rapid.StringMatching(`(search|get|make|[a-z]{2,6})(_[a-z]{2,6}|[A-Z][a-z]{2,5}){0,2}`)
	schema := rapid.SampledFrom([]any{
		map[string]any{"type": "integer", "minimum": 1, "maximum": 500},
		map[string]any{"enum": []string{"small", "large", "a_b"}},
		map[string]any{"type": "boolean"},
		map[string]any{"type": "string"},
		map[string]any{"type": "array", "items": map[string]any{"enum": []int{7, 8, 9}}, "maxItems": 2},
		map[string]any{"type": "object", "properties": map[string]any{
			"x": map[string]any{"type": "number", "minimum": 0, "maximum": 1}, "y": map[string]any{"type": "boolean"},
		}, "required": []string{"x"}},
	})
	properties := rapid.MapOfN(rapid.StringMatching(`[a-z]{1,7}(_id|Type|_of_it)?`), schema, 0, 4)
	var tools []map[string]any
	for _, n := range rapid.SliceOfNDistinct(name, 1, 4, rapid.ID[string]).Draw(t, "names") {
		if n == "none" {
			continue
		}
		tools = append(tools, map[string]any{
			"name": n, "parameters": map[string]any{"type": "object", "properties": properties.Draw(t, "properties of "+n)},
		})
	}
	return tools
}

// A domain that brings tools alone loads with a derived grammar and target,
// whatever they are called, and what is drafted can be phrased.
func TestDerived(t *testing.T) {
	t.Parallel()
	refused, written := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		tools := anyTools(t)
		text, err := json.Marshal(tools)
		if err != nil || len(tools) == 0 {
			t.Skip(err)
		}
		d, err := domain.Load(fstest.MapFS{
			"domain.yaml": {Data: []byte("name: derived\n")}, "tools.json": {Data: text},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Target.Check(d.Facets); err != nil {
			t.Fatal(err)
		}
		for _, m := range d.Target.Marginals {
			sum := 0.0
			for _, s := range m.Shares {
				sum += s.Share
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Fatalf("shares of %s sum to %v", m.Facet, sum)
			}
		}
		p, err := phrase.Graph(d)
		if err != nil {
			t.Fatal(err)
		}
		drafter, pipeline := brief.New(d), check.New(d)
		for i := range uint64(8) {
			rng := rand.New(rand.NewPCG(i, 2))
			b, err := drafter.Draft(i, make([]string, len(d.Facets)), rng)
			if err != nil {
				t.Fatal(err)
			}
			s, reason := phrased(p, pipeline, b, rng)
			if reason != "" && !strings.HasPrefix(reason, string(check.StageGrounding)) {
				t.Fatalf("%v: %s", b.SampleCalls(), reason)
			}
			if written++; s == nil {
				refused++
			}
		}
	})
	// Names may say what another parameter admits; that is rare.
	if refused*5 > written {
		t.Errorf("%d of %d refused", refused, written)
	}
}

// What is said of some tools, read aloud.
func TestDerivedRequests(t *testing.T) {
	t.Parallel()
	d, err := domain.Load(fstest.MapFS{
		"domain.yaml": {Data: []byte("name: derived\n")},
		"tools.json": {Data: []byte(`[
{"name": "search_templates", "parameters": {"type": "object", "properties": {
  "query": {"type": "string"}, "color": {"enum": ["pink"]},
  "count": {"type": "integer", "minimum": 1, "maximum": 9}}, "required": ["query"]}},
{"name": "cropPhoto", "parameters": {"type": "object", "properties": {
  "item_id": {"type": "string"}, "size": {"type": "object", "properties": {
  "width": {"type": "integer", "minimum": 1, "maximum": 9}}}},
  "required": ["item_id"]}},
{"name": "remove_background", "parameters": {"type": "object", "properties": {
  "item_id": {"type": "string"}, "feather": {"type": "boolean"}}, "required": ["item_id"]}},
{"name": "undo"}]`)},
		"graph.yaml":    {Data: []byte("nodes: {action: {trim: {synonyms: [cut down, crop]}}}")},
		"content.jsonl": {Data: []byte(`{"id": "p1", "kind": "photo", "title": "Cat"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	grammar := d.DerivedGrammar()
	for _, want := range []string{
		`"(find|search for|look for|show me) <what><rest>"`,
		`- "(the |)[{color} ]{query}"`,
		`- "{query}"`,
		`- "[{color} ]templates {query}<rest>"`,
		`say_count:`, `- " with {count}"`,
		`"(crop|trim|cut down) {item}<rest>"`,
		`"photo crop<rest>"`, `- " with {a} width of {width}"`,
		`"(remove|take out|delete) the background (of|for|on|in) {item}<rest>"`, `- ", {feather}"`,
		`"undo <what>"`,
	} {
		if !strings.Contains(grammar, want) {
			t.Errorf("no %s in\n%s", want, grammar)
		}
	}
	if target := d.DerivedTarget(); !strings.Contains(target, fmt.Sprintf("%q: %v", "undo", 0.95/4)) {
		t.Error(target)
	}
}
