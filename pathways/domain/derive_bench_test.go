package domain_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/callmill/callmill/pathways/domain"
)

// manyTools are n tools of six parameters each.
func manyTools(tb testing.TB, n int) fstest.MapFS {
	tb.Helper()
	verbs := []string{"get", "search", "create", "update", "delete", "list", "set", "book", "send", "cancel", "move"}
	kinds := []string{"daily", "weekly", "remote", "shared", "team", "local", "open"}
	nouns := []string{"invoice", "meeting", "weather", "playlist", "flight", "ticket", "message", "order", "device"}
	properties := map[string]any{
		"status": map[string]any{"enum": []string{"held", "done", "late"}}, "urgent": map[string]any{"type": "boolean"},
		"amount":     map[string]any{"type": "integer", "minimum": 1, "maximum": 100},
		"start_time": map[string]any{"type": "string"}, "recipient": map[string]any{"type": "string"},
		"city": map[string]any{"type": "string", "description": "Where it is."},
	}
	var tools []map[string]any
	for i := range n {
		tools = append(tools, map[string]any{
			"name":       fmt.Sprintf("%s_%s_%s_%d", verbs[i%len(verbs)], kinds[i/7%len(kinds)], nouns[i/11%len(nouns)], i),
			"parameters": map[string]any{"type": "object", "properties": properties},
		})
	}
	text, err := json.Marshal(tools)
	if err != nil {
		tb.Fatal(err)
	}
	return fstest.MapFS{
		"domain.yaml": {Data: []byte("name: many\n")}, "tools.json": {Data: text},
		"graph.yaml": {Data: []byte("nodes: {city: {cork: {}, galway: {}, sligo: {}}}")},
	}
}

// A domain of many tools is loaded with all that is derived for it.
func BenchmarkDerived(b *testing.B) {
	folder := manyTools(b, 300)
	for b.Loop() {
		if _, err := domain.Load(folder); err != nil {
			b.Fatal(err)
		}
	}
}

// What is derived is the same however often it is asked for, and at once.
func TestDerivedTwice(t *testing.T) {
	t.Parallel()
	d, err := domain.Load(manyTools(t, 12))
	if err != nil {
		t.Fatal(err)
	}
	grammar, target := make(chan string), make(chan string)
	const times = 3
	for range times {
		go func() { grammar <- d.DerivedGrammar() }()
		go func() { target <- d.DerivedTarget() }()
	}
	g, m := <-grammar, <-target
	for range times - 1 {
		if <-grammar != g {
			t.Error("two grammars are derived")
		}
		if <-target != m {
			t.Error("two targets are derived")
		}
	}
}
