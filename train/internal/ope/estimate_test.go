package ope

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// fixed gives every decision the same probabilities.
func fixed(p []float64) Target {
	return func(_ *dataset.Event, out []float64) error {
		copy(out, p)
		return nil
	}
}

// TestEstimatesByHand has two runs of two decisions between two pathways, no
// reward model to speak of, and every number worked out beside it.
func TestEstimatesByHand(t *testing.T) {
	t.Parallel()
	l := &memory{runs: []dataset.Run{{Name: "runs/a"}, {Name: "runs/b"}, {Name: "runs/empty"}}}
	add := func(run, choice int, p, gain, cost float64) {
		e := dataset.Event{
			Run: run, Mask: router.AllPathways(2), Choice: choice, Propensity: p, Gain: gain, Cost: cost,
			Probabilities: []float64{p, p}, Features: make([]float64, 2*router.NumFeatures),
		}
		e.Probabilities[1-choice] = 1 - p
		l.events = append(l.events, e)
	}
	add(0, 0, 0.5, 1, 1)  // weight 1.5, reward ½
	add(0, 1, 0.25, 0, 1) // weight 1,   reward −½
	add(1, 0, 0.75, 1, 0) // weight 1,   reward 1
	add(1, 1, 0.5, 0, 0)  // weight ½,   reward 0
	nothing := &Rewards{highest: 1, column: -1}
	estimates, err := Compare(t.Context(), l, nil, nothing, 0.5,
		Named{"logging", Logging}, Named{"target", fixed([]float64{0.75, 0.25})})
	if err != nil {
		t.Fatal(err)
	}
	base, target := &estimates[0], &estimates[1]
	near(t, "mean reward", base.Value.Weighted.Value, 1./4, 1e-15)
	near(t, "weighted", target.Value.Weighted.Value, (0.75-0.5+1)/4, 1e-15)
	near(t, "self-normalised", target.Value.SelfNormalised.Value, 1.25/4, 1e-15)
	near(t, "direct", target.Value.Direct.Value, 0, 0)
	near(t, "robust without a model", target.Value.Robust.Value, target.Value.Weighted.Value, 1e-15)
	near(t, "gain", target.Gain.Value, 2.5/4, 1e-15)
	near(t, "cost", target.Cost.Value, 2.5/4, 1e-15)
	near(t, "effective", target.Effective, 16/(2.25+1+1+0.25), 1e-12)
	near(t, "largest", target.Largest, 1.5, 0)
	// The runs' sums are ¼ and 1 around a mean of 1.25/4 a decision: influences
	// of ∓0.09375, and with one degree of freedom t is 12.7062 and 63.6567.
	deviation := math.Sqrt(2 * 2 * 0.09375 * 0.09375)
	near(t, "error", target.Value.Weighted.Error, deviation, 1e-12)
	near(t, "low", target.Value.Weighted.Low, 1.25/4-12.7062*deviation, 1e-4)
	near(t, "high", target.Value.Weighted.High, 1.25/4+12.7062*deviation, 1e-4)
	near(t, "bound", target.Value.Weighted.Bound, 1.25/4-63.6567*deviation, 1e-3)
	near(t, "difference", target.Difference.Weighted.Value, 0.25/4, 1e-15)
	if target.Runs != 2 || target.Decisions != 4 || target.Name != "target" {
		t.Errorf("found %+v", target)
	}
}

// TestEstimatesOfWhatWasLogged: a log of its own needs no weights.
func TestEstimatesOfWhatWasLogged(t *testing.T) {
	t.Parallel()
	logging := policyOf(t, "p", map[int]float64{signal: 2})
	log := newBandit().log(t, logging, 8, 50, 1)
	models, err := CrossFit(t.Context(), log, nil, Fold(8, 4, 1))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		price := rapid.Float64Range(0, 3).Draw(t, "price")
		estimates, err := Compare(t.Context(), log, nil, models, price,
			Named{"logging", Logging}, Named{"policy", Policy(logging)})
		if err != nil {
			t.Fatal(err)
		}
		mean := 0.0
		for i := range log.events {
			mean += (log.events[i].Gain - price*log.events[i].Cost) / float64(len(log.events))
		}
		for _, e := range estimates {
			near2(t, e.Value.Weighted.Value, mean)
			near2(t, e.Value.SelfNormalised.Value, mean)
			near2(t, e.Effective, float64(len(log.events)))
			near2(t, e.Gain.Value-price*e.Cost.Value, e.Value.Robust.Value)
			near2(t, e.Difference.Robust.Value, 0)
			near2(t, e.Difference.Robust.Error, 0)
		}
	})
}

func near2(t *rapid.T, found, expected float64) {
	if !(math.Abs(found-expected) <= 1e-9*max(1, math.Abs(expected))) {
		t.Fatalf("found %v, expected %v", found, expected)
	}
}

func TestEstimatesOfNothing(t *testing.T) {
	t.Parallel()
	log := newBandit().log(t, policyOf(t, "p", nil), 2, 3, 1)
	one := func(run int) bool { return run == 0 }
	estimates, err := Compare(t.Context(), log, one, &Rewards{}, 1, Named{"logging", Logging}, Named{"uniform", Uniform})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range []Interval{estimates[1].Value.Robust, estimates[1].Difference.SelfNormalised} {
		if i.Known() || !math.IsInf(i.Bound, -1) || !math.IsInf(i.High, 1) {
			t.Errorf("one run: found %+v", i)
		}
	}
	never := Named{"never", fixed([]float64{0, 0, 0, 0})}
	estimates, err = Compare(t.Context(), log, nil, &Rewards{}, 1, Named{"logging", Logging}, never)
	if err != nil {
		t.Fatal(err)
	}
	if i := estimates[1].Value.SelfNormalised; i.Known() || estimates[1].Effective != 0 {
		t.Errorf("no overlap: found %+v", i)
	}
	fault := errors.New("fault")
	_, err = Compare(t.Context(), log, nil, &Rewards{}, 1, Named{"logging", Logging},
		Named{"broken", func(*dataset.Event, []float64) error { return fault }})
	if !errors.Is(err, fault) {
		t.Errorf("found %v", err)
	}
}

// BenchmarkCompare is the time of one decision under the active policy, a
// candidate and three baselines.
func BenchmarkCompare(b *testing.B) {
	log := newBandit().log(b, policyOf(b, "p", nil), 20, 500, 1)
	models, err := CrossFit(b.Context(), log, nil, Fold(20, 5, 1))
	if err != nil {
		b.Fatal(err)
	}
	active, candidate := policyOf(b, "a", map[int]float64{signal: 1}), policyOf(b, "c", map[int]float64{signal: 2})
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if n++; n%len(log.events) != 1 {
			continue
		}
		if _, err := Compare(b.Context(), log, nil, models, 1, Named{"a", Policy(active)}, Named{"c", Policy(candidate)},
			Named{"h", Policy(active)}, Named{"l", Logging}, Named{"u", Uniform}); err != nil {
			b.Fatal(err)
		}
	}
}
