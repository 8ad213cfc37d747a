package vision_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/pathways/vision"
)

var update = flag.Bool("update", false, "write testdata/*.golden anew, to be read by eye")

// A model that gets it wrong is told so once, in words; what it then does not mend
// is refused for that reason.
func TestFaults(t *testing.T) {
	t.Parallel()
	d := load(t)
	checks := check.New(d)
	say := diligent(t, d)
	good := func(r *ollama.Request) string {
		text, err := say(r, 1, nil)
		if err != nil {
			t.Error(err)
		}
		return text
	}
	refused := &pathways.Failure{Reason: pathways.ReasonServerFault, Detail: "the server is gone"}
	for _, c := range []struct {
		name   string
		say    func(r *ollama.Request, attempt int, fault error) (string, error)
		reason pathways.Reason // none where it ends well
		told   string          // to the model, at first
		hidden bool            // the item's title is not told
	}{
		{"good", func(r *ollama.Request, _ int, _ error) (string, error) { return good(r), nil }, "", "", false},
		{"unseen", func(r *ollama.Request, _ int, _ error) (string, error) {
			return reply([]string{"nebula", "plankton"}, strings.Join(wanted(r), " ")), nil
		}, check.ReasonUnseen, "look again", true},
		{"seen when told", func(r *ollama.Request, attempt int, fault error) (string, error) {
			if attempt == 2 && strings.Contains(fault.Error(), "look again") {
				return good(r), nil
			}
			return reply([]string{"nebula"}, strings.Join(wanted(r), " ")), nil
		}, "", "look again", true},
		{"ungrounded", func(r *ollama.Request, _ int, _ error) (string, error) {
			return strings.ReplaceAll(good(r), wanted(r)[0], "something"), nil
		}, check.ReasonUngroundedArgument, "the query does not say the", false},
		{"blank", func(*ollama.Request, int, error) (string, error) {
			return reply([]string{"a"}, " \t "), nil
		}, check.ReasonEmptyQuery, "query", false},
		{"no things", func(*ollama.Request, int, error) (string, error) {
			return `{"seen":[],"query":"a card"}`, nil
		}, pathways.ReasonBadAnswer, "minItems", false},
		{"not JSON", func(*ollama.Request, int, error) (string, error) {
			return `I see a dog.`, nil
		}, pathways.ReasonBadAnswer, "invalid character", false},
		{"server", func(*ollama.Request, int, error) (string, error) {
			return "", refused
		}, pathways.ReasonServerFault, "", false},
	} {
		for name, makes := range makers {
			m := &scripted{say: c.say}
			p := makes(d, m, checks)
			b := briefFor(t, d, p)
			got, err := p.Write(t.Context(), b, rand.New(rand.NewPCG(1, 1)))
			if reason, _ := pathways.ReasonOf(err); reason != c.reason || (got == nil) != (c.reason != "") {
				t.Errorf("%s, %s: candidate %+v, error %v; want reason %q", name, c.name, got, err, c.reason)
			}
			told := ""
			if len(m.faults) > 0 {
				told = m.faults[0].Error()
			}
			if !strings.Contains(told, c.told) || c.told == "" && told != "" {
				t.Errorf("%s, %s: the model is told %q, want %q", name, c.name, told, c.told)
			}
			it := b.Item
			if b.Context != nil {
				it = b.Context
			}
			if c.hidden && strings.Contains(told, it.Title) {
				t.Errorf("%s, %s: the model is told what it should have seen: %q", name, c.name, told)
			}
			if f, ok := errors.AsType[*pathways.Failure](err); ok && len(m.faults) > 0 && f.Spent == 0 {
				t.Errorf("%s, %s: what the model took is forgotten", name, c.name)
			}
		}
	}
}

