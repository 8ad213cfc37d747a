package domain_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/home"
	"github.com/callmill/callmill/pathways/domain/shop"
	"github.com/callmill/callmill/pathways/sample"
)

// laterCall is a conversation: a call, and a query with its call.
func laterCall(tool, was, query, is string) *sample.Sample {
	return &sample.Sample{
		Messages: []sample.Message{
			{Role: sample.RoleUser, Content: "turn the kitchen lights off in 20 minutes"},
			{Role: sample.RoleAssistant, Calls: []sample.Call{{ID: "call_1", Name: tool, Arguments: was}}},
			{Role: sample.RoleTool, CallID: "call_1", Content: "{}"},
			{Role: sample.RoleAssistant, Content: "Done."},
			{Role: sample.RoleUser, Content: query},
		},
		Calls: []sample.Call{{ID: "call_2", Name: tool, Arguments: is}},
	}
}

// An argument is carried over where the call before has it and nothing in the query may
// be a way to say it.
func TestCarries(t *testing.T) {
	t.Parallel()
	d := loaded(t, home.Files())
	const lights = "switch_lights"
	for _, c := range []struct {
		about, tool, was, query, is string
		want                        bool
	}{
		{
			"a room and a time", lights, `{"delay":20,"power":"off","room":"kitchen"}`, "and in the bathroom?",
			`{"delay":20,"power":"off","room":"bathroom"}`, true,
		},
		{
			"all said", lights, `{"power":"off","room":"kitchen"}`, "and the bathroom lights off",
			`{"power":"off","room":"bathroom"}`, false,
		},
		{
			"said by a synonym", lights, `{"power":"off","room":"living room"}`, "now the lounge on",
			`{"power":"on","room":"living room"}`, false,
		},
		{
			"another value", lights, `{"power":"off","room":"kitchen"}`, "and the bathroom?",
			`{"power":"on","room":"bathroom"}`, false,
		},
		{
			"in digits", lights, `{"delay":20,"power":"off","room":"kitchen"}`, "turn the hallway on in 20 min",
			`{"delay":20,"power":"on","room":"hallway"}`, false,
		},
		{
			"other digits", "set_brightness", `{"fade":20,"percent":50,"room":"kitchen"}`, "the kitchen at 70%",
			`{"fade":20,"percent":70,"room":"kitchen"}`, true,
		},
		{
			"in words", "set_brightness", `{"fade":20,"percent":50,"room":"kitchen"}`, "the kitchen at 70% over twenty seconds",
			`{"fade":20,"percent":70,"room":"kitchen"}`, false,
		},
		{
			"in another unit", "set_brightness", `{"fade":120,"percent":50,"room":"kitchen"}`,
			"the kitchen at 70% over 2 minutes", `{"fade":120,"percent":70,"room":"kitchen"}`, false,
		},
		{
			"a text", "play_music", `{"query":"calm jazz","volume":20}`, "at 30%",
			`{"query":"calm jazz","volume":30}`, true,
		},
		{
			"part of a text", "play_music", `{"query":"calm jazz","volume":20}`, "jazz at 30%",
			`{"query":"calm jazz","volume":30}`, false,
		},
		{
			"a list", "start_vacuum", `{"rooms":["kitchen","hallway"],"time":"09:00"}`, "at 10 am instead",
			`{"rooms":["kitchen","hallway"],"time":"10:00"}`, true,
		},
		{
			"part of a list", "start_vacuum", `{"rooms":["kitchen","hallway"],"time":"09:00"}`, "the kitchen at 10 am",
			`{"rooms":["kitchen","hallway"],"time":"10:00"}`, false,
		},
		{
			"an empty list", "start_vacuum", `{"rooms":[],"time":"09:00"}`, "at 10 am instead",
			`{"rooms":[],"time":"10:00"}`, false,
		},
		{
			"only what the context shows", "switch_device", `{"device_id":"light-01","power":"off"}`, "on again",
			`{"device_id":"light-01","power":"on"}`, false,
		},
	} {
		if got := d.Carries(laterCall(c.tool, c.was, c.query, c.is)); got != c.want {
			t.Errorf("%s: %q for %s after %s: %v", c.about, c.query, c.is, c.was, got)
		}
	}
	other := laterCall(lights, `{"power":"off","room":"kitchen"}`, "and the bathroom?",
		`{"power":"off","room":"bathroom"}`)
	other.Messages[1].Calls[0].Name = "lock_door"
	if d.Carries(other) || d.Carries(&sample.Sample{}) {
		t.Error("what was called before is of another tool, or nothing")
	}
}

