package router_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/router"
)

// scenario is a run to decide in, and what has happened in it so far.
type scenario struct {
	pathways []router.Pathway
	facets   []router.Facet
	cells    int
	outcomes []router.Outcome
}

// state returns the incremental statistics of the scenario.
func (s *scenario) state(t failer) *router.State {
	t.Helper()

	state, err := router.NewState(s.pathways, s.facets, s.cells)
	if err != nil {
		t.Fatalf("new state: %v", err)
	}

	for i := range s.outcomes {
		if err := state.Settle(&s.outcomes[i]); err != nil {
			t.Fatalf("settle outcome %d: %v", i, err)
		}
	}

	return state
}

// failer is what testing.TB and rapid.T have in common here.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func heuristicPolicy(t failer) *router.Policy {
	t.Helper()

	p, err := router.HeuristicPolicy()
	if err != nil {
		t.Fatalf("heuristic policy: %v", err)
	}

	return p
}

// column returns the index of the feature with this name, −1 if there is none.
func column(name string) int {
	return slices.IndexFunc(router.Features(), func(f router.Feature) bool { return f.Name == name })
}

// policyOf returns a policy with these weights, in the order of Features.
func policyOf(t failer, weights []float64) *router.Policy {
	t.Helper()

	p, err := router.NewPolicy(router.Spec{
		Name: "test", Version: "1", Weights: weights,
		Exploration: router.Exploration{Start: 0.1, Floor: 0.02, Decay: 100},
	})
	if err != nil {
		t.Fatalf("new policy: %v", err)
	}

	return p
}

// studioFacets are the standard facets and two that a domain added.
func studioFacets() []router.Facet {
	return []router.Facet{
		{Name: "tool", Buckets: 9},
		{Name: "calls", Buckets: 3},
		{Name: "words", Buckets: 4, Role: router.RoleLength},
		{Name: "arguments", Buckets: 4, Role: router.RoleComplexity},
		{Name: "phrasing", Buckets: 5},
		{Name: "modality", Buckets: 3},
		{Name: "content_type", Buckets: 6},
		{Name: "language", Buckets: 2},
	}
}

// busy returns a seeded scenario in mid-run: n pathways, 1,000 cells and the
// given number of outcomes.
func busy(n, outcomes int) *scenario {
	rng := rand.New(rand.NewPCG(1, 2))
	s := &scenario{facets: studioFacets(), cells: 1000}

	modalities := []string{"phrase", "text", "vision"}
	costs := []float64{0.0001, 1, 2.5}

	for k := range n {
		s.pathways = append(s.pathways, router.Pathway{
			Name: fmt.Sprintf("pathway-%d", k), Modality: modalities[k%3],
			Cost: costs[k%3] * (1 + 0.1*float64(k)), Quality: 1 - 0.05*float64(k%4),
		})
	}

	for range outcomes {
		s.outcomes = append(s.outcomes, router.Outcome{
			Pathway: rng.IntN(n), Cell: rng.IntN(s.cells), Buckets: s.randomBuckets(rng),
			Landed: s.randomBuckets(rng), LandedCell: rng.IntN(s.cells),
			Kind: router.Kind(1 + rng.IntN(4)), Gain: rng.Float64(), Cost: 2 * rng.Float64(),
			Latency: 3 * rng.Float64(),
		})
	}

	return s
}

func (s *scenario) randomBuckets(rng *rand.Rand) []int {
	buckets := make([]int, len(s.facets))
	for f := range buckets {
		buckets[f] = rng.IntN(s.facets[f].Buckets)
	}

	return buckets
}

// slots returns n seeded slots that every pathway is available to.
func (s *scenario) slots(n int) []router.Slot {
	rng := rand.New(rand.NewPCG(3, 4))
	slots := make([]router.Slot, n)

	for i := range slots {
		gaps := make([][]float64, len(s.facets))
		for f := range gaps {
			gaps[f] = make([]float64, s.facets[f].Buckets)
			for b := range gaps[f] {
				gaps[f][b] = 2 * rng.NormFloat64()
			}
		}

		loads := make([]float64, len(s.pathways))
		for k := range loads {
			loads[k] = rng.Float64()
		}

		slots[i] = router.Slot{
			Load: loads,
			Cell: rng.IntN(s.cells), Buckets: s.randomBuckets(rng), Gaps: gaps, Progress: rng.Float64(),
			Mask: router.AllPathways(len(s.pathways)), Decision: uint64(i),
		}
	}

	return slots
}

