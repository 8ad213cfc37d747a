package ope_test

import (
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
	"github.com/callmill/callmill/train/internal/ope"
	"github.com/callmill/callmill/train/internal/sim"
)

func TestWorth(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name                 string
		p, gain, cost        []float64
		price, expectedWorth float64
	}{
		{"as on average", []float64{0.5, 0.5}, []float64{0.5, 0.5}, []float64{1, 1}, 0.5, 1},
		{"twice as hard", []float64{0.5, 0.5}, []float64{0.25, 0.25}, []float64{1, 1}, 0.5, 2},
		{"by what is drawn", []float64{1, 0}, []float64{0.25, 1}, []float64{1, 9}, 0.5, 2},
		{"as good as impossible", []float64{0.5, 0.5}, []float64{0, 0}, []float64{1, 1}, 0.5, 4},
		{"free", []float64{0.5, 0.5}, []float64{0.5, 0.5}, []float64{0, 0}, 0.5, 0.25},
		{"nothing is known", []float64{0.5, 0.5}, []float64{0, 0}, []float64{0, 0}, 0.5, 1},
	} {
		found := ope.Worth(&dataset.Event{Probabilities: test.p}, test.price, test.gain, test.cost)
		if found != test.expectedWorth {
			t.Errorf("%s: found %v, expected %v", test.name, found, test.expectedWorth)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 10), 2, 2)
		price := rapid.Float64Range(0, 10).Draw(t, "price")
		e := &dataset.Event{Probabilities: []float64{0.3, 0.7}}
		if w := ope.Worth(e, price, values.Draw(t, "gain"), values.Draw(t, "cost")); !(w >= 0.25 && w <= 4) {
			t.Fatalf("found %v", w)
		}
	})
}

// TestTheDifferenceFollowsTheCost draws policies around the active one and fills
// targets with each. What the gate estimates, with gains that count what they are
// worth where the decision stands, goes against what filling really costs.
func TestTheDifferenceFollowsTheCost(t *testing.T) {
	t.Parallel()
	const policies = 8
	filling := sim.Filling{Samples: 600}
	active := start(t)
	log := simulated(t, sim.Config{Runs: 40, Filling: filling, Events: 10000})
	rng := rand.New(rand.NewPCG(1, 1))
	candidates := make([]*router.Policy, policies)
	strategies := []sim.Strategy{sim.Routed(active)}
	for i := range candidates {
		spec := active.Spec()
		for j := range spec.Weights {
			spec.Weights[j] += 0.7 * rng.NormFloat64()
		}
		var err error
		if candidates[i], err = router.NewPolicy(spec); err != nil {
			t.Fatal(err)
		}
		strategies = append(strategies, sim.Routed(candidates[i]))
	}
	trial := &sim.Trial{Filling: filling, Seed: 5, Split: sim.Training, Runs: 40}
	results, err := trial.Run(t.Context(), strategies...)
	if err != nil {
		t.Fatal(err)
	}
	cost, local, everywhere := make([]float64, policies), make([]float64, policies), make([]float64, policies)
	for i, candidate := range candidates {
		for run := range results[0] {
			cost[i] += (results[i+1][run].Ratio() - results[0][run].Ratio()) / float64(len(results[0]))
		}
		for to, options := range map[*float64]ope.Options{&local[i]: {Local: true}, &everywhere[i]: {}} {
			v, err := ope.Gate(t.Context(), log, active, candidate, options)
			if err != nil {
				t.Fatal(err)
			}
			*to = v.Candidate.Difference.Robust.Value
		}
		t.Logf("cost %+.4f of the optimum, estimated %+.4f, and %+.4f at one price", cost[i], local[i], everywhere[i])
	}
	found, other := stat.Correlation(cost, local, nil), stat.Correlation(cost, everywhere, nil)
	t.Logf("correlation %.2f, and %.2f at one price", found, other)
	if found > -0.7 {
		t.Errorf("found a correlation of %.2f, expected −0.7 or less", found)
	}
}
