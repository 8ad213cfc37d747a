package check

import (
	"strings"
	"sync"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/sample"
)

// verdict is what a table expects: no stage and reason where a sample passes,
// and words of the detail.
type verdict struct {
	stage  Stage
	reason pathways.Reason
	detail string
}

func expect(t *testing.T, p *Pipeline, s *sample.Sample, want verdict) {
	t.Helper()
	got := verdict{}
	r := p.Verify(s)
	if r != nil {
		got = verdict{r.Stage, r.Reason, r.Detail}
	}
	if got.stage != want.stage || got.reason != want.reason || !strings.Contains(got.detail, want.detail) {
		t.Errorf("%q with %v:\ngot  %+v\nwant %+v", s.Query(), s.Calls, got, want)
	}
}

func TestShape(t *testing.T) {
	p := New(load(t, nil))
	const good = `find {"query":"card"}`
	tests := []struct {
		name   string
		change func(*sample.Sample)
		want   verdict
	}{
		{"unchanged", func(*sample.Sample) {}, verdict{}},
		{"no messages", func(s *sample.Sample) { s.Messages = nil }, verdict{StageShape, ReasonEmptyQuery, ""}},
		{
			"only a system message", func(s *sample.Sample) { s.Messages[0].Role = sample.RoleSystem },
			verdict{StageShape, ReasonEmptyQuery, ""},
		},
		{
			"blank", func(s *sample.Sample) { s.Messages[0].Content = " \t\u00a0\n" },
			verdict{StageShape, ReasonEmptyQuery, ""},
		},
		{
			"broken UTF-8", func(s *sample.Sample) { s.Messages[0].Content = "a card\xff" },
			verdict{StageShape, ReasonInvalidText, "byte 6"},
		},
		{"a replacement character is text", func(s *sample.Sample) { s.Messages[0].Content = "a card \ufffd" }, verdict{}},
		{
			"control character", func(s *sample.Sample) { s.Messages[0].Content = "a\x00card" },
			verdict{StageShape, ReasonInvalidText, "U+0000"},
		},
		{
			"C1 control character", func(s *sample.Sample) { s.Messages[0].Content = "a card\u0085" },
			verdict{StageShape, ReasonInvalidText, "U+0085"},
		},
		{
			"two lines from the user", func(s *sample.Sample) { s.Messages[0].Content = "a\ncard" },
			verdict{StageShape, ReasonInvalidText, "U+000A"},
		},
		{"two lines from the system", func(s *sample.Sample) {
			s.Messages = append([]sample.Message{{Role: sample.RoleSystem, Content: "You\n\thelp."}}, s.Messages...)
		}, verdict{}},
		{"a bell from the system", func(s *sample.Sample) {
			s.Messages = append([]sample.Message{{Role: sample.RoleSystem, Content: "\a"}}, s.Messages...)
		}, verdict{StageShape, ReasonInvalidText, "message 0"}},
		{"no id", func(s *sample.Sample) { s.Calls[0].ID = "" }, verdict{StageShape, ReasonBadCallID, ""}},
		{
			"the same id twice", func(s *sample.Sample) { s.Calls = append(s.Calls, s.Calls[0]) },
			verdict{StageShape, ReasonBadCallID, `"call_1"`},
		},
		{"an id of the dialogue", func(s *sample.Sample) {
			s.Messages = append(s.Messages, sample.Message{Role: sample.RoleAssistant, Calls: s.Calls})
		}, verdict{StageShape, ReasonBadCallID, `"call_1"`}},
		{
			"depends on itself", func(s *sample.Sample) { s.Calls[0].DependsOn = []string{"call_1"} },
			verdict{StageShape, ReasonUnknownDependency, `"call_1"`},
		},
		{"depends on one before, for nothing", func(s *sample.Sample) {
			s.Calls = append(s.Calls, sample.Call{
				ID: "call_2", Name: "find", Arguments: s.Calls[0].Arguments, DependsOn: []string{"call_1"},
			})
		}, verdict{StageExecution, ReasonUnusedResult, "call_1"}},
		{
			"not offered", func(s *sample.Sample) { s.Tools = []string{"tag"} },
			verdict{StageShape, ReasonToolNotOffered, `"find"`},
		},
		{"no tools offered", func(s *sample.Sample) { s.Tools = nil }, verdict{StageShape, ReasonToolNotOffered, ""}},
		{
			"white space in arguments", func(s *sample.Sample) { s.Calls[0].Arguments = `{"query": "card"}` },
			verdict{StageShape, ReasonMalformedArguments, `want {"query":"card"}`},
		},
		{
			"keys out of order", func(s *sample.Sample) { s.Calls[0].Arguments = `{"query":"card","limit":1}` },
			verdict{StageShape, ReasonMalformedArguments, `want {"limit"`},
		},
		{
			"a key twice", func(s *sample.Sample) { s.Calls[0].Arguments = `{"query":"card","query":"card"}` },
			verdict{StageShape, ReasonMalformedArguments, "twice"},
		},
		{
			"a list", func(s *sample.Sample) { s.Calls[0].Arguments = `["card"]` },
			verdict{StageShape, ReasonMalformedArguments, "want an object"},
		},
		{
			"nothing", func(s *sample.Sample) { s.Calls[0].Arguments = "" },
			verdict{StageShape, ReasonMalformedArguments, ""},
		},
		{
			"cut off", func(s *sample.Sample) { s.Calls[0].Arguments = `{"query":"ca` },
			verdict{StageShape, ReasonMalformedArguments, ""},
		},
		{
			"a vast exponent", func(s *sample.Sample) { s.Calls[0].Arguments = `{"limit":1e999999999,"query":"card"}` },
			verdict{StageShape, ReasonMalformedArguments, "beyond"},
		},
		{"nested too deep", func(s *sample.Sample) {
			s.Calls[0].Arguments = `{"query":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`
		}, verdict{StageShape, ReasonMalformedArguments, "deeper"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := ask(t, "a card", good)
			tt.change(s)
			expect(t, p, s, tt.want)
		})
	}
}

