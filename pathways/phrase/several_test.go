package phrase_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/domaintest"
	"github.com/callmill/callmill/pathways/sample"
)

// A query for several calls says every argument of each of them, in the asked
// phrasing, with something between the clauses.
func TestSeveralCallsAreSaid(t *testing.T) {
	t.Parallel()
	d := load(t)
	checks, drafter := check.New(d), brief.New(d)
	phrasing, calls := d.Facet(sample.FacetPhrasing), d.Facet(sample.FacetCalls)
	for _, p := range all(t, d) {
		wrote, passed, met := 0, 0, 0
		for i := range uint64(domaintest.Draws(2000)) {
			rng := rand.New(rand.NewPCG(i, 6))
			buckets := make([]string, len(d.Facets))
			buckets[calls] = "2+"
			buckets[phrasing] = d.Facets[phrasing].Buckets[rng.IntN(len(d.Facets[phrasing].Buckets)-1)]
			b, err := drafter.Draft(i, buckets, rng)
			if err != nil || !p.CanServe(b) {
				continue
			}
			c, err := p.Write(t.Context(), b, rng)
			if err != nil {
				continue
			}
			wrote++
			s := sampleOf(d, c)
			if checks.Verify(s) == nil {
				passed++
			}
			if f := &d.Facets[phrasing]; f.Buckets[f.Measure(s)] == buckets[phrasing] {
				met++
			}
			if len(s.Calls) < 2 || !strings.ContainsAny(s.Query(), " ") {
				t.Fatalf("%q makes %d calls", s.Query(), len(s.Calls))
			}
		}
		// What is left are mostly words of one tool's productions that are a
		// value of the other's: "add text" beside a part called text.
		t.Logf("%s: %d written, %d passed the checks, %d in the asked phrasing", p.Name(), wrote, passed, met)
		if wrote < domaintest.Draws(300) || passed*100 < wrote*93 || met*100 < wrote*90 {
			t.Errorf("%s: of %d only %d passed the checks and %d are in the asked phrasing",
				p.Name(), wrote, passed, met)
		}
	}
}

func sampleOf(d *domain.Domain, c *pathways.Candidate) *sample.Sample {
	s := &sample.Sample{Messages: c.Messages, Calls: c.Calls, Context: c.Context}
	for _, tool := range d.Tools {
		s.Tools = append(s.Tools, tool.Name)
	}
	return s
}
