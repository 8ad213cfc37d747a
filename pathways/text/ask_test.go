package text_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/pathways/text"
)

// recolor is a brief that is known to the letter: the shapes of a template in
// silver.
func recolor(t *testing.T, d *domain.Domain, words string) *pathways.Brief {
	t.Helper()
	tool := d.Tool("recolor_item")
	it := tool.ContextItems()[0]
	color, part := tool.Leaf("color"), tool.Leaf("part")
	b := &pathways.Brief{Buckets: make([]string, len(d.Facets)), Context: it}
	b.Buckets[d.Facet(sample.FacetWords)] = words
	call := pathways.PlannedCall{Tool: tool, Arguments: []pathways.Argument{
		{Param: tool.Leaf("item_id"), Path: "item_id", JSON: sample.StringJSON(it.ID), Field: "id"},
	}}
	silver := color.Binding.Value(`"silver"`)
	shapes := part.Binding.Value(`"shapes"`)
	if silver == nil || shapes == nil {
		t.Fatal("studio has no silver or no shapes")
	}
	call.Arguments = append(call.Arguments,
		pathways.Argument{Param: color, Path: "color", JSON: silver.JSON, Value: silver, Nodes: []*domain.Node{silver.Node}},
		pathways.Argument{Param: part, Path: "part", JSON: shapes.JSON, Value: shapes},
	)
	b.Calls = []pathways.PlannedCall{call}
	return b
}

// What is wrong with a query is told in plain words, once; what comes then is
// taken or typed.
func TestRepair(t *testing.T) {
	t.Parallel()
	d := load(t)
	id := d.Tool("recolor_item").ContextItems()[0].ID
	const good = "make the shapes silver please"
	for _, c := range []struct {
		words, first, tell, second string
		want                       string // the query, or the reason
	}{
		{"", good, "", "", good},
		{"", `"Query: make the shapes silver"`, "", "", "make the shapes silver"},
		{"", "make the shapes shiny", `the query does not say the color: say "silver"`, good, good},
		{"", "paint it silver", `the query does not say the part: say "shapes"`, good, good},
		{
			"", "shapes in silver and yellow", `the query says "yellow", which was not asked for: leave that word out`,
			"shapes in silver, some yellow", "unused_mention",
		},
		{"", "make the shapes of " + id + " silver", "the query names " + id, "shapes of " + id + " silver", "bad_answer"},
		{"", "make the shapes\u0007 silver", "control characters", good, good},
		{"", `""`, "the query is empty", "...", "empty_query"},
		// Length is told once, and only where it is far off.
		{"1-3", good, "the query has 5 words: make it shorter, 3 at most", "silver shapes", "silver shapes"},
		{"1-3", good, "the query has 5 words: make it shorter, 3 at most", good, good},
		{"4-6", "make the shapes silver for me please", "", "", "make the shapes silver for me please"},
		{"17+", good, "the query has 5 words: make it longer, 17 at least", good, good},
		// And never takes the place of what is wrong.
		{"1-3", "shiny shapes for all of us", "the query does not say the color", good, good},
	} {
		var told []string
		m := &scripted{}
		m.answer = func(_ *ollama.Request, wrong string) string {
			if wrong == "" {
				return queryJSON(c.first)
			}
			told = append(told, wrong)
			return queryJSON(c.second)
		}
		p := text.Brief(d, m, check.New(d))
		got, err := p.Write(t.Context(), recolor(t, d, c.words), source(1))
		if len(told) > 1 || (c.tell == "") != (len(told) == 0) || len(told) == 1 && !strings.Contains(told[0], c.tell) {
			t.Errorf("%q: told %q, want %q", c.first, told, c.tell)
		}
		switch reason, failed := pathways.ReasonOf(err); {
		case err == nil:
			if q := sample.LastUser(got.Messages); q != c.want {
				t.Errorf("%q, %q: wrote %q, want %q", c.first, c.second, q, c.want)
			}
			if want := 1 + len(told); got.Turns[0].Attempts != want {
				t.Errorf("%q: %d attempts, want %d", c.first, got.Turns[0].Attempts, want)
			}
		case !failed || string(reason) != c.want:
			t.Errorf("%q, %q: error %v, want %s", c.first, c.second, err, c.want)
		}
	}
}

