package check

import (
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/execute"
	"github.com/callmill/callmill/pathways/sample"
)

// effectsDomain is the test domain with effects of its own.
func effectsDomain(tb testing.TB) *domain.Domain {
	tb.Helper()
	return load(tb, map[string]string{
		"effects.yaml": `
find: {finds: ["*"], match: {query: text}}
resize: {needs: {ratio: ["", "1:1"]}, sets: {ratio: "{ratio}", size: "{width}"}}
tag: {makes: card, sets: {title: "{kind}"}}
`,
	})
}

// The results of the calls below.
const (
	foundSale  = `{"count":1,"results":[{"id":"i1","kind":"poster","title":"Pink Summer Sale"}]}`
	foundRoses = `{"count":1,"results":[{"id":"i2","kind":"card","title":"Black Roses"}]}`
	madeCard   = `{"id":"new-1","kind":"card","title":"card"}`
)

// called is a turn of a dialogue: a query, a call and what it is said to return.
func called(call, result string) []sample.Message {
	const id = "call_0"
	name, args, _ := strings.Cut(call, " ")
	return []sample.Message{
		{Role: sample.RoleUser, Content: "please"},
		{Role: sample.RoleAssistant, Calls: []sample.Call{{ID: id, Name: name, Arguments: args}}},
		{Role: sample.RoleTool, CallID: id, Content: result},
	}
}

// executed runs the execution stage alone: what it is to refuse need not be
// grounded.
func executed(tb testing.TB, p *Pipeline, s *sample.Sample) *Rejection {
	tb.Helper()
	in := &inspection{pipeline: p, sample: s}
	if r := in.shape(); r != nil {
		tb.Fatal(r)
	}
	return in.execution()
}

