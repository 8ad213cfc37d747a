package export

import (
	"reflect"
	"testing"

	"github.com/callmill/callmill/pathways/sample"
)

// jsonlRow has all that a sample has, as its own form has it.
type jsonlRow struct {
	ID, Query string
	Messages  []struct {
		Role, Content string
		Calls         []jsonlCall
		CallID        string `json:"call_id"`
	}
	Tools   []string
	Calls   []jsonlCall
	Reply   *sample.Reply
	Context *struct {
		Item  *sample.Item
		Items []*sample.Item
	}
	Facets     map[string]string
	Provenance struct {
		Slot         uint64
		Nodes, Items []string
		Contrast     *struct {
			Query string
			Calls []jsonlCall
		}
		Language string
	}
}

type jsonlCall struct {
	ID, Name  string
	Arguments any
	DependsOn []string `json:"depends_on"`
	Result    any
}

// jsonlCalls are calls as they are read.
func jsonlCalls(t *testing.T, calls []sample.Call) []jsonlCall {
	t.Helper()
	var out []jsonlCall
	for _, c := range calls {
		read := jsonlCall{ID: c.ID, Name: c.Name, DependsOn: c.DependsOn}
		plainInto(t, c.Arguments, &read.Arguments)
		if c.Result != "" {
			plainInto(t, c.Result, &read.Result)
		}
		out = append(out, read)
	}
	return out
}

// TestJSONL reads every shape back, whole.
func TestJSONL(t *testing.T) {
	t.Parallel()
	run := studioSamples(t)
	samples := run.many()
	lines := encode(t, "jsonl", run.tools(t), samples)[""]
	if len(lines) != len(samples) {
		t.Fatalf("found %d rows of %d samples", len(lines), len(samples))
	}
	for i, s := range samples {
		var row jsonlRow
		plainInto(t, lines[i], &row)
		same := func(what string, got, want any) {
			t.Helper()
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %s is %v, want %v", s.ID, what, got, want)
			}
		}
		same("the query", row.Query, s.Query())
		same("the offer", row.Tools, s.Tools)
		if len(s.Calls) > 0 {
			same("the answer", row.Calls, jsonlCalls(t, s.Calls))
		}
		same("the reply", row.Reply, s.Reply)
		for j, m := range s.Messages {
			same("a message", []string{row.Messages[j].Role, row.Messages[j].Content, row.Messages[j].CallID},
				[]string{string(m.Role), m.Content, m.CallID})
			same("earlier calls", row.Messages[j].Calls, jsonlCalls(t, m.Calls))
		}
		if s.Context != nil {
			same("the item", row.Context.Item, s.Context.Item)
			same("the list", row.Context.Items, s.Context.Items)
		}
		if c := s.Provenance.Contrast; c != nil {
			same("the other half", row.Provenance.Contrast.Query, c.Query)
		}
		same("the language", row.Provenance.Language, s.Provenance.Language)
		same("the slot", row.Provenance.Slot, s.Provenance.Slot)
	}
}
