package domain_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/phrase"
)

// anyTools draws definitions of functions with names and parameters of any kind
// that can be inferred.
func anyTools(t *rapid.T) []map[string]any {
	name := rapid.OneOf(rapid.StringMatching(`(search|get|make|[a-z]{2,6})(_[a-z]{2,6}|[A-Z][a-z]{2,5}){0,2}`),
		rapid.SampledFrom([]string{
			"turn_off_light", "add_to_list", "remove_from_cart", "describe_are", "note_request", "get_flight_number",
			"set_room_color", "call_taxi", "book_train", "rate_book", "convert_currency", "work_item",
		}))
	schema := rapid.SampledFrom([]any{
		map[string]any{"type": "integer", "minimum": 1, "maximum": 500},
		map[string]any{"enum": []string{"small", "large", "a_b"}},
		map[string]any{"type": "boolean"},
		map[string]any{"type": "string"},
		map[string]any{"type": "array", "items": map[string]any{"enum": []int{7, 8, 9}}, "maxItems": 2},
		map[string]any{"type": "object", "properties": map[string]any{
			"x": map[string]any{"type": "number", "minimum": 0, "maximum": 1}, "y": map[string]any{"type": "boolean"},
		}, "required": []string{"x"}},
	})
	parameter := rapid.OneOf(rapid.StringMatching(`[a-z]{1,7}(_id|Type|_of_it)?`), rapid.SampledFrom([]string{
		"number_numbers", "from_city", "to_city", "date", "time", "part_of_day", "item", "list_name", "cart_owner", "color",
		"min_price", "max_price", "minPrice", "roomSize", "room_size", "within_days",
		"from_currency", "to_currency", "amount", "room", "score", "unit", "start_time", "end_time",
	}))
	properties := rapid.MapOfN(parameter, schema, 0, 4)
	var tools []map[string]any
	for _, n := range rapid.SliceOfNDistinct(name, 1, 4, rapid.ID[string]).Draw(t, "names") {
		if n == "none" {
			continue
		}
		tools = append(tools, map[string]any{
			"name": n, "parameters": map[string]any{"type": "object", "properties": properties.Draw(t, "properties of "+n)},
		})
	}
	return tools
}

// A domain that brings tools alone loads with a derived grammar and target,
// whatever they are called, and what is drafted can be phrased.
func TestDerived(t *testing.T) {
	t.Parallel()
	refused, written := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		tools := anyTools(t)
		text, err := json.Marshal(tools)
		if err != nil || len(tools) == 0 {
			t.Skip(err)
		}
		d, err := domain.Load(fstest.MapFS{
			"domain.yaml": {Data: []byte("name: derived\n")}, "tools.json": {Data: text},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Target.Check(d.Facets); err != nil {
			t.Fatal(err)
		}
		for _, m := range d.Target.Marginals {
			sum := 0.0
			for _, s := range m.Shares {
				sum += s.Share
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Fatalf("shares of %s sum to %v", m.Facet, sum)
			}
		}
		p, err := phrase.Graph(d)
		if err != nil {
			t.Fatal(err)
		}
		drafter, pipeline := brief.New(d), check.New(d)
		for i := range uint64(8) {
			rng := rand.New(rand.NewPCG(i, 2))
			b, err := drafter.Draft(i, make([]string, len(d.Facets)), rng)
			if err != nil {
				t.Fatal(err)
			}
			s, reason := phrased(p, pipeline, b, rng)
			if reason != "" && !strings.HasPrefix(reason, string(check.StageGrounding)) {
				t.Fatalf("%v: %s", b.SampleCalls(), reason)
			}
			if written++; s == nil {
				refused++
			}
		}
	})
	// Names may say what another parameter admits; that is rare.
	if refused*5 > written {
		t.Errorf("%d of %d refused", refused, written)
	}
}

