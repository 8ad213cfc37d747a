package fit

import (
	"testing"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// numbered is a log whose i-th decision has the gain i/n, and nothing else to
// tell it by.
func numbered(runs, decisions int) *dataset.Memory {
	log := &dataset.Memory{}
	for r := range runs {
		log.AddRun(dataset.Run{Pathways: make([]dataset.Pathway, 1)})
		for d := range decisions {
			log.Add(&dataset.Event{
				Run: r, Mask: 1, Propensity: 1, Probabilities: []float64{1}, Features: make([]float64, router.NumFeatures),
				Gain: float64(r*decisions+d) / float64(runs*decisions),
			})
		}
	}
	return log
}

// Every decision comes as often as any other, and those of a batch are not all
// neighbours.
func TestStreamMixes(t *testing.T) {
	const runs, decisions, size, pool, steps = 10, 20, 25, 100, 800
	log := numbered(runs, decisions)
	score := &scorer{models: always(nothing{}), clip: 1}
	s := newStream(t.Context(), log, nil, score, size, 1, pool, 1)
	defer s.close()
	seen := make([]int, runs*decisions)
	var b *batch
	for range steps {
		var err error
		if b, err = s.next(b); err != nil {
			t.Fatal(err)
		}
		of := map[int]bool{}
		for _, r := range b.r {
			i := int(r*size*runs*decisions + 0.5) // rewards are scaled to a mean
			seen[i]++
			of[i/decisions] = true
		}
		if len(of) < 3 {
			t.Fatalf("a batch has decisions of %d runs only", len(of))
		}
	}
	// 20,000 draws of 200 decisions; each comes once a pass, up to what is in the
	// pool.
	for i, n := range seen {
		if n < 90 || n > 110 {
			t.Errorf("decision %d came %d times, want about %d", i, n, steps*size/len(seen))
		}
	}
}