func TestSchema(t *testing.T) {
	p := New(load(t, nil))
	invalid := func(detail string) verdict { return verdict{StageSchema, ReasonInvalidArguments, detail} }
	tests := []struct {
		call string
		want verdict
	}{
		{`find {"query":"card"}`, verdict{}},
		{`find {}`, invalid(`missing property 'query'`)},
		{`find {"query":7}`, invalid(`"/query": got number, want string`)},
		{`find {"query":""}`, invalid(`"/query": minLength`)},
		{`find {"query":"card","size":1}`, invalid(`'size' not allowed`)},
		{`find {"query":"card","color":"red"}`, invalid(`"/color": value must be one of`)},
		{`find {"query":"card","limit":2.5}`, invalid(`"/limit": got number, want integer`)},
		{`find {"query":"card","limit":2001}`, invalid(`"/limit": maximum`)},
		{`find {"query":"card","limit":100000000000000000000000000001}`, invalid(`"/limit": maximum`)},
		{`find {"color":1,"limit":"x","premium":1,"query":1,"sort":1}`, invalid("and 2 more")},
		{`fly {}`, verdict{StageSchema, ReasonUnknownTool, `"fly"`}},
	}
	for _, tt := range tests {
		s := ask(t, "a card", tt.call)
		s.Tools = append(s.Tools, "fly")
		expect(t, p, s, tt.want)
	}
}

func TestRejectionString(t *testing.T) {
	r := &Rejection{Stage: StageShape, Reason: ReasonEmptyQuery}
	if got, want := r.String(), "shape: empty_query"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	r.Detail = "want text"
	if got, want := r.String(), "shape: empty_query: want text"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Stages(); len(got) != 7 || got[0] != StageShape || got[6] != StageDuplicates {
		t.Errorf("got stages %v", got)
	}
}

// One pipeline serves all workers, and what it remembers of a sample does not
// show in the next.
func TestVerifyConcurrently(t *testing.T) {
	p := New(load(t, nil))
	samples := []*sample.Sample{
		ask(t, "find a pink card", `find {"color":"pink","query":"card"}`),
		ask(t, "find a card", `find {"color":"pink","query":"card"}`),
		ask(t, "tag it", `tag {"kind":7}`),
		ask(t, "tag A7 as calm with 12", `tag {"kind":"card"}`, `tag {"kind":"A7","mood":"calm","n":[12]}`),
		ask(t, "hello"),
	}
	want := make([]string, len(samples))
	for i, s := range samples {
		if r := New(load(t, nil)).Verify(s); r != nil {
			want[i] = r.String()
		}
	}
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 200 {
				k := (i*w + i) % len(samples)
				got := ""
				if r := p.Verify(samples[k]); r != nil {
					got = r.String()
				}
				if got != want[k] {
					t.Errorf("%q: got %q, want %q", samples[k].Query(), got, want[k])
				}
			}
		})
	}
	wg.Wait()
}

// Apart from the schema validator, a verification allocates the query's words
// and matches, and what the validator is to look at.
func TestVerifyAllocations(t *testing.T) {
	p := New(load(t, nil))
	s := ask(t, "Could you please find me a rose gold greeting card for my sister's bday?",
		`find {"color":"ROSE_GOLD","query":"birthday card"}`)
	in := &inspection{}
	own := testing.AllocsPerRun(200, func() {
		in.pipeline, in.sample = p, s
		if r := in.shape(); r != nil {
			t.Fatal(r)
		}
		in.calls[0].tool = p.tools["find"]
		if r := in.grounding(); r != nil {
			t.Fatal(r)
		}
		in.reset()
	})
	if own > 12 {
		t.Errorf("%v allocations without the validator's, want at most 12", own)
	}
	t.Logf("%v allocations without the validator's", own)
}