// What is said of some tools, read aloud.
func TestDerivedRequests(t *testing.T) {
	t.Parallel()
	d, err := domain.Load(fstest.MapFS{
		"domain.yaml": {Data: []byte("name: derived\n")},
		"tools.json": {Data: []byte(`[
{"name": "search_templates", "parameters": {"type": "object", "properties": {
  "query": {"type": "string"}, "color": {"enum": ["pink"]},
  "count": {"type": "integer", "minimum": 1, "maximum": 9}}, "required": ["query"]}},
{"name": "cropPhoto", "parameters": {"type": "object", "properties": {
  "item_id": {"type": "string"}, "size": {"type": "object", "properties": {
  "width": {"type": "integer", "minimum": 1, "maximum": 9}}}},
  "required": ["item_id"]}},
{"name": "remove_background", "parameters": {"type": "object", "properties": {
  "item_id": {"type": "string"}, "feather": {"type": "boolean"}}, "required": ["item_id"]}},
{"name": "undo"}]`)},
		"graph.yaml":    {Data: []byte("nodes: {action: {trim: {synonyms: [cut down, crop]}}}")},
		"content.jsonl": {Data: []byte(`{"id": "p1", "kind": "photo", "title": "Cat"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	grammar := d.DerivedGrammar()
	for _, want := range []string{
		`"(find|search for|look for|show me|find me|list|show) <what><rest>"`,
		`- "(the |)<pre>{query}"`,
		`- "([{color} ]|[{color} ]|[{color} ]|)"`,
		`- "{query}"`,
		`- "<pre>templates {query}<rest>"`,
		`- "(are there|do you have|have you got) (any |)<pre>templates<rest>"`,
		`say_count:`, `- " with {count}"`,
		`"(crop|trim|cut down) {item}<rest>"`,
		`"photo crop<rest>"`, `- " with {a} width of {width}"`,
		`"(remove|delete|take|take off) the background (of|for|on|in) {item}<rest>"`, `- ", {feather}"`,
		`"undo <what>"`,
	} {
		if !strings.Contains(grammar, want) {
			t.Errorf("no %s in\n%s", want, grammar)
		}
	}
	if target := d.DerivedTarget(); !strings.Contains(target, fmt.Sprintf("%q: %v", "undo", 0.95/4)) {
		t.Error(target)
	}
}

// loadTools loads a domain of tools and a graph alone.
func loadTools(tb testing.TB, tools, graph string) *domain.Domain {
	tb.Helper()
	d, err := domain.Load(fstest.MapFS{
		"domain.yaml": {Data: []byte("name: derived\n")},
		"tools.json":  {Data: []byte(tools)}, "graph.yaml": {Data: []byte(graph)},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// What a tool's name and its arguments' names say of how it is asked for: verbs with
// their particles, what things are put into, properties, ways there, and frames.
func TestDerivedWays(t *testing.T) {
	t.Parallel()
	d := loadTools(t, `[
{"name": "turn_off_light", "parameters": {"type": "object", "properties": {"room": {"type": "string"}}}},
{"name": "set_light_color", "parameters": {"type": "object", "properties": {
  "color": {"type": "string"}, "room": {"type": "string"}}}},
{"name": "add_to_list", "parameters": {"type": "object", "properties": {
  "item": {"type": "string"}, "list_name": {"type": "string"}}}},
{"name": "create_list", "parameters": {"type": "object", "properties": {"list_name": {"type": "string"}}}},
{"name": "get_room_size", "description": "Look up how many people a room seats.",
  "parameters": {"type": "object", "properties": {"room": {"type": "string"}}}},
{"name": "search_trains", "parameters": {"type": "object", "properties": {
  "from_city": {"type": "string"}, "to_city": {"type": "string"}, "departure_time": {"type": "string"},
  "seat_class": {"enum": ["first", "second"]}}}},
{"name": "send_email", "parameters": {"type": "object", "properties": {"recipient": {"type": "string"}}}}]`,
		`nodes:
  room: {attic: {}, porch: {}}
  color: {teal: {}, beige: {}}
  item: {soap: {}, rope: {}}
  list_name: {camping: {}, garage: {}}
  city: {cork: {}, galway: {}}
  departure_time: {noon: {}, tomorrow: {}}
  recipient: {ada: {}, ned: {}}
`)
	grammar := d.DerivedGrammar()
	for _, want := range []string{
		`"turn <what> off<rest>"`, // the particle behind the object
		`(lights|lights|light) {color}<rest>"`,
		`- " to my {list_name} list"`, `(add|put) <what> (to|to|on|in|into) (my|the|my|the|this) list<others>"`,
		`- "(my |the |){list_name} list"`, `(called|named|titled) {list_name}"`,
		`- "how many people does a room seat<rest>"`,
		`- " from {from_city} to {to_city}"`, `- " between {from_city} and {to_city}"`, `- " leaving at {departure_time}"`,
		`([{from_city} to {to_city} ]||||)`, `[{seat_class} ]`,
		`- "(email|mail|e-mail) {recipient}<rest>"`,
	} {
		if !strings.Contains(grammar, want) {
			t.Errorf("no %s in\n%s", want, grammar)
		}
	}
	// An argument that is called item is said, although {item} is what is open elsewhere.
	p, err := phrase.Grammar(d)
	if err != nil {
		t.Fatal(err)
	}
	drafter, pipeline := brief.New(d), check.New(d)
	said := 0
	for i := range uint64(300) {
		rng := rand.New(rand.NewPCG(i, 5))
		b, err := drafter.Draft(i, make([]string, len(d.Facets)), rng)
		if err != nil {
			t.Fatal(err)
		}
		s, _ := phrased(p, pipeline, b, rng)
		if s != nil && len(s.Calls) > 0 && strings.Contains(s.Calls[0].Arguments, `"item"`) {
			said++
		}
	}
	if said == 0 {
		t.Error("nobody says an item")
	}
}

// What the domain brings no values for has those of its kind, or anybody's.
func TestInferredRoles(t *testing.T) {
	t.Parallel()
	d := loadTools(t, `[{"name": "book_trip", "parameters": {"type": "object", "properties": {
  "destination": {"type": "string"}, "date": {"type": "string"}, "start_date": {"type": "string"},
  "companion": {"type": "string"}, "zest": {"type": "string"}}, "required": ["destination", "date"]}}]`,
		"nodes: {city: {cork: {}, galway: {}}, tune: {reel: {}}}")
	values := func(name string) []string {
		var out []string
		for _, v := range d.Tools[0].Param(name).Binding.Values {
			out = append(out, v.Labels[0])
		}
		return out
	}
	if got := fmt.Sprint(values("destination")); got != "[cork galway]" {
		t.Errorf("destinations %s", got)
	}
	for _, name := range []string{"date", "start_date", "companion"} {
		if n := len(values(name)); n < 20 {
			t.Errorf("%d values of %s", n, name)
		}
	}
	if !d.Tools[0].Param("zest").Never() {
		t.Error("something is made up for zest")
	}
}

// The small word before a value goes with the value.
func TestLeadOf(t *testing.T) {
	t.Parallel()
	for label, want := range map[string]string{
		"tomorrow": "", "next friday": "", "in an hour": "", "after six": "",
		"Monday": "on", "june sixth": "on", "the 3rd of May": "on",
		"7 am": "at", "9:30": "at", "half past six": "at", "noon": "at", "morning": "in the", "2014": "in", "june": "in",
		"3/14": "on", "2026-03-05": "on", "12/01/2026": "on", "14.3.2026": "on", "the 15th": "on", "9.30": "at",
	} {
		if lead, known := domain.LeadOf(label); lead != want || !known {
			t.Errorf("%q is led to by %q (%v), want %q", label, lead, known, want)
		}
	}
	if lead, known := domain.LeadOf("whenever"); known {
		t.Errorf("found %q before what says nothing", lead)
	}
}
