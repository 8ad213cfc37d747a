package brief_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/domain"
)

// nested is a domain whose tool has objects, lists and a walk that may begin
// anywhere; item_id takes templates only.
func nested(t *testing.T) *domain.Domain {
	t.Helper()
	d, err := domain.Load(fstest.MapFS{
		"domain.yaml": {Data: []byte("name: nested\n")},
		"tools.json": {Data: []byte(`[{"name": "make_card", "parameters": {"type": "object", "properties": {
  "item_id": {"type": "string"},
  "query": {"type": "string"},
  "size": {"type": "object", "properties": {"width": {"type": "integer", "minimum": 1, "maximum": 99},
    "height": {"type": "integer", "minimum": 1, "maximum": 99}, "unit": {"enum": ["px", "mm"]}},
    "required": ["width"], "dependentRequired": {"unit": ["height"]}},
  "colors": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 3, "uniqueItems": true},
  "layers": {"type": "array", "items": {"type": "object", "properties": {
    "opacity": {"type": "number", "minimum": 0, "maximum": 1}, "locked": {"type": "boolean"}}}},
  "version": {"const": 2}}, "required": ["item_id", "version"], "additionalProperties": false}}]`)},
		"bindings.yaml": {Data: []byte(`
make_card:
  item_id: {context: id, kind: [template]}
  query: {walk: "occasion? -suits-> design_type"}
`)},
		"graph.yaml": {Data: []byte(`
nodes:
  color: {red: , blue: , green: , pink: }
  occasion: {birthday: , wedding: }
  design_type: {card: , poster: , banner: }
edges: {suits: {occasion/birthday: [design_type/card], occasion/wedding: [design_type/poster]}}
`)},
		"content.jsonl": {Data: []byte(`{"id":"t1","kind":"template","title":"One"}
{"id":"p1","kind":"photo","title":"Two"}
{"id":"t2","kind":"template","title":"Three"}
`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Objects and lists meet their schemas, also where members depend on each other,
// and every draw is of items of the kinds asked for.
func TestNestedDraws(t *testing.T) {
	t.Parallel()
	d := nested(t)
	dr := brief.New(d)
	tool := d.Tool("make_card")
	seen := map[string]bool{}
	queries := map[string]bool{}
	for i := range uint64(2000) {
		buckets := make([]string, len(d.Facets))
		buckets[d.Facet("tool")] = tool.Name
		b, err := dr.Draft(i, buckets, rand.New(rand.NewPCG(i, 4)))
		if err != nil {
			t.Fatal(err)
		}
		call := &b.Calls[0]
		if err := tool.Check(call.ArgumentsJSON()); err != nil {
			t.Fatalf("%s: %v", call.ArgumentsJSON(), err)
		}
		if b.Context == nil || b.Context.Kind != "template" {
			t.Fatalf("context %+v", b.Context)
		}
		for _, a := range call.Arguments {
			seen[a.Param.Path] = true
			if a.Param.Path == "query" {
				queries[a.JSON] = true
			}
		}
	}
	for _, leaf := range tool.Leaves() {
		if !seen[leaf.Path] {
			t.Errorf("%s is never drawn", leaf.Path)
		}
	}
	// Where the occasion is left out, every design type will do; else those
	// that suit it.
	for query, want := range map[string]bool{
		`"banner"`: true, `"card"`: true, `"birthday card"`: true, `"birthday poster"`: false, `"wedding banner"`: false,
	} {
		if queries[query] != want {
			t.Errorf("drew %s: %v", query, queries[query])
		}
	}
}

func TestContextItems(t *testing.T) {
	t.Parallel()
	d := nested(t)
	items := d.Tool("make_card").ContextItems()
	if !slices.Equal(items, []*domain.Item{d.Item("t1"), d.Item("t2")}) {
		t.Errorf("%+v", items)
	}
}
