package domain_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/phrase"
)

// ownVerbs are words that a request for a tool with a verb has one of, and that no request
// for a sibling has.
var ownVerbs = map[string][]string{
	"create": {
		"create", "new ", "make", "start", "add", "put", "remind", "forget", "note", "mark", "pencil", "block", "arrange",
		"begin", "count down", "time ", "i have to", "i need to", "i want to", "i have", "i've got", "i will have",
		"i'm meeting",
		"to meet", "wake", "up ", "up,", "up.", "woken", "book", "reserve", "get me a", "buy", "purchase", "task to",
	},
	"cancel": {
		"cancel", "call off", "get rid of", "throw away", "erase", "clear", "trash", "discard", "no longer", "don't need",
	},
	"move":   {"move"},
	"rename": {"rename"},
}

// siblingTools draws tools that do something to the same kind of thing.
func siblingTools(t *rapid.T) (tools []map[string]any, verbs map[string]string) {
	object := rapid.SampledFrom([]string{
		"event", "calendar_event", "standing_order", "alarm", "booking", "ticket", "task", "room_key",
	}).Draw(t, "object")
	every := []string{"create", "cancel", "move", "rename", "list"}
	verbs = map[string]string{}
	for _, verb := range rapid.SliceOfNDistinct(rapid.SampledFrom(every), 2, 5, rapid.ID[string]).Draw(t, "verbs") {
		name := verb + "_" + object
		properties := map[string]any{"title": map[string]any{"enum": []string{"Quarterly Budget", "Yoga"}}}
		if rapid.Bool().Draw(t, "dated") {
			properties["date"] = map[string]any{"enum": []string{"monday", "tomorrow"}}
		}
		if verb == "list" {
			name += "s"
		}
		verbs[name] = verb
		tools = append(tools, map[string]any{
			"name": name, "parameters": map[string]any{"type": "object", "properties": properties},
		})
	}
	return tools, verbs
}

// Of tools that do something to the same things, each but the one that looks for them
// is asked for with a verb of its own, and with none of another's.
func TestDerivedSiblings(t *testing.T) {
	t.Parallel()
	outer := t
	rapid.Check(t, func(t *rapid.T) {
		tools, verbs := siblingTools(t)
		text, err := json.Marshal(tools)
		if err != nil {
			t.Fatal(err)
		}
		d := loadTools(outer, string(text), "nodes: {tune: {reel: {}}}")
		manners := *d.Grammar.Manners
		manners.Typos.Chance = 0
		d.Grammar.Manners = &manners
		p, err := phrase.Grammar(d)
		if err != nil {
			t.Fatal(err)
		}
		drafter, pipeline := brief.New(d), check.New(d)
		for i := range uint64(12) {
			rng := rand.New(rand.NewPCG(i, 9))
			b, err := drafter.Draft(i, make([]string, len(d.Facets)), rng)
			if err != nil {
				t.Fatal(err)
			}
			s, _ := phrased(p, pipeline, b, rng)
			if s == nil || len(s.Calls) == 0 || len(s.Messages) != 1 {
				continue
			}
			query, own := strings.ToLower(s.Messages[0].Content), verbs[s.Calls[0].Name]
			// Who says no more than the thing looks for it.
			said := func(verb string) bool { return strings.Contains(query+" ", verb) }
			if own != "list" && !slices.ContainsFunc(ownVerbs[own], said) {
				t.Errorf("%s asks for %s%s with no verb of its own", query, s.Calls[0].Name, s.Calls[0].Arguments)
			}
			for _, other := range verbs {
				if other != own && strings.Contains(query, other) && other != "list" {
					t.Errorf("%s asks for %s, and says %s", query, s.Calls[0].Name, other)
				}
			}
		}
	})
}

// grammarOf is what a grammar derived from tools says of one of them.
func grammarOf(tb testing.TB, tools, graph, tool string) string {
	tb.Helper()
	_, text, _ := strings.Cut(loadTools(tb, tools, graph).DerivedGrammar(), "\n  "+tool+":\n")
	var own []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "    ") {
			break
		}
		own = append(own, line)
	}
	return strings.Join(own, "")
}

func bareTools(names ...string) string {
	var list []string
	for _, name := range names {
		list = append(list, fmt.Sprintf(`{"name": %q, "parameters": {"type": "object", "properties": {}}}`, name))
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// Frames are for the last word of an object, and for the tool that they fit best.
func TestFramesOfHeads(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tools []string
		tool  string
		not   []string
	}{
		{[]string{"get_restaurant_owner"}, "get_restaurant_owner", []string{"a table", "a reservation", "eat"}},
		{[]string{"create_room_key"}, "create_room_key", []string{"a room", "stay"}},
		{[]string{"get_car_insurance"}, "get_car_insurance", []string{"drive"}},
		{[]string{"listMessageTemplates"}, "listMessageTemplates", []string{"(messages|texts)"}},
		{[]string{"find_restaurants", "book_table"}, "find_restaurants", []string{"table", "reservation"}},
		{[]string{"list_events", "create_event"}, "list_events", []string{"like) <what>", "(get|have"}},
		{[]string{"createTicket"}, "createTicket", []string{"purchase", "(buy"}},
		{[]string{"cancel_standing_order", "list_orders"}, "cancel_standing_order", []string{"|order"}},
		{[]string{"block_card"}, "block_card", []string{"new "}},
		{[]string{"log_out"}, "log_out", []string{"log <what>", "log something", "quick log\""}},
		{[]string{"v1_users_get"}, "v1_users_get", []string{"v1"}},
		{[]string{"airport_info"}, "airport_info", []string{"run", "(use|"}},
	} {
		text := grammarOf(t, bareTools(c.tools...), "nodes: {tune: {reel: {}}}", c.tool)
		if text == "" {
			t.Errorf("nothing is said of %s", c.tool)
		}
		for _, no := range c.not {
			if strings.Contains(text, no) {
				t.Errorf("%s in what is said of %s beside %v:\n%s", no, c.tool, c.tools, text)
			}
		}
	}
}

// A name that another tool takes too does not stand for what goes, and a verb that is
// not known is one by the description.
func TestDerivedNames(t *testing.T) {
	t.Parallel()
	const graph = "nodes: {restaurant: {nook: {}, shed: {}}}"
	const restaurant = `"parameters": {"type": "object", "properties": {"restaurant": {"type": "string"}}}`
	text := grammarOf(t, `[{"name": "book_table", `+restaurant+`}, {"name": "cancel_reservation", `+restaurant+`}]`,
		graph, "cancel_reservation")
	if strings.Contains(text, `- "{restaurant}"`) || !strings.Contains(text, "reservation {restaurant} cancel") {
		t.Error(text)
	}
	text = grammarOf(t, `[{"name": "zap_restaurant", "description": "Zaps a restaurant.", `+restaurant+`}]`, graph,
		"zap_restaurant")
	if !strings.Contains(text, `"zap <what>`) {
		t.Error(text)
	}
	none := loadTools(t, bareTools("ping"), graph).DerivedGrammar()
	if strings.Contains(none, "(is|does) everyone (talk|talking)") ||
		!strings.Contains(none, "is everyone talking|does everyone talk") {
		t.Error(none)
	}
}