// A tool that works on an item can follow up on itself where its effect leaves the item
// as the tool needs it, and as the arguments show it.
func TestRefinedAfterTheEffect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		about, effects string
		want           bool
	}{
		{"no effect", "other: {makes: lamp}", true},
		{"what it sets matters to nobody", `dim: {sets: {state: "{level}"}}`, true},
		{"what it needs is not set", "dim: {needs: {state: [on]}, sets: {room: none}}", true},
		{"it sets what it needs", "dim: {needs: {state: [on, dimmed]}, sets: {state: dimmed}}", true},
		{"it sets what it cannot do without", `dim: {needs: {state: [""]}, sets: {state: dimmed}}`, false},
		{"it takes away what it needs", `dim: {needs: {state: [on]}, sets: {state: ""}}`, false},
		{"an argument is never what it needs", `dim: {needs: {state: [""]}, sets: {state: "{level}"}}`, false},
		{"an argument may be what it does not need", `dim: {needs: {state: [low]}, sets: {state: "{level}"}}`, false},
		{"an argument is always what it needs", `dim: {needs: {state: [low, high]}, sets: {state: "{level}"}}`, true},
		{"there is more than the argument", `dim: {needs: {state: [low, high]}, sets: {state: "{level} x"}}`, false},
		{"it changes what an argument shows", `dim: {sets: {title: "{level} lamp"}}`, false},
		{"it makes another item", "dim: {makes: lamp}", false},
		{"what works on no item sets what it likes", `other: {makes: lamp, sets: {title: "{speed}"}}`, true},
	} {
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			d := loaded(t, fstest.MapFS{
				"domain.yaml": {Data: []byte("name: lamps\n")},
				"tools.json": {Data: []byte(`[
{"name": "dim", "parameters": {"type": "object", "required": ["lamp", "name", "level", "speed"], "properties": {
  "lamp": {"type": "string"}, "name": {"type": "string"},
  "level": {"enum": ["low", "high"]}, "speed": {"enum": ["slow", "fast"]}}}},
{"name": "other", "parameters": {"type": "object", "required": ["speed", "place"], "properties": {
  "speed": {"enum": ["slow", "fast"]}, "place": {"enum": ["desk", "wall"]}}}}]`)},
				"bindings.yaml": {Data: []byte("dim: {lamp: {context: id}, name: {context: title}}\n")},
				"effects.yaml":  {Data: []byte(c.effects + "\n")},
				"content.jsonl": {Data: []byte(`{"id":"l1","kind":"lamp","title":"Desk lamp","attributes":{"state":"on"}}` + "\n")},
				"grammar.yaml": {Data: []byte(`
phrasings: [{name: other, say: ["<request>"]}]
tools:
  dim: {request: ["dim it to {level} in {speed} mode"], thing: ["dimming to {level} in {speed} mode"]}
  other: {request: ["add one for the {place} in {speed} mode"], thing: ["one for the {place} in {speed} mode"]}
`)},
				"target.yaml": {Data: []byte("marginals: {calls: {\"1\": 1}}\n")},
			})
			if got := len(d.Refined(d.Tool("dim"), "en")) > 0; got != c.want {
				t.Errorf("%s: follow-ups of dim: %v", c.effects, got)
			}
			if len(d.Refined(d.Tool("other"), "en")) == 0 {
				t.Errorf("%s: no follow-ups of other", c.effects)
			}
		})
	}
}

// Follow-ups are ruled out where they cannot be: on a first turn, for several calls or
// none, and for calls that have too little to say.
func TestImpossibleFollowUps(t *testing.T) {
	t.Parallel()
	d := loaded(t, shop.Files())
	ruled := func(cell map[string]string) bool {
		cell[sample.FacetTwist] = sample.TwistFollowUp
		return slices.ContainsFunc(d.Impossible(), func(i domain.Impossible) bool {
			return !slices.ContainsFunc(i, func(c domain.Condition) bool { return !slices.Contains(c.Buckets, cell[c.Facet]) })
		})
	}
	for _, c := range []struct {
		facet, bucket string
		want          bool
	}{
		{sample.FacetTurns, "1", true},
		{sample.FacetTurns, "2", false},
		{sample.FacetAnswer, sample.AnswerParallel, true},
		{sample.FacetAnswer, sample.AnswerCall, false},
		{sample.FacetModality, string(sample.ModalityVision), true},
		{sample.FacetModality, string(sample.ModalityText), false},
		{sample.FacetTool, sample.BucketNone, true},
		{sample.FacetTool, "search_products", false},
	} {
		if got := ruled(map[string]string{c.facet: c.bucket}); got != c.want {
			t.Errorf("%s %s is ruled out: %v", c.facet, c.bucket, got)
		}
	}
	for arguments, want := range map[string]bool{"1": true, "2": false} {
		cell := map[string]string{sample.FacetTool: "search_products", sample.FacetArguments: arguments}
		if got := ruled(cell); got != want {
			t.Errorf("%s arguments are ruled out: %v", arguments, got)
		}
	}
}