// drawScenario generates a small scenario with any history, extremes included.
func drawScenario(t *rapid.T) *scenario {
	s := &scenario{
		facets: studioFacets()[rapid.IntRange(0, 8).Draw(t, "first facet"):],
		cells:  rapid.IntRange(1, 4).Draw(t, "cells"),
	}

	costs := rapid.OneOf(rapid.Float64Range(0.001, 10), rapid.SampledFrom([]float64{1e-9, 1, 1e9}))
	for k := range rapid.IntRange(1, 6).Draw(t, "pathways") {
		s.pathways = append(s.pathways, router.Pathway{
			Name:     fmt.Sprintf("p%d", k),
			Modality: rapid.SampledFrom([]string{"phrase", "text", "vision"}).Draw(t, "modality"),
			Cost:     costs.Draw(t, "declared cost"),
			Quality:  rapid.Float64Range(1e-12, 1).Draw(t, "quality"),
		})
	}

	for range rapid.IntRange(0, 60).Draw(t, "outcomes") {
		o := router.Outcome{
			Pathway: rapid.IntRange(0, len(s.pathways)-1).Draw(t, "pathway"),
			Cell:    rapid.IntRange(0, s.cells-1).Draw(t, "cell"),
			Buckets: s.drawBuckets(t), LandedCell: rapid.IntRange(0, s.cells-1).Draw(t, "landed cell"),
			Kind:    router.Kind(rapid.IntRange(1, 5).Draw(t, "kind")),
			Gain:    rapid.Float64Range(0, 1).Draw(t, "gain"),
			Cost:    rapid.OneOf(rapid.Float64Range(0, 10), rapid.SampledFrom([]float64{0, 1e9})).Draw(t, "cost"),
			Latency: rapid.OneOf(rapid.Float64Range(0, 10), rapid.SampledFrom([]float64{0, 1e-9, 1e9})).Draw(t, "latency"),
		}
		if rapid.Bool().Draw(t, "measured") {
			o.Landed = s.drawBuckets(t)
		}

		s.outcomes = append(s.outcomes, o)
	}

	return s
}

func (s *scenario) drawBuckets(t *rapid.T) []int {
	buckets := make([]int, len(s.facets))
	for f := range buckets {
		buckets[f] = rapid.IntRange(-1, s.facets[f].Buckets-1).Draw(t, "bucket")
	}

	return buckets
}

// drawSlot generates a slot with any gaps and progress that a float can hold.
func (s *scenario) drawSlot(t *rapid.T) *router.Slot {
	anything := rapid.OneOf(
		rapid.Float64Range(-5, 5),
		rapid.Float64(),
		rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1)}),
	)
	slot := &router.Slot{
		Cell: rapid.IntRange(0, s.cells-1).Draw(t, "slot's cell"), Buckets: s.drawBuckets(t),
		Progress: anything.Draw(t, "progress"),
		Mask:     router.Mask(rapid.Uint64Range(1, uint64(router.AllPathways(len(s.pathways)))).Draw(t, "mask")),
		Decision: rapid.Uint64().Draw(t, "ordinal"),
	}

	if rapid.Bool().Draw(t, "with load") {
		slot.Load = rapid.SliceOfN(anything, len(s.pathways), len(s.pathways)).Draw(t, "load")
	}

	if rapid.Bool().Draw(t, "with price") {
		slot.Price = rapid.Float64Range(-1e6, 1e6).Draw(t, "price")
	}

	if rapid.Bool().Draw(t, "with gaps") {
		slot.Gaps = make([][]float64, len(s.facets))
		for f := range slot.Gaps {
			n := s.facets[f].Buckets
			slot.Gaps[f] = rapid.SliceOfN(anything, n, n).Draw(t, "gaps")
		}
	}

	return slot
}
