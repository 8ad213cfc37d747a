package domain

import (
	"fmt"
	"strings"
	"testing"
)

// How one more parameter is left open and asked for, from its name or as given.
func TestWays(t *testing.T) {
	for _, c := range []struct{ schema, binding, vague, ask string }{
		{
			`{"enum":["x1","y1"]}`, "", "",
			"Which more would you like?; What more should it be?; Which more?",
		},
		{
			`{"type":"integer","minimum":1,"maximum":9}`, "", "another more; a different more",
			"What more would you like?; What more should it be?",
		},
		{`{"type":"boolean"}`, "", "", "More: yes or no?; More, or not?"},
		{
			`{"type":"string"}`, "{field: mood}", "something",
			"What more would you like?; What should the more be?",
		},
		{`{"type":"string"}`, `{field: mood, vague: [any old text], ask: ["What, then?"]}`, "any old text", "What, then?"},
		{`{"enum":["x1","y1"]}`, `{vague: [one]}`, "one", "Which more would you like?; What more should it be?; Which more?"},
		{
			`{"type":"array","items":{"enum":["x1","y1"]}}`, `{ask: ["Which ones?"]}`,
			"", "Which ones?",
		},
	} {
		d, err := Load(withParam(t, c.schema, c.binding))
		if err != nil {
			t.Errorf("%s %s: %v", c.schema, c.binding, err)
			continue
		}
		checkInvariants(t, d)
		p := d.Tool("export_design").Leaf("more")
		if got := strings.Join(p.Vague, "; "); got != c.vague {
			t.Errorf("%s %s: left open as %s, want %s", c.schema, c.binding, got, c.vague)
		}
		if got := strings.Join(p.Ask, "; "); c.ask != "" && got != c.ask {
			t.Errorf("%s %s: asked for as %s, want %s", c.schema, c.binding, got, c.ask)
		}
	}
}

// What is made of names, read aloud.
func TestLeafWords(t *testing.T) {
	t.Parallel()
	number := func(integer bool) Binding {
		return Binding{Kind: BindRange, Range: Range{Min: 1, Max: 9, Step: 1, Integer: integer}}
	}
	text, values := Binding{Kind: BindWalk}, Binding{Kind: BindValues, NodeType: "city", Values: []*Value{{JSON: `"a"`}}}
	for _, c := range []struct {
		tool, path string
		binding    Binding
		vague, ask string
	}{
		{"list_files", "count", number(true), "", "How many would you like?"},
		{"list_files", "num_results", number(true), "another number of results", "How many results would you like?"},
		{"list_files", "per_page", number(true), "", "How many per page would you like?"},
		{"print", "copies", number(true), "another number of copies", "How many copies would you like?"},
		{"print", "pages[]", number(true), "some other pages", "Which pages would you like?"},
		{"pay", "amount", number(false), "another amount", "How much would you like?"},
		{"hotels", "max_price", number(false), "another maximum price", "What maximum price would you like?"},
		{"crop", "size.width", number(true), "another width", "What width would you like?"},
		{"find_photos", "q", text, "something", "What should I look for?"},
		{"add_text", "text", text, "something", "What text would you like?"},
		{"add_tags", "tags[]", text, "some things", "What tags would you like?"},
		{"travel", "to", values, "another city", "Which city would you like?"},
		{"travel", "sort_by", values, "", "Which order would you like?"},
		{"travel", "colors", values, "another color", "Which color would you like?"},
		{"travel", "colors[]", values, "some other colors", "Which colors would you like?"},
		{"travel", "fonts[].name", values, "another font name", "Which font name would you like?"},
		{"travel", "-", values, "", "Which value would you like?"},
		{
			"travel", "is_direct",
			Binding{Kind: BindValues, Values: []*Value{{JSON: "true"}}},
			"",
			"Direct: yes or no?",
		},
	} {
		name := strings.TrimSuffix(c.path, "[]")
		p := &Param{Name: name[strings.LastIndex(name, ".")+1:], Path: c.path, Binding: c.binding}
		w := newLeafWords(&Tool{Name: c.tool, leaves: []*Param{p}}, p)
		got := strings.Join(w.vague(), "; ")
		if first, _, _ := strings.Cut(got, "; "); first != c.vague {
			t.Errorf("%s: left open as %s, want %s", c.path, got, c.vague)
		}
		if got := w.ask()[0]; got != c.ask {
			t.Errorf("%s: asked for as %s, want %s", c.path, got, c.ask)
		}
	}
}

// Units and the ends of ranges.
func TestUnitsOfRanges(t *testing.T) {
	t.Parallel()
	const number = `{"type":"number"}`
	for _, c := range []struct{ binding, want string }{
		{`{range: {min: 1, max: 9, units: [s]}}`, "[s] map[] "},
		{`{range: {min: 1, max: 9, units: {s: 1, sec: 1, minutes: 60, ms: 0.001}}}`, "[s sec] map[minutes:60 ms:0.001] "},
		{`{range: {min: 1, max: 9, units: {hours: 60}, below: width}}`, "[] map[hours:60] width"},
	} {
		d, err := Load(withParam(t, number, c.binding))
		if err != nil {
			t.Errorf("%s: %v", c.binding, err)
			continue
		}
		r := &d.Tool("export_design").Param("more").Binding.Range
		if got := fmt.Sprintf("%v %v %s", r.Units, r.Scales, r.Below); got != c.want {
			t.Errorf("%s: got %s, want %s", c.binding, got, c.want)
		}
	}
	fsys := withParam(t, number, `{range: {min: 1, max: 9, below: width}}`)
	fsys["bindings.yaml"].Data = []byte(strings.Replace(
		string(fsys["bindings.yaml"].Data), "units: [px, pixels]", "min: 100, below: more", 1))
	fsys["bindings.yaml"].Data = []byte(strings.Replace(string(fsys["bindings.yaml"].Data), "max: 9", "max: 900", 1))
	_, err := Load(fsys)
	want := `bindings.yaml:9: export_design.width.range.below: found "more", ` +
		`want a parameter that is not itself below another`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
