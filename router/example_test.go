package router_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/callmill/callmill/router"
)

// The whole loop: decide, have the pathway write, settle what became of it.
func Example() {
	pathways := []router.Pathway{
		{Name: "walk", Modality: "phrase", Cost: 0.01, Quality: 0.8},
		{Name: "writer", Modality: "text", Cost: 1, Quality: 1},
	}
	facets := []router.Facet{{Name: "words", Buckets: 3, Role: router.RoleLength}}

	state, err := router.NewState(pathways, facets, 3)
	if err != nil {
		panic(err)
	}

	policy, err := router.HeuristicPolicy()
	if err != nil {
		panic(err)
	}

	var decision router.Decision

	draws := rand.New(rand.NewPCG(1, 2))
	chosen := make([]int, len(pathways))

	for i := range 300 {
		cell := i % 3
		slot := router.Slot{
			Cell: cell, Buckets: []int{cell}, Progress: float64(i) / 300,
			Mask: router.AllPathways(len(pathways)), Decision: uint64(i),
		}

		if err := policy.Decide(state, &slot, draws.Float64(), &decision); err != nil {
			panic(err)
		}

		// Templates know 20 short queries and nothing longer.
		outcome := router.Outcome{
			Pathway: decision.Choice, Cell: cell, Buckets: slot.Buckets, LandedCell: -1,
			Kind: router.Rejected, Cost: pathways[decision.Choice].Cost,
		}
		if pathways[decision.Choice].Name == "writer" || cell == 0 && chosen[0] < 20 {
			outcome.Kind, outcome.Landed, outcome.LandedCell = router.Accepted, slot.Buckets, cell
			outcome.Gain = router.Gain(true, 1, pathways[decision.Choice].Quality)
		}

		if err := state.Settle(&outcome); err != nil {
			panic(err)
		}

		chosen[decision.Choice]++
	}

	fmt.Println(policy.Label(), chosen)
	// Output: heuristic@1 [142 158]
}
