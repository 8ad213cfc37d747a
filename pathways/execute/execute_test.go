package execute_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/execute"
	"github.com/callmill/callmill/pathways/sample"
)

// files are a domain in which calls do everything that effects can say.
func files() map[string]string {
	return map[string]string{
		"domain.yaml": "name: shop\n",
		"tools.json": `[
  {"name": "search", "parameters": {"type": "object", "required": ["query"], "properties": {
    "query": {"type": "string"}, "kind": {"type": "string", "enum": ["card", "poster"]},
    "colors": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 3}}}},
  {"name": "recent", "parameters": {"type": "object", "properties": {
    "style": {"type": "string"}}}},
  {"name": "paint", "parameters": {"type": "object", "required": ["item_id", "color"], "properties": {
    "item_id": {"type": "string"}, "color": {"type": "string"}, "note": {"type": "string"}}}},
  {"name": "cut", "parameters": {"type": "object", "required": ["title"], "properties": {
    "title": {"type": "string"}}}},
  {"name": "share", "parameters": {"type": "object", "required": ["item_ids"], "properties": {
    "item_ids": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 3}}}},
  {"name": "draw", "parameters": {"type": "object", "required": ["prompt"], "properties": {
    "prompt": {"type": "string"}, "size": {"type": "object", "properties": {
      "width": {"type": "integer", "minimum": 1, "maximum": 9}}, "required": ["width"]}}}},
  {"name": "undo"}
]`,
		"bindings.yaml": `
search:
  query: {walk: "occasion? product", field: title}
  kind: {labels: {card: [card, cards], poster: [poster, placard]}}
  colors[]: {node: color}
recent:
  style: {walk: occasion}
paint:
  item_id: {context: id, kind: [card]}
  color: {node: color}
  note: {node: occasion}
cut:
  title: {context: title}
share:
  item_ids[]: {context: id}
draw:
  prompt: {walk: "occasion product"}
`,
		"graph.yaml": `
nodes:
  color: {pink: {synonyms: [blush]}, black: {}, rose_gold: {value: ROSE_GOLD}}
  occasion: {birthday: {synonyms: [bday, special day]}, wedding: {}}
  product: {card: {synonyms: [greeting card]}, poster: {}}
`,
		"content.jsonl": `
{"id": "c1", "kind": "card", "title": "Balloons", "keywords": ["bday", "cards"], "attributes": {"color": "Blush"}}
{"id": "p1", "kind": "poster", "title": "Birthday Night", "attributes": {"color": "black", "state": "old"}}
{"id": "c2", "kind": "card", "title": "White Roses", "keywords": ["wedding"],` +
			` "attributes": {"color": "rose gold", "state": "new"}}
{"id": "c3", "kind": "card", "title": "White Roses", "keywords": ["of the wedding"]}
`,
		"effects.yaml": `
search:
  finds: ["*"]
  match: {query: text, kind: kind, colors: color}
  strict: [kind]
recent:
  finds: [card]
paint:
  needs: {state: ["", new]}
  sets: {color: "{color}", state: "painted {color}", note: "for {note}"}
cut:
  sets: {title: "Half of {title}"}
draw:
  makes: poster
  sets: {size: "{size.width} wide"}
`,
		"grammar.yaml": `
phrasings: [{name: other, say: ["<request>", "<thing>"]}]
tools:
  search: {request: ["find {query}[ as {kind}][ in {colors}]"], thing: ["{query}"]}
  recent: {request: ["show what is new[ in {style}]"], thing: ["news[ in {style}]"]}
  paint: {request: ["paint it {color}[ for {note}]"], thing: ["{color}[ for {note}]"]}
  cut: {request: ["cut it"], thing: ["cut"]}
  share: {request: ["share it"], thing: ["share"]}
  draw: {request: ["draw {prompt}[ {width} wide]"], thing: ["{prompt}[ {width} wide]"]}
  undo: {request: ["undo"], thing: ["undo that"]}
`,
		"target.yaml": "marginals: {calls: {\"1\": 1}}\n",
	}
}

