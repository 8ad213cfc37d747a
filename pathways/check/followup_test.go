package check

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways/sample"
)

// after puts a turn before the query: what was said, what was called, and its result.
func after(tb testing.TB, p *Pipeline, s *sample.Sample, said, called string) *sample.Sample {
	tb.Helper()
	turn := ask(tb, said, called)
	result, err := p.library.World().Call(&turn.Calls[0])
	if err != nil {
		tb.Fatal(err)
	}
	for i := range s.Calls {
		s.Calls[i].ID = "call_2"
	}
	s.Messages = slices.Concat(turn.Messages, []sample.Message{
		{Role: sample.RoleAssistant, Calls: turn.Calls},
		{Role: sample.RoleTool, CallID: "call_1", Content: result.JSON},
		{Role: sample.RoleAssistant, Content: "Done."},
	}, s.Messages)
	return s
}

func dropped(detail string) verdict { return verdict{StageGrounding, ReasonDroppedArgument, detail} }

// What a query leaves out is what the call right before has, all of it; what it says is
// in the call.
func TestFollowUps(t *testing.T) {
	t.Parallel()
	p := New(load(t, nil))
	const (
		said = "tag a rose as calm at level 2"
		was  = `tag {"kind":"rose","level":2,"mood":"calm"}`
	)
	for _, c := range []struct {
		about, query, call string
		want               verdict
	}{
		{"another value", "what about level 3?", `tag {"kind":"rose","level":3,"mood":"calm"}`, pass},
		{"another thing", "and the poster", `tag {"kind":"poster","level":2,"mood":"calm"}`, pass},
		{"a carried value dropped", "what about 3?", `tag {"kind":"rose","level":3}`, pass}, // mood can only be calm
		{
			"a carried number dropped", "make that a poster", `tag {"kind":"poster","mood":"calm"}`,
			dropped("level: the call before has 2"),
		},
		{
			"all that was carried dropped", "a poster instead", `tag {"kind":"poster"}`,
			dropped("level: the call before has 2"),
		},
		{
			"a carried value changed", "what about level 3?", `tag {"kind":"poster","level":3,"mood":"calm"}`,
			ungrounded(`as the call before has it, "rose"`),
		},
		{
			"nothing changed", "the same thing again", `tag {"kind":"rose","level":2,"mood":"calm"}`,
			verdict{StageGrounding, ReasonUnchanged, "repeats the call before"},
		},
		{
			"what is said is not there", "what about level 3?", `tag {"kind":"rose","level":2,"mood":"calm"}`,
			verdict{StageGrounding, ReasonUnchanged, ""},
		},
		{
			"what was said earlier is not said now", "what about that?", `tag {"kind":"card","level":2,"mood":"calm"}`,
			ungrounded("kind"),
		},
		{"a whole request of its own", "tag the poster", `tag {"kind":"poster"}`, pass},
		{"a whole request with the same", "tag the poster at level 2", `tag {"kind":"poster","level":2}`, pass},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			expect(t, p, after(t, p, ask(t, c.query, c.call), said, was), c.want)
		})
	}
}

// What is before the user is as it is now: the item of the call before is not carried
// over, whatever else is.
func TestTheItemIsNotCarriedOver(t *testing.T) {
	t.Parallel()
	d := load(t, nil)
	p := New(d)
	const (
		said, was = "make this 300 wide in 1:1", `resize {"item_id":"i1","width":300,"ratio":"1:1"}`
		query     = "what about 500 px?"
	)
	for _, c := range []struct {
		about, item, call string
		want              verdict
	}{
		{"the same item", "i1", `resize {"item_id":"i1","width":500,"ratio":"1:1"}`, pass},
		{"another item before the user", "i2", `resize {"item_id":"i1","width":500,"ratio":"1:1"}`, ungrounded(`id, "i2"`)},
		{"none before the user", "", `resize {"item_id":"i1","width":500,"ratio":"1:1"}`, ungrounded(`item_id is "i1"`)},
		{"the other item", "i2", `resize {"item_id":"i2","width":500,"ratio":"1:1"}`, pass},
		{"an item that is not there", "i1", `resize {"item_id":"i2","width":500,"ratio":"1:1"}`, ungrounded(`id, "i1"`)},
	} {
		s := after(t, p, ask(t, query, c.call), said, was)
		if c.item != "" {
			before(s, itemOf(t, d, c.item))
		}
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			expect(t, p, s, c.want)
			if r := p.Verify(s); r != nil && strings.Contains(r.Detail, "as the call before has it") {
				t.Errorf("it says to take the item of the call before: %s", r.Detail)
			}
		})
	}
}

