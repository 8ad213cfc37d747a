package phrase_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/pathwaytest"
	"github.com/callmill/callmill/pathways/phrase"
	"github.com/callmill/callmill/pathways/sample"
)

func load(tb testing.TB) *domain.Domain {
	tb.Helper()
	d, err := domain.LoadDir("../domain/testdata/good")
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func both(tb testing.TB, d *domain.Domain) []pathways.Pathway {
	tb.Helper()
	graph, err := phrase.Graph(d)
	if err != nil {
		tb.Fatal(err)
	}
	content, err := phrase.Content(d)
	if err != nil {
		tb.Fatal(err)
	}
	return []pathways.Pathway{graph, content}
}

func TestConformance(t *testing.T) {
	t.Parallel()
	d := load(t)
	for _, p := range both(t, d) {
		t.Run(strings.ReplaceAll(p.Name(), "/", "-"), func(t *testing.T) {
			t.Parallel()
			pathwaytest.Run(t, d, p, pathwaytest.Options{Deterministic: true})
		})
	}
}

func TestRead(t *testing.T) {
	d := load(t)
	checks := check.New(d)
	dr := brief.New(d)
	for i := range 60 {
		rng := rand.New(rand.NewPCG(uint64(i), 3))
		b, err := dr.Draft(uint64(i), make([]string, len(d.Facets)), rng)
		if err != nil {
			t.Log(err)
			continue
		}
		for _, p := range both(t, d) {
			if !p.CanServe(b) {
				continue
			}
			c, err := p.Write(t.Context(), b, rng)
			if err != nil {
				t.Log(p.Name(), err)
				continue
			}
			s := &sample.Sample{Messages: c.Messages, Calls: c.Calls, Context: c.Context}
			for _, tl := range d.Tools {
				s.Tools = append(s.Tools, tl.Name)
			}
			t.Log(p.Name(), sample.LastUser(c.Messages), c.Calls, checks.Verify(s))
		}
	}
}
