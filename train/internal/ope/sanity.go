package ope

import (
	"fmt"

	"github.com/callmill/callmill/router"
)

// verdict closes the audit with the conditions that it can judge. A price of 0
// stands for the log's.
func (a *audit) verdict(price float64) Verdict {
	if price == 0 {
		price = over(a.gain, a.cost)
	}
	v := Verdict{Price: price, Runs: a.size(), Decisions: a.decisions, Pathways: a.frequencies()}
	for _, c := range []Condition{
		a.consistency(), a.support(), frequencyCondition(v.Pathways),
		{
			Name: "runs", Found: float64(v.Runs), Limit: LeastRuns, Failing: NotEnough,
			Detail: "runs that have decisions",
		},
		{
			Name: "decisions", Found: float64(v.Decisions), Limit: LeastDecisions, Failing: NotEnough,
			Detail: "settled decisions of those runs",
		},
	} {
		v.Conditions = append(v.Conditions, c.judge())
	}
	return v
}

func (a *audit) consistency() Condition {
	detail := "every propensity is its pathway's, and the probabilities add up to 1 over what was available"
	if a.broken > 0 {
		detail = "first: " + a.example
	}
	return Condition{
		Name: "decisions with inconsistent propensities", Found: float64(a.broken), AtMost: true,
		Failing: BadPropensities, Detail: detail,
	}
}

// support asks that every available pathway was explored: a log without
// exploration cannot tell what it never tried would have brought.
func (a *audit) support() Condition {
	return Condition{
		Name: "exploration: least probability × available pathways", Found: a.floor,
		// The sum of (1−ε)·p and ε/n may be a rounding below ε/n.
		Limit: router.MinFloor * (1 - rounding), Skipped: a.decisions == a.broken, Failing: BadPropensities,
		Detail: fmt.Sprintf("a policy spreads at least %g of its probability evenly", router.MinFloor),
	}
}

// frequencyCondition holds the worst of the judged pathways against the limit.
func frequencyCondition(pathways []Frequency) Condition {
	judged, worst := 0, -1
	for i := range pathways {
		if !pathways[i].Judged {
			continue
		}
		judged++
		if worst < 0 || pathways[i].Off() > pathways[worst].Off() {
			worst = i
		}
	}
	c := Condition{
		Name: "worst pathway's mean of 1[drawn]/p, in null standard errors from 1", AtMost: true,
		Limit: frequencyLimit(judged), Skipped: worst < 0, Failing: BadPropensities,
		Detail: fmt.Sprintf("no pathway was drawn with a probability that adds up to %d", leastExpected),
	}
	if worst >= 0 {
		f := &pathways[worst]
		c.Found = f.Off()
		c.Detail = fmt.Sprintf("%s: %.4f ± %.4f over %d decisions; 3 standard errors for one pathway, Bonferroni over %d",
			f.Pathway, f.Mean, f.Error, f.Available, judged)
	}
	return c
}
