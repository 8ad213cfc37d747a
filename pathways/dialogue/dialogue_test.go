package dialogue_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/dialogue"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/phrase"
	"github.com/callmill/callmill/pathways/sample"
)

func writer(tb testing.TB) (*domain.Domain, []pathways.Pathway, *dialogue.Writer) {
	tb.Helper()
	d, err := domain.Load(studio.Files())
	if err != nil {
		tb.Fatal(err)
	}
	phrases, err := phrase.All(d)
	if err != nil {
		tb.Fatal(err)
	}
	return d, phrases, dialogue.New(d, phrases)
}

func draft(tb testing.TB, d *domain.Domain, dr *brief.Drafter, i uint64, cell map[string]string) *pathways.Brief {
	tb.Helper()
	buckets := make([]string, len(d.Facets))
	for facet, bucket := range cell {
		buckets[d.Facet(facet)] = bucket
	}
	b, err := dr.Draft(i, buckets, source(i))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func source(i uint64) *rand.Rand { return rand.New(rand.NewPCG(i, 17)) }

// A history has a message of the user for each turn, then what the assistant does:
// calls with ids that go on, a result for each, and a word of its own; or, where it
// calls nothing, that word alone.
func TestHistory(t *testing.T) {
	t.Parallel()
	d, _, w := writer(t)
	dr := brief.New(d)
	written, replies := 0, 0
	for i := range uint64(600) {
		cell := map[string]string{sample.FacetTurns: []string{"1", "2", "3+"}[i%3]}
		if i%4 == 0 {
			cell[sample.FacetTwist] = sample.TwistReference
		}
		if i%7 == 0 {
			cell = map[string]string{sample.FacetTurns: "3+", sample.FacetAnswer: sample.AnswerChat}
		}
		b := draft(t, d, dr, i, cell)
		history, err := w.History(t.Context(), b, source(i))
		if err != nil {
			if _, ok := pathways.ReasonOf(err); !ok {
				t.Fatal(err)
			}
			continue
		}
		written++
		replies += inOrder(t, b, history)
		again, _ := w.History(t.Context(), b, source(i))
		if !reflect.DeepEqual(history, again) {
			t.Fatalf("equal draws gave %+v and %+v", history, again)
		}
	}
	if written < 590 || replies == 0 {
		t.Errorf("%d of 600 histories written, with %d turns that call nothing", written, replies)
	}
}

// inOrder reads a history along its brief, and returns how many of its turns call
// nothing.
func inOrder(t *testing.T, b *pathways.Brief, history []sample.Message) (replies int) {
	t.Helper()
	next := func(role sample.Role) sample.Message {
		if len(history) == 0 || history[0].Role != role {
			t.Fatalf("found %+v, want a message of the %s", history, role)
		}
		m := history[0]
		history = history[1:]
		if role != sample.RoleAssistant && (strings.TrimSpace(m.Content) == "" || len(m.Calls) > 0) {
			t.Fatalf("%+v", m)
		}
		return m
	}
	ids := 0
	for i := range b.Earlier {
		turn := &b.Earlier[i]
		next(sample.RoleUser)
		if turn.Brief.Reply == nil {
			m := next(sample.RoleAssistant)
			if len(m.Calls) != len(turn.Brief.Calls) || m.Content != "" {
				t.Fatalf("%+v", m)
			}
			for j, c := range m.Calls {
				if c.ID != pathways.CallID(ids) || c.Arguments != turn.Brief.Calls[j].ArgumentsJSON() {
					t.Fatalf("%+v, want call %d", c, ids)
				}
				ids++
			}
			for j := range m.Calls {
				if r := next(sample.RoleTool); r.CallID != m.Calls[j].ID || r.Content != turn.Results[j] {
					t.Fatalf("%+v", r)
				}
			}
		} else {
			replies++
		}
		m := next(sample.RoleAssistant)
		if m.Content == "" || strings.ContainsAny(m.Content, "{}") || len(m.Calls) > 0 {
			t.Fatalf("%+v", m)
		}
		if turn.Opened != nil && !strings.Contains(m.Content, turn.Opened.Title) {
			t.Fatalf("%q does not tell of %s", m.Content, turn.Opened.Title)
		}
	}
	if len(history) > 0 {
		t.Fatalf("%+v after the last turn", history)
	}
	for i, c := range b.SampleCalls() {
		if c.ID != pathways.CallID(ids+i) {
			t.Fatalf("the answer's call has id %s after %d calls", c.ID, ids)
		}
	}
	return replies
}

// What the assistant says goes with why it calls nothing.
func TestReplies(t *testing.T) {
	t.Parallel()
	d, phrases, w := writer(t)
	dr := brief.New(d)
	texts := map[string]bool{}
	for i := range uint64(300) {
		for _, answer := range []string{sample.AnswerQuestion, sample.AnswerDecline, sample.AnswerChat, sample.AnswerCall} {
			offered := ""
			if answer == sample.AnswerDecline && i%2 == 0 {
				offered = sample.OfferedNear
			}
			b := draft(t, d, dr, i, map[string]string{sample.FacetAnswer: answer, sample.FacetOffered: offered})
			var c *pathways.Candidate
			for _, p := range phrases {
				if p.CanServe(b) {
					c, _ = p.Write(t.Context(), b, source(i))
				}
			}
			if c == nil {
				continue
			}
			r := w.Reply(b, c.Template, source(i))
			if answer == sample.AnswerCall {
				if r != nil {
					t.Fatalf("%+v where there is a call", r)
				}
				continue
			}
			if !reflect.DeepEqual(r, w.Reply(b, c.Template, source(i))) {
				t.Fatal("equal draws gave other replies")
			}
			texts[r.Text] = true
			replied(t, d, b, c, r)
		}
	}
	if len(texts) < 50 {
		t.Errorf("%d different replies", len(texts))
	}
}

func replied(t *testing.T, d *domain.Domain, b *pathways.Brief, c *pathways.Candidate, r *sample.Reply) {
	t.Helper()
	if string(r.Kind) == "" || r.Kind != b.Reply.Kind || r.Text == "" || strings.ContainsAny(r.Text, "{}") {
		t.Fatalf("%+v", r)
	}
	switch r.Kind {
	case sample.ReplyQuestion:
		if r.Tool != b.Reply.Tool.Name || r.Argument != b.Reply.Param.Name ||
			len(b.Reply.Param.Ask) > 0 && !slices.Contains(b.Reply.Param.Ask, r.Text) {
			t.Fatalf("%+v of %+v", r, b.Reply.Param)
		}
	case sample.ReplyChat:
		var own []string
		for i := range d.Grammar.Chat {
			// The entry that the template names, and no other.
			if strings.HasPrefix(c.Template, dialogue.TemplateChat+strings.TrimSpace(itoa(i))+" ") {
				own = d.Grammar.Chat[i].Reply
			}
		}
		if !slices.Contains(own, r.Text) || r.Tool != "" {
			t.Fatalf("%+v to %q of %s", r, sample.LastUser(c.Messages), c.Template)
		}
	default:
		if (r.Tool == "") != (b.Reply.Tool == nil) {
			t.Fatalf("%+v", r)
		}
	}
}

func itoa(i int) string { return strings.TrimPrefix(pathways.CallID(i-1), "call_") }

// A history that nobody can write is refused with a reason, and an ended context is
// the context's error.
func TestHistoryThatCannotBe(t *testing.T) {
	t.Parallel()
	d, _, w := writer(t)
	b := draft(t, d, brief.New(d), 1, map[string]string{sample.FacetTurns: "2"})
	_, err := dialogue.New(d, nil).History(t.Context(), b, source(1))
	if reason, _ := pathways.ReasonOf(err); reason != pathways.ReasonNoPhrase {
		t.Errorf("without pathways: error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.History(ctx, b, source(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: error %v", err)
	}
	if h, err := w.History(ctx, &pathways.Brief{}, source(1)); h != nil || err != nil {
		t.Errorf("of a single turn: %v, %v", h, err)
	}
}

// Lists that are empty have plain sentences in their place.
func TestWithoutWords(t *testing.T) {
	t.Parallel()
	d := &domain.Domain{Grammar: &domain.Grammar{}}
	w := dialogue.New(d, nil)
	for _, kind := range []sample.ReplyKind{sample.ReplyChat, sample.ReplyDecline, sample.ReplyQuestion} {
		for _, p := range []*domain.Param{nil, {Name: "maxPrice"}} {
			r := w.Reply(&pathways.Brief{Reply: &pathways.ReplyPlan{Kind: kind, Param: p}}, "", source(1))
			if r.Text == "" || r.Kind != kind {
				t.Errorf("%+v", r)
			}
		}
	}
}

func BenchmarkHistory(b *testing.B) {
	d, _, w := writer(b)
	dr := brief.New(d)
	three := draft(b, d, dr, 1, map[string]string{sample.FacetTurns: "3+"})
	b.ReportAllocs()
	for i := range b.N {
		if _, err := w.History(b.Context(), three, source(uint64(i))); err != nil {
			b.Fatal(err)
		}
	}
}
