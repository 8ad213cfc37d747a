package brief_test

import (
	"math/rand/v2"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// Several calls go together: edits of the one item, each by another tool, or
// calls that need none; no two of them are alike. The tool and the number of
// arguments asked for are the first call's.
func TestSeveralCalls(t *testing.T) {
	t.Parallel()
	d := load(t)
	dr := brief.New(d)
	tool, calls, arguments := d.Facet(sample.FacetTool), d.Facet(sample.FacetCalls), d.Facet(sample.FacetArguments)
	drafted, three, again := 0, 0, 0
	for i := range uint64(2000) {
		rng := rand.New(rand.NewPCG(i, 4))
		buckets := make([]string, len(d.Facets))
		first := d.Tools[i%uint64(len(d.Tools))]
		buckets[tool], buckets[calls] = first.Name, "2+"
		buckets[arguments] = d.Facets[arguments].Buckets[rng.IntN(len(d.Facets[arguments].Buckets))]
		b, err := dr.Draft(i, buckets, rng)
		if err != nil {
			continue
		}
		drafted++
		if len(b.Calls) > 2 {
			three++
		}
		s := sample.Sample{Calls: b.SampleCalls()}
		for _, f := range []int{tool, calls, arguments} {
			if got := d.Facets[f].Buckets[d.Facets[f].Measure(&s)]; got != buckets[f] {
				t.Fatalf("asked for %s %s, drafted %s", d.Facets[f].Name, buckets[f], got)
			}
		}
		if b.Calls[0].Tool != first {
			t.Fatalf("the first call is %s, want %s", b.Calls[0].Tool.Name, first.Name)
		}
		goTogether(t, d, b)
		if b.Calls[0].Tool == b.Calls[1].Tool {
			again++
		}
	}
	if drafted < 1000 || three < drafted/30 || three > drafted/5 || again == 0 {
		t.Errorf("%d drafts, of which %d with three calls and %d with a tool again", drafted, three, again)
	}
}

func goTogether(t *testing.T, d *domain.Domain, b *pathways.Brief) {
	t.Helper()
	if len(b.Calls) < 2 || len(b.Calls) > 3 {
		t.Fatalf("%d calls", len(b.Calls))
	}
	seen := map[string]bool{}
	for i, c := range b.SampleCalls() {
		if seen[c.Name+c.Arguments] {
			t.Errorf("%s%s twice", c.Name, c.Arguments)
		}
		seen[c.Name+c.Arguments] = true
		if c.ID != pathways.CallID(i) {
			t.Errorf("call %d has id %s", i, c.ID)
		}
		id, ok := sample.ArgumentText(c.Arguments, "item_id")
		if ok != (b.Context != nil) || ok && id != b.Context.ID {
			t.Errorf("%s takes item %q of the context %v", c.Name, id, b.Context)
		}
		if b.Context != nil && i > 0 && c.Name == b.Calls[0].Tool.Name {
			t.Errorf("%s edits the item twice", c.Name)
		}
		if d.Tool(c.Name) == nil {
			t.Errorf("no tool %s", c.Name)
		}
	}
}
