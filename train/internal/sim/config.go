package sim

import (
	"errors"
	"fmt"
	"math"

	"github.com/callmill/callmill/router"
)

// Config describes a simulated log. What is zero means the plain case: every
// decision of full runs, drawn by the policy and logged as it was drawn. The
// options below are the ways in which logs go wrong, or are awkward; each says
// what should come of it.
//
// Two logs that differ in nothing but Policy have the same environments. To have
// the same environments with other luck, for instance to resample a log, change
// Luck; to have others, change Seed or From.
type Config struct {
	Filling

	Seed uint64
	// Luck tells apart logs of the same environments.
	Luck uint64
	// Split is where the environments are from; Training unless set.
	Split Split
	// From is the first environment, Runs how many there are: one a run.
	From, Runs int
	// Policy is the one that routes. Required.
	Policy *router.Policy
	// Events bounds the decisions of the whole log: an even share of each run's,
	// evenly spread over it, is kept. All are kept where it is 0. Gain and cost of
	// a decision do not depend on whether others are kept.
	Events int
	// Since and Until keep only the decisions at this progress of their run, from
	// Since on and before Until; 0 and 0 keep all. Rewards drift as gaps close: what
	// was learned on 0 to 0.5 has to hold on 0.5 to 1.
	Since, Until float64
	// Draw is how choices are drawn. For Unmixed and Greedy, where ε is 0, an
	// evaluation must refuse.
	Draw Draw
	// Record is how propensities are logged. For all but Exactly, the sanity check
	// must fire.
	Record Record
	// Shift is added to every gain, which then leaves [0, 1]. Differences between
	// self-normalised estimates must not move.
	Shift float64
}

// Record is what is logged as the propensity.
type Record uint8

const (
	// Exactly logs the float that was drawn from.
	Exactly Record = iota
	// Rounded logs it in tenths, but at least 0.05, as a careless log might.
	Rounded
	// BeforeMixing logs the softmax, though ε was mixed in for the draw.
	BeforeMixing
)

// probabilities writes what is logged of a decision into p.
func (how Record) probabilities(d *router.Decision, p []float64) {
	for k := range p {
		switch x := d.Probabilities[k]; {
		case !d.Mask.Has(k):
			p[k] = 0
		case how == Rounded:
			p[k] = max(0.05, math.Round(x*10)/10)
		case how == BeforeMixing:
			p[k] = max(math.SmallestNonzeroFloat64, (x-d.Epsilon/float64(d.Mask.Count()))/(1-d.Epsilon))
		default:
			p[k] = x
		}
	}
}

func (c *Config) validate() error {
	if c.Split == 0 {
		c.Split = Training
	}
	if c.Until == 0 {
		c.Until = 2 // beyond any progress
	}
	switch {
	case c.Policy == nil:
		return errors.New("simulate a log: found no policy, want one that routes")
	case c.Runs < 1 || c.From < 0 || c.Events < 0:
		return fmt.Errorf("simulate a log: found %d runs from %d, %d events, want at least 1, 0, 0", c.Runs, c.From, c.Events)
	case c.Record > BeforeMixing || c.Draw > Greedy:
		return fmt.Errorf("simulate a log: found draw %d and record %d, want 0 to %d and 0 to %d",
			c.Draw, c.Record, Greedy, BeforeMixing)
	}
	return c.Filling.validate()
}
