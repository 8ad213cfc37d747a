package brief_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/domain"
)

// colors is a domain whose tool takes one of n colours, of which the first has
// the given weight.
func colors(t *testing.T, n int, weight float64) *domain.Domain {
	t.Helper()
	var nodes strings.Builder
	for i := range n {
		w := 1.0
		if i == 0 {
			w = weight
		}
		fmt.Fprintf(&nodes, "    c%d: {weight: %g}\n", i, w)
	}
	d, err := domain.Load(fstest.MapFS{
		"domain.yaml": {Data: []byte("name: colors\n")},
		"tools.json": {Data: []byte(`[{"name": "paint", "parameters": {"type": "object", "properties": {
  "color": {"type": "string"}}, "required": ["color"], "additionalProperties": false}}]`)},
		"graph.yaml": {Data: []byte("nodes:\n  color:\n" + nodes.String())},
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// drawn counts the values of so many drafts; each is accepted before the next
// where the drafter covers.
func drawn(t *testing.T, d *domain.Domain, drafts int, seed uint64, covering bool) map[string]int {
	t.Helper()
	dr := brief.New(d)
	covered, c := dr.Covering()
	if covering {
		dr = covered
	}
	counts := map[string]int{}
	for i := range uint64(drafts) {
		b, err := dr.Draft(i, make([]string, len(d.Facets)), rand.New(rand.NewPCG(seed, i)))
		if err != nil {
			t.Fatal(err)
		}
		counts[b.Calls[0].Arguments[0].Value.JSON]++
		c.Add(b.SampleCalls())
	}
	return counts
}

// As many drafts as there are values give nearly all of them, where draws that
// know nothing of each other give 63%.
func TestCoverage(t *testing.T) {
	t.Parallel()
	const n = 200
	d := colors(t, n, 1)
	for seed := range uint64(5) {
		blind, covering := len(drawn(t, d, n, seed, false)), len(drawn(t, d, n, seed, true))
		if blind > 3*n/4 {
			t.Errorf("seed %d: %d of %d values without coverage, want about 63%%", seed, blind, n)
		}
		if covering < 17*n/20 {
			t.Errorf("seed %d: %d of %d values, want 85%%", seed, covering, n)
		}
	}
}

// A value comes as often as its weight says, covering or not.
func TestWeights(t *testing.T) {
	t.Parallel()
	const n, weight, drafts = 20, 20, 4000
	d := colors(t, n, weight)
	want := drafts * float64(weight) / (n - 1 + weight)
	for _, covering := range []bool{false, true} {
		got := float64(drawn(t, d, drafts, 1, covering)[`"c0"`])
		if got < 0.85*want || got > 1.15*want {
			t.Errorf("covering %v: %g times, want about %g", covering, got, want)
		}
	}
}

// Equal runs draw equally.
func TestCoverageRepeats(t *testing.T) {
	t.Parallel()
	d := colors(t, 50, 3)
	if a, b := drawn(t, d, 300, 7, true), drawn(t, d, 300, 7, true); fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("found %v, then %v", a, b)
	}
}
