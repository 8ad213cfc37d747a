package ope

import "fmt"

// Outcome is the gate's answer.
type Outcome uint8

const (
	// Promote means that every condition holds.
	Promote Outcome = iota
	// NotBetter means that the log can be trusted and suffices, and does not show
	// that the candidate beats the active policy.
	NotBetter
	// NotEnough means that the log is too small, or the candidate too far from
	// what made it, to say either: more runs will.
	NotEnough
	// BadPropensities means that the logged probabilities are not those that the
	// pathways were drawn with, or leave pathways unexplored: no estimate from
	// such a log means anything.
	BadPropensities
)

// String returns the outcome in words.
func (o Outcome) String() string {
	switch o {
	case Promote:
		return "promote"
	case NotBetter:
		return "not better"
	case NotEnough:
		return "not enough data"
	case BadPropensities:
		return "bad propensities"
	default:
		return fmt.Sprintf("Outcome(%d)", uint8(o))
	}
}

// Condition is one of the gate's conditions, with its numbers.
type Condition struct {
	// Name says in a few words what is asked, Detail in a sentence what was found
	// or how the limit came about.
	Name, Detail string
	// Found is the number, and Limit what it is held against: at least Limit, or
	// where AtMost is set at most, or where Above is set more than it.
	Found, Limit  float64
	AtMost, Above bool
	// OK says that the condition holds. Skipped says that an earlier one failed,
	// so that this one could not be judged.
	OK, Skipped bool
	// Failing is the gate's outcome where the condition does not hold.
	Failing Outcome
}

// judge fills in OK.
func (c Condition) judge() Condition {
	switch {
	case c.Skipped:
	case c.AtMost:
		c.OK = c.Found <= c.Limit
	case c.Above:
		c.OK = c.Found > c.Limit
	default:
		c.OK = c.Found >= c.Limit
	}
	return c
}

// Verdict is the gate's answer and everything that it rests on.
type Verdict struct {
	Outcome Outcome
	// Conditions are in the order in which they were judged.
	Conditions []Condition
	// Pathways are the propensities against what was drawn, by name.
	Pathways []Frequency
	// Price is θ, at which everything was judged.
	Price float64
	// Local says that a gain counted its Worth, as Options.Local asked.
	Local bool
	// Runs and Decisions are what the log had of those that were asked for.
	Runs, Decisions int
	// Active is the base of every difference. It, the candidate and the baselines
	// (what made the log, the heuristic, uniform) have no estimates where the
	// propensities are not sound, or there are fewer than two runs.
	Active, Candidate Estimate
	Baselines         []Estimate
	// Models are the rewards that the estimates used; nil where there are none.
	Models Models
}

// decide sets the outcome: the gravest of the conditions that do not hold.
func (v *Verdict) decide() {
	v.Outcome = Promote
	for i := range v.Conditions {
		c := &v.Conditions[i]
		if !c.OK && !c.Skipped {
			v.Outcome = max(v.Outcome, c.Failing)
		}
	}
}

// Reason is the first condition that decided the outcome, nil for Promote.
func (v *Verdict) Reason() *Condition {
	for i := range v.Conditions {
		c := &v.Conditions[i]
		if !c.OK && !c.Skipped && c.Failing == v.Outcome {
			return c
		}
	}
	return nil
}
