package text_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/pathwaytest"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/pathways/text"
)

var _ pathways.Outside = (*text.Pathway)(nil)

func TestConformance(t *testing.T) {
	t.Parallel()
	d := load(t)
	up := all(t, d, &scripted{answer: obedient})
	down := all(t, d, &scripted{answer: obedient, down: "no model is there: start one"})
	for i, p := range up {
		t.Run(strings.ReplaceAll(p.Name(), "/", "-"), func(t *testing.T) {
			t.Parallel()
			// Nothing outside is asked but the script, so it is deterministic too.
			pathwaytest.Run(t, d, p, pathwaytest.Options{Deterministic: true, Down: down[i]})
		})
	}
}

// What a model that does as it is told writes passes the checks of a sample, and
// tells where it came from.
func TestCandidates(t *testing.T) {
	t.Parallel()
	d := load(t)
	checks := check.New(d)
	for _, p := range all(t, d, &scripted{answer: obedient}) {
		served, wrote := 0, 0
		for i, b := range drafts(t, d, 400, nil) {
			if !p.CanServe(b) {
				continue
			}
			served++
			c, err := p.Write(t.Context(), b, source(uint64(i)))
			if err != nil {
				continue
			}
			wrote++
			s := &sample.Sample{Messages: c.Messages, Calls: c.Calls, Context: c.Context}
			for _, tool := range d.Tools {
				s.Tools = append(s.Tools, tool.Name)
			}
			if r := checks.Verify(s); r != nil {
				t.Errorf("%s wrote %q, which fails: %v", p.Name(), s.Query(), r)
			}
			provenance(t, d, p, b, c)
		}
		t.Logf("%s: %d of %d briefs written", p.Name(), wrote, served)
		// What is obedient is not clever: names of values clash now and then, and
		// its labels know nothing but searches.
		least := 90
		if p.Name() == text.NameQuery {
			least = 10
		}
		if served < 100 || wrote*100 < served*least {
			t.Errorf("%s wrote for %d of %d briefs, want %d%%", p.Name(), wrote, served, least)
		}
	}
}

func provenance(t *testing.T, d *domain.Domain, p *text.Pathway, b *pathways.Brief, c *pathways.Candidate) {
	t.Helper()
	if !slices.ContainsFunc(d.PromptsFor(p.Name()), func(have *domain.Prompt) bool { return have.Name == c.Template }) {
		t.Errorf("%s has the template %q", p.Name(), c.Template)
	}
	purposes := []string{sample.PurposeWrite}
	if p.Name() == text.NameQuery {
		purposes = append(purposes, sample.PurposeLabel)
	} else if len(c.Calls) != len(b.Calls) {
		t.Errorf("%s gives %d calls for %d", p.Name(), len(c.Calls), len(b.Calls))
	}
	if len(c.Turns) != len(purposes) {
		t.Fatalf("%s has %d turns, want %d", p.Name(), len(c.Turns), len(purposes))
	}
	for i, turn := range c.Turns {
		if turn.Purpose != purposes[i] || turn.Prompt == "" || len(turn.PromptHash) != 64 || turn.MaxTokens == 0 {
			t.Errorf("%s has the turn %+v", p.Name(), turn)
		}
	}
	if c.Turns[0].Prompt != c.Template {
		t.Errorf("%s was written by %s, and says %s", p.Name(), c.Turns[0].Prompt, c.Template)
	}
	for _, id := range c.Nodes {
		if d.Graph.Node(id) == nil {
			t.Errorf("%s names the node %q", p.Name(), id)
		}
	}
	for _, id := range c.Items {
		if d.Item(id) == nil {
			t.Errorf("%s names the item %q", p.Name(), id)
		}
	}
}

// Briefs of another modality are not theirs; those without anything to write
// about are not the query's.
func TestCanServe(t *testing.T) {
	t.Parallel()
	d := load(t)
	modality := d.Facet(sample.FacetModality)
	three := all(t, d, &scripted{answer: obedient})
	for _, b := range drafts(t, d, 200, nil) {
		for _, p := range three {
			want := p.Name() != text.NameQuery || b.Item != nil || len(b.Nodes()) > 0
			for _, m := range []string{"", "phrase", "text", "vision"} {
				other := *b
				other.Buckets = slices.Clone(b.Buckets)
				other.Buckets[modality] = m
				if got := p.CanServe(&other); got != (want && (m == "" || m == "text")) {
					t.Fatalf("%s, modality %q, %d calls: CanServe says %t", p.Name(), m, len(b.Calls), got)
				}
			}
		}
	}
	for name, want := range map[string][3]bool{
		"":                 {true, true, false}, // no call
		"search_templates": {true, true, true},
		"recolor_item":     {true, true, true},
		"trim_video":       {true, true, false}, // all numbers
	} {
		for i, p := range three {
			if got := p.ServesTool(d.Tool(name)); got != want[i] {
				t.Errorf("%s: ServesTool(%q) says %t", p.Name(), name, got)
			}
		}
	}
	alone := text.Rewrite(d, &scripted{answer: obedient}, check.New(d))
	if b := drafts(t, d, 1, nil)[0]; alone.CanServe(b) || alone.ServesTool(d.Tools[0]) {
		t.Error("something is rewritten that nobody wrote")
	}
}

// What goes wrong outside comes out as it is, with the time that it took.
func TestFailures(t *testing.T) {
	t.Parallel()
	d := load(t)
	b := drafts(t, d, 1, nil)[0]
	for _, c := range []error{
		&pathways.Failure{Reason: pathways.ReasonTimeout, Detail: "no answer within 30 s", Spent: 5},
		&pathways.Failure{Reason: pathways.ReasonBadAnswer, Detail: "no JSON", Spent: 7},
		&pathways.Failure{Reason: pathways.ReasonTruncated},
		context.DeadlineExceeded,
	} {
		for _, p := range all(t, d, failing{c}) {
			if _, err := p.Write(t.Context(), b, source(1)); !errors.Is(err, c) {
				t.Errorf("%s gives %v for %v", p.Name(), err, c)
			}
		}
	}
}

type failing struct{ err error }

func (f failing) Ask(context.Context, *ollama.Request) (*ollama.Answer, error) { return nil, f.err }
func (f failing) Down(ollama.Role) string                                      { return "" }

// A context that ends while the model is at it ends the pathway, in either turn.
func TestCancelled(t *testing.T) {
	t.Parallel()
	d := load(t)
	b := drafts(t, d, 1, nil)[0]
	for i := range all(t, d, nil) {
		for _, during := range []int64{1, 2}[:1+i/2] {
			ctx, cancel := context.WithCancel(t.Context())
			m := &scripted{}
			m.answer = func(r *ollama.Request, wrong string) string {
				if m.asked.Load() == during {
					cancel()
					return "{}" // it is asked to repair that
				}
				return obedient(r, wrong)
			}
			p := all(t, d, m)[i]
			if _, err := p.Write(ctx, b, source(1)); !errors.Is(err, context.Canceled) {
				t.Errorf("%s, turn %d: error %v", p.Name(), during, err)
			}
			cancel()
		}
	}
}
