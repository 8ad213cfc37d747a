package ope

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/callmill/callmill/router"
)

func TestTheGateSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	b := newBandit()
	active := policyOf(t, "active", map[int]float64{signal: 1})
	better := policyOf(t, "better", map[int]float64{signal: 4})
	for _, test := range []struct {
		name      string
		runs, n   int
		logging   *router.Policy
		candidate *router.Policy
		outcome   Outcome
		condition int // that decides, by its place; −1 for none
	}{
		{"nothing", 0, 0, active, better, NotEnough, 3},
		{"one run", 1, 3000, active, better, NotEnough, 3},
		{"runs without decisions", 30, 0, active, better, NotEnough, 3},
		{"few runs", LeastRuns - 1, 200, active, better, NotEnough, 3},
		{"few decisions", 40, LeastDecisions/40 - 1, active, better, NotEnough, 4},
		{"just enough", LeastRuns, LeastDecisions / LeastRuns, active, better, Promote, -1},
		{"no better", 40, 100, active, active, NotBetter, 6},
		// Made by a policy that wants the opposite: hardly a decision speaks of the candidate.
		{"far away", 40, 100, policyOf(t, "worst", map[int]float64{signal: -20}), better, NotEnough, 5},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			v := judged(t, b.log(t, test.logging, test.runs, test.n, 1), active, test.candidate, Options{Price: price})
			if v.Outcome != test.outcome {
				t.Fatalf("found %v for %+v, expected %v", v.Outcome, v.Reason(), test.outcome)
			}
			if reason := v.Reason(); test.condition < 0 && reason != nil ||
				test.condition >= 0 && reason != &v.Conditions[test.condition] {
				t.Errorf("found the reason %+v", reason)
			}
			if len(v.Conditions) != 7 {
				t.Errorf("found %d conditions", len(v.Conditions))
			}
			for _, c := range v.Conditions {
				if c.Name == "" || c.OK && c.Skipped {
					t.Errorf("found %+v", c)
				}
			}
		})
	}
}

func TestTheGateReportsItsNumbers(t *testing.T) {
	t.Parallel()
	b := newBandit()
	active := policyOf(t, "active", map[int]float64{signal: 1})
	log := b.log(t, active, 40, 100, 2)
	use := func(run int) bool { return run%2 == 0 }
	better := policyOf(t, "better", map[int]float64{signal: 4})
	v := judged(t, log, active, better, Options{Use: use})
	if local := judged(t, log, active, better, Options{Use: use, Local: true}); v.Local || !local.Local ||
		local.Candidate.Difference == v.Candidate.Difference || local.Candidate.Gain != v.Candidate.Gain {
		t.Errorf("local: found %+v", local.Candidate)
	}
	if v.Runs != 20 || v.Decisions != 2000 || v.Candidate.Decisions != 2000 || v.Conditions[3].Found != 20 {
		t.Errorf("found %d runs and %d decisions", v.Runs, v.Decisions)
	}
	own, err := Price(t.Context(), log, use)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "price", v.Price, own, 0)
	// At its own price a log is worth nothing.
	near(t, "logging policy", v.Baselines[0].Value.Weighted.Value, 0, 1e-12)
	near(t, "bound", v.Conditions[6].Found, v.Candidate.Difference.Robust.Bound, 0)
	near(t, "effective", v.Conditions[5].Found, v.Candidate.Effective/2000, 0)
	names := []string{v.Active.Name, v.Candidate.Name}
	for _, e := range v.Baselines {
		names = append(names, e.Name)
	}
	if !slices.Equal(names, []string{"active active@1", "candidate better@1", "logging policy", "heuristic", "uniform"}) {
		t.Errorf("found %q", names)
	}
	for _, outcome := range []Outcome{Promote, NotBetter, NotEnough, BadPropensities, 9} {
		if s := outcome.String(); s == "" || strings.HasPrefix(s, "Outcome") != (outcome == 9) {
			t.Errorf("found %q", s)
		}
	}
}

