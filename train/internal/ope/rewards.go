package ope

import (
	"context"
	"errors"
	"fmt"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// Rewards predicts what a pathway brings in a state from its feature row: a
// ridge regression each of gain and of cost. Immutable and safe for concurrent
// use.
type Rewards struct {
	gain, cost [rowLength]float64
	highest    float64 // of the costs seen
	column     int
}

// Gain predicts the gain, 0 to 1, of the pathway with these router.NumFeatures
// features.
func (r *Rewards) Gain(row []float64) float64 { return clip(r.predict(&r.gain, row), 1) }

// Cost predicts the cost relative to the typical model call: 0 to the highest
// that was seen.
func (r *Rewards) Cost(row []float64) float64 { return clip(r.predict(&r.cost, row), r.highest) }

func (r *Rewards) predict(weights *[rowLength]float64, row []float64) float64 {
	row = row[:router.NumFeatures]
	sum := weights[rowIntercept] + weights[rowCost]*expectedCost(row, r.column)
	for i, x := range row {
		sum += weights[i] * x
	}
	return sum
}

func clip(x, high float64) float64 { return max(0, min(x, high)) }

// Models gives the rewards that may be used for a run: those that did not learn
// from it.
type Models interface {
	For(run int) *Rewards
}

// For implements Models with one model for every run. It is honest for runs that
// the model has not seen.
func (r *Rewards) For(int) *Rewards { return r }

// FitRewards learns from the runs for which use is true (all where use is nil),
// in one pass. The error is ErrNoDecisions where they have none.
func FitRewards(ctx context.Context, log dataset.Log, use func(run int) bool) (*Rewards, error) {
	equations := newNormal()
	err := log.Each(ctx, use, func(e *dataset.Event) error {
		equations.add(chosen(e), e.Gain, e.Cost)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("learn rewards: %w", err)
	}
	return equations.solve()
}

// chosen is the feature row of the pathway that was drawn.
func chosen(e *dataset.Event) []float64 {
	return e.Features[e.Choice*router.NumFeatures : (e.Choice+1)*router.NumFeatures]
}

// CrossFitted are rewards of which each run gets those learned from the runs of
// the other folds (Chernozhukov et al. 2018): what a model learned by heart does
// not come back as evidence.
type CrossFitted struct {
	folds  []int
	models []*Rewards
}

// For implements Models.
func (c *CrossFitted) For(run int) *Rewards { return c.models[c.folds[run]] }

// CrossFit learns, in one pass, the rewards for every fold from the others.
// folds has the fold of every run of the log, as Fold gives them. Runs for which
// use is false (nil: none) are not learned from.
func CrossFit(ctx context.Context, log dataset.Log, use func(run int) bool, folds []int) (*CrossFitted, error) {
	f := newCrossFitter(folds)
	err := log.Each(ctx, use, func(e *dataset.Event) error {
		f.add(e)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("learn rewards: %w", err)
	}
	return f.fit()
}

// crossFitter has the normal equations of every fold.
type crossFitter struct {
	folds []int
	parts []*normal
}

func newCrossFitter(folds []int) *crossFitter {
	f := &crossFitter{folds: folds}
	for _, fold := range folds {
		for len(f.parts) <= fold {
			f.parts = append(f.parts, newNormal())
		}
	}
	return f
}

func (f *crossFitter) add(e *dataset.Event) { f.parts[f.folds[e.Run]].add(chosen(e), e.Gain, e.Cost) }

// errOneFold means that all decisions are in one fold: there is nothing else to
// learn from.
var errOneFold = errors.New("learn rewards: all decisions are of one fold, expected two or more")

// fit gives every fold that has decisions the model of all others.
func (f *crossFitter) fit() (*CrossFitted, error) {
	c := &CrossFitted{folds: f.folds, models: make([]*Rewards, len(f.parts))}
	for fold := range f.parts {
		others := newNormal()
		for other, part := range f.parts {
			if other != fold {
				others.merge(part)
			}
		}
		model, err := others.solve()
		if errors.Is(err, ErrNoDecisions) {
			return nil, errOneFold
		}
		if err != nil {
			return nil, err
		}
		c.models[fold] = model
	}
	return c, nil
}
