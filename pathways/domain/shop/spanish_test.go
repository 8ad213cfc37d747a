package shop_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/phrase"
	"github.com/callmill/callmill/pathways/sample"
)

const spanish = "es"

// Whatever a query in Spanish can speak of has a name in Spanish, but for what is
// called the same everywhere.
func TestSpanishLabels(t *testing.T) {
	t.Parallel()
	d := load(t)
	for _, typ := range d.Graph.Types() {
		own := 0
		for _, n := range d.Graph.OfType(typ) {
			if !slices.Equal(n.LabelsIn(spanish), n.Labels()) {
				own++
			}
		}
		all := len(d.Graph.OfType(typ))
		switch typ {
		case "brand", "coupon":
			if own > 0 {
				t.Errorf("%d names of type %s are translated", own, typ)
			}
		case "city": // those that Spanish calls as English does keep their names
			if own < all/2 {
				t.Errorf("%d of %d cities have a Spanish name", own, all)
			}
		case "color": // beige and coral
			if own < all-2 {
				t.Errorf("%d of %d colors have a Spanish name", own, all)
			}
		case "trait": // manual
			if own < all-1 {
				t.Errorf("%d of %d traits have a Spanish name", own, all)
			}
		default:
			if own < all {
				t.Errorf("%d of %d nodes of type %s have a Spanish label", own, all, typ)
			}
		}
	}
}

// What a question back asks for, it asks for in Spanish, and every value of a list
// is called by Spanish words.
func TestSpanishArguments(t *testing.T) {
	t.Parallel()
	for _, tool := range load(t).Tools {
		for _, p := range tool.Leaves() {
			if !p.Said() {
				continue
			}
			for _, q := range p.AskIn(spanish) {
				if !strings.HasPrefix(q, "¿") {
					t.Errorf("%s: %s is asked for by %q", tool.Name, p.Path, q)
				}
			}
			if slices.Equal(p.VagueIn(spanish), p.Vague) {
				t.Errorf("%s: %s is left open in English: %q", tool.Name, p.Path, p.Vague)
			}
			for _, v := range p.Binding.Values {
				if v.Node == nil && slices.Equal(v.LabelsIn(spanish), v.Labels) {
					t.Errorf("%s: %s is %s by English words", tool.Name, p.Path, v.JSON)
				}
			}
		}
	}
}

// What the pathways write in Spanish passes the checks, for every tool and for none,
// and has the language, the tool and no small words of English.
func TestEveryToolIsSaidInSpanish(t *testing.T) {
	t.Parallel()
	d := load(t)
	writers, err := phrase.All(d)
	if err != nil {
		t.Fatal(err)
	}
	checks, drafter := check.New(d), brief.New(d)
	tool, language := d.Facet(sample.FacetTool), d.Facet(sample.FacetLanguage)
	for _, name := range d.Facets[tool].Buckets {
		wrote, passed := 0, 0
		for i := range 200 {
			rng := rand.New(rand.NewPCG(uint64(i), 5))
			buckets := make([]string, len(d.Facets))
			buckets[tool], buckets[language] = name, spanish
			b, err := drafter.Draft(uint64(i), buckets, rng)
			p := writers[i%len(writers)]
			if err != nil || !p.CanServe(b) {
				continue
			}
			wrote++
			c, err := p.Write(t.Context(), b, rng)
			if err != nil {
				continue
			}
			s := inSpanish(d, c)
			if checks.Verify(s) != nil || measured(d, tool, s) != name || measured(d, language, s) != spanish {
				continue
			}
			passed++
			for _, w := range domain.Words(s.Query()) {
				if slices.Contains([]string{"the", "this", "it", "my", "your", "is"}, w) {
					t.Errorf("%s, by %s: %q has %q", name, p.Name(), s.Query(), w)
				}
			}
		}
		if wrote < 100 || passed < wrote*9/10 {
			t.Errorf("%s: %d of %d queries pass the checks", name, passed, wrote)
		}
	}
}

// Every phrasing of the English grammar is one of the Spanish grammar, and is
// measured as what it was asked for.
func TestEveryPhrasingInSpanish(t *testing.T) {
	t.Parallel()
	d := load(t)
	p, err := phrase.Grammar(d)
	if err != nil {
		t.Fatal(err)
	}
	drafter := brief.New(d)
	phrasing, language, tool := d.Facet(sample.FacetPhrasing), d.Facet(sample.FacetLanguage), d.Facet(sample.FacetTool)
	for _, ph := range d.Grammar.Phrasings {
		met := 0
		for i := range 100 {
			rng := rand.New(rand.NewPCG(uint64(i), 6))
			buckets := make([]string, len(d.Facets))
			buckets[phrasing], buckets[language] = ph.Rule.Name, spanish
			buckets[tool] = "watch_product" // works on what is open, as pointing must
			b, err := drafter.Draft(uint64(i), buckets, rng)
			if err != nil {
				t.Fatal(err)
			}
			if c, err := p.Write(t.Context(), b, rng); err == nil && measured(d, phrasing, inSpanish(d, c)) == ph.Rule.Name {
				met++
			}
		}
		if met < 90 {
			t.Errorf("%s: %d of 100 queries are", ph.Rule.Name, met)
		}
	}
}

func inSpanish(d *domain.Domain, c *pathways.Candidate) *sample.Sample {
	s := finished(d, c)
	s.Provenance.Language = spanish
	return s
}

func measured(d *domain.Domain, facet int, s *sample.Sample) string {
	f := &d.Facets[facet]
	return f.Buckets[f.Measure(s)]
}
