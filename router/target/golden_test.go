package target

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden file anew, to be read before it is committed")

// The whole way of a small run, to be read: a target of two facets with an
// impossible combination, a cell that cannot be filled and the report.
func TestGolden(t *testing.T) {
	t.Parallel()
	table, err := Fit(Spec{
		Facets: []Facet{
			{Name: "tool", Buckets: []string{"search", "edit", "export"}},
			{Name: "words", Buckets: []string{"short", "long"}},
			{Name: "calls", Buckets: []string{"0", "1"}},
		},
		Marginals: []Marginal{
			{Facet: "tool", Shares: []Share{{"search", 0.5}, {"edit", 0.3}, {"export", 0.2}}},
			{Facet: "words", Shares: []Share{{"short", 0.6}, {"long", 0.4}}},
		},
		Conditionals: []Conditional{
			{Facet: "words", Given: "tool", GivenBucket: "search", Shares: []Share{{"short", 0.7}, {"long", 0.3}}},
		},
		Zeros: []Zero{{{"tool", []string{"export"}}, {"words", []string{"long"}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for cell := range table.Cells() {
		fmt.Fprintf(&out, "cell %d %v share %.4f\n", cell, table.BucketNames(cell), table.Share(cell))
	}
	l := newLedger(t, table, Options{Window: 4, CloseAfter: 5})
	flying := []int{}
	for slot := range 60 {
		for len(flying) < 4 {
			cell, _ := l.Next()
			flying = append(flying, cell)
		}
		aimed, verdict := flying[0], "accepted"
		flying = flying[1:]
		outcome := l.land(aimed)
		switch {
		case aimed == 1: // searches cannot be long
			outcome, verdict = Failed(), "failed"
		case slot%11 == 10:
			outcome, verdict = Unavailable(), "unavailable"
		case outcome.kind == surplus:
			verdict = "surplus"
		}
		closed := l.Settle(aimed, outcome)
		fmt.Fprintf(&out, "slot %2d cell %d %-11s gaps of words %+.2f %+.2f\n",
			slot, aimed, verdict, round(l.Gap(1, 0)), round(l.Gap(1, 1)))
		for _, c := range closed {
			fmt.Fprintf(&out, "closed %v at %d: %d failed, moved %.2f, residual %.3f, in force %.4f\n",
				c.Buckets, c.At, c.Failed, c.Moved, c.Residual, l.share)
		}
	}
	writeReport(&out, l.Report())

	path := filepath.Join("testdata", "run.golden")
	if *update {
		if err := os.WriteFile(path, []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != string(want) {
		t.Errorf("the run differs from %s (see -update):\n%s", path, out.String())
	}
}

// round leaves no negative zero.
func round(x float64) float64 { return math.Round(x*100)/100 + 0 }

func writeReport(out *strings.Builder, r Report) {
	fmt.Fprintf(out, "%d accepted, %d under way\n", r.Accepted, r.UnderWay)
	for _, m := range append(append(r.Facets, r.Pairs...), r.Joint) {
		fmt.Fprintf(out, "%v: divergence from asked %.4f, from in force %.4f\n", m.Facets, m.FromAsked, m.FromInForce)
		for _, b := range m.Buckets {
			fmt.Fprintf(out, "  %v asked %.4f in force %.4f delivered %d\n", b.Buckets, b.Asked, b.InForce, b.Delivered)
		}
	}
}