func TestTheGateHandsOnFaults(t *testing.T) {
	t.Parallel()
	p := policyOf(t, "p", nil)
	log := newBandit().log(t, p, 3, 5, 1)
	for _, options := range []Options{{Price: -1}, {Price: math.NaN()}, {Price: math.Inf(1)}, {Folds: 1}, {Folds: -2}} {
		if _, err := Gate(t.Context(), log, p, p, options); err == nil {
			t.Errorf("found no error for %+v", options)
		}
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	stopped := errors.New("stopped")
	cancel(stopped)
	if _, err := Gate(ctx, log, p, p, Options{}); !errors.Is(err, stopped) {
		t.Errorf("found %v", err)
	}
}

// TestInconsistentDecisions has every fault that a decision may have in itself.
func TestInconsistentDecisions(t *testing.T) {
	t.Parallel()
	p := policyOf(t, "p", map[int]float64{signal: 1})
	for fault, spoil := range map[string]func(l *memory){
		"do not fit":            func(l *memory) { l.events[7].Probabilities = l.events[7].Probabilities[:3] },
		"3 pathways":            func(l *memory) { l.runs[0].Pathways = l.runs[0].Pathways[:3] },
		"features and mask 0xf": func(l *memory) { l.events[7].Features = l.events[7].Features[1:] },
		"mask 0x1f":             func(l *memory) { l.events[7].Mask = l.events[7].Mask.With(4) },
		"choice -1":             func(l *memory) { l.events[7].Choice = -1 },
		"choice 4":              func(l *memory) { l.events[7].Choice = 4 },
		"was not available":     func(l *memory) { l.events[7].Mask = l.events[7].Mask.Without(l.events[7].Choice) },
		"is not the":            func(l *memory) { l.events[7].Propensity = math.Nextafter(l.events[7].Propensity, 1) },
		"has probability NaN":   func(l *memory) { l.events[7].Probabilities[(l.events[7].Choice+1)%4] = math.NaN() },
		"add up to":             func(l *memory) { l.events[7].Probabilities[(l.events[7].Choice+1)%4] += 1e-6 },
		"drawn with probability 0": func(l *memory) {
			l.events[7].Propensity, l.events[7].Probabilities[l.events[7].Choice] = 0, 0
		},
		"has probability 0.": func(l *memory) { l.events[7].Mask = l.events[7].Mask.Without((l.events[7].Choice + 1) % 4) },
	} {
		l := newBandit().log(t, p, 2, 20, 1)
		spoil(l)
		v := judged(t, l, p, p, Options{})
		if c := v.Reason(); v.Outcome != BadPropensities || c != &v.Conditions[0] || !strings.Contains(c.Detail, fault) ||
			!strings.Contains(c.Detail, "runs/0") {
			t.Errorf("%s: found %v for %+v", fault, v.Outcome, c)
		}
	}
}

func TestFrequencyLimit(t *testing.T) {
	t.Parallel()
	near(t, "one", frequencyLimit(1), 3, 0)
	near(t, "none", frequencyLimit(0), 3, 0)
	for n := 2; n <= 64; n *= 2 {
		limit := frequencyLimit(n)
		near(t, "false alarms of all", float64(n)*distuv.UnitNormal.Survival(limit), distuv.UnitNormal.Survival(3), 1e-12)
	}
	sure := Frequency{Mean: 1}
	near(t, "a pathway without choice", sure.Off(), 0, 0)
	sure.Mean = 0.9
	if !math.IsInf(sure.Off(), 1) {
		t.Errorf("found %v", sure.Off())
	}
}

// BenchmarkGate is a judgement of 10,000 decisions among 4 pathways.
func BenchmarkGate(b *testing.B) {
	active, candidate := policyOf(b, "a", map[int]float64{signal: 1}), policyOf(b, "c", map[int]float64{signal: 2})
	log := newBandit().log(b, active, 20, 500, 1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Gate(b.Context(), log, active, candidate, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
