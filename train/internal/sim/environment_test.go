package sim

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func environment(t *testing.T, index int) *Environment {
	t.Helper()
	e, err := EnvironmentAt(1, Training, index)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEnvironmentsAreAsTheDistributionSays(t *testing.T) {
	for i := range 40 {
		e := environment(t, i)
		if n := len(e.Pathways); n < 4 || n > 8 {
			t.Errorf("environment %d: got %d pathways, want 4 to 8", i, n)
		}
		if cells := e.Table.Cells(); cells != tools*complexity*lengths {
			t.Errorf("environment %d: got %d cells, want 180", i, cells)
		}
		for k, p := range e.Pathways {
			if e.cost[k] < 0.1 || e.cost[k] > 4 || p.Modality == "phrase" && p.Cost != e.cost[k] {
				t.Errorf("environment %d: %s costs %v, declared %v", i, p.Name, e.cost[k], p.Cost)
			}
		}
		for cell := range e.Table.Cells() {
			if e.available(cell) == 0 {
				t.Errorf("environment %d: nothing serves cell %d", i, cell)
			}
		}
	}
}

func TestSplitsShareNoEnvironment(t *testing.T) {
	for i := range 20 {
		a := environment(t, i)
		for j := range 20 {
			b, err := EnvironmentAt(1, HeldOut, j)
			if err != nil {
				t.Fatal(err)
			}
			if slices.Equal(a.cost, b.cost) {
				t.Errorf("training environment %d is held-out environment %d", i, j)
			}
		}
	}
}

// split tries every way to divide n samples among the pathways from k on.
func split(e *Environment, cell, k, n int) float64 {
	if k == len(e.Pathways) {
		if n == 0 {
			return 0
		}
		return math.Inf(1)
	}
	best, spent := math.Inf(1), 0.0
	for made := range n + 1 {
		best = min(best, spent+split(e, cell, k+1, n-made))
		spent += e.marginal(cell, k, float64(made))
	}
	return best
}

func TestTheOptimumIsThatOfAllDivisions(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for i := range 20 {
		e := environment(t, i)
		cell := rng.IntN(e.Table.Cells())
		// Small pools, so that what was made counts.
		for k := range e.at(cell) {
			e.at(cell)[k].pool = float64(1 + rng.IntN(8))
		}
		counts := make([]int, e.Table.Cells())
		counts[cell] = 1 + rng.IntN(6)
		found, want := e.Optimum(counts), split(e, cell, 0, counts[cell])
		if found != want && !(math.Abs(found-want) < 1e-9*want) {
			t.Errorf("environment %d: got %v, want %v", i, found, want)
		}
	}
}

func TestBestMixIsTheBestOfMany(t *testing.T) {
	e := environment(t, 3)
	counts := slices.Repeat([]int{8}, e.Table.Cells())
	best := e.BestMix(counts)
	least := e.fluid(counts, best)
	rng := rand.New(rand.NewPCG(1, 1))
	for range 300 {
		mix := slices.Clone(best)
		for k := range mix {
			mix[k] *= math.Exp(rng.NormFloat64())
		}
		if cost := e.fluid(counts, mix); cost < 0.995*least {
			t.Errorf("mix %.3f costs %v, the best one %.3f costs %v", mix, cost, best, least)
		}
	}
}
