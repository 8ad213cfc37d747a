package fit

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// The toy's truth: pathway k's gain is the first feature of its row, its cost
// the second. All other features are noise.
const (
	toyGain = 0
	toyCost = 1
)

// toy makes a log of a policy that scores with w, ε mixed in. The number of
// pathways goes from 2 to most, masks are random, and outcomes are noisy.
func toy(rng *rand.Rand, runs, decisions, most int, w []float64, epsilon float64) *dataset.Memory {
	log := &dataset.Memory{}
	for r := range runs {
		pathways := 2 + rng.IntN(most-1)
		run := dataset.Run{Name: fmt.Sprintf("runs/%d", r)}
		for k := range pathways {
			run.Pathways = append(run.Pathways, dataset.Pathway{Name: strconv.Itoa(k), Modality: "phrase", Cost: 1})
		}
		at := log.AddRun(run)
		for d := range decisions {
			e := toyEvent(rng, pathways, w, epsilon)
			e.Run, e.Decision = at, uint64(d)
			log.Add(e)
		}
		log.End(at, 0)
	}
	return log
}

func toyEvent(rng *rand.Rand, pathways int, w []float64, epsilon float64) *dataset.Event {
	e := &dataset.Event{
		Mask:          router.AllPathways(pathways),
		Features:      make([]float64, pathways*router.NumFeatures),
		Probabilities: make([]float64, pathways),
	}
	if rng.IntN(3) == 0 {
		e.Mask = e.Mask.Without(rng.IntN(pathways))
	}
	for k := range pathways {
		for j := range router.NumFeatures {
			if e.Mask.Has(k) {
				e.Features[k*router.NumFeatures+j] = rng.Float64()
			}
		}
	}
	forward(w, e, e.Probabilities)
	u := rng.Float64()
	for k := range pathways {
		if !e.Mask.Has(k) {
			continue
		}
		e.Probabilities[k] = (1-epsilon)*e.Probabilities[k] + epsilon/float64(e.Mask.Count())
		if u >= 0 {
			e.Choice = k
		}
		u -= e.Probabilities[k]
	}
	e.Propensity = e.Probabilities[e.Choice]
	row := e.Features[e.Choice*router.NumFeatures:]
	if rng.Float64() < row[toyGain] {
		e.Gain = 1
	}
	e.Cost = row[toyCost] * 2 * rng.Float64()
	return e
}

// truth is the toy's true expectation, as a model; nothing knows nothing.
type truth struct{}

func (truth) Gain(row []float64) float64 { return row[toyGain] }
func (truth) Cost(row []float64) float64 { return row[toyCost] }

type nothing struct{}

func (nothing) Gain([]float64) float64 { return 0 }
func (nothing) Cost([]float64) float64 { return 0 }

func always(r Rewards) func(int) Rewards { return func(int) Rewards { return r } }

// start is a policy with this weight on the first feature.
func start(weight float64) *router.Policy {
	w := make([]float64, router.NumFeatures)
	w[toyGain] = weight
	p, err := router.NewPolicy(router.Spec{
		Name: "toy", Version: "1", Weights: w, Exploration: router.Exploration{Start: 0.1, Floor: 0.1, Decay: 1},
	})
	if err != nil {
		panic(err)
	}
	return p
}