func load(tb testing.TB, replaced map[string]string) *domain.Domain {
	tb.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files() {
		if other, ok := replaced[name]; ok {
			text = other
		}
		if text != "" {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	d, err := domain.Load(fsys)
	if err != nil {
		tb.Fatalf("load the test domain: %v", err)
	}
	return d
}

// call makes a call of "tool {arguments}".
func call(tb testing.TB, text string) *sample.Call {
	tb.Helper()
	name, args, _ := strings.Cut(text, " ")
	if args == "" {
		args = "{}"
	}
	canonical, err := sample.Canonical([]byte(args))
	if err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	return &sample.Call{ID: "call_1", Name: name, Arguments: canonical}
}

func TestCalls(t *testing.T) {
	t.Parallel()
	library := execute.New(load(t, nil))
	for _, c := range []struct {
		name string
		// calls are carried out in one world; the last one is looked at.
		calls []string
		// want is the result or the reason.
		want string
	}{
		{
			"both words, one by a synonym",
			[]string{`search {"query":"birthday card"}`},
			`{"count":1,"results":[{"id":"c1","kind":"card","title":"Balloons"}]}`,
		},
		{
			"no item has all words",
			[]string{`search {"query":"wedding poster"}`},
			`{"count":3,"results":[{"id":"p1","kind":"poster","title":"Birthday Night"},` +
				`{"id":"c2","kind":"card","title":"White Roses"},{"id":"c3","kind":"card","title":"White Roses"}]}`,
		},
		{
			"a label of two words counts for both",
			[]string{`search {"query":"special day of tulips"}`},
			`{"count":2,"results":[{"id":"c1","kind":"card","title":"Balloons"},` +
				`{"id":"p1","kind":"poster","title":"Birthday Night"}]}`,
		},
		{"less than half of the words", []string{`search {"query":"birthday of my tall uncle"}`}, "nothing_found"},
		{"nonsense", []string{`search {"query":"xyzzy"}`}, "nothing_found"},
		{"no words", []string{`search {"query":"!?"}`}, "nothing_found"},
		{
			"fillers alone",
			[]string{`search {"query":"the of"}`},
			`{"count":1,"results":[{"id":"c3","kind":"card","title":"White Roses"}]}`,
		},
		{
			"a strict value in other words",
			[]string{`search {"kind":"poster","query":"birthday"}`},
			`{"count":1,"results":[{"id":"p1","kind":"poster","title":"Birthday Night"}]}`,
		},
		{"a strict value that nothing has", []string{`search {"kind":"poster","query":"roses"}`}, "nothing_found"},
		{
			"what fits another argument leaves the others out",
			[]string{`search {"colors":["ROSE_GOLD","pink"],"query":"wedding"}`},
			`{"count":1,"results":[{"id":"c2","kind":"card","title":"White Roses"}]}`,
		},
		{
			"what no item fits leaves none out",
			[]string{`search {"colors":["black"],"query":"wedding"}`},
			`{"count":2,"results":[{"id":"c2","kind":"card","title":"White Roses"},` +
				`{"id":"c3","kind":"card","title":"White Roses"}]}`,
		},
		{
			"nothing asked for",
			[]string{`recent`},
			`{"count":3,"results":[{"id":"c1","kind":"card","title":"Balloons"},` +
				`{"id":"c2","kind":"card","title":"White Roses"},{"id":"c3","kind":"card","title":"White Roses"}]}`,
		},
		{
			"an edit",
			[]string{`paint {"color":"pink","item_id":"c2"}`},
			`{"changed":{"color":"pink","state":"painted pink"},"id":"c2","kind":"card"}`,
		},
		{
			"an edit with all arguments",
			[]string{`paint {"color":"pink","item_id":"c1","note":"wedding"}`},
			`{"changed":{"color":"pink","note":"for wedding","state":"painted pink"},"id":"c1","kind":"card"}`,
		},
		{
			"an edit twice",
			[]string{`paint {"color":"pink","item_id":"c2"}`, `paint {"color":"black","item_id":"c2"}`},
			"wrong_state",
		},
		{"the wrong kind", []string{`paint {"color":"pink","item_id":"p1"}`}, "wrong_kind"},
		{"no such item", []string{`paint {"color":"pink","item_id":"c9"}`}, "unknown_item"},
		{
			"by title",
			[]string{`cut {"title":"White Roses"}`},
			`{"changed":{"title":"Half of White Roses"},"id":"c2","kind":"card"}`,
		},
		{
			"by the same title again",
			[]string{`cut {"title":"White Roses"}`, `cut {"title":"White Roses"}`},
			`{"changed":{"title":"Half of White Roses"},"id":"c3","kind":"card"}`,
		},
		{
			"by a new title",
			[]string{`cut {"title":"White Roses"}`, `cut {"title":"Half of White Roses"}`},
			`{"changed":{"title":"Half of Half of White Roses"},"id":"c2","kind":"card"}`,
		},
		{"by a title in other case", []string{`cut {"title":"white roses"}`}, "unknown_item"},
		{
			"of several",
			[]string{`share {"item_ids":["c1","p1"]}`},
			`{"count":2,"results":[{"id":"c1","ok":true},{"id":"p1","ok":true}]}`,
		},
		{"of none", []string{`share {"item_ids":[]}`}, `{"ok":true}`},
		{
			"made",
			[]string{`draw {"prompt":"wedding poster","size":{"width":3}}`},
			`{"id":"new-1","kind":"poster","title":"wedding poster"}`,
		},
		{
			"what was made is there",
			[]string{`draw {"prompt":"purple cow"}`, `share {"item_ids":["new-1"]}`},
			`{"id":"new-1","ok":true}`,
		},
		{
			"what was made is found",
			[]string{
				`draw {"prompt":"purple cow"}`, `draw {"prompt":"cow"}`,
				`search {"query":"purple cow"}`,
			},
			`{"count":1,"results":[{"id":"new-1","kind":"poster","title":"purple cow"}]}`,
		},
		{
			"what was changed is found as it is",
			[]string{`cut {"title":"Balloons"}`, `search {"query":"balloons half"}`},
			`{"count":1,"results":[{"id":"c1","kind":"card","title":"Half of Balloons"}]}`,
		},
		{
			"what was changed is not found as it was",
			[]string{
				`paint {"color":"pink","item_id":"c2"}`,
				`search {"colors":["ROSE_GOLD"],"query":"roses"}`,
			},
			`{"count":2,"results":[{"id":"c2","kind":"card","title":"White Roses"},` +
				`{"id":"c3","kind":"card","title":"White Roses"}]}`,
		},
		{"outside of the library", []string{`undo`}, `{"ok":true}`},
		{"no such tool", []string{`redo`}, "unknown_tool"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := library.World()
			got := ""
			for i, text := range c.calls {
				r, err := w.Call(call(t, text))
				reason, failed := pathways.ReasonOf(err)
				switch {
				case err != nil && !failed:
					t.Fatalf("%v has no reason", err)
				case failed && i < len(c.calls)-1:
					t.Fatal(err)
				case failed:
					got = string(reason)
				default:
					got = r.JSON
				}
			}
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestLegal(t *testing.T) {
	t.Parallel()
	d := load(t, nil)
	w := execute.New(d).World()
	reason := func(tool, id string) pathways.Reason {
		r, _ := pathways.ReasonOf(w.Legal(d.Tool(tool), d.Item(id)))
		return r
	}
	check := func(tool, id string, want pathways.Reason) {
		t.Helper()
		if got := reason(tool, id); got != want {
			t.Errorf("%s of %s: %q, want %q", tool, id, got, want)
		}
	}
	check("paint", "c1", "")
	check("paint", "p1", execute.ReasonWrongKind)
	check("search", "p1", "")
	if _, err := w.Call(call(t, `paint {"color":"pink","item_id":"c1"}`)); err != nil {
		t.Fatal(err)
	}
	check("paint", "c1", execute.ReasonWrongState) // d's item is still as it was
	other := *d.Item("c1")
	other.ID = "c9"
	if r, _ := pathways.ReasonOf(w.Legal(d.Tool("paint"), &other)); r != execute.ReasonUnknownItem {
		t.Errorf("of an item that is not there: %q", r)
	}
}

// What is made never takes the id of what is there.
func TestMadeIDs(t *testing.T) {
	t.Parallel()
	d := load(t, map[string]string{"content.jsonl": files()["content.jsonl"] +
		`{"id": "new-1", "kind": "card", "title": "Not so new"}`})
	w := execute.New(d).World()
	for _, want := range []string{"new-2", "new-3"} {
		r, err := w.Call(call(t, `draw {"prompt":"wedding poster"}`))
		if err != nil || r.Items[0].ID != want || w.Item(want) != r.Items[0] {
			t.Errorf("got %v, %v, want %s", r, err, want)
		}
	}
	if got := w.Item("new-1").Title; got != "Not so new" {
		t.Errorf("new-1 is %q", got)
	}
}

// A result is a picture of the moment: later calls do not change it.
func TestResultsStay(t *testing.T) {
	t.Parallel()
	d := load(t, nil)
	w := execute.New(d).World()
	first, err := w.Call(call(t, `cut {"title":"Balloons"}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Call(call(t, `cut {"title":"Half of Balloons"}`)); err != nil {
		t.Fatal(err)
	}
	if got := first.Items[0].Title; got != "Half of Balloons" {
		t.Errorf("the first result's title is now %q", got)
	}
	if got := w.Item("c1").Title; got != "Half of Half of Balloons" {
		t.Errorf("the item's title is %q", got)
	}
	if got := d.Item("c1").Title; got != "Balloons" {
		t.Errorf("the library's title is %q", got)
	}
}

// Without effects, a search finds items of every kind by the words of its query and
// by the fields of its values.
func TestInferred(t *testing.T) {
	t.Parallel()
	d := load(t, map[string]string{"effects.yaml": ""})
	if e := d.Effects["search"]; len(d.Effects) != 1 || !slices.Equal(e.Finds, []string{domain.AnyKind}) || !e.Inferred {
		t.Fatalf("effects %v", d.Effects)
	}
	w := execute.New(d).World()
	r, err := w.Call(call(t, `search {"kind":"poster","query":"roses"}`))
	if err != nil || len(r.Items) != 2 {
		t.Errorf("%v, %v", r, err)
	}
	if _, err := w.Call(call(t, `search {"query":"xyzzy"}`)); err == nil {
		t.Error("nonsense found something")
	}
	if r, err := w.Call(call(t, `draw {"prompt":"wedding poster"}`)); err != nil || len(r.Items) > 0 {
		t.Errorf("%v, %v", r, err)
	}
}

// Where the library has little of what the graph gives to look for, a search that
// was inferred may find nothing; one that the domain states may not.
func TestInferredOfAThinLibrary(t *testing.T) {
	t.Parallel()
	thin := map[string]string{"content.jsonl": `
{"id": "x1", "kind": "card", "title": "Wedding", "attributes": {"color": "pink"}}
{"id": "x2", "kind": "poster", "title": "Tulips", "attributes": {"state": "new"}}
`, "bindings.yaml": strings.Replace(files()["bindings.yaml"], "occasion? product", "occasion", 1)}
	nonsense := call(t, `search {"query":"xyzzy"}`)
	if _, err := execute.New(load(t, thin)).World().Call(nonsense); err == nil {
		t.Error("a stated search found nonsense")
	}
	thin["effects.yaml"] = ""
	r, err := execute.New(load(t, thin)).World().Call(nonsense)
	if err != nil || r.JSON != `{"count":0,"results":[]}` || len(r.Items) > 0 {
		t.Errorf("%v, %v", r, err)
	}
}
