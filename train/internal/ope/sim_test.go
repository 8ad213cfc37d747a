package ope_test

import (
	"math"
	"testing"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
	"github.com/callmill/callmill/train/internal/ope"
	"github.com/callmill/callmill/train/internal/sim"
)

// The simulator's logs, unlike the bandit's, have states that follow from the
// decisions before, features as the router makes them, and another set of
// pathways in every run.

func simulated(t *testing.T, c sim.Config) dataset.Log {
	t.Helper()
	c.Policy, c.Seed = start(t), 5
	if c.Samples == 0 {
		c.Samples = 200
	}
	log, err := sim.Log(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

func start(t *testing.T) *router.Policy {
	t.Helper()
	p, err := router.HeuristicPolicy()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// softer is the starting policy with weights of another scale: 1 is itself, 0
// uniform.
func softer(t *testing.T, scale float64) *router.Policy {
	t.Helper()
	spec := start(t).Spec()
	spec.Name = "softer"
	for i := range spec.Weights {
		spec.Weights[i] *= scale
	}
	p, err := router.NewPolicy(spec)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func gate(t *testing.T, log dataset.Log, candidate *router.Policy) *ope.Verdict {
	t.Helper()
	v, err := ope.Gate(t.Context(), log, start(t), candidate, ope.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &v
}

// TestTrapWorkers fills the same environments with 1 and with 64 slots under
// way: what a decision gains and costs is the same within the intervals, as
// logged and as estimated for another policy.
func TestTrapWorkers(t *testing.T) {
	t.Parallel()
	candidate := softer(t, 0.6)
	alone := gate(t, simulated(t, sim.Config{Runs: 60, Filling: sim.Filling{UnderWay: 1}}), candidate)
	many := gate(t, simulated(t, sim.Config{Runs: 60, Filling: sim.Filling{UnderWay: 64}}), candidate)
	for name, pair := range map[string][2]ope.Interval{
		"logged gain":    {alone.Baselines[0].Gain, many.Baselines[0].Gain},
		"logged cost":    {alone.Baselines[0].Cost, many.Baselines[0].Cost},
		"estimated gain": {alone.Candidate.Gain, many.Candidate.Gain},
		"estimated cost": {alone.Candidate.Cost, many.Candidate.Cost},
	} {
		difference := math.Abs(pair[0].Value - pair[1].Value)
		within := 2 * math.Hypot(pair[0].Error, pair[1].Error)
		t.Logf("%s: %.4f ± %.4f with 1, %.4f ± %.4f with 64", name,
			pair[0].Value, pair[0].Error, pair[1].Value, pair[1].Error)
		if !(difference <= within) || within > 0.3*pair[0].Value {
			t.Errorf("%s: found a difference of %.4f, expected at most %.4f", name, difference, within)
		}
	}
	for _, v := range []*ope.Verdict{alone, many} {
		if v.Outcome == ope.BadPropensities || v.Outcome == ope.NotEnough {
			t.Errorf("found %v for %+v", v.Outcome, v.Reason())
		}
	}
}

// TestTheGateOnSimulatedLogs has the ways in which the simulator spoils a log,
// and those in which it makes one awkward that is sound.
func TestTheGateOnSimulatedLogs(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		config sim.Config
		bad    bool
	}{
		{"sound", sim.Config{}, false},
		{"some decisions of each run", sim.Config{Events: 4000}, false},
		{"the second half of each run", sim.Config{Since: 0.5}, false},
		{"random masks", sim.Config{Filling: sim.Filling{Down: 0.3}}, false},
		{"a new pathway half way", sim.Config{Filling: sim.Filling{NewAt: 0.5}}, false},
		{"no exploration", sim.Config{Draw: sim.Unmixed}, true},
		{"greedy", sim.Config{Draw: sim.Greedy}, true},
		{"rounded", sim.Config{Record: sim.Rounded}, true},
		{"logged before mixing", sim.Config{Record: sim.BeforeMixing}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.config.Runs = 40
			v := gate(t, simulated(t, test.config), softer(t, 0.7))
			if bad := v.Outcome == ope.BadPropensities; bad != test.bad || v.Outcome == ope.NotEnough {
				t.Errorf("found %v for %+v", v.Outcome, v.Reason())
			}
		})
	}
}

// TestTheGateDoesNotPromoteUniform is the honest end of the scale: routing at
// random is much worse than the heuristic, and the estimates say so.
func TestTheGateDoesNotPromoteUniform(t *testing.T) {
	t.Parallel()
	v := gate(t, simulated(t, sim.Config{Runs: 60}), softer(t, 0.6))
	uniform := v.Baselines[2]
	if d := uniform.Difference.Robust; !(d.High < 0) {
		t.Errorf("found uniform routing worth %+v more than the heuristic", d)
	}
	if v.Outcome != ope.NotBetter {
		t.Errorf("found %v for %+v", v.Outcome, v.Reason())
	}
}
