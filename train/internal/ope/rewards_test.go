package ope

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// linear makes a log whose rewards are linear in the features, without noise.
func linear(runs, n int, gain, cost func(row []float64) float64) *memory {
	l := &memory{}
	rng := rand.New(rand.NewPCG(3, 3))
	for run := range runs {
		l.runs = append(l.runs, dataset.Run{Name: "runs/a", Pathways: []dataset.Pathway{{Name: "a"}, {Name: "b"}}})
		for range n {
			e := dataset.Event{
				Run: run, Mask: router.AllPathways(2), Choice: rng.IntN(2), Propensity: 0.5,
				Probabilities: []float64{0.5, 0.5}, Features: make([]float64, 2*router.NumFeatures),
			}
			for i := range e.Features {
				e.Features[i] = rng.Float64()
			}
			e.Gain, e.Cost = gain(chosen(&e)), cost(chosen(&e))
			l.events = append(l.events, e)
		}
	}
	return l
}

func TestRewardsAreRecovered(t *testing.T) {
	t.Parallel()
	gain := func(row []float64) float64 { return 0.2 + 0.3*row[0] + 0.1*row[router.NumFeatures-1] }
	// The expected cost is not linear in the feature that carries it, c/(1+c).
	cost := func(row []float64) float64 { return 0.1 + row[costColumn()]/(1-row[costColumn()]) }
	bounded := linear(4, 1000, gain, func(row []float64) float64 { return min(cost(row), 10) })
	for i := range bounded.events {
		row := chosen(&bounded.events[i])
		row[costColumn()] *= 0.8
		bounded.events[i].Cost = cost(row)
	}
	r, err := FitRewards(t.Context(), bounded, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		row := chosen(&bounded.events[i])
		near(t, "gain", r.Gain(row), gain(row), 2e-3)
		near(t, "cost", r.Cost(row), cost(row), 1e-2)
	}
	row := make([]float64, router.NumFeatures)
	for _, x := range []float64{-1e6, 1e6} {
		row[0], row[costColumn()] = x, 1
		if g, c := r.Gain(row), r.Cost(row); !(g >= 0 && g <= 1 && c >= 0 && c <= r.highest) {
			t.Errorf("found gain %v and cost %v out of range", g, c)
		}
	}
}

// TestCrossFitIsAFitOfTheOthers has fits of everything but a fold as its oracle.
func TestCrossFitIsAFitOfTheOthers(t *testing.T) {
	t.Parallel()
	log := newBandit().log(t, policyOf(t, "p", nil), 12, 50, 1)
	folds := Fold(12, 4, 9)
	use := func(run int) bool { return run != 5 }
	cross, err := CrossFit(t.Context(), log, use, folds)
	if err != nil {
		t.Fatal(err)
	}
	for run := range folds {
		others, err := FitRewards(t.Context(), log, func(other int) bool { return use(other) && folds[other] != folds[run] })
		if err != nil {
			t.Fatal(err)
		}
		for i := range 20 {
			row := chosen(&log.events[i*7])
			near(t, "gain", cross.For(run).Gain(row), others.Gain(row), 1e-9)
			near(t, "cost", cross.For(run).Cost(row), others.Cost(row), 1e-9)
			near(t, "one for all", others.For(run).Gain(row), others.Gain(row), 0)
		}
	}
}

func TestRewardsNeedDecisions(t *testing.T) {
	t.Parallel()
	log := newBandit().log(t, policyOf(t, "p", nil), 3, 5, 1)
	if _, err := FitRewards(t.Context(), log, func(int) bool { return false }); !errors.Is(err, ErrNoDecisions) {
		t.Errorf("found %v", err)
	}
	if _, err := CrossFit(t.Context(), log, nil, []int{0, 0, 0}); !errors.Is(err, errOneFold) {
		t.Errorf("found %v", err)
	}
	log.events[4].Features = make([]float64, len(log.events[4].Features))
	for i := range log.events[4].Features {
		log.events[4].Features[i] = math.NaN()
	}
	if _, err := FitRewards(t.Context(), log, nil); err == nil {
		t.Error("learned from features that are no numbers")
	}
}

// BenchmarkFitRewards is the time of one decision. What bounds it: the squares
// of a row, 900 multiplications.
func BenchmarkFitRewards(b *testing.B) {
	log := linear(1, 1000, func([]float64) float64 { return 0 }, func([]float64) float64 { return 1 })
	equations := newNormal()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		equations.add(chosen(&log.events[i%1000]), 1, 1)
	}
}
