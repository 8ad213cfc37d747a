package phrase_test

import (
	"math/rand/v2"
	"regexp"
	"testing"
	"testing/fstest"

	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/phrase"
)

// queriesOf are the queries for those of so many drafts that ask for a tool.
func queriesOf(t *testing.T, d *domain.Domain, drafts uint64) (texts []string) {
	t.Helper()
	p, err := phrase.Graph(d)
	if err != nil {
		t.Fatal(err)
	}
	drafter := brief.New(d)
	for i := range drafts {
		rng := rand.New(rand.NewPCG(i, 1))
		b, err := drafter.Draft(i, make([]string, len(d.Facets)), rng)
		if err != nil {
			t.Fatal(err)
		}
		if len(b.Calls) == 0 {
			continue
		}
		c, err := p.Write(t.Context(), b, rng)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, c.Messages[0].Content)
	}
	return texts
}

// A grammar that says "at {time}" is right whatever the time is.
func TestLead(t *testing.T) {
	t.Parallel()
	d, err := domain.Load(fstest.MapFS{
		"domain.yaml": {Data: []byte("name: led\n")},
		"tools.json": {Data: []byte(`[{"name": "ring", "parameters": {"type": "object", "properties": {
			"time": {"enum": ["tomorrow", "monday", "7 am", "morning", "before six"]},
			"tune": {"enum": ["monday mix"]}},
			"required": ["time", "tune"]}}]`)},
		"grammar.yaml": {Data: []byte(`phrasings: [{name: other, say: [<request>]}]
tools: {ring: {request: ["ring (at|on|in|by) {time} with tune on {tune}"], thing: ["ring at {time} on {tune}"]}}
none: [hello]
`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	right := regexp.MustCompile(`^ring (tomorrow|by tomorrow|(on|by) monday|(at|by) 7 am|(in the|by) morning|` +
		`before six) with tune on monday mix$`)
	seen := map[string]bool{}
	for _, text := range queriesOf(t, d, 400) {
		if seen[text] = true; !right.MatchString(text) {
			t.Errorf("found %q", text)
		}
	}
	if len(seen) < 9 {
		t.Errorf("%d ways to say it: %v", len(seen), seen)
	}
}

// Places keep the words before them, whatever they are called, and so do numbers of days.
func TestLeadOfNoTime(t *testing.T) {
	t.Parallel()
	d, err := domain.Load(fstest.MapFS{
		"domain.yaml": {Data: []byte("name: led\n")},
		"tools.json": {Data: []byte(`[{"name": "hail", "parameters": {"type": "object", "properties": {
			"start": {"type": "string"}, "date": {"type": "string"}, "day": {"enum": ["red", "blue", "sunday"]},
			"days": {"type": "integer", "minimum": 1, "maximum": 9}}, "required": ["start", "date", "day", "days"]}}]`)},
		"graph.yaml":    {Data: []byte("nodes: {stop: {a: {label: May Street}, b: {label: Sun City}, c: {label: Night}}}\n")},
		"bindings.yaml": {Data: []byte("hail: {start: {node: stop}, date: {node: stop}}\n")},
		"grammar.yaml": {Data: []byte(`phrasings: [{name: other, say: [<request>]}]
tools: {hail: {request: ["wait at {start} by {date} in {days} on {day}"], thing: ["{start} {date} {days} {day}"]}}
none: [hello]
`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range d.Tools[0].Leaves() {
		if p.SaysWhen() {
			t.Errorf("%s says when", p.Name)
		}
	}
}

// What is put right before a number leaves the number where its unit is looked for.
func TestLeadOfANumber(t *testing.T) {
	t.Parallel()
	d, err := domain.Load(fstest.MapFS{
		"domain.yaml": {Data: []byte("name: led\n")},
		"tools.json": {Data: []byte(`[{"name": "ring", "parameters": {"type": "object", "properties": {
			"time": {"type": "integer", "minimum": 1, "maximum": 12}}, "required": ["time"]}}]`)},
		"grammar.yaml": {Data: []byte(`phrasings: [{name: other, say: [<request>]}]
tools: {ring: {request: ["ring (at|on the|in the|by) {time}, please"], thing: ["ring on the {time} hours"]}}
none: [hello]
`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	right := regexp.MustCompile(`^ring (at|by) \d+, please$`)
	all := queriesOf(t, d, 200)
	for _, text := range all {
		if !right.MatchString(text) {
			t.Errorf("found %q", text)
		}
	}
	if len(all) < 50 {
		t.Errorf("wrote %d", len(all))
	}
}
