package shop_test

import (
	"math/rand/v2"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/shop"
	"github.com/callmill/callmill/pathways/phrase"
	"github.com/callmill/callmill/pathways/sample"
)

func load(t *testing.T) *domain.Domain {
	t.Helper()
	d, err := domain.Load(shop.Files())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// What the project promises of its domain: enough to draw from that samples do
// not repeat each other, and nothing in it that surprises.
func TestShopIsLargeEnough(t *testing.T) {
	t.Parallel()
	d := load(t)
	for _, n := range d.Notes {
		t.Errorf("a note: %+v", n)
	}
	kinds := map[string]int{}
	for _, it := range d.Items {
		kinds[it.Kind]++
		if it.NodeOfType("product") == nil || it.NodeOfType("brand") == nil {
			t.Errorf("%s, %q, is no product or of no brand of the graph", it.ID, it.Title)
		}
	}
	t.Logf("%d tools, %d nodes, %d items of %d kinds", len(d.Tools), len(d.Graph.Nodes), len(d.Items), len(kinds))
	for _, c := range []struct {
		what        string
		have, least int
	}{
		{"tools", len(d.Tools), 16},
		{"nodes", len(d.Graph.Nodes), 500},
		{"items", len(d.Items), 400},
		{"kinds", len(kinds), 100},
	} {
		if c.have < c.least {
			t.Errorf("%d %s, want at least %d", c.have, c.what, c.least)
		}
	}
}

// Whatever people look for is in the catalogue, and is called what it is.
func TestEveryProductIsSold(t *testing.T) {
	t.Parallel()
	d := load(t)
	sold := map[*domain.Node]bool{}
	titles := map[string]string{}
	for _, it := range d.Items {
		sold[it.NodeOfType("product")] = true
		if other := titles[it.Title]; other != "" {
			t.Errorf("%s and %s are both called %q", other, it.ID, it.Title)
		}
		titles[it.Title] = it.ID
	}
	for _, n := range d.Graph.OfType("product") {
		if !sold[n] {
			t.Errorf("no article is a %s", n.Label)
		}
	}
}

// A lowest price is never above the highest.
func TestPricesAreOrdered(t *testing.T) {
	t.Parallel()
	low := load(t).Tool("search_products").Param("min_price").Binding.Range
	if low.Below != "max_price" {
		t.Errorf("min_price is below %q, want max_price", low.Below)
	}
}

// What the pathways write passes the checks, for every tool and for none.
func TestEveryToolIsSaid(t *testing.T) {
	t.Parallel()
	d := load(t)
	writers, err := phrase.All(d)
	if err != nil {
		t.Fatal(err)
	}
	checks, drafter, tool := check.New(d), brief.New(d), d.Facet(sample.FacetTool)
	for _, name := range d.Facets[tool].Buckets {
		wrote, passed := 0, 0
		for i := range 200 {
			rng := rand.New(rand.NewPCG(uint64(i), 3))
			buckets := make([]string, len(d.Facets))
			buckets[tool] = name
			b, err := drafter.Draft(uint64(i), buckets, rng)
			p := writers[i%len(writers)]
			if err != nil || !p.CanServe(b) {
				continue
			}
			wrote++
			if c, err := p.Write(t.Context(), b, rng); err == nil && checks.Verify(finished(d, c)) == nil {
				passed++
			}
		}
		if wrote < 100 || passed < wrote*9/10 {
			t.Errorf("%s: %d of %d queries pass the checks", name, passed, wrote)
		}
	}
}

// finished is a sample as a run makes it.
func finished(d *domain.Domain, c *pathways.Candidate) *sample.Sample {
	s := &sample.Sample{Messages: c.Messages, Calls: c.Calls, Context: c.Context}
	for _, t := range d.Tools {
		s.Tools = append(s.Tools, t.Name)
	}
	return s
}