func TestExecution(t *testing.T) {
	d := effectsDomain(t)
	p := New(d)
	made := &sample.Item{ID: "new-1", Kind: "card", Title: "card"}
	none := &sample.Item{ID: "i9", Kind: "card", Title: "card"}
	for _, c := range []struct {
		name    string
		history [][]sample.Message
		context *sample.Context
		calls   []sample.Call
		reason  pathways.Reason
		call    string
	}{
		{name: "nothing at all"},
		{name: "a search", calls: []sample.Call{{Name: "find", Arguments: `{"query":"rose card"}`}}},
		{
			name: "a search for nothing", calls: []sample.Call{{Name: "find", Arguments: `{"query":"xyzzy"}`}},
			reason: execute.ReasonNothingFound, call: "call_1",
		},
		{name: "an edit", calls: []sample.Call{{Name: "resize", Arguments: `{"item_id":"i1","width":5}`}}},
		{
			name:   "an edit of nothing",
			calls:  []sample.Call{{Name: "resize", Arguments: `{"item_id":"i9","width":5}`}},
			reason: execute.ReasonUnknownItem, call: "call_1",
		},
		{
			name: "an edit after one that forbids it",
			calls: []sample.Call{
				{Name: "resize", Arguments: `{"item_id":"i1","ratio":"16:9","width":5}`},
				{Name: "resize", Arguments: `{"item_id":"i1","width":5}`},
			},
			reason: execute.ReasonWrongState, call: "call_2",
		},
		{
			name: "the same, one turn later",
			history: [][]sample.Message{called(`resize {"item_id":"i2","ratio":"16:9","width":5}`,
				`{"changed":{"ratio":"16:9","size":"5"},"id":"i2","kind":"card"}`)},
			calls:  []sample.Call{{Name: "resize", Arguments: `{"item_id":"i2","width":5}`}},
			reason: execute.ReasonWrongState, call: "call_1",
		},
		{
			name:    "a dialogue",
			history: [][]sample.Message{called(`find {"query":"rose"}`, foundRoses)},
			context: &sample.Context{Item: itemOf(t, d, "i2"), Items: []*sample.Item{itemOf(t, d, "i2")}},
		},
		{
			name:    "a dialogue whose result is another one's",
			history: [][]sample.Message{called(`find {"query":"rose"}`, foundSale)},
			reason:  ReasonStaleResult, call: "call_0",
		},
		{
			name:    "a dialogue whose result is of no call",
			history: [][]sample.Message{{{Role: sample.RoleTool, CallID: "call_9", Content: foundSale}}},
			reason:  ReasonStaleResult, call: "call_9",
		},
		{
			name:    "a dialogue whose search finds nothing",
			history: [][]sample.Message{called(`find {"query":"xyzzy"}`, foundSale)},
			reason:  execute.ReasonNothingFound, call: "call_0",
		},
		{
			name:    "a dialogue with a tool that is not there",
			history: [][]sample.Message{called(`undo {}`, `{"ok":true}`)},
			reason:  ReasonUnknownTool, call: "call_0",
		},
		{
			name:    "what was made is before the user",
			history: [][]sample.Message{called(`tag {"kind":"card"}`, madeCard)},
			context: &sample.Context{Item: made},
			calls:   []sample.Call{{Name: "resize", Arguments: `{"item_id":"new-1","width":5}`}},
		},
		{name: "what nobody made", context: &sample.Context{Item: made}, reason: execute.ReasonUnknownItem},
		{
			name: "a list with what is not there", context: &sample.Context{Items: []*sample.Item{itemOf(t, d, "i1"), none}},
			reason: execute.ReasonUnknownItem,
		},
		{
			name: "a call that needs another",
			calls: []sample.Call{
				{Name: "find", Arguments: `{"query":"rose"}`, Result: foundRoses},
				{Name: "resize", Arguments: `{"item_id":"i2","width":5}`, DependsOn: []string{"call_1"}},
			},
		},
		{
			name: "a call that needs what was made",
			calls: []sample.Call{
				{Name: "tag", Arguments: `{"kind":"card"}`, Result: madeCard},
				{Name: "resize", Arguments: `{"item_id":"new-1","width":5}`, DependsOn: []string{"call_1"}},
			},
		},
		{
			name: "a result that is not so",
			calls: []sample.Call{
				{Name: "find", Arguments: `{"query":"rose"}`, Result: foundSale},
				{Name: "resize", Arguments: `{"item_id":"i1","width":5}`, DependsOn: []string{"call_1"}},
			},
			reason: ReasonStaleResult, call: "call_1",
		},
		{
			name: "a call that only says that it needs another",
			calls: []sample.Call{
				{Name: "find", Arguments: `{"query":"rose"}`, Result: foundRoses},
				{Name: "resize", Arguments: `{"item_id":"i1","width":5}`, DependsOn: []string{"call_1"}},
			},
			reason: ReasonUnusedResult, call: "call_2",
		},
		{
			name: "a call that takes the kind alone",
			calls: []sample.Call{
				{Name: "find", Arguments: `{"query":"rose"}`, Result: foundRoses},
				{Name: "tag", Arguments: `{"kind":"card"}`, DependsOn: []string{"call_1"}},
			},
			reason: ReasonUnusedResult, call: "call_2",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &sample.Sample{Tools: []string{"find", "resize", "tag"}, Context: c.context, Calls: c.calls}
			for _, turn := range c.history {
				s.Messages = append(s.Messages, turn...)
			}
			s.Messages = append(s.Messages, sample.Message{Role: sample.RoleUser, Content: "and now"})
			for i := range s.Calls {
				s.Calls[i].ID = pathways.CallID(i)
			}
			r := executed(t, p, s)
			switch {
			case r == nil && c.reason == "":
			case r == nil || r.Stage != StageExecution || r.Reason != c.reason || r.Call != c.call || r.Detail == "":
				t.Errorf("got %+v, want %q of %q", r, c.reason, c.call)
			}
		})
	}
}

// Verify comes to the execution where grounding has nothing to say, and not before.
func TestVerifyExecutes(t *testing.T) {
	p := New(effectsDomain(t))
	if r := p.Verify(ask(t, "find a rose card", `find {"query":"rose card"}`)); r != nil {
		t.Error(r)
	}
	r := p.Verify(ask(t, "find a black friday wedding", `find {"query":"black friday wedding"}`))
	if r == nil || r.Stage != StageExecution || r.Reason != execute.ReasonNothingFound {
		t.Errorf("got %v", r)
	}
	r = p.Verify(ask(t, "find a rose card", `find {"query":"black friday wedding"}`))
	if r == nil || r.Stage != StageGrounding {
		t.Errorf("got %v", r)
	}
}
