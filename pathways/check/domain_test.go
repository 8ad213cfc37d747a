package check

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// The domain of the tests: small, with every kind of binding, labels that hold
// other labels, and one label for several things.
const (
	testManifest = "name: shop\n"

	testTools = `[
  {"name": "find", "parameters": {"type": "object", "additionalProperties": false,
    "required": ["query"], "properties": {
      "query": {"type": "string", "minLength": 1},
      "color": {"type": "string", "enum": ["pink", "black", "ROSE_GOLD"]},
      "premium": {"type": "boolean"},
      "limit": {"type": "integer", "minimum": 1, "maximum": 2000},
      "sort": {"type": "string", "enum": ["new", "old"], "default": "new"}}}},
  {"name": "resize", "parameters": {"type": "object", "additionalProperties": false,
    "required": ["item_id", "width"], "properties": {
      "item_id": {"type": "string"},
      "width": {"type": "integer", "minimum": 1, "maximum": 9000},
      "height": {"type": "integer", "minimum": 1, "maximum": 9000},
      "opacity": {"type": "number", "minimum": 0, "maximum": 1},
      "angle": {"type": "number", "minimum": -180, "maximum": 180},
      "ratio": {"type": "string", "enum": ["1:1", "16:9"]}}}},
  {"name": "tag", "parameters": {"type": "object", "required": ["kind"], "properties": {
      "kind": {"type": "string"},
      "mood": {"type": "string", "const": "calm"},
      "level": {"type": "integer", "enum": [1, 2, 3]}}}}
]`

	testBindings = `
find:
  query: {walk: "color? occasion? product", field: title}
  premium: {labels: {"true": [premium, paid], "false": [free]}}
  sort: {labels: {new: [newest first], old: [oldest first]}}
resize:
  item_id: {context: id}
  width: {range: {min: 1, max: 9000, units: [px, pixels]}}
  opacity: {range: {min: 0, max: 1, step: 0.01}}
  angle: {range: {min: -180, max: 180, step: 1, units: [degrees]}}
tag:
  kind: {node: product, field: kind}
  mood: {labels: {calm: [calm, quiet]}}
  level: {labels: {"1": ["1", one], "2": ["2", two], "3": ["3", three]}}
`

	testGraph = `
nodes:
  color:
    pink: {synonyms: [blush]}
    black: {}
    rose_gold: {value: ROSE_GOLD}
  occasion:
    birthday: {synonyms: [bday]}
    black_friday: {}
    wedding: {}
  product:
    card: {synonyms: [greeting card]}
    poster: {}
    rose: {}
`

	testTarget = "marginals: {calls: {\"1\": 1}}\n"

	testContent = `
{"id": "i1", "kind": "poster", "title": "Pink Summer Sale", "keywords": ["sale", "summer"]}
{"id": "i2", "kind": "card", "title": "Black Roses", "attributes": {"shelf": "7"}}
`

	testGrammar = `
phrasings:
  - {name: question, match: '\?$', say: ["could you <request>?"]}
  - {name: other, say: ["<request>", "<thing>"]}
tools:
  find:
    request: ["find {query}[ in {color}][ that are {premium}][ {limit} of them][ {sort}]"]
    thing: ["{query}"]
  resize:
    request: ["make it {width} wide[ {height} high][ {opacity}][ {angle}][ {ratio}]"]
    thing: ["{width} wide"]
  tag:
    request: ["tag {kind}[ as {mood}][ at {level}]"]
    thing: ["tag {kind}"]
`
)

// load reads a domain from the files of the test domain, some of them
// replaced, or more of them.
func load(tb testing.TB, replaced map[string]string) *domain.Domain {
	tb.Helper()
	files := map[string]string{
		"domain.yaml": testManifest, "tools.json": testTools, "bindings.yaml": testBindings,
		"graph.yaml": testGraph, "content.jsonl": testContent, "grammar.yaml": testGrammar,
		"target.yaml": testTarget,
	}
	maps.Copy(files, replaced)
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	d, err := domain.Load(fsys)
	if err != nil {
		tb.Fatalf("load the test domain: %v", err)
	}
	return d
}

// ask makes a sample of a query and its calls, each "tool {arguments}".
func ask(tb testing.TB, query string, calls ...string) *sample.Sample {
	tb.Helper()
	s := &sample.Sample{
		Messages: []sample.Message{{Role: sample.RoleUser, Content: query}},
		Tools:    []string{"find", "resize", "tag"},
	}
	for i, c := range calls {
		name, args, _ := strings.Cut(c, " ")
		text, err := sample.Canonical([]byte(args))
		if err != nil {
			tb.Fatalf("arguments of %s: %v", c, err)
		}
		s.Calls = append(s.Calls, sample.Call{ID: fmt.Sprintf("call_%d", i+1), Name: name, Arguments: text})
	}
	return s
}

// before puts an item before the user.
func before(s *sample.Sample, it *sample.Item) *sample.Sample {
	s.Context = &sample.Context{Item: it}
	return s
}

func itemOf(tb testing.TB, d *domain.Domain, id string) *sample.Item {
	tb.Helper()
	it := d.Item(id)
	if it == nil {
		tb.Fatalf("no item %s", id)
	}
	return &it.Item
}
