package phrase_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/phrase"
	"github.com/callmill/callmill/pathways/sample"
)

// Every kind of answer is led up to by a query that passes the checks: one that
// leaves out what the question asks for, says what another call returns as "it" or
// "the first one", asks for what no tool does, or for nothing.
func TestAnswers(t *testing.T) {
	t.Parallel()
	d := load(t)
	checks, drafter := check.New(d), brief.New(d)
	at := d.Facet(sample.FacetAnswer)
	for _, p := range all(t, d) {
		for _, kind := range d.Facets[at].Buckets {
			drafted, passed, asItWas := 0, 0, 0
			for i := range uint64(600) {
				rng := rand.New(rand.NewPCG(i, 31))
				buckets := make([]string, len(d.Facets))
				buckets[at] = kind
				b, err := drafter.Draft(i, buckets, rng)
				if err != nil || !p.CanServe(b) {
					continue
				}
				drafted++
				c, err := p.Write(t.Context(), b, rng)
				if err != nil {
					continue
				}
				s := sampleOf(d, c)
				s.Reply = reply(b)
				if checks.Verify(s) == nil {
					passed++
				}
				if f := &d.Facets[at]; f.Buckets[f.Measure(s)] == kind {
					asItWas++
				}
				var talk int
				_, none := fmt.Sscanf(c.Template, "chat:%d ", &talk)
				if (none == nil) != (kind == sample.AnswerChat) || talk >= len(d.Grammar.Chat) {
					t.Errorf("%s, %s: the template is %q", p.Name(), kind, c.Template)
				}
			}
			idle := kind == sample.AnswerChat || kind == sample.AnswerDecline
			if idle && p.Name() == phrase.NameContent {
				continue // decline may be drafted with a tool that is not offered
			}
			if drafted < 300 || passed*100 < drafted*95 || asItWas*100 < drafted*95 {
				t.Errorf("%s: of %d %s briefs %d passed and %d are one", p.Name(), drafted, kind, passed, asItWas)
			}
		}
	}
}

func reply(b *pathways.Brief) *sample.Reply {
	if b.Reply == nil {
		return nil
	}
	r := &sample.Reply{Kind: b.Reply.Kind, Text: "Sorry?"}
	if b.Reply.Tool != nil {
		r.Tool = b.Reply.Tool.Name
	}
	if b.Reply.Param != nil {
		r.Argument = b.Reply.Param.Name
	}
	return r
}

// A domain without small talk, or without what none says, serves no brief for it.
func TestServesTalkOnlyWhereThereIsSome(t *testing.T) {
	t.Parallel()
	d := load(t)
	d.Grammar.Chat = nil
	silent := load(t)
	silent.Grammar.None = nil
	chat := &pathways.Brief{Reply: &pathways.ReplyPlan{Kind: sample.ReplyChat}}
	decline := &pathways.Brief{Reply: &pathways.ReplyPlan{Kind: sample.ReplyDecline}}
	elsewhere := &pathways.Brief{Reply: &pathways.ReplyPlan{Kind: sample.ReplyChat}, Language: "xx"}
	for _, c := range []struct {
		d     *domain.Domain
		b     *pathways.Brief
		serve bool
	}{{d, chat, false}, {d, decline, true}, {silent, chat, true}, {silent, decline, false}, {silent, elsewhere, false}} {
		for _, p := range all(t, c.d) {
			if want := c.serve && p.Name() != phrase.NameContent; p.CanServe(c.b) != want {
				t.Errorf("%s serves %+v: %v, want %v", p.Name(), c.b.Reply, !want, want)
			}
		}
	}
}
