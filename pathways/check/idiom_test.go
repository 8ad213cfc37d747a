package check_test

import (
	"testing"
	"testing/fstest"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// An idiom names nothing, though a word of it is a label elsewhere.
func TestIdioms(t *testing.T) {
	t.Parallel()
	d, err := domain.Load(fstest.MapFS{
		"domain.yaml": {Data: []byte("name: works\n")},
		"tools.json": {Data: []byte(`[{"name": "find_work", "parameters": {"type": "object", "properties": {
  "title": {"type": "string"}, "kind": {"type": "string"}}, "required": ["title"], "additionalProperties": false}}]`)},
		"graph.yaml": {Data: []byte("nodes:\n  kind: {show: , film: }\n  title: {metropolis: , vertigo: }\n")},
		"grammar.yaml": {Data: []byte(`
phrasings: [{name: other, say: ["<request>"]}]
tools:
  find_work:
    request: ["show me [the {kind}] {title}"]
    thing: ["{title}[ {kind}]"]
idioms: [show me]
`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		query, arguments string
		reason           pathways.Reason
	}{
		{"show me metropolis", `{"title":"metropolis"}`, ""},
		{"Show me the film Vertigo", `{"kind":"film","title":"vertigo"}`, ""},
		{"show me the show vertigo", `{"kind":"show","title":"vertigo"}`, ""},
		{"show me the show vertigo", `{"title":"vertigo"}`, check.ReasonUnusedMention},
		{"show me vertigo", `{"kind":"show","title":"vertigo"}`, check.ReasonUngroundedArgument},
	} {
		s := &sample.Sample{
			Messages: []sample.Message{{Role: sample.RoleUser, Content: c.query}},
			Tools:    []string{"find_work"},
			Calls:    []sample.Call{{ID: "call_1", Name: "find_work", Arguments: c.arguments}},
		}
		got := pathways.Reason("")
		if r := check.New(d).Verify(s); r != nil {
			got = r.Reason
		}
		if got != c.reason {
			t.Errorf("%q with %s: found %q, want %q", c.query, c.arguments, got, c.reason)
		}
	}
}
