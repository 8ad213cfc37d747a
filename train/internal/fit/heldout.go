package fit

import (
	"context"
	"math"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// Estimate is what a policy would have brought per decision: worth × gain − price
// × cost (ope.Worth).
type Estimate struct {
	// Robust is doubly robust, as the objective is. SelfNormalised is the second
	// opinion: importance weights alone, over their sum (Swaminathan and Joachims
	// 2015). Its weights are not clipped.
	Robust, SelfNormalised float64
}

// estimate judges weights on the runs for which use is true, without gorgonia: it
// reads the log once and keeps nothing of it.
func estimate(
	ctx context.Context, log dataset.Log, use func(run int) bool, score *scorer, w []float64,
) (Estimate, error) {
	var n, robust, weighted, weights float64
	p := make([]float64, router.MaxPathways)
	err := log.Each(ctx, use, func(e *dataset.Event) error {
		rewards := score.of(e)
		forward(w, e, p)
		for k, r := range rewards {
			robust += p[k] * r
		}
		weight := p[e.Choice] / e.Propensity
		weighted += weight * score.reward(e)
		weights += weight
		n++
		return nil
	})
	if err != nil {
		return Estimate{}, err
	}
	return Estimate{Robust: robust / max(n, 1), SelfNormalised: weighted / max(weights, math.SmallestNonzeroFloat64)}, nil
}

// forward writes the softmax over the available pathways into p, 0 for others.
func forward(w []float64, e *dataset.Event, p []float64) {
	largest := math.Inf(-1)
	for k := range e.Probabilities {
		if p[k] = 0; e.Mask.Has(k) {
			p[k] = dot(w, e.Features[k*router.NumFeatures:])
			largest = max(largest, p[k])
		}
	}
	sum := 0.0
	for k := range e.Probabilities {
		if e.Mask.Has(k) {
			p[k] = math.Exp(p[k] - largest)
			sum += p[k]
		}
	}
	for k := range e.Probabilities {
		p[k] /= sum
	}
}

// dot is in two sums, which do not wait for each other.
func dot(w, x []float64) float64 {
	w = w[:router.NumFeatures]
	x = x[:len(w)]
	var a, b float64
	for i := 0; i+1 < len(w); i += 2 {
		a += w[i] * x[i]
		b += w[i+1] * x[i+1]
	}
	if len(w)%2 == 1 {
		a += w[len(w)-1] * x[len(w)-1]
	}
	return a + b
}
