package router_test

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/callmill/callmill/router"
)

// world is what the router has to find out: how often a pathway's candidates
// pass, what they cost, and how many different samples it can make in a cell.
type world struct {
	acceptance, cost float64
	pool             int
}

// embedded are the policies of the build.
func embedded(t *testing.T) map[string]*router.Policy {
	t.Helper()

	start, err := router.StartPolicy()
	if err != nil {
		t.Fatalf("start policy: %v", err)
	}

	return map[string]*router.Policy{"start": start, "heuristic": heuristicPolicy(t)}
}

// play runs a policy for n decisions on one cell, and returns how
// often each pathway was chosen in the last half.
func play(t *testing.T, policy *router.Policy, pathways []world, n int) []float64 {
	t.Helper()

	s := &scenario{facets: []router.Facet{{Name: "tool", Buckets: 1}}, cells: 1}
	for k, w := range pathways {
		s.pathways = append(s.pathways, router.Pathway{
			Name: strconv.Itoa(k), Modality: "text", Cost: w.cost, Quality: 1,
		})
	}

	state, rng := s.state(t), rand.New(rand.NewPCG(11, 12))
	made, chosen := make([]int, len(pathways)), make([]float64, len(pathways))
	buckets := []int{0}

	var d router.Decision

	for i := range n {
		slot := router.Slot{Buckets: buckets, Mask: router.AllPathways(len(pathways)), Decision: uint64(i)}
		if err := policy.Decide(state, &slot, rng.Float64(), &d); err != nil {
			t.Fatalf("decide: %v", err)
		}

		w := pathways[d.Choice]
		outcome := router.Outcome{Pathway: d.Choice, Buckets: buckets, Cost: w.cost, Kind: router.Rejected}

		if rng.Float64() < w.acceptance {
			outcome.Kind, outcome.Landed = router.Duplicate, buckets
			if w.pool == 0 || rng.IntN(w.pool) >= made[d.Choice] {
				outcome.Kind, outcome.Gain = router.Accepted, 1
				made[d.Choice]++
			}
		}

		if err := state.Settle(&outcome); err != nil {
			t.Fatalf("settle: %v", err)
		}

		if i >= n/2 {
			chosen[d.Choice] += 2 / float64(n)
		}
	}

	return chosen
}

func TestThePoliciesFindTheBetterRatio(t *testing.T) {
	t.Parallel()

	cases := []struct {
		name     string
		pathways []world
		best     int
		least    float64
	}{
		{"acceptance at the same cost", []world{{0.9, 1, 0}, {0.3, 1, 0}}, 0, 0.95},
		{"the other way round", []world{{0.3, 1, 0}, {0.9, 1, 0}}, 1, 0.95},
		{"cost at the same acceptance", []world{{0.8, 2, 0}, {0.8, 0.5, 0}}, 1, 0.95},
		{"cheap and poor beats dear and good", []world{{0.9, 1, 0}, {0.6, 0.3, 0}}, 1, 0.93},
		{"not the cheapest", []world{{0.2, 0.5, 0}, {0.9, 1, 0}, {0.1, 0.4, 0}}, 1, 0.88},
		{"what has run dry is left", []world{{0.9, 0.3, 40}, {0.8, 1, 0}}, 1, 0.9},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()

			for name, policy := range embedded(t) {
				if chosen := play(t, policy, c.pathways, 4000); chosen[c.best] < c.least {
					t.Errorf("%s: found shares %.3f, expected at least %v for pathway %d", name, chosen, c.least, c.best)
				}
			}
		})
	}
}

func TestEqualPathwaysShareTheWork(t *testing.T) {
	t.Parallel()

	// The heuristic alone: a trained policy is so sharp that either may win.
	chosen := play(t, heuristicPolicy(t), []world{{0.7, 1, 0}, {0.7, 1, 0}}, 4000)
	if chosen[0] < 0.3 || chosen[0] > 0.7 {
		t.Errorf("found shares %.3f, expected about a half each", chosen)
	}
}

// streak returns how many slots in a row fail in a cell that the templates
// cannot write for (or, if dry, wrote all they know for), after they did well
// in 500 slots of another cell. A text pathway of cost 1 could fill it.
func streak(t *testing.T, policy *router.Policy, cost float64, dry bool, seed uint64) int {
	t.Helper()

	s := &scenario{
		pathways: []router.Pathway{
			{Name: "templates", Modality: "phrase", Cost: cost, Quality: 1},
			{Name: "writer", Modality: "text", Cost: 1, Quality: 1},
		},
		facets: []router.Facet{{Name: "tool", Buckets: 2}}, cells: 2,
	}
	state, rng := s.state(t), rand.New(rand.NewPCG(seed, 13))

	var d router.Decision

	for i := 0; ; i++ {
		cell := min(i/500, 1)
		slot := router.Slot{
			Cell: cell, Buckets: []int{cell}, Mask: router.AllPathways(2),
			Decision: uint64(i) + 1_000_000, // ε is at its floor
		}

		if err := policy.Decide(state, &slot, rng.Float64(), &d); err != nil {
			t.Fatalf("decide: %v", err)
		}

		o := router.Outcome{
			Pathway: d.Choice, Cell: cell, Buckets: slot.Buckets, Landed: slot.Buckets, LandedCell: cell,
			Kind: router.Accepted, Gain: 1, Cost: s.pathways[d.Choice].Cost,
		}

		switch {
		case cell == 1 && d.Choice == 1:
			return i - 500
		case cell == 1 && dry:
			o.Kind = router.Duplicate
		case cell == 1:
			o.Kind = router.Rejected
		}

		if err := state.Settle(&o); err != nil {
			t.Fatalf("settle: %v", err)
		}
	}
}

// A cell is given up after 64 failures in a row, so a pathway that cannot fill
// it must be left before. That holds for costs down to a tenth of the model's:
// the heuristic goes on with what is cheaper still, since trying it costs
// nothing, and only exploration then leads away.
func TestAPathwayThatCannotFillACellIsLeft(t *testing.T) {
	t.Parallel()

	for name, policy := range embedded(t) {
		for _, dry := range []bool{false, true} {
			for seed := range uint64(200) {
				if found := streak(t, policy, 0.1, dry, seed); found >= 64 {
					t.Errorf("%s, dry %v, seed %d: found %d failures in a row, expected fewer than 64", name, dry, seed, found)
				}
			}
		}
	}
}