// A query that is worded as a follow-up and may say all that the call has is measured
// as none, and is given nothing of the call before.
func TestNothingIsCarriedWhereNoFollowUpIsMeasured(t *testing.T) {
	t.Parallel()
	d := load(t, nil)
	p := New(d)
	const query, call = "what about two hundred px?", `resize {"item_id":"i1","width":200,"angle":30}`
	for _, c := range []struct {
		said string
		want verdict
	}{
		{"resize this one", ungrounded("angle is 30")},
		{"make this 300 wide at 30 degrees", pass},
	} {
		s := before(after(t, p, ask(t, query, call), c.said, `resize {"item_id":"i1","width":300,"angle":30}`),
			itemOf(t, d, "i1"))
		if d.Carries(s) {
			t.Fatalf("%q is measured as a follow-up", query)
		}
		expect(t, p, s, c.want)
	}
}

// Only one argument is other than in the call before, or added to it: a request of its
// own takes nothing from there.
func TestFollowUpsChangeOneArgument(t *testing.T) {
	t.Parallel()
	d := load(t, nil)
	p := New(d)
	several := func(detail string) verdict { return verdict{StageGrounding, ReasonChangedSeveral, detail} }
	for _, c := range []struct {
		about, was, query, call string
		want                    verdict
	}{
		{
			"a new request with what it does not say", `find {"query":"card","limit":5}`, "find a pink poster",
			`find {"query":"pink poster","color":"pink","limit":5}`,
			several(`color: neither it nor query is`),
		},
		{
			"a new request", `find {"query":"card","limit":5}`, "find a pink poster",
			`find {"query":"pink poster","color":"pink"}`, pass,
		},
		{
			"one changed", `find {"query":"card","limit":5}`, "what about a poster?",
			`find {"query":"poster","limit":5}`, pass,
		},
		{
			"one added", `find {"query":"card","limit":5}`, "in pink", `find {"query":"card","color":"pink","limit":5}`, pass,
		},
		{
			"two added", `find {"query":"card","limit":5}`, "in pink and premium",
			`find {"query":"card","color":"pink","premium":true,"limit":5}`, several(`premium: neither it nor color is`),
		},
		{
			"one added beside what the tool states", `find {"query":"card","limit":5}`, "in pink",
			`find {"query":"card","color":"pink","limit":5,"sort":"new"}`, pass,
		},
		{
			"one changed, and what the tool states is taken back to", `find {"query":"card","limit":5,"sort":"old"}`,
			"in pink newest first", `find {"query":"card","color":"pink","limit":5,"sort":"new"}`,
			several("color: neither it nor sort is"),
		},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			expect(t, p, after(t, p, ask(t, c.query, c.call), "something earlier", c.was), c.want)
		})
	}
}

