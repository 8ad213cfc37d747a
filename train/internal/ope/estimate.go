package ope

import (
	"context"
	"fmt"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// Values are the estimates of one quantity, gain − price × cost per decision, by
// every estimator.
type Values struct {
	// Direct is what the reward models alone expect: least variance, and their
	// bias.
	Direct Interval
	// Weighted is inverse propensity scoring: no bias, most variance.
	Weighted Interval
	// SelfNormalised is the same over the sum of the weights (Swaminathan and
	// Joachims 2015). A constant added to all rewards is added to it.
	SelfNormalised Interval
	// Robust is the doubly robust one: the models' expectation, and the weighted
	// part that they did not expect. It is what the gate judges.
	Robust Interval
}

// Estimate is what a target would have been worth.
type Estimate struct {
	Name string
	// Value is its own worth, Difference that less the base's, on the same runs.
	Value, Difference Values
	// Gain and Cost are its doubly robust gain and cost per decision.
	Gain, Cost Interval
	// Runs and Decisions are what it was estimated from; Effective the number of
	// decisions of its own that would have said as much, Largest its largest
	// weight.
	Runs, Decisions    int
	Effective, Largest float64
}

// Compare estimates, in one pass over the runs for which use is true (all where
// it is nil), the worth of targets at a price, and their difference to base. The
// first estimate is base's own. models must not have learned from the run they
// are asked for.
func Compare(
	ctx context.Context, log dataset.Log, use func(run int) bool, models Models, price float64,
	base Named, targets ...Named,
) ([]Estimate, error) {
	return compare(ctx, log, use, models, price, false, base, targets...)
}

// compare is Compare, or, if local, the same with every gain counting what it is
// worth where the decision stands.
func compare(
	ctx context.Context, log dataset.Log, use func(run int) bool, models Models, price float64, local bool,
	base Named, targets ...Named,
) ([]Estimate, error) {
	all := append([]Named{base}, targets...)
	tallies := make([]tally, len(all))
	for i := range tallies {
		tallies[i].runs = make([]ratio, len(log.Runs()))
	}
	q := &expectation{price: price, local: local}
	p := make([]float64, router.MaxPathways)
	err := log.Each(ctx, use, func(e *dataset.Event) error {
		q.of(e, models.For(e.Run))
		p := p[:len(e.Probabilities)]
		for i := range all {
			if err := all[i].Target(e, p); err != nil {
				return fmt.Errorf("%s: %s: %w", log.Runs()[e.Run].Name, all[i].Name, err)
			}
			tallies[i].add(e, p, q)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("estimate: %w", err)
	}
	estimates := make([]Estimate, len(all))
	for i := range all {
		estimates[i] = tallies[i].estimates(&tallies[0])
		estimates[i].Name = all[i].Name
	}
	return estimates, nil
}

// of fills in what the models expect of every available pathway.
func (q *expectation) of(e *dataset.Event, models *Rewards) {
	n := len(e.Probabilities)
	if cap(q.gain) < n {
		q.gain, q.cost, q.reward = make([]float64, n), make([]float64, n), make([]float64, n)
	}
	q.gain, q.cost, q.reward = q.gain[:n], q.cost[:n], q.reward[:n]
	for k := range n {
		q.gain[k], q.cost[k] = 0, 0
		if e.Mask.Has(k) {
			row := e.Features[k*router.NumFeatures : (k+1)*router.NumFeatures]
			q.gain[k], q.cost[k] = models.Gain(row), models.Cost(row)
		}
	}
	q.worth = 1
	if q.local {
		q.worth = Worth(e, q.price, q.gain, q.cost)
	}
	for k := range n {
		q.reward[k] = q.worth*q.gain[k] - q.price*q.cost[k]
	}
}

// estimates gives everything but the name.
func (t *tally) estimates(base *tally) Estimate {
	e := Estimate{Effective: t.effective(), Largest: t.largest}
	e.Runs, e.Decisions = t.size()
	for estimator, to := range map[int][2]*Interval{
		byDirect:         {&e.Value.Direct, &e.Difference.Direct},
		byWeights:        {&e.Value.Weighted, &e.Difference.Weighted},
		bySelfNormalised: {&e.Value.SelfNormalised, &e.Difference.SelfNormalised},
		byRobust:         {&e.Value.Robust, &e.Difference.Robust},
		byRobustGain:     {&e.Gain, nil},
		byRobustCost:     {&e.Cost, nil},
	} {
		value, influence := t.estimate(estimator)
		*to[0] = clustered(value, influence)
		if to[1] != nil {
			other, ofOther := base.estimate(estimator)
			*to[1] = difference(value, other, influence, ofOther)
		}
	}
	return e
}

// Price is θ₀ of a log: what it gained over what it cost, Σgain/Σcost, the price
// at which the policy that made it is worth exactly nothing; 0 where it cost
// nothing.
func Price(ctx context.Context, log dataset.Log, use func(run int) bool) (float64, error) {
	gain, cost := 0.0, 0.0
	err := log.Each(ctx, use, func(e *dataset.Event) error {
		gain += e.Gain
		cost += e.Cost
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("price: %w", err)
	}
	return over(gain, cost), nil
}

func over(gain, cost float64) float64 {
	if cost <= 0 {
		return 0
	}
	return gain / cost
}
