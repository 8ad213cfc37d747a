package ope

import "github.com/callmill/callmill/train/internal/dataset"

// The estimators, as a tally keeps them apart.
const (
	byDirect = iota
	byWeights
	bySelfNormalised
	byRobust
	byRobustGain
	byRobustCost
	estimators
)

// tally is what the estimators need of one target: per run and estimator a
// numerator and a denominator. Every estimate is a ratio of their sums.
type tally struct {
	runs             []ratio
	weights, squares float64
	largest          float64 // weight
}

type ratio struct{ over, under [estimators]float64 }

// add counts a decision: with probabilities p the target would have drawn what
// was drawn weight times as often, and it brought r more than expected.
func (t *tally) add(e *dataset.Event, p []float64, q *expectation) {
	weight := p[e.Choice] / e.Propensity
	var direct, gain, cost float64
	for k, pk := range p {
		direct += pk * q.reward[k]
		gain += pk * q.gain[k]
		cost += pk * q.cost[k]
	}
	reward := q.worth*e.Gain - q.price*e.Cost
	run := &t.runs[e.Run]
	run.add(byDirect, direct, 1)
	run.add(byWeights, weight*reward, 1)
	run.add(bySelfNormalised, weight*reward, weight)
	run.add(byRobust, direct+weight*(reward-q.reward[e.Choice]), 1)
	run.add(byRobustGain, gain+weight*(e.Gain-q.gain[e.Choice]), 1)
	run.add(byRobustCost, cost+weight*(e.Cost-q.cost[e.Choice]), 1)
	t.weights += weight
	t.squares += weight * weight
	t.largest = max(t.largest, weight)
}

func (r *ratio) add(estimator int, over, under float64) {
	r.over[estimator] += over
	r.under[estimator] += under
}

// estimate gives an estimator's value and, per run that has decisions, the
// influence of that run on it (the delta method for a ratio).
func (t *tally) estimate(estimator int) (value float64, influence []float64) {
	over, under := 0.0, 0.0
	for i := range t.runs {
		over += t.runs[i].over[estimator]
		under += t.runs[i].under[estimator]
	}
	value = over / under
	for i := range t.runs {
		run := &t.runs[i]
		if run.under[byDirect] > 0 { // one for every decision
			influence = append(influence, (run.over[estimator]-value*run.under[estimator])/under)
		}
	}
	return value, influence
}

// size is the number of runs that have decisions, and of their decisions.
func (t *tally) size() (runs, decisions int) {
	for i := range t.runs {
		if n := int(t.runs[i].under[byDirect]); n > 0 {
			runs++
			decisions += n
		}
	}
	return runs, decisions
}

// effective is the number of decisions drawn from the target itself that would
// be as informative: (Σw)²/Σw² (Kong 1992).
func (t *tally) effective() float64 {
	if t.squares == 0 {
		return 0
	}
	return t.weights * t.weights / t.squares
}

// expectation has per pathway what a reward model expects of it; 0 where masked.
type expectation struct {
	price              float64
	local              bool
	worth              float64 // of a gain, in this state
	gain, cost, reward []float64
}
