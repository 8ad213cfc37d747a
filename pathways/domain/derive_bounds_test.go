package domain_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/phrase"
)

// waysIn are the productions of a rule of the derived grammar of a domain of one tool.
func waysIn(t *testing.T, d *domain.Domain, rule string) string {
	t.Helper()
	_, rest, ok := strings.Cut(d.DerivedGrammar(), "\n    "+rule+":\n")
	if !ok {
		t.Fatalf("no %s in\n%s", rule, d.DerivedGrammar())
	}
	var ways []string
	for line := range strings.Lines(rest) {
		way, ok := strings.CutPrefix(line, "      - ")
		if !ok {
			break
		}
		ways = append(ways, strings.TrimSpace(way))
	}
	return strings.Join(ways, "; ")
}

// What a number is the least or the most of, and what it is counted in, is said.
func TestDerivedBounds(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"min_rating": `" rated at least {x}"`, "max_rating": `" rated at most {x}"`, "maxPrice": `" under {x}"`,
		"min_price": `" for at least {x}"`, "max_stops": `" with at most {x} stops"`, "budget": `" up to {x}"`,
		"max_age": `" with age under {x}"`, "duration_minutes": `" lasting {x} minutes"`,
		"within_days": `" within {x} days"`, "reminder_minutes": `" with {a} reminder {x} minutes before"`,
		"delay_seconds": `" with {a} delay of {x} seconds"`, "days": `" for {x} days"`, "radius_km": `" within {x} km"`,
		"max_distance_km": `" within {x} km"`, "limit": `" up to {x}"`, "per_page": `" with {x} per page"`,
		"brightness": `" to {x}"`, "party_size": `" for {x} people"`,
	} {
		d := loadTools(t, `[{"name": "find_flats", "parameters": {"type": "object", "properties": {"`+name+`":
  {"type": "integer", "minimum": 2, "maximum": 9}}}}]`, "nodes: {}")
		want = strings.ReplaceAll(want, "{x}", "{"+name+"}")
		ways := waysIn(t, d, "say_"+strings.Join(words(name), "_"))
		if !strings.Contains(ways, want) {
			t.Errorf("%s is said %s, not %s", name, ways, want)
		}
		if d.Tools[0].Param(name).SaysWhen() {
			t.Errorf("%s is a time of day", name)
		}
	}
}

