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
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/pathwaytest"
	"github.com/callmill/callmill/pathways/phrase"
	"github.com/callmill/callmill/pathways/sample"
)

func load(tb testing.TB) *domain.Domain {
	tb.Helper()
	d, err := domain.Load(studio.Files())
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func all(tb testing.TB, d *domain.Domain) []pathways.Pathway {
	tb.Helper()
	graph, err := phrase.Graph(d)
	if err != nil {
		tb.Fatal(err)
	}
	content, err := phrase.Content(d)
	if err != nil {
		tb.Fatal(err)
	}
	grammar, err := phrase.Grammar(d)
	if err != nil {
		tb.Fatal(err)
	}
	return []pathways.Pathway{graph, content, grammar}
}

func TestConformance(t *testing.T) {
	t.Parallel()
	d := load(t)
	for _, p := range all(t, d) {
		t.Run(strings.ReplaceAll(p.Name(), "/", "-"), func(t *testing.T) {
			t.Parallel()
			pathwaytest.Run(t, d, p, pathwaytest.Options{Deterministic: true})
		})
	}
}

// What the pathways write for studio is what was asked for: it passes every
// check, says what the brief wants in the asked phrasing and length, and keeps
// to plain text.
func TestWritesWhatWasAsked(t *testing.T) {
	t.Parallel()
	d := load(t)
	checks, drafter := check.New(d), brief.New(d)
	phrasing := d.Facet(sample.FacetPhrasing)
	for _, p := range all(t, d) {
		wrote, passed, met := 0, 0, 0
		for i := range domaintest.Draws(3000) {
			rng := rand.New(rand.NewPCG(uint64(i), 1))
			buckets := make([]string, len(d.Facets))
			buckets[phrasing] = d.Facets[phrasing].Buckets[rng.IntN(len(d.Facets[phrasing].Buckets)-1)]
			b, err := drafter.Draft(uint64(i), buckets, rng)
			if err != nil || !p.CanServe(b) {
				continue
			}
			wrote++
			c, err := p.Write(t.Context(), b, rng)
			if err != nil {
				continue
			}
			s := &sample.Sample{Messages: c.Messages, Calls: c.Calls, Context: c.Context}
			for _, tool := range d.Tools {
				s.Tools = append(s.Tools, tool.Name)
			}
			q := s.Query()
			if strings.ContainsAny(q, "\x01\t\n{}<>[]|") || strings.Contains(q, "  ") || strings.TrimSpace(q) != q {
				t.Errorf("%s wrote %q", p.Name(), q)
			}
			if r := checks.Verify(s); r == nil {
				passed++
			}
			if f := &d.Facets[phrasing]; f.Buckets[f.Measure(s)] == buckets[phrasing] {
				met++
			}
		}
		t.Logf("%s: %d briefs, %d passed the checks, %d in the asked phrasing", p.Name(), wrote, passed, met)
		if wrote < domaintest.Draws(500) || passed*100 < wrote*97 || met*100 < wrote*97 {
			t.Errorf("%s: of %d briefs only %d passed the checks and %d are in the asked phrasing",
				p.Name(), wrote, passed, met)
		}
	}
}

// BenchmarkWrite writes for briefs as a run has them, in an asked phrasing and
// length, and with several calls. Bound by the number of expansions it takes to
// meet them (each is measured: the phrasing by regular expressions), and by
// allocation of what the candidate holds.
func BenchmarkWrite(b *testing.B) {
	d := load(b)
	drafter := brief.New(d)
	phrasing, words, calls := d.Facet(sample.FacetPhrasing), d.Facet(sample.FacetWords), d.Facet(sample.FacetCalls)
	for _, p := range all(b, d) {
		for _, asked := range []string{"free", "asked", "several"} {
			b.Run(p.Name()+"/"+asked, func(b *testing.B) {
				var briefs []*pathways.Brief
				for i := uint64(0); len(briefs) < 512; i++ {
					rng := rand.New(rand.NewPCG(i, 2))
					buckets := make([]string, len(d.Facets))
					switch asked {
					case "asked":
						buckets[phrasing] = d.Facets[phrasing].Buckets[rng.IntN(len(d.Facets[phrasing].Buckets)-1)]
						buckets[words] = d.Facets[words].Buckets[1+rng.IntN(2)]
					case "several":
						buckets[calls] = "2+"
					}
					br, err := drafter.Draft(i, buckets, rng)
					if err != nil || !p.CanServe(br) {
						continue
					}
					// Cells that cannot be met are closed in a run.
					if c, err := p.Write(b.Context(), br, rng); err == nil && in(d, c, buckets, phrasing, words) {
						briefs = append(briefs, br)
					}
				}
				rng := rand.New(rand.NewPCG(3, 4))
				i := 0
				b.ReportAllocs()
				for b.Loop() {
					_, _ = p.Write(b.Context(), briefs[i%len(briefs)], rng)
					i++
				}
			})
		}
	}
}

// in says whether a candidate is in the asked buckets of these facets.
func in(d *domain.Domain, c *pathways.Candidate, buckets []string, facets ...int) bool {
	s := sampleOf(d, c)
	for _, i := range facets {
		if f := &d.Facets[i]; buckets[i] != "" && f.Buckets[f.Measure(s)] != buckets[i] {
			return false
		}
	}
	return true
}
