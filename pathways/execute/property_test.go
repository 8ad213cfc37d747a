package execute_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/execute"
	"github.com/callmill/callmill/pathways/sample"
)

// drawCall draws a call of the test domain; ids and titles are mostly of items that
// are there, or may be.
func drawCall(t *rapid.T) *sample.Call {
	text := func(label string, from ...string) string {
		return sample.StringJSON(rapid.SampledFrom(from).Draw(t, label))
	}
	maybe := func(args []sample.Argument, name, json string) []sample.Argument {
		if rapid.Bool().Draw(t, "with "+name) {
			return append(args, sample.Argument{Name: name, JSON: json})
		}
		return args
	}
	color := text("color", "pink", "black", "ROSE_GOLD", "blush", "none")
	words := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
		"birthday", "bday", "card", "cards", "wedding", "roses", "white", "balloons", "special", "day", "of", "half",
		"purple", "night", "placard", "painted", "!",
	}), 0, 4).Draw(t, "words"), " ")
	id := text("id", "c1", "c2", "c3", "p1", "new-1", "new-2", "c9")
	title := text("title", "White Roses", "Balloons", "Half of White Roses", "Half of Balloons", "none")
	var args []sample.Argument
	name := rapid.SampledFrom([]string{"search", "recent", "paint", "cut", "share", "draw", "undo"}).Draw(t, "tool")
	switch name {
	case "search":
		args = maybe(args, "query", sample.StringJSON(words))
		args = maybe(args, "kind", text("kind", "card", "poster", "other"))
		args = maybe(args, "colors", "["+color+`,"pink"]`)
	case "recent":
		args = maybe(args, "style", sample.StringJSON(words))
	case "paint":
		args = maybe([]sample.Argument{{Name: "color", JSON: color}, {Name: "item_id", JSON: id}}, "note", title)
	case "cut":
		args = []sample.Argument{{Name: "title", JSON: title}}
	case "share":
		args = []sample.Argument{{Name: "item_ids", JSON: "[" + id + `,"c1"]`}}
	case "draw":
		args = maybe([]sample.Argument{{Name: "prompt", JSON: sample.StringJSON(words)}}, "size", `{"width":3}`)
	}
	return &sample.Call{ID: "call_1", Name: name, Arguments: sample.ArgumentsJSON(args)}
}

// snapshot is a copy of the library that shares nothing with it.
func snapshot(d *domain.Domain) []domain.Item {
	var items []domain.Item
	for _, it := range d.Items {
		c := *it
		c.Attributes, c.Keywords, c.Nodes = maps.Clone(it.Attributes), slices.Clone(it.Keywords), slices.Clone(it.Nodes)
		items = append(items, c)
	}
	return items
}

// In every conversation: the library stays as it is, the same calls give the same
// results, results are canonical JSON, a call that fails changes nothing, and a
// search finds exactly what a look at every item finds.
func TestConversations(t *testing.T) {
	t.Parallel()
	d := load(t, nil)
	library := execute.New(d)
	before := snapshot(d)
	found, failed := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		calls := rapid.SliceOfN(rapid.Custom(drawCall), 1, 8).Draw(rt, "calls")
		first, second := library.World(), library.World()
		for _, c := range calls {
			want := execute.Scan(first, c)
			r, err := first.Call(c)
			if err != nil {
				failed++
				// The second world does without.
				if want != nil {
					rt.Fatalf("%s %s: %v, a look at every item finds %v", c.Name, c.Arguments, err, ids(want))
				}
				continue
			}
			if canonical, err := sample.Canonical([]byte(r.JSON)); err != nil || canonical != r.JSON {
				rt.Fatalf("%s is not canonical (%v)", r.JSON, err)
			}
			if c.Name == "search" || c.Name == "recent" {
				found++
				if len(r.Items) == 0 || len(r.Items) > execute.MaxResults || !slices.Equal(ids(r.Items), ids(want)) {
					rt.Fatalf("%s %s: %v, a look at every item finds %v", c.Name, c.Arguments, ids(r.Items), ids(want))
				}
			}
			again, err := second.Call(c)
			if err != nil || again.JSON != r.JSON {
				rt.Fatalf("%s %s: %s, then %v, %v", c.Name, c.Arguments, r.JSON, again, err)
			}
			for _, it := range r.Items {
				if now := first.Item(it.ID); now != it {
					rt.Fatalf("%s %s returned %+v, and there is %+v", c.Name, c.Arguments, it, now)
				}
			}
		}
		if !reflect.DeepEqual(before, snapshot(d)) {
			rt.Fatal("the library changed")
		}
	})
	if found == 0 || failed == 0 {
		t.Errorf("%d searches found something, %d calls failed", found, failed)
	}
}