// What is dropped is looked up where it stood: in a part of the call it may have the
// name of another argument, and what the tool states may be left out anywhere.
func TestFollowUpsWithParts(t *testing.T) {
	t.Parallel()
	p := New(load(t, map[string]string{
		"tools.json": `[
  {"name": "tag", "parameters": {"type": "object", "additionalProperties": false, "required": ["kind"], "properties": {
      "kind": {"type": "string", "enum": ["card", "poster"]},
      "mode": {"type": "string", "enum": ["fast", "slow"], "default": "fast"},
      "size": {"type": "object", "additionalProperties": false, "properties": {
        "angle": {"type": "integer", "enum": [1, 2, 3], "default": 1},
        "mode": {"type": "string", "enum": ["fast", "slow"]},
        "width": {"type": "integer", "minimum": 1, "maximum": 900}}}}}},
  {"name": "find", "parameters": {"type": "object", "properties": {}}},
  {"name": "resize", "parameters": {"type": "object", "properties": {}}}
]`,
		"bindings.yaml": `
tag:
  size.width: {range: {min: 1, max: 900, units: [px]}}
  size.angle: {labels: {"1": [flat], "2": [tilted], "3": [steep]}}
`,
		"grammar.yaml": `
phrasings:
  - {name: other, say: ["<request>", "<thing>"]}
tools:
  tag:
    request: ["tag a {kind}[ in {mode} mode][ {size.width} wide][ {size.mode}][ {size.angle}]"]
    thing: ["{kind}"]
  find: {request: ["find"], thing: ["all"]}
  resize: {request: ["resize"], thing: ["all"]}
`,
	}))
	for _, c := range []struct {
		about, was, query, call string
		want                    verdict
	}{
		{
			"all there", `tag {"kind":"card","size":{"mode":"fast","width":9}}`, "what about a poster?",
			`tag {"kind":"poster","size":{"mode":"fast","width":9}}`, pass,
		},
		{
			"dropped, where the tool states another argument of the name",
			`tag {"kind":"card","size":{"mode":"fast","width":9}}`, "what about a poster?",
			`tag {"kind":"poster","size":{"width":9}}`, dropped(`size/mode: the call before has "fast"`),
		},
		{
			"dropped, and the tool states it", `tag {"kind":"card","size":{"angle":1,"width":9}}`, "what about a poster?",
			`tag {"kind":"poster","size":{"width":9}}`, pass,
		},
		{
			"dropped behind what the tool states",
			`tag {"kind":"card","mode":"fast","size":{"angle":1,"mode":"slow","width":9}}`, "what about a poster?",
			`tag {"kind":"poster","size":{"width":9}}`, dropped(`size/mode: the call before has "slow"`),
		},
		{
			"changed inside too", `tag {"kind":"card","size":{"mode":"fast","width":9}}`, "a poster, 8 px wide",
			`tag {"kind":"poster","size":{"mode":"fast","width":8}}`,
			verdict{StageGrounding, ReasonChangedSeveral, "size/width: neither it nor kind is"},
		},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			expect(t, p, after(t, p, ask(t, c.query, c.call), "something earlier", c.was), c.want)
		})
	}
}

// A call of another tool, or of a turn further back, gives nothing to a follow-up.
func TestOnlyTheCallBeforeIsFollowed(t *testing.T) {
	t.Parallel()
	p := New(load(t, nil))
	const query, call = "what about level 3?", `tag {"kind":"rose","level":3}`
	other := after(t, p, ask(t, query, call), "find a card", `find {"query":"card"}`)
	expect(t, p, other, ungrounded("kind"))
	far := after(t, p, ask(t, query, call), "tag this one", `tag {"kind":"rose","level":2}`)
	far.Messages = slices.Insert(far.Messages, len(far.Messages)-1,
		sample.Message{Role: sample.RoleUser, Content: "thanks"},
		sample.Message{Role: sample.RoleAssistant, Content: "Sure."})
	expect(t, p, far, ungrounded("kind"))
	expect(t, p, ask(t, query, call), ungrounded("kind"))
}

// Whatever is dropped or changed of what is carried over, there is a reason to refuse.
func TestWhatIsCarriedStays(t *testing.T) {
	t.Parallel()
	p := New(load(t, nil))
	kinds, levels := []string{"rose", "card", "poster"}, []string{"1", "2", "3"}
	rapid.Check(t, func(rt *rapid.T) {
		kind := rapid.SampledFrom(kinds).Draw(rt, "kind")
		level := rapid.SampledFrom(levels).Draw(rt, "level")
		next := rapid.SampledFrom(levels).Filter(func(l string) bool { return l != level }).Draw(rt, "next")
		frame := rapid.SampledFrom([]string{
			"what about level *?", "make that *", "* instead", "same but level *",
		}).Draw(rt, "frame")
		wrong := rapid.SampledFrom(kinds).Filter(func(k string) bool { return k != kind }).Draw(rt, "wrong")
		query := strings.Replace(frame, "*", next, 1)
		verify := func(call string) *Rejection {
			was := `tag {"kind":"` + kind + `","level":` + level + `}`
			return p.Verify(after(t, p, ask(t, query, call), "tag "+kind+" at "+level, was))
		}
		if r := verify(`tag {"kind":"` + kind + `","level":` + next + `}`); r != nil {
			rt.Fatalf("%q: %v", query, r)
		}
		if r := verify(`tag {"kind":"` + wrong + `","level":` + next + `}`); r == nil || r.Argument != "kind" {
			rt.Fatalf("%q passes with %s: %v", query, wrong, r)
		}
		if r := verify(`tag {"kind":"` + kind + `","level":` + level + `}`); r == nil || r.Reason != ReasonUnchanged {
			rt.Fatalf("%q passes unchanged: %v", query, r)
		}
	})
}
