package router_test

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/callmill/callmill/router"
)

// Training computes scores and probabilities with gorgonia, on graphs, in
// batches; the router with loops of its own. The golden file has what gorgonia
// gives for some decisions (train/internal/fit writes it: go test -run Golden
// ./train/internal/fit -update, needed when the number of features changes). If
// the two differed, what was trained would not be what routes.
func TestForwardPassIsGorgonias(t *testing.T) {
	const tolerance = 1e-12

	f, err := os.Open("testdata/gorgonia.golden")
	if err != nil {
		t.Fatal(err)
	}

	defer func() { _ = f.Close() }()

	var (
		decision router.Decision
		lines    = bufio.NewScanner(f)
		n        int
	)

	lines.Buffer(nil, 1<<20)

	for ; lines.Scan(); n++ {
		var want struct {
			Weights       []float64   `json:"weights"`
			Mask          router.Mask `json:"mask"`
			Features      []float64   `json:"features"`
			Scores        []float64   `json:"scores"`
			Probabilities []float64   `json:"probabilities"`
		}
		if err := json.Unmarshal(lines.Bytes(), &want); err != nil {
			t.Fatal(err)
		}

		policy, err := router.NewPolicy(router.Spec{
			Name: "golden", Version: "1", Weights: want.Weights,
			Exploration: router.Exploration{Start: router.MinFloor, Floor: router.MinFloor, Decay: 1},
		})
		if err != nil {
			t.Fatal(err)
		}

		if err := policy.Evaluate(want.Features, want.Mask, 0, &decision); err != nil {
			t.Fatal(err)
		}

		for k, p := range want.Probabilities {
			// gorgonia's is the softmax alone.
			if want.Mask.Count() > 1 && want.Mask.Has(k) {
				p = (1-router.MinFloor)*p + router.MinFloor/float64(want.Mask.Count())
			}

			if math.Abs(decision.Probabilities[k]-p) > tolerance ||
				math.Abs(decision.Scores[k]-want.Scores[k]) > tolerance*(1+math.Abs(want.Scores[k])) {
				t.Errorf("decision %d, pathway %d: got the score %v and the probability %v, gorgonia gives %v and %v",
					n, k, decision.Scores[k], decision.Probabilities[k], want.Scores[k], p)
			}
		}
	}

	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}

	if n < 10 {
		t.Fatalf("the golden file has %d decisions, want more", n)
	}
}