func ids(items []*domain.Item) []string {
	var list []string
	for _, it := range items {
		list = append(list, it.ID)
	}
	return list
}

// One library serves all workers.
func TestConcurrently(t *testing.T) {
	t.Parallel()
	library := execute.New(load(t, nil))
	c := call(t, `search {"colors":["pink"],"query":"birthday card"}`)
	want, err := library.World().Call(c)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan string)
	for range 8 {
		go func() {
			got := want.JSON
			for range 500 {
				if r, err := library.World().Call(c); err != nil || r.JSON != want.JSON {
					got = fmt.Sprint(r, err)
				}
			}
			done <- got
		}()
	}
	for range 8 {
		if got := <-done; got != want.JSON {
			t.Errorf("got %s, want %s", got, want.JSON)
		}
	}
}

func FuzzCall(f *testing.F) {
	d := load(f, nil)
	library := execute.New(d)
	before := snapshot(d)
	for _, tool := range d.Tools {
		f.Add(tool.Name, `{"colors":["pink",null,{"a":[1]}],"item_id":"c1","query":"birthday \ud83c\udf82"}`)
		f.Add(tool.Name, `{"item_ids":["c1",["p1"],3],"prompt":{"a":"b"},"size":{"width":1e999},"title":""}`)
		f.Add(tool.Name, `[`)
	}
	f.Fuzz(func(t *testing.T, name, arguments string) {
		c := &sample.Call{ID: "call_1", Name: name, Arguments: arguments}
		w := library.World()
		r, err := w.Call(c)
		again, errAgain := library.World().Call(c)
		switch {
		case (err == nil) != (errAgain == nil), err == nil && r.JSON != again.JSON:
			t.Fatalf("%v %v, then %v %v", r, err, again, errAgain)
		case err == nil && !strings.HasPrefix(r.JSON, "{"):
			t.Fatal(r.JSON)
		case !reflect.DeepEqual(before, snapshot(d)):
			t.Fatal("the library changed")
		}
	})
}

// A library of 10,000 items. What bounds a search is counting the items that have
// its words: every third one has "card", every fifth mentions a birthday.
func BenchmarkCall(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	pick := func(from ...string) string { return from[rng.IntN(len(from))] }
	var content strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&content, `{"id": "i%d", "kind": %q, "title": "%s %s w%d", "keywords": ["k%d", "k%d"], `+
			`"attributes": {"color": %q, "state": "new"}}`+"\n", i, pick("card", "poster"),
			pick("White", "Blue", "Birthday", "Wedding", "Bday"), pick("Card", "Poster", "Roses"),
			rng.IntN(500), rng.IntN(2000), rng.IntN(100), pick("pink", "black", "rose gold", "green"))
	}
	library := execute.New(load(b, map[string]string{"content.jsonl": content.String()}))
	for _, c := range []struct{ name, call string }{
		{"common words", `search {"colors":["pink"],"query":"special birthday card w17"}`},
		{"rare words", `search {"kind":"poster","query":"w17 k3"}`},
		{"nothing found", `search {"query":"xyzzy"}`},
		{"everything", `recent {}`},
		{"edit", `paint {"color":"pink","item_id":"i7"}`},
		{"make", `draw {"prompt":"birthday poster"}`},
	} {
		b.Run(c.name, func(b *testing.B) {
			made := call(b, c.call)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := library.World().Call(made); err != nil && c.name != "nothing found" {
					b.Fatal(err)
				}
			}
		})
	}
}
