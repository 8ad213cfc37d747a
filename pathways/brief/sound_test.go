package brief_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/execute"
	"github.com/callmill/callmill/pathways/sample"
)

// soundBrief carries a conversation out, and looks at what the calls say.
func soundBrief(t *testing.T, d *domain.Domain, library *execute.Library, b *pathways.Brief) {
	t.Helper()
	world := library.World()
	var open *domain.Item
	for i := range b.Earlier {
		turn := &b.Earlier[i]
		sensible(t, d, turn.Brief)
		if turn.Brief.Context != nil && open != nil && turn.Brief.Context != open {
			t.Fatalf("turn %d has %+v open, want %+v", i, turn.Brief.Context, open)
		}
		for j, c := range turn.Brief.SampleCalls() {
			r, err := world.Call(&c)
			if err != nil {
				t.Fatalf("turn %d: %v", i, err)
			}
			if r.JSON != turn.Results[j] {
				t.Fatalf("turn %d gives %s, want %s", i, r.JSON, turn.Results[j])
			}
			if turn.Opened != nil && !slices.Contains(r.Items, turn.Opened) {
				t.Fatalf("turn %d opens what it does not find", i)
			}
		}
		if turn.Opened != nil {
			open = turn.Opened
		}
		if open != nil {
			open = turnItem(open, turn)
		}
	}
	sensible(t, d, b)
	if open != nil {
		if now := world.Item(open.ID); b.Context == nil || !reflect.DeepEqual(b.Context.Item, now.Item) {
			t.Fatalf("the context is %+v, want %+v", b.Context, now)
		}
	}
	if b.Reply != nil {
		return
	}
	for _, c := range b.SampleCalls() {
		r, err := world.Call(&c)
		if err != nil {
			t.Fatalf("%v: %v", b.SampleCalls(), err)
		}
		if c.Result != "" && c.Result != r.JSON {
			t.Fatalf("call gives %s, want %s", r.JSON, c.Result)
		}
	}
}

// turnItem is the open item as the turn left it.
func turnItem(open *domain.Item, turn *pathways.Turn) *domain.Item {
	for _, it := range turn.Items {
		if it.ID == open.ID {
			return it
		}
	}
	return open
}

// sensible looks at a brief's own calls.
func sensible(t *testing.T, d *domain.Domain, b *pathways.Brief) {
	t.Helper()
	if b.Reply == nil && len(b.Calls) == 0 {
		t.Fatal("neither calls nor a reply")
	}
	for i := range b.Calls {
		c := &b.Calls[i]
		question := b.Reply != nil && b.Reply.Kind == sample.ReplyQuestion
		if err := c.Tool.Check(c.ArgumentsJSON()); (err != nil) != question {
			t.Fatalf("%s%s: %v", c.Tool.Name, c.ArgumentsJSON(), err)
		}
		for j := range c.Arguments {
			a := &c.Arguments[j]
			if a.Param.Binding.Kind != domain.BindContext {
				continue
			}
			if c.Item == nil {
				t.Fatalf("%s takes %s of no item", c.Tool.Name, a.Path)
			}
			if want := sample.StringJSON(c.Item.Field(a.Param.Binding.Field)); a.JSON != want {
				t.Fatalf("%s is %s, want %s", a.Path, a.JSON, want)
			}
		}
		if c.Item != nil {
			whence(t, b, i)
		}
		low, high := c.Argument("min_price"), c.Argument("max_price")
		if low != nil && high != nil && low.Number >= high.Number {
			t.Fatalf("%s: the ends are not in order", c.ArgumentsJSON())
		}
	}
	if b.Reply != nil {
		replied(t, b)
	}
	for i := range b.Earlier {
		for j := range b.Earlier[i].Brief.Calls {
			if b.Reply != nil && b.Reply.Tool == b.Earlier[i].Brief.Calls[j].Tool {
				t.Fatalf("%s was called before, and is then declined or asked about", b.Reply.Tool.Name)
			}
		}
	}
	if b.Offered != nil {
		chosenFrom(t, d, b)
	}
}

// whence: an item is open, on the screen, or what a call before gave.
func whence(t *testing.T, b *pathways.Brief, call int) {
	t.Helper()
	c := &b.Calls[call]
	switch {
	case len(c.DependsOn) > 0:
		if c.DependsOn[0] != 0 || call != 1 || b.Calls[0].Result == "" {
			t.Fatalf("%+v depends on %v", c, c.DependsOn)
		}
	case b.Context != nil && c.Item == b.Context:
	case b.Context == nil && slices.Contains(b.Screen, c.Item):
		if len(b.Screen) < 2 || len(b.Screen) > 5 {
			t.Fatalf("a list of %d", len(b.Screen))
		}
		if n := len(b.Earlier); n > 0 && !reflect.DeepEqual(b.Earlier[n-1].Items, b.Screen) {
			t.Fatal("the list is not what was found")
		}
	default:
		t.Fatalf("%s works on an item from nowhere", c.Tool.Name)
	}
}

func replied(t *testing.T, b *pathways.Brief) {
	t.Helper()
	r := b.Reply
	switch r.Kind {
	case sample.ReplyQuestion:
		if len(b.Calls) != 1 || b.Calls[0].Tool != r.Tool || !slices.Contains(r.Tool.Asked(), r.Param) ||
			b.Calls[0].Argument(r.Param.Name) != nil {
			t.Fatalf("the question is for %+v of %+v", r.Param, b.Calls)
		}
	case sample.ReplyDecline:
		if (r.Tool == nil) != (len(b.Calls) == 0) || r.Tool != nil && slices.Contains(b.Offered, r.Tool) {
			t.Fatalf("declines %+v of %+v", r.Tool, b.Offered)
		}
	default:
		if len(b.Calls) > 0 || r.Tool != nil {
			t.Fatalf("small talk of %+v", b.Calls)
		}
	}
}

// chosenFrom: some tools are offered, each once, and all that are called.
func chosenFrom(t *testing.T, d *domain.Domain, b *pathways.Brief) {
	t.Helper()
	if len(b.Offered) == 0 || len(b.Offered) >= len(d.Tools) || len(b.Offered) > 12 {
		t.Fatalf("%d tools are offered", len(b.Offered))
	}
	seen := map[*domain.Tool]bool{}
	for _, tool := range b.Offered {
		if seen[tool] {
			t.Fatalf("%s is offered twice", tool.Name)
		}
		seen[tool] = true
	}
	need := slices.Clone(b.Calls)
	if b.Reply != nil && b.Reply.Kind == sample.ReplyDecline {
		need = nil
	}
	for i := range b.Earlier {
		need = append(need, b.Earlier[i].Brief.Calls...)
	}
	for i := range need {
		if !seen[need[i].Tool] {
			t.Fatalf("%s is not offered", need[i].Tool.Name)
		}
	}
}
