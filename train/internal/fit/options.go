package fit

import (
	"errors"
	"fmt"
	"math"

	"github.com/callmill/callmill/router"
)

// Options say how to fit. The zero value of a number means its default.
type Options struct {
	// Start is the policy to start from; the penalty pulls the weights back to
	// its. Required.
	Start *router.Policy
	// Rewards gives the model to use for a run, which must not have learned from
	// that run. It and the models are used by two goroutines at once. By default
	// they are ridge regressions, cross-fitted in 5 folds of the runs.
	Rewards func(run int) Rewards
	// Use chooses the runs to fit on, those held out included; all where nil.
	Use func(run int) bool
	// HeldOut is the share of those runs that are kept to stop by, in (0, 1);
	// 0.2 by default. At least one run is on either side.
	HeldOut float64
	// Price is θ, what a unit of cost is charged, in gain. By default it is the
	// log's: the gain of all decisions over their cost, at which a policy that
	// brings no more than the logged one per cost is worth 0. That follows from
	// Dinkelbach (1967) for the ratio that a run minimises, and is the point at
	// which the log has its evidence.
	Price float64
	// Steps is how many steps are made at least, 3,000 by default; more where
	// they would not be two passes.
	Steps int
	// Batch is the number of decisions in a step, 512 by default; all of the log
	// where it has fewer.
	Batch int
	// Rate is Adam's learning rate at the beginning, 0.01 by default. It falls to
	// a tenth along a cosine.
	Rate float64
	// Penalty is how strongly the weights are pulled to where they started: as
	// if that many decisions said so. See the package's documentation.
	Penalty float64
	// Clip is the largest importance weight, 20 by default: a pathway that was
	// drawn with a probability of less than 1 in 20 is believed to the model by so
	// much more.
	Clip float64
	// Seed is that of the split and of the batches.
	Seed uint64
	// Progress is told of every step, in order; it may be nil. What the point says
	// of the held-out runs is as of the last point of the curve.
	Progress func(Point)
}

const (
	defaultHeldOut = 0.2
	defaultSteps   = 3000
	defaultBatch   = 512
	defaultRate    = 0.01
	defaultPenalty = 1
	defaultClip    = 20

	// passes is how often each decision is seen at least.
	passes = 2
	// poolBatches is how many batches the pool holds that they are drawn from.
	poolBatches = 16
	// folds is how many parts the rewards are cross-fitted in.
	folds = 5
	// points is how often the held-out runs are asked.
	points = 30
)

// Streams of the seed.
const (
	streamSplit   = 0x73706c69
	streamBatches = 0x62617463
	streamFolds   = 0x666f6c64
)

// withDefaults checks the options and fills in what is 0.
func (o Options) withDefaults() (Options, error) {
	if o.Start == nil {
		return o, errors.New("fit: want a policy to start from")
	}
	for _, f := range []struct {
		name      string
		value     *float64
		otherwise float64
		most      float64
	}{
		{"HeldOut", &o.HeldOut, defaultHeldOut, 0.9},
		{"Rate", &o.Rate, defaultRate, 10},
		{"Penalty", &o.Penalty, defaultPenalty, 1e12},
		{"Clip", &o.Clip, defaultClip, math.Inf(1)},
	} {
		if *f.value == 0 {
			*f.value = f.otherwise
		}
		if !(*f.value > 0 && *f.value <= f.most) {
			return o, fmt.Errorf("fit: %s: found %v, want a number above 0, at most %v", f.name, *f.value, f.most)
		}
	}
	if !(o.Price >= 0 && o.Price <= 1e6) {
		return o, fmt.Errorf("fit: Price: found %v, want a number from 0 to 1e6", o.Price)
	}
	for _, f := range []struct {
		name      string
		value     *int
		otherwise int
	}{{"Steps", &o.Steps, defaultSteps}, {"Batch", &o.Batch, defaultBatch}} {
		if *f.value == 0 {
			*f.value = f.otherwise
		}
		if *f.value < 0 {
			return o, fmt.Errorf("fit: %s: found %d, want a number above 0", f.name, *f.value)
		}
	}
	return o, nil
}
