package phrase_test

import (
	"io/fs"
	"math/rand/v2"
	"regexp"
	"testing"

	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/home"
	"github.com/callmill/callmill/pathways/domain/shop"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/phrase"
	"github.com/callmill/callmill/pathways/sample"
)

// A query that leaves an argument open reads as if nothing were missing: no article
// without its noun, no verb without its object, no words that say nothing where none
// fit. Where that cannot be, nothing is written, but most briefs are.
func TestNothingIsLeftHanging(t *testing.T) {
	t.Parallel()
	const behind = `(?: (?:in|for|to|of|from|at|on|with|and|is|are|should|somewhere|please)\b|[.,?!]|$)`
	holes := regexp.MustCompile(`(?i)\b(?:a|an|the|every|my|our)` + behind +
		`|\b(?:an?|the|my|our) (?:some|another|an?) ` +
		`|\b(?:would|could|can) you the\b|\bout of(?: (?:and|for|when|before)\b|[.,?!]|$)` +
		`|\b(?:different|some|another|other) (?:degrees|percent|power|action|trigger|aspect|order number)\b` +
		`|\b(?:add|find|show me|turn|put)(?: (?:for|please|to|as)\b|[.?!]|$)`)
	for name, files := range map[string]fs.FS{"home": home.Files(), "shop": shop.Files(), "studio": studio.Files()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := domain.Load(files)
			if err != nil {
				t.Fatal(err)
			}
			p, err := phrase.Grammar(d)
			if err != nil {
				t.Fatal(err)
			}
			drafter, buckets := brief.New(d), make([]string, len(d.Facets))
			buckets[d.Facet(sample.FacetAnswer)] = sample.AnswerQuestion
			drafted, written, hanging := 0, 0, 0
			for i := range uint64(500) {
				rng := rand.New(rand.NewPCG(i, 37))
				b, err := drafter.Draft(i, buckets, rng)
				if err != nil || b.Language != "" && b.Language != "en" {
					continue
				}
				drafted++
				c, err := p.Write(t.Context(), b, rng)
				if err != nil {
					continue
				}
				written++
				if text := c.Messages[0].Content; holes.MatchString(text) {
					hanging++
					t.Logf("%s asks for %s: %q", b.Reply.Tool.Name, b.Reply.Param.Name, text)
				}
			}
			// Slips of the thumb and second thoughts may leave something that looks like it.
			if hanging*50 > written || written*10 < drafted*6 || drafted < 100 {
				t.Errorf("%d drafted, %d written, %d with something hanging", drafted, written, hanging)
			}
		})
	}
}
