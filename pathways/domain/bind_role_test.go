package domain_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways/domain"
)

// bound loads a tool with one optional parameter and returns how that is bound.
func bound(tb testing.TB, tool, name string, schema map[string]any, graph string) (*domain.Param, *domain.Domain) {
	tb.Helper()
	tools, err := json.Marshal([]map[string]any{{"name": tool, "parameters": map[string]any{
		"type": "object", "properties": map[string]any{
			name: schema, "size": map[string]any{"enum": []string{"small", "large"}},
		},
	}}})
	if err != nil {
		tb.Fatal(err)
	}
	d := loadTools(tb, string(tools), graph)
	return d.Tools[0].Param(name), d
}

func text(description string) map[string]any {
	return map[string]any{"type": "string", "description": description}
}

const kinds = "nodes: {city: {cork: {}, galway: {}}, unit: {kg: {}, pound: {}}, bank: {chase: {}, hsbc: {}}}"

// What the domain has no values for is left out rather than given some of another kind.
func TestNothingOfAnotherKind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tool, name string
		schema     map[string]any
	}{
		{"add_event", "country", text("The country.")},
		{"add_event", "currency", text("Currency code")},
		{"add_event", "airline", text("The airline")},
		{"add_event", "start", text("")},
		{"convert_money", "from", text("The currency to convert from.")},
		{"send_message", "to", text("")},
		{"sell", "origin", text("Where the wine was made: a country code.")},
		{"copy_file", "destination", text("Path of the copy.")},
		{"find_log", "user_id", text("Unique identifier of the user (UUID).")},
		{"find_log", "user_email", text("Email of the user")},
		{"find_log", "contact_phone", text("Phone.")},
		{"find_log", "user_agent", text("agent")},
		{"find_log", "start_id", text("Cursor.")},
		{"find_log", "tz", text("The timezone, e.g. UTC.")},
		{"find_log", "timezone", text("")},
		{"find_log", "end_user", text("who")},
		{"find_log", "dob", text("The date of birth, YYYY-MM-DD")},
		{"find_log", "birth_date", text("")},
		{"find_log", "date_of_birth", map[string]any{"type": "string", "format": "date"}},
		{"find_log", "year", text("Year, four digits.")},
		{"find_log", "month", text("Month")},
		{"find_log", "season", text("Season")},
		{"find_log", "weekday", text("Day of the week")},
		{"find_log", "day", text("Day of the week")},
		{"find_log", "job_frequency", text("cron expression")},
		{"find_log", "repeat", text("cron expression")},
		{"find_log", "duration", text("ISO 8601 duration, e.g. PT30M")},
		{"find_log", "duration", map[string]any{"type": "string", "format": "duration"}},
		{"find_log", "start_time", map[string]any{"type": "string", "format": "date-time"}},
		{"find_log", "start_time", text("Start, RFC 3339.")},
		{"find_log", "time", map[string]any{"type": "string", "examples": []string{"2024-01-01T00:00:00Z"}}},
		{"find_log", "date", map[string]any{"type": "string", "maxLength": 5}},
		{"find_log", "recipient", map[string]any{"type": "string", "format": "email"}},
		{"find_log", "recipient", text("The e-mail address.")},
		{"find_log", "attendees", map[string]any{
			"type": "array", "items": map[string]any{"type": "string", "format": "email"},
		}},
		{"find_log", "attendees", map[string]any{
			"type": "array", "items": map[string]any{"anyOf": []any{
				map[string]any{"type": "string", "format": "x-handle"}, map[string]any{"type": "null"},
			}},
		}},
	} {
		if p, _ := bound(t, c.tool, c.name, c.schema, kinds); !p.Never() {
			t.Errorf("%s(%s), %v, is given %v", c.tool, c.name, c.schema, labelsOf(p))
		}
	}
}

