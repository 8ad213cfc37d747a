package ope

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// What the gate asks of a log, as it stands in the learned router's formulation.
const (
	// LeastRuns is how many runs with decisions a log must have.
	LeastRuns = 20
	// LeastDecisions is how many decisions they must have.
	LeastDecisions = 2000
	// LeastEffective is the effective sample size, as a share of the decisions.
	LeastEffective = 0.1
	// defaultFolds is how many parts the reward models are cross-fitted in.
	defaultFolds = 5
)

// Options say how to judge. The zero value judges on all runs at the log's own
// price.
type Options struct {
	// Use says which runs to judge on; nil stands for all. They must not be ones
	// that the candidate was fitted on (see Split).
	Use func(run int) bool
	// Price is θ, in gain per unit of cost. 0 stands for Σgain/Σcost of the runs
	// that are used, whatever price the candidate was fitted at: a candidate of
	// the wrong price has to prove itself at the right one.
	Price float64
	// Local has a gain count what it costs to get where the decision stands (see
	// Worth), instead of the same everywhere. Then the difference follows the cost
	// to fill a target; otherwise it need not.
	Local bool
	// Folds is how many parts the reward models are cross-fitted in; 0 stands
	// for 5. Seed draws them.
	Folds int
	Seed  uint64
}

// validate returns an error for options that make no sense.
func (o *Options) validate() error {
	switch {
	case !(o.Price >= 0) || math.IsInf(o.Price, 1):
		return fmt.Errorf("judge: price: found %v, expected a finite number, at least 0", o.Price)
	case o.Folds < 0 || o.Folds == 1:
		return fmt.Errorf("judge: folds: found %d, expected 2 or more, or 0 for %d", o.Folds, defaultFolds)
	}
	if o.Folds == 0 {
		o.Folds = defaultFolds
	}
	return nil
}

// Gate judges in two passes whether the candidate may replace the active policy.
// The conditions, in order:
//
//   - every decision's propensity is that of its pathway in the logged vector,
//     above 0, and the vector adds up to 1 over what was available;
//   - exploration: every available pathway has at least router.MinFloor / their
//     number;
//   - the mean of 1[drawn]/p is 1 for every pathway with Σp ≥ 20, within 3 null
//     standard errors, or with m such pathways as many as keep the rate of false
//     alarms of all at that of one, Φ⁻¹(1 − (1 − Φ(3))/m);
//   - at least 20 runs and 2,000 decisions;
//   - the effective sample size is at least a tenth of the decisions;
//   - the one-sided 99.5% lower bound of the cross-fitted doubly robust
//     difference to the active policy is above 0 (Student's t, clustered by run).
//
// The first three failing means BadPropensities, the next two NotEnough, the last
// NotBetter; of several the first counts. The error is of the log or the context,
// never of the candidate.
func Gate(
	ctx context.Context, log dataset.Log, active, candidate *router.Policy, options Options,
) (Verdict, error) {
	if err := options.validate(); err != nil {
		return Verdict{}, err
	}
	heuristic, err := router.HeuristicPolicy()
	if err != nil {
		return Verdict{}, fmt.Errorf("judge: %w", err)
	}
	runs := log.Runs()
	audit := newAudit(runs)
	fitter := newCrossFitter(foldUsed(len(runs), &options))
	err = log.Each(ctx, options.Use, func(e *dataset.Event) error {
		if audit.add(e) {
			fitter.add(e)
		}
		return nil
	})
	if err != nil {
		return Verdict{}, fmt.Errorf("judge: %w", err)
	}
	v := audit.verdict(options.Price)
	v.Local = options.Local
	if err := v.estimate(ctx, log, &options, fitter, active, []Named{
		{"candidate " + candidate.Label(), Policy(candidate)},
		{"logging policy", Logging},
		{"heuristic", Policy(heuristic)},
		{"uniform", Uniform},
	}); err != nil {
		return Verdict{}, err
	}
	v.judge()
	return v, nil
}

// foldUsed spreads the used runs evenly over the folds.
func foldUsed(runs int, options *Options) []int {
	var used []int
	for run := range runs {
		if options.Use == nil || options.Use(run) {
			used = append(used, run)
		}
	}
	folds := make([]int, runs)
	for i, fold := range Fold(len(used), options.Folds, options.Seed) {
		folds[used[i]] = fold
	}
	return folds
}

// estimate fills in the estimates, if the log has what it takes: sound
// propensities, and two runs in different folds.
func (v *Verdict) estimate(
	ctx context.Context, log dataset.Log, options *Options, fitter *crossFitter,
	active *router.Policy, targets []Named,
) error {
	if !v.sound() || v.Runs < 2 {
		return nil
	}
	models, err := fitter.fit()
	if errors.Is(err, errOneFold) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("judge: %w", err)
	}
	base := Named{"active " + active.Label(), Policy(active)}
	estimates, err := compare(ctx, log, options.Use, models, v.Price, options.Local, base, targets...)
	if err != nil {
		return fmt.Errorf("judge: %w", err)
	}
	v.Models = models
	v.Active, v.Candidate, v.Baselines = estimates[0], estimates[1], estimates[2:]
	return nil
}

// sound reports whether the conditions so far, on the propensities, hold.
func (v *Verdict) sound() bool {
	for i := range v.Conditions {
		if c := &v.Conditions[i]; c.Failing == BadPropensities && !c.OK && !c.Skipped {
			return false
		}
	}
	return true
}

// judge adds the conditions on the estimates and sets the outcome.
func (v *Verdict) judge() {
	estimated := v.Models != nil
	c := Condition{
		Name: "effective sample size, as a share of the decisions", Limit: LeastEffective,
		Skipped: !estimated, Failing: NotEnough,
	}
	if estimated {
		c.Found = v.Candidate.Effective / float64(v.Candidate.Decisions)
		c.Detail = fmt.Sprintf("%.0f of %d decisions; the largest weight is %.1f",
			v.Candidate.Effective, v.Candidate.Decisions, v.Candidate.Largest)
	}
	v.Conditions = append(v.Conditions, c.judge())
	c = Condition{
		Name: "lower bound of the difference to the active policy", Above: true,
		Skipped: !estimated, Failing: NotBetter,
	}
	if estimated {
		d := v.Candidate.Difference.Robust
		c.Found = d.Bound
		c.Detail = fmt.Sprintf("doubly robust %+.5f ± %.5f a decision at price %.4g; one-sided 99.5%%, t with %d degrees "+
			"of freedom, clustered by run", d.Value, d.Error, v.Price, v.Runs-1)
	}
	v.Conditions = append(v.Conditions, c.judge())
	v.decide()
}
