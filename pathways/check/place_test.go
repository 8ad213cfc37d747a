package check

import (
	"testing"

	"github.com/callmill/callmill/pathways/sample"
)

// listed returns a pipeline, and a list of items that are in its library.
func listed(t *testing.T) (*Pipeline, []*sample.Item) {
	t.Helper()
	d := load(t, map[string]string{"content.jsonl": `
{"id": "a", "kind": "poster", "title": "Pink Summer Sale"}
{"id": "b", "kind": "card", "title": "Black Roses"}
{"id": "c", "kind": "poster", "title": "Winter"}
{"id": "d", "kind": "card", "title": "Third Time"}
`})
	return New(d), []*sample.Item{itemOf(t, d, "a"), itemOf(t, d, "b"), itemOf(t, d, "c"), itemOf(t, d, "d")}
}

// One of a list on the screen is the one that the query speaks of.
func TestPlaces(t *testing.T) {
	p, list := listed(t)
	for _, c := range []struct{ query, id string }{
		{"make the second one 50 px wide", "b"},
		{"make the 2nd one 50 px wide", "b"},
		{"make the last one 50 px wide", "d"},
		{"make number 2 50 px wide", "b"},
		{"make number two 50 px wide", "b"},
		{"make #3 50 px wide", "c"},
		{"50 px wide for the third", "c"},
		{"50 px wide, the third, please", "c"},
		{"make the second poster 50 px wide", "c"},
		{"make the last card 50 px wide", "d"},
		{"make the first of them 50 px wide", "a"},
		{"make black roses 50 px wide", "b"},
		{"make the one called Third Time 50 px wide", "d"},
		{"make the second one, not the first, 50 px wide", "b"},
		{"make the first one, no wait, the second one 50 px wide", "b"},
		{"no number two 50 px wide", "b"}, // a comma was left out
		// These speak of none, or of one that is not there.
		{"make this 50 px wide", ""},
		{"make the fifth one 50 px wide", ""},
		{"make the third card 50 px wide", ""},
		{"50 px wide for the second time", ""},
		{"make it 50 px wide", ""},
	} {
		for _, it := range list {
			s := ask(t, c.query, `resize {"item_id":"`+it.ID+`","width":50}`)
			s.Context = &sample.Context{Items: list}
			want := ungrounded("item_id")
			if it.ID == c.id {
				want = pass
			}
			expect(t, p, s, want)
		}
	}
}

// The number of a place is no number for anything else.
func TestPlacesAreNoNumbers(t *testing.T) {
	p, list := listed(t)
	for _, query := range []string{"make number 2 wide", "make the 2nd one wide", "make #2 wide", "make number two wide"} {
		s := ask(t, query, `resize {"item_id":"b","width":2}`)
		s.Context = &sample.Context{Items: list}
		expect(t, p, s, ungrounded("width"))
	}
	s := ask(t, "make the second one 2 px wide", `resize {"item_id":"b","width":2}`)
	s.Context = &sample.Context{Items: list}
	expect(t, p, s, pass)
}

// Several calls may be for several items of the list, each for its own.
func TestPlacesOfSeveralCalls(t *testing.T) {
	p, list := listed(t)
	both := func(query, first, second string) *sample.Sample {
		s := ask(t, query, `resize {"item_id":"`+first+`","width":50}`, `resize {"item_id":"`+second+`","width":60}`)
		s.Context = &sample.Context{Items: list}
		return s
	}
	expect(t, p, both("make the first one 50 and the second one 60 px wide", "a", "b"), pass)
	expect(t, p, both("make the first one 50 and the second one 60 px wide", "b", "a"), ungrounded("call_1"))
	expect(t, p, both("make the first one 50 and then 60 px wide", "a", "a"), pass)
	expect(t, p, both("make the first one 50 and then 60 px wide", "a", "b"), ungrounded("call_2"))
}

// What a call returned grounds the calls that depend on it, and no others.
func TestResultsGround(t *testing.T) {
	p := New(load(t, nil))
	s := ask(t, "find a card and make it 50 px wide", `find {"query":"card"}`, `resize {"item_id":"i2","width":50}`)
	s.Calls[0].Result = `{"count":1,"results":[{"id":"i2","kind":"card"}]}`
	if in := p.Verify(s); in == nil || in.Reason != ReasonUngroundedArgument {
		t.Errorf("without depending on it, %v", in)
	}
	s.Calls[1].DependsOn = []string{"call_1"}
	if in := p.Verify(s); in != nil && in.Stage == StageGrounding {
		t.Errorf("depending on it, %v", in)
	}
	s.Calls[1].Arguments = `{"item_id":"id","width":50}`
	if in := p.Verify(s); in == nil || in.Reason != ReasonUngroundedArgument {
		t.Errorf("with a key of it, %v", in)
	}
}
