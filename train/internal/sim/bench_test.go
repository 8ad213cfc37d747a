package sim

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways/domain/domaintest"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// skilled gives the weight to skill_correction, unless the log has it removed.
func skilled(t *testing.T) Learner {
	t.Helper()
	at := slices.IndexFunc(router.Features(), func(f router.Feature) bool { return f.Name == "skill_correction" })
	return func(ctx context.Context, log dataset.Log, start *router.Policy) (*router.Policy, error) {
		spec := start.Spec()
		err := log.Each(ctx, nil, func(e *dataset.Event) error {
			if e.Features[e.Choice*router.NumFeatures+at] != 0 {
				spec.Weights[at] = 5
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		return router.NewPolicy(spec)
	}
}

func TestBenchComparesEverythingOnTheSameEnvironments(t *testing.T) {
	b := Bench{
		Seed: 1, Heuristic: heuristic(t), Policies: []*router.Policy{heuristic(t)}, Learn: skilled(t),
		Runs: 8, LogRuns: 2, Samples: 1500, Curve: []int{50, 100}, Events: 100, Rounds: 2,
		Ablate: !domaintest.UnderRace, // the longest part, and more of the same
	}
	rows, err := b.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := 9 + 1 + 2 + 2
	if b.Ablate {
		want += len(groups())
	}
	if len(rows) != want {
		t.Errorf("got %d rows, want %d", len(rows), want)
	}
	for i := range rows {
		switch r := &rows[i]; {
		case strings.HasPrefix(r.Name, "contextual plug-in greedy, ε 0.02") || strings.HasPrefix(r.Name, "heuristic@1"),
			r.Name == "learned, 100, without skill and pool":
			if r.Difference != 0 || r.DifferenceError != 0 {
				t.Errorf("%s: got the difference %v ± %v, want 0", r.Name, r.Difference, r.DifferenceError)
			}
		case strings.HasPrefix(r.Name, "learned"):
			if r.Removed < 0.2 || r.Difference+2*r.DifferenceError > 0 {
				t.Errorf("%s: got %+v, want it to remove more of the excess", r.Name, *r)
			}
		case strings.HasPrefix(r.Name, "index"):
			if r.Ratio != 1 && (r.Ratio < 1-1e-9 || r.Ratio > 1+1e-9) {
				t.Errorf("%s: got %v, want 1", r.Name, r.Ratio)
			}
		}
	}
}

func TestEveryFeatureButTheHeuristicIsInOneGroup(t *testing.T) {
	in := map[string]int{}
	for _, g := range groups() {
		if len(g.columns()) != len(g.features) {
			t.Errorf("%s: has %d features, names %d", g.name, len(g.columns()), len(g.features))
		}
		for _, f := range g.features {
			in[f]++
		}
	}
	for _, f := range router.Features() {
		want := 1
		if f.Name == "log_ratio" {
			want = 0
		}
		if in[f.Name] != want {
			t.Errorf("%s: is in %d groups, want %d", f.Name, in[f.Name], want)
		}
	}
}

func TestTheTableIsMarkdown(t *testing.T) {
	var out strings.Builder
	err := WriteTable(&out, []Row{
		{Name: "good", Ratio: 1.1, RatioError: 0.01, Difference: -0.1, DifferenceError: 0.02, Removed: 0.5, Paid: 1.12},
		{Name: "bad", Ratio: 1.2, RatioError: 0.01, Paid: 1.2},
	})
	want := `| policy | cost / optimum | difference to the greedy | excess removed | as paid |
| --- | --- | --- | --- | --- |
| bad | 1.200 ± 0.010 | +0.000 ± 0.000 | 0% | 1.200 |
| good | 1.100 ± 0.010 | -0.100 ± 0.020 | 50% | 1.120 |
`
	if err != nil || out.String() != want {
		t.Errorf("got %v\n%s\nwant\n%s", err, out.String(), want)
	}
}

// BenchmarkFill is a run of 3,000 samples under the real router and ledger: what
// a simulated log costs.
func BenchmarkFill(b *testing.B) {
	p, err := router.HeuristicPolicy()
	if err != nil {
		b.Fatal(err)
	}
	t := Trial{Seed: 1, Split: Training, Runs: 1}
	b.ReportAllocs()
	for b.Loop() {
		r, err := t.Run(b.Context(), Routed(p))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(r[0][0].Decisions), "decisions/op")
	}
}