// Where the model is down, or the time is up, nothing is asked.
func TestAsksNothing(t *testing.T) {
	t.Parallel()
	d := load(t)
	checks := check.New(d)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, makes := range makers {
		m := &scripted{say: diligent(t, d)}
		p := makes(d, m, checks)
		b := briefFor(t, d, p)
		if _, err := p.Write(ended, b, rand.New(rand.NewPCG(1, 1))); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: with an ended context: %v", name, err)
		}
		m.down = "no server"
		_, err := p.Write(t.Context(), b, rand.New(rand.NewPCG(1, 1)))
		if err == nil || !strings.Contains(err.Error(), m.down) {
			t.Errorf("%s: while down: %v", name, err)
		}
		other := *b
		other.Item, other.Context = nil, nil
		m.down = ""
		if c, err := p.Write(t.Context(), &other, rand.New(rand.NewPCG(1, 1))); err == nil {
			t.Errorf("%s: without a picture: %+v", name, c)
		}
		if len(m.requests) > 0 {
			t.Errorf("%s: asked %d times", name, len(m.requests))
		}
	}
}

// What models put around a query is taken off, and what they see is listed once.
func TestTidy(t *testing.T) {
	t.Parallel()
	d := load(t)
	for _, c := range []struct{ before, after string }{
		{" ", " "}, {"\"", "\""}, {"“", "”"}, {"\n", "\n\n"}, {"'", "'"},
	} {
		m := &scripted{say: func(r *ollama.Request, _ int, _ error) (string, error) {
			seen := []string{"turquoise", " Turquoise", "sea  side", "turquoise"}
			return reply(seen, c.before+strings.Join(wanted(r), " \n ")+c.after), nil
		}}
		p := vision.Need(d, m, check.New(d))
		b := needOf(t, d, p, "pho-019")
		got, err := p.Write(t.Context(), b, rand.New(rand.NewPCG(1, 1)))
		if err != nil {
			t.Errorf("%q: %v", c.before, err)
			continue
		}
		want := strings.Join(wanted(m.requests[0]), " ")
		if q := sample.LastUser(got.Messages); q != want {
			t.Errorf("%q: got %q, want %q", c.before, q, want)
		}
		if want := []string{"turquoise", "sea side"}; !slices.Equal(got.Seen, want) {
			t.Errorf("saw %q, want %q", got.Seen, want)
		}
	}
}

// The questions as models get them.
func TestPrompts(t *testing.T) {
	t.Parallel()
	d := load(t)
	checks, drafter := check.New(d), brief.New(d)
	say := diligent(t, d)
	for name, makes := range makers {
		file := "testdata/" + strings.TrimPrefix(name, "vision/") + ".golden"
		var out strings.Builder
		prompts := map[string]bool{}
		for i := uint64(0); len(prompts) < len(d.PromptsFor(name)); i++ {
			if i == 1000 {
				t.Fatalf("%s: only %d prompts are ever drawn", file, len(prompts))
			}
			rng := rand.New(rand.NewPCG(i, 7))
			buckets := visual(d)
			for _, facet := range []string{sample.FacetWords, sample.FacetPhrasing} {
				f := &d.Facets[d.Facet(facet)]
				buckets[d.Facet(facet)] = f.Buckets[rng.IntN(len(f.Buckets))]
			}
			m := &scripted{say: say}
			p := makes(d, m, checks)
			b, err := drafter.Draft(i, buckets, rng)
			if err != nil || !p.CanServe(b) {
				continue
			}
			_, _ = p.Write(t.Context(), b, rng) // the question is what is looked at
			r := m.requests[0]
			if prompts[r.Prompt] {
				continue
			}
			prompts[r.Prompt] = true
			fmt.Fprintf(&out, "=== %s, %d picture, temperature %v, at most %d tokens, for %s\n",
				r.Prompt, len(r.Turns[0].Pictures), r.Temperature, r.MaxTokens, b.SampleCalls())
			fmt.Fprintf(&out, "--- system\n%s\n--- user\n%s\n--- answer\n%s\n\n", r.System, r.Turns[0].Text, r.Schema)
		}
		if *update {
			if err := os.WriteFile(file, []byte(out.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if out.String() != string(want) {
			t.Errorf("%s differs; look at it, and run the test with -update:\n%s", file, out.String())
		}
	}
}