// words are those of a name in snake or camel case.
func words(name string) []string {
	var b strings.Builder
	for _, r := range name {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return strings.Split(strings.ToLower(b.String()), "_")
}

// The least of something is below the most of the same, and said with it alone.
func TestDerivedEnds(t *testing.T) {
	t.Parallel()
	number := `{"type": "integer", "minimum": 1, "maximum": 5}`
	d := loadTools(t, `[{"name": "find_hotels", "parameters": {"type": "object", "properties": {
  "min_rating": `+number+`, "min_price": `+number+`, "max_price": `+number+`},
  "required": ["min_rating", "min_price", "max_price"]}}]`, "nodes: {}")
	grammar := d.DerivedGrammar()
	if !strings.Contains(grammar, `" between {min_price} and {max_price}"`) ||
		strings.Contains(grammar, "both_min_rating") {
		t.Error(grammar)
	}
	drafter := brief.New(d)
	for i := range uint64(40) {
		b, err := drafter.Draft(i, make([]string, len(d.Facets)), rand.New(rand.NewPCG(i, 3)))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range b.SampleCalls() {
			var given map[string]int
			if err := json.Unmarshal([]byte(c.Arguments), &given); err != nil {
				t.Fatal(err)
			}
			if given["min_price"] >= given["max_price"] {
				t.Errorf("between %d and %d", given["min_price"], given["max_price"])
			}
		}
	}
}

// A number beside a score is what that is out of; alone it is a bound.
func TestDerivedScale(t *testing.T) {
	t.Parallel()
	number := `{"type": "integer", "minimum": 1, "maximum": 5}`
	d := loadTools(t, `[{"name": "rate_book", "parameters": {"type": "object", "properties": {
  "rating": `+number+`, "max_rating": `+number+`}}}]`, "nodes: {}")
	if ways := waysIn(t, d, "say_max_rating"); !strings.Contains(ways, "out of {max_rating}") {
		t.Error(ways)
	}
}

// Where arguments come from and go to, and the states of things, are said as the tool
// and their values have it.
func TestDerivedTurned(t *testing.T) {
	t.Parallel()
	text := `{"type": "string"}`
	graph := "nodes: {person: {ben: {}, ada: {}}, station: {leeds: {}, york: {}}, feed: {wire: {}, post: {}}, " +
		"account: {savings: {}, joint: {}}, origin_station: {}}"
	for _, c := range []struct{ tool, param, schema, has, not string }{
		{"send_message", "to", `{"type": "string", "description": "Who gets it."}`, `" to {to}"`, "arriving"},
		{"list_articles", "source", `{"enum": ["wire", "post"]}`, `" from {source}"`, "leaving"},
		{"move_money", "from_account", text, `" from {from_account}"`, "leaving"},
		{"search_trains", "departure_station", text, `" leaving from {departure_station}"`, "named"},
		{"search_trains", "arrival_station", text, `" going to {arrival_station}"`, "named"},
		{"search_orders", "status", `{"enum": ["open", "shipped"]}`, `" with status {status}"`, `" to {`},
		{"update_order", "status", `{"enum": ["open", "shipped"]}`, `" to {status}"`, "that are"},
		{"list_articles", "state", `{"enum": ["draft", "published"]}`, `" that are {state}"`, "near"},
		{"list_shops", "state", `{"enum": ["CA", "NY"]}`, `" in {state}"`, "that are"},
		{"increase_volume", "volume", `{"type": "integer", "minimum": 1, "maximum": 9}`, `" by {volume}"`, "named"},
		{"set_volume", "volume", `{"type": "integer", "minimum": 1, "maximum": 9}`, `" to {volume}"`, `" by {`},
	} {
		d := loadTools(t, `[{"name": "`+c.tool+`", "parameters": {"type": "object", "properties": {"`+c.param+`": `+
			c.schema+`}, "required": ["`+c.param+`"]}}]`, graph)
		ways := waysIn(t, d, "say_"+strings.Join(words(c.param), "_"))
		if !strings.Contains(ways, c.has) || strings.Contains(ways, c.not) {
			t.Errorf("%s of %s is said %s: want %s and no %s", c.param, c.tool, ways, c.has, c.not)
		}
	}
}

// Names that have the same words, and very long ones, are said all the same.
func TestDerivedNamesAlike(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 180)
	names := []string{"userName", "user_name", "user-name", "user_name_2", "a_b", "a", "b", "b_c", "c", long, long + "b"}
	properties := map[string]any{}
	for i, name := range names {
		properties[name] = map[string]any{"enum": []string{fmt.Sprintf("x%dy", i), fmt.Sprintf("z%dy", i)}}
	}
	tools, err := json.Marshal([]any{map[string]any{
		"name": "find_user", "parameters": map[string]any{"type": "object", "properties": properties, "required": names[:3]},
	}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := domain.Load(fstest.MapFS{"domain.yaml": {Data: []byte("name: alike\n")}, "tools.json": {Data: tools}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := phrase.Grammar(d)
	if err != nil {
		t.Fatal(err)
	}
	drafter, pipeline := brief.New(d), check.New(d)
	said := 0
	for i := range uint64(60) {
		rng := rand.New(rand.NewPCG(i, 4))
		b, err := drafter.Draft(i, make([]string, len(d.Facets)), rng)
		if err != nil {
			t.Fatal(err)
		}
		if s, _ := phrased(p, pipeline, b, rng); s != nil && len(s.Calls) == 1 && len(s.Calls[0].Arguments) > 40 {
			said++
		}
	}
	if said == 0 {
		t.Error("nobody says them")
	}
}