// What was to be rewritten is no rewriting.
func TestRewriteSaysItAnew(t *testing.T) {
	t.Parallel()
	d := load(t)
	b := recolor(t, d, "")
	phrase := fixed{query: "Make the shapes silver!"}
	for _, c := range []struct{ second, want string }{
		{"silver for the shapes pls", ""},
		{"make  the SHAPES silver", "bad_answer"},
	} {
		m := &scripted{answer: func(r *ollama.Request, wrong string) string {
			if !strings.Contains(r.Turns[0].Text, "A program wrote this message: Make the shapes silver!\n") {
				t.Errorf("the prompt does not give the message:\n%s", r.Turns[0].Text)
			}
			if wrong == "" {
				return queryJSON("make the shapes silver")
			}
			if want := "that is the same message again: use other words"; wrong != want {
				t.Errorf("told %q, want %q", wrong, want)
			}
			return queryJSON(c.second)
		}}
		got, err := text.Rewrite(d, m, check.New(d), phrase).Write(t.Context(), b, source(3))
		if reason, _ := pathways.ReasonOf(err); string(reason) != c.want {
			t.Errorf("%q: error %v, want %q", c.second, err, c.want)
		}
		if err == nil && sample.LastUser(got.Messages) != c.second {
			t.Errorf("wrote %q", sample.LastUser(got.Messages))
		}
	}
}

// fixed is a phrase pathway that always says the same.
type fixed struct {
	pathways.Pathway

	query string
}

func (f fixed) CanServe(*pathways.Brief) bool { return true }

func (f fixed) Write(_ context.Context, b *pathways.Brief, _ *rand.Rand) (*pathways.Candidate, error) {
	return &pathways.Candidate{
		Messages: []sample.Message{{Role: sample.RoleUser, Content: f.query}}, Calls: b.SampleCalls(),
	}, nil
}

// The second turn knows the query and the tools, and neither the first turn nor
// the brief; its calls are the sample's. What it gets wrong is told.
func TestLabel(t *testing.T) {
	t.Parallel()
	d := load(t)
	b := recolor(t, d, "")
	id := b.Context.ID
	const query = "could you do the outline in grey"
	type answer = string
	call := func(name, args string) answer {
		return fmt.Sprintf(`{"calls":[{"name":%q,"arguments":%s}]}`, name, args)
	}
	right := call("recolor_item", `{"part":"border","color":"grey"}`)
	want := `{"color":` + d.Tool("recolor_item").Leaf("color").Binding.Values[grey(t, d)].JSON +
		`,"item_id":"` + id + `","part":"border"}`
	for _, c := range []struct {
		first      answer
		tell       string
		second     answer
		name, args string
		reason     string
	}{
		{right, "", "", "recolor_item", want, ""},
		{
			call("recolor_item", `{"color":"gold"}`),
			"the person does not say the color gold: leave it out, or take the person's own words",
			right, "recolor_item", want, "",
		},
		{
			call("recolor_item", `{"color":"grey"}`), `the person says "outline": put that in part, or call another function`,
			right, "recolor_item", want, "",
		},
		{
			call("recolor_item", `{"color":"outline in grey"}`), `"outline in grey" is not one color that there is`,
			right, "recolor_item", want, "",
		},
		{
			call("no_call", `{}`), `the person says "grey", which recolor_item is for: call a function`,
			call("no_call", `{}`), "", "", "bad_answer",
		},
		{
			call("recolor_item", `{"color":"gold"}`), "does not say the color gold",
			call("recolor_item", `{"color":"gold"}`), "", "", "ungrounded_argument",
		},
	} {
		var told []string
		m := &scripted{answer: func(r *ollama.Request, wrong string) string {
			if r.Purpose == sample.PurposeWrite {
				return queryJSON(query)
			}
			if strings.Contains(r.Turns[0].Text, "silver") || strings.Contains(r.System+r.Turns[0].Text, id) {
				t.Errorf("who labels is told of the brief:\n%s", r.Turns[0].Text)
			}
			if wrong == "" {
				return c.first
			}
			told = append(told, wrong)
			return c.second
		}}
		p, err := text.Query(d, m, check.New(d))
		if err != nil {
			t.Fatal(err)
		}
		got, err := p.Write(t.Context(), b, source(4))
		if (c.tell == "") != (len(told) == 0) || len(told) > 0 && !strings.Contains(told[0], c.tell) {
			t.Errorf("%s: told %q, want %q", c.first, told, c.tell)
		}
		if reason, _ := pathways.ReasonOf(err); string(reason) != c.reason {
			t.Errorf("%s: error %v, want %q", c.first, err, c.reason)
		}
		if err != nil {
			f, ok := errors.AsType[*pathways.Failure](err)
			if !ok || f.Spent != 2*time.Second { // both turns
				t.Errorf("%s: spent %v", c.first, f)
			}
			continue
		}
		if len(got.Calls) != 1 || got.Calls[0].Name != c.name || got.Calls[0].Arguments != c.args {
			t.Errorf("%s: calls %v, want %s %s", c.first, got.Calls, c.name, c.args)
		}
	}
}

// grey is the index of the color that can be called grey.
func grey(t *testing.T, d *domain.Domain) int {
	t.Helper()
	for i, v := range d.Tool("recolor_item").Leaf("color").Binding.Values {
		if slices.Contains(v.Labels, "grey") {
			return i
		}
	}
	t.Fatal("nothing is grey")
	return 0
}
