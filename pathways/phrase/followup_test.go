package phrase_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/phrase"
	"github.com/callmill/callmill/pathways/sample"
)

// Nobody hesitates within the few words of a follow-up, "in the um kitchen", however
// often they do elsewhere.
func TestFollowUpsDoNotHesitate(t *testing.T) {
	t.Parallel()
	d := load(t)
	um, err := domain.ParseProduction("zzum")
	if err != nil {
		t.Fatal(err)
	}
	always := domain.Habit{Chance: 1, Say: []*domain.Production{um}}
	d.Grammar.Manners = &domain.Manners{Fillers: always, Hesitations: always}
	p, err := phrase.Grammar(d)
	if err != nil {
		t.Fatal(err)
	}
	drafter, said := brief.New(d), 0
	for i := range uint64(200) {
		rng := rand.New(rand.NewPCG(i, 8))
		buckets := make([]string, len(d.Facets))
		buckets[d.Facet(sample.FacetTurns)], buckets[d.Facet(sample.FacetTwist)] = "2", sample.TwistFollowUp
		b, err := drafter.Draft(i, buckets, rng)
		if err != nil || b.FollowUp == nil || !p.CanServe(b) {
			continue
		}
		c, err := p.Write(t.Context(), b, rng)
		if err != nil {
			continue
		}
		said++
		if query := sampleOf(d, c).Query(); strings.Contains(query, "zzum") {
			t.Errorf("%q hesitates", query)
		}
	}
	if said < 150 {
		t.Errorf("only %d follow-ups", said)
	}
}
