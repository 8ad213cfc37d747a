package sample_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways/sample"
)

func TestAppendJSON(t *testing.T) {
	t.Parallel()
	s := &sample.Sample{
		ID: "s-1",
		Messages: []sample.Message{
			{Role: sample.RoleUser, Content: "find a cat"},
			{
				Role:  sample.RoleAssistant,
				Calls: []sample.Call{{ID: "call_1", Name: "search", Arguments: `{"query":"cat"}`}},
			},
			{Role: sample.RoleTool, Content: "[]", CallID: "call_1"},
			{Role: sample.RoleUser, Content: "make \"it\" 2 px\twide"},
		},
		Tools: []string{"search", "resize"},
		Calls: []sample.Call{{ID: "call_1", Name: "resize", Arguments: `{"width":2}`, DependsOn: []string{"call_0"}}},
		Context: &sample.Context{Item: &sample.Item{
			ID: "i", Kind: "photo", Title: "Cat", Keywords: []string{"a"},
			Attributes: map[string]string{"z": "1", "b": "2"}, Picture: "p.png",
		}},
		Facets: []sample.FacetValue{{Facet: "tool", Bucket: "resize"}},
		Provenance: sample.Provenance{
			Domain: "d", DomainHash: "h", Seed: 18446744073709551615, Slot: 3, Pathway: "phrase/graph",
			Modality: sample.ModalityPhrase, Policy: "p", PolicyHash: "q", Template: "t", Nodes: []string{"n/1"},
		},
	}
	const want = `{"id":"s-1","query":"make \"it\" 2 px\twide","messages":[{"role":"user","content":"find a cat"},` +
		`{"role":"assistant","content":"","calls":[{"id":"call_1","name":"search","arguments":{"query":"cat"}}]},` +
		`{"role":"tool","content":"[]","call_id":"call_1"},{"role":"user","content":"make \"it\" 2 px\twide"}],` +
		`"tools":["search","resize"],` +
		`"calls":[{"id":"call_1","name":"resize","arguments":{"width":2},"depends_on":["call_0"]}],` +
		`"context":{"item":{"id":"i","kind":"photo","title":"Cat","keywords":["a"],` +
		`"attributes":{"b":"2","z":"1"},"picture":"p.png"}},` +
		`"facets":{"tool":"resize"},` +
		`"provenance":{"domain":"d","domain_hash":"h","seed":18446744073709551615,"slot":3,` +
		`"pathway":"phrase/graph","modality":"phrase","policy":"p","policy_hash":"q","template":"t",` +
		`"nodes":["n/1"],"items":[]}}`
	if got := string(s.AppendJSON(nil)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Whatever the text, the line is one line of JSON that says it.
func TestAppendJSONOfAnyText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		query := rapid.String().Draw(t, "query")
		s := &sample.Sample{Messages: []sample.Message{{Role: sample.RoleUser, Content: query}}}
		line := s.AppendJSON(nil)
		var back struct {
			Query    string `json:"query"`
			Messages []struct {
				Role    string `json:"role"`
				Content string `json:"content"`
			} `json:"messages"`
		}
		if err := json.Unmarshal(line, &back); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if back.Query != query || back.Messages[0].Content != query {
			t.Fatalf("%q became %q", query, back.Query)
		}
		for _, c := range line {
			if c < ' ' {
				t.Fatalf("control character %#x in the line", c)
			}
		}
	})
}

func TestFacets(t *testing.T) {
	t.Parallel()
	user := func(text string) *sample.Sample {
		return &sample.Sample{Messages: []sample.Message{{Role: sample.RoleUser, Content: text}}}
	}
	call := func(name, args string) *sample.Sample {
		return &sample.Sample{Calls: []sample.Call{{Name: name, Arguments: args}}}
	}
	words := sample.WordsFacet([]int{1, 3, 6})
	if want := []string{"1", "2-3", "4-6", "7+"}; !reflect.DeepEqual(words.Buckets, want) {
		t.Fatalf("words buckets are %q, want %q", words.Buckets, want)
	}
	tool := sample.ToolFacet([]string{"crop", "search"})
	arguments := sample.ArgumentsFacet(2)
	calls := sample.CallsFacet()
	color := sample.ArgumentFacet("color", "color", []string{"red", "blue"})
	kind := sample.ContextFacet("kind", "kind", []string{"photo"})
	two := call("crop", `{}`)
	two.Calls = append(two.Calls, two.Calls[0], two.Calls[0])
	photo := &sample.Sample{Context: &sample.Context{Item: &sample.Item{Kind: "photo"}}}
	for _, c := range []struct {
		facet *sample.Facet
		s     *sample.Sample
		want  string
	}{
		{&words, user("one"), "1"},
		{&words, user("one  two\tthree "), "2-3"},
		{&words, user("1 2 3 4 5 6"), "4-6"},
		{&words, user("1 2 3 4 5 6 7"), "7+"},
		{&words, &sample.Sample{}, "1"},
		{&tool, call("search", `{}`), "search"},
		{&tool, call("other", `{}`), "none"},
		{&tool, &sample.Sample{}, "none"},
		{&calls, &sample.Sample{}, "0"},
		{&calls, two, "2+"},
		{&arguments, &sample.Sample{}, "0"},
		{&arguments, call("crop", `{"a":1}`), "1"},
		{&arguments, call("crop", `{"a":1,"b":{"x":1,"y":2},"c":3}`), "2+"},
		{&color, call("crop", `{"color":"blue"}`), "blue"},
		{&color, call("crop", `{"color":"green"}`), "other"},
		{&color, &sample.Sample{}, "other"},
		{&kind, photo, "photo"},
		{&kind, &sample.Sample{}, "other"},
	} {
		if got := c.facet.Buckets[c.facet.Measure(c.s)]; got != c.want {
			t.Errorf("%s of %+v is %q, want %q", c.facet.Name, c.s, got, c.want)
		}
	}
}
