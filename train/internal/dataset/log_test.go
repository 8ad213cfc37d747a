package dataset_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// randomLog makes a valid log: runs with 1 to 5 pathways, random masks, and
// features within their bounds.
func randomLog(rng *rand.Rand, runs, decisions int) *dataset.Memory {
	log := &dataset.Memory{}
	for r := range runs {
		run := dataset.Run{
			Name: fmt.Sprintf("runs/r%d", r), Domain: "studio", Policy: "start@1", PolicyHash: "00",
			Count: rng.Int64N(100), Canary: rng.IntN(2) == 0,
		}
		for k := range 1 + rng.IntN(5) {
			run.Pathways = append(run.Pathways,
				dataset.Pathway{Name: fmt.Sprintf("phrase/%d", k), Modality: "phrase", Cost: rng.Float64()})
		}
		at := log.AddRun(run)
		for d := range decisions {
			log.Add(randomEvent(rng, at, uint64(d), len(run.Pathways)))
		}
		log.End(at, rng.Int64N(100))
	}
	return log
}

func randomEvent(rng *rand.Rand, run int, decision uint64, pathways int) *dataset.Event {
	e := &dataset.Event{
		Run: run, Decision: decision, Mask: router.AllPathways(pathways) & router.Mask(rng.Uint64()),
		Probabilities: make([]float64, pathways), Features: make([]float64, pathways*router.NumFeatures),
		Gain: rng.Float64(), Cost: rng.ExpFloat64(),
	}
	if e.Mask == 0 {
		e.Mask = router.AllPathways(pathways)
	}
	sum := 0.0
	for k := range pathways {
		if !e.Mask.Has(k) {
			continue
		}
		e.Choice = k
		e.Probabilities[k] = rng.Float64() + 0.01
		sum += e.Probabilities[k]
		for j, f := range router.Features() {
			// As many bits as the spool keeps, so that nothing is lost in it.
			e.Features[k*router.NumFeatures+j] = float64(float32(f.Min + (f.Max-f.Min)*rng.Float64()))
		}
	}
	for k := range e.Probabilities {
		e.Probabilities[k] /= sum
	}
	e.Propensity = e.Probabilities[e.Choice]
	return e
}

// collect copies what a log has, of the runs in use.
func collect(tb testing.TB, log dataset.Log, use func(int) bool) []dataset.Event {
	tb.Helper()
	copied := &dataset.Memory{}
	for _, r := range log.Runs() {
		copied.AddRun(r)
	}
	if err := log.Each(tb.Context(), use, func(e *dataset.Event) error { copied.Add(e); return nil }); err != nil {
		tb.Fatal(err)
	}
	var out []dataset.Event
	_ = copied.Each(context.Background(), nil, func(e *dataset.Event) error { out = append(out, *e); return nil })
	return out
}
