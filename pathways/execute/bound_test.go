package execute_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/execute"
)

// bounded is the test domain with cards of 5, 12 and an unknown number of pages.
func bounded() map[string]string {
	f := maps.Clone(files())
	put := func(file, was, now string) { f[file] = strings.Replace(f[file], was, now, 1) }
	put("tools.json", `"style": {"type": "string"}`,
		`"style": {"type": "string"}, "most": {"type": "integer"}, "least": {"type": "integer"}`)
	put("bindings.yaml", "  style: {walk: occasion}\n", "  style: {walk: occasion}\n"+
		"  most: {range: {min: 1, max: 90, step: 1}}\n  least: {range: {min: 1, max: 90, step: 1}}\n")
	put("content.jsonl", `{"color": "Blush"}`, `{"color": "Blush", "pages": "5"}`)
	put("content.jsonl", `"state": "new"`, `"state": "new", "pages": "12 pages"`)
	put("effects.yaml", "  finds: [card]\n", "  finds: [card]\n  match: {style: text}\n"+
		"  most: {most: pages}\n  least: {least: pages}\n")
	for _, words := range []string{"new", "news"} {
		put("grammar.yaml", words+"[ in {style}]", words+"[ in {style}][ from {least}][ up to {most}]")
	}
	return f
}

// An item beyond a bound is never found, nor one without a number.
func TestBounds(t *testing.T) {
	t.Parallel()
	library := execute.New(load(t, bounded()))
	for arguments, want := range map[string]string{
		`{}`:                                  "c1 c2 c3",
		`{"most": 5}`:                         "c1",
		`{"most": 4}`:                         "nothing_found",
		`{"least": 6}`:                        "c2",
		`{"least": 1, "most": 90}`:            "c1 c2",
		`{"most": 90, "style": "wedding"}`:    "c2",
		`{"most": 11, "style": "wedding"}`:    "nothing_found",
		`{"least": 12.5, "style": "wedding"}`: "nothing_found",
	} {
		r, err := library.World().Call(call(t, "recent "+arguments))
		reason, _ := pathways.ReasonOf(err)
		got := string(reason)
		if err == nil {
			got = strings.Join(ids(r.Items), " ")
		}
		if got != want {
			t.Errorf("%s: %s, want %s", arguments, got, want)
		}
	}
}

// What is set to nothing is as if it had never been set.
func TestTakenAway(t *testing.T) {
	t.Parallel()
	f := files()
	f["effects.yaml"] += "share:\n  sets: {state: \"\"}\n"
	w := execute.New(load(t, f)).World()
	for _, text := range []string{
		`paint {"color":"pink","item_id":"c2"}`, `share {"item_ids":["c2"]}`, `paint {"color":"pink","item_id":"c2"}`,
	} {
		r, err := w.Call(call(t, text))
		if err != nil {
			t.Fatal(err)
		}
		state, has := w.Item("c2").Attributes["state"]
		if shared := strings.HasPrefix(text, "share"); shared == has || shared && !strings.Contains(r.JSON, `{"state":""}`) {
			t.Errorf("after %s, %s: state %q", text, r.JSON, state)
		}
	}
}