// labelsOf are how the values of a parameter are said first.
func labelsOf(p *domain.Param) []string {
	if p.Element != nil {
		p = p.Element
	}
	var labels []string
	for _, v := range p.Binding.Values {
		labels = append(labels, v.Labels[0])
	}
	return labels
}

// What a name or a description leaves no doubt of is bound, and a note says so.
func TestBoundByRole(t *testing.T) {
	t.Parallel()
	day, clock := map[string]any{"type": "string", "format": "date"}, text("Time in 24h format HH:MM.")
	for _, c := range []struct {
		tool, name string
		schema     map[string]any
		value      string // as JSON, one of those it can have
	}{
		{"book_trip", "destination", text(""), `"cork"`},
		{"search_flights", "from", text(""), `"galway"`},
		{"get_weather", "location", text("City."), `"cork"`},
		{"request_taxi", "pickup_location", text("Where to wait."), `"cork"`},
		{"add_event", "start", text("When it begins."), `"tomorrow"`},
		{"add_event", "start_time", text(""), `"7 am"`},
		{"add_event", "departure_date", text("The day of travel."), `"tomorrow"`},
		{"add_event", "recipient_name", text("Who gets it."), `"anna"`},
		{"add_event", "to", text("Who gets it."), `"anna"`},
		{"add_event", "part_of_day", text(""), `"morning"`},
		{"add_event", "companions", map[string]any{"type": "array", "items": text("")}, `"anna"`},
		{"add_event", "checkin", day, `"2026-03-05"`},
		{"add_event", "date", text("Date, YYYY-MM-DD."), `"2026-03-05"`},
		{"add_event", "date", map[string]any{"type": "string", "pattern": `^\d{4}-\d{2}-\d{2}$`}, `"2026-03-05"`},
		{"add_event", "time", clock, `"18:30"`},
	} {
		p, d := bound(t, c.tool, c.name, c.schema, kinds)
		if p.Element != nil {
			p = p.Element
		}
		if p.Binding.Value(c.value) == nil {
			t.Errorf("%s(%s), %v, has no %s of %v", c.tool, c.name, c.schema, c.value, labelsOf(p))
		}
		told := func(n domain.Note) bool { return strings.Contains(n.Text, "to change that, bind it") }
		if !slices.ContainsFunc(d.Notes, told) {
			t.Errorf("no note on %s(%s): %v", c.tool, c.name, d.Notes)
		}
	}
	if p, _ := bound(t, "pay", "date", day, kinds); fmt.Sprint(p.Binding.Value(`"2026-03-05"`).Labels) !=
		"[march 5 2026 2026-03-05]" {
		t.Errorf("the fifth of March is said as %v", p.Binding.Value(`"2026-03-05"`).Labels)
	}
}

// Whatever a text with a format is called, nothing is made up for it but whole days.
func TestFormatsAreKept(t *testing.T) {
	t.Parallel()
	word := rapid.SampledFrom(strings.Fields("start end date time when who recipient contact duration repeat from to " +
		"day departure arrival attendee destination origin deadline id"))
	rapid.Check(t, func(t *rapid.T) {
		name := strings.Join(rapid.SliceOfN(word, 1, 3).Draw(t, "name"), "_")
		form := rapid.SampledFrom([]string{"date", "date-time", "time", "email", "uuid", "uri", "mine"}).Draw(t, "format")
		tools, err := json.Marshal([]map[string]any{{"name": "book_trip", "parameters": map[string]any{
			"type": "object", "properties": map[string]any{name: map[string]any{"type": "string", "format": form}},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		d, err := domain.Load(fstest.MapFS{
			"domain.yaml": {Data: []byte("name: derived\n")}, "tools.json": {Data: tools},
		})
		if err != nil {
			t.Fatal(err)
		}
		p := d.Tools[0].Param(name)
		for _, label := range labelsOf(p) {
			if form != "date" || !strings.Contains(label, "202") {
				t.Fatalf("%s of the format %s is %q", name, form, label)
			}
		}
	})
}
