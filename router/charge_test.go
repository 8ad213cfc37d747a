package router_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/router"
)

// expectedCost is what an accepted sample of pathway k costs, from the features
// by their meanings.
func expectedCost(d *router.Decision, k int) float64 {
	x := func(name string) float64 { return d.Features[k*router.NumFeatures+column(name)] }

	return x("cost") / (1 - x("cost")) / (x("skill") * (1 - x("repeat")) * x("open"))
}

func TestAPriceOfACallIsAFactorOfTheOdds(t *testing.T) {
	t.Parallel()

	s := busy(6, 800)
	state, policy := s.state(t), heuristicPolicy(t)

	var free, charged router.Decision

	for _, slot := range s.slots(50) {
		slot.Price = 0
		if err := policy.Decide(state, &slot, 0.5, &free); err != nil {
			t.Fatalf("decide: %v", err)
		}

		slot.Price = 0.7
		if err := policy.Decide(state, &slot, 0.5, &charged); err != nil {
			t.Fatalf("decide: %v", err)
		}

		for k := range s.pathways {
			found, expected := free.Scores[k]-charged.Scores[k], 0.7*expectedCost(&free, k)
			if math.Abs(found-expected) > 1e-9*(1+expected) {
				t.Fatalf("pathway %d is charged %v, expected %v", k, found, expected)
			}
		}
	}
}

// The price is the multiplier of a budget: a higher one never makes what is
// expected to be spent on the next sample more.
func TestAHigherPriceNeverSpendsMore(t *testing.T) {
	t.Parallel()

	rapid.Check(t, func(t *rapid.T) {
		s := busy(6, rapid.IntRange(0, 400).Draw(t, "outcomes"))
		state, policy, slot := s.state(t), heuristicPolicy(t), s.slots(1)[0]
		slot.Decision = math.MaxUint64

		spent := func(price float64) float64 {
			var d router.Decision

			slot.Price = price
			if err := policy.Decide(state, &slot, 0.5, &d); err != nil {
				t.Fatalf("decide: %v", err)
			}

			mean := 0.0
			for k, p := range d.Probabilities {
				mean += p * expectedCost(&d, k)
			}

			return mean
		}

		low := rapid.Float64Range(-5, 5).Draw(t, "price")
		high := low + rapid.Float64Range(0, 5).Draw(t, "rise")

		if before, after := spent(low), spent(high); after > before*(1+1e-9) {
			t.Fatalf("at %v it spends %v, at %v %v", low, before, high, after)
		}
	})
}

// A price beyond every budget leaves but the exploration to what is dear.
func TestAnyPriceGivesProbabilities(t *testing.T) {
	t.Parallel()

	s := busy(4, 200)
	state, policy, slot := s.state(t), heuristicPolicy(t), s.slots(1)[0]

	var d router.Decision

	for _, price := range []float64{-1e6, 1e6} {
		slot.Price = price
		if err := policy.Decide(state, &slot, 0.5, &d); err != nil {
			t.Fatalf("decide: %v", err)
		}

		sum := 0.0
		for _, p := range d.Probabilities {
			sum += p
		}

		if math.Abs(sum-1) > 1e-12 {
			t.Errorf("price %v: found %v, expected them to add up to 1", price, d.Probabilities)
		}
	}
}

// A run without models has neither load nor latency, and so decides as if they
// did not exist, whatever weight a policy gives them.
func TestARunWithoutModelsHasNoLoad(t *testing.T) {
	t.Parallel()

	s := busy(4, 300)
	for i := range s.outcomes {
		s.outcomes[i].Latency = 0
	}

	weights := heuristicPolicy(t).Spec().Weights
	for _, name := range []string{"load", "latency", "latency_tail", "load_latency"} {
		weights[column(name)] = -20
	}

	state, slot := s.state(t), s.slots(1)[0]
	slot.Load = nil

	var plain, weighed router.Decision

	if err := heuristicPolicy(t).Decide(state, &slot, 0.5, &plain); err != nil {
		t.Fatalf("decide: %v", err)
	}

	if err := policyOf(t, weights).Decide(state, &slot, 0.5, &weighed); err != nil {
		t.Fatalf("decide: %v", err)
	}

	for k := range s.pathways {
		if plain.Scores[k] != weighed.Scores[k] {
			t.Errorf("pathway %d: found the score %v, expected %v", k, weighed.Scores[k], plain.Scores[k])
		}
	}
}
