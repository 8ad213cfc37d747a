package ope

import (
	"math"
	"testing"

	"github.com/callmill/callmill/router"
)

// judged runs the gate on all runs of a log.
func judged(t *testing.T, log *memory, active, candidate *router.Policy, options Options) *Verdict {
	t.Helper()
	v, err := Gate(t.Context(), log, active, candidate, options)
	if err != nil {
		t.Fatal(err)
	}
	return &v
}

func within(t *testing.T, what string, i Interval, truth float64) {
	t.Helper()
	if !(i.Low <= truth && truth <= i.High) {
		t.Errorf("%s: found %.4f to %.4f, the truth is %.4f", what, i.Low, i.High, truth)
	}
}

// covered checks on small logs that the 95% interval of the doubly robust
// difference has the truth in it, up to 2.6 standard errors less often than said.
func covered(t *testing.T, b *bandit, active, candidate *router.Policy, places ...float64) {
	t.Helper()
	truth := b.value(t, candidate, price, places...) - b.value(t, active, price, places...)
	hits := 0
	for seed := range uint64(trapLogs) {
		v := judged(t, b.log(t, active, 20, 110, seed), active, candidate, Options{Price: price})
		if d := v.Candidate.Difference.Robust; d.Low <= truth && truth <= d.High {
			hits++
		}
	}
	t.Logf("covered %d of %d times", hits, trapLogs)
	if float64(hits) < 0.95*trapLogs-2.6*math.Sqrt(0.95*0.05*trapLogs) {
		t.Errorf("the truth, %.4f, was in %d of %d intervals", truth, hits, trapLogs)
	}
}

// TestTrapDrift has rewards that fall while the log goes on, as they do when
// gaps close: of one pathway much more than of the others. Whoever learned to
// prefer it in the first half must not be promoted for that in the second.
func TestTrapDrift(t *testing.T) {
	t.Parallel()
	b := newBandit()
	b.drift = [4]float64{0.1, 0.1, 0.1, 0.8}
	const runs = 80
	active := policyOf(t, "active", map[int]float64{signal: 0.5})
	candidate := policyOf(t, "candidate", map[int]float64{signal: 0.5, setting: 1.5})
	log := b.log(t, active, runs, 250, 1)
	first := func(run int) bool { return run < runs/2 }
	var early, late []float64
	for run := range runs {
		place := (float64(run) + 0.5) / runs
		if first(run) {
			early = append(early, place)
		} else {
			late = append(late, place)
		}
	}
	difference := func(places []float64) float64 {
		return b.value(t, candidate, price, places...) - b.value(t, active, price, places...)
	}
	if !(difference(early) > 0.02 && difference(late) < -0.02) {
		t.Fatalf("no trap: the differences are %v and %v", difference(early), difference(late))
	}
	before := judged(t, log, active, candidate, Options{Use: first, Price: price})
	after := judged(t, log, active, candidate, Options{Use: Not(first), Price: price})
	if before.Outcome != Promote || after.Outcome != NotBetter {
		t.Errorf("found %v on the first half and %v on the second", before.Outcome, after.Outcome)
	}
	within(t, "the second half", after.Candidate.Difference.Robust, difference(late))

	// Rewards learned in the first half are wrong in the second: alone they
	// mislead, and in the doubly robust estimate they do not.
	models, err := FitRewards(t.Context(), log, first)
	if err != nil {
		t.Fatal(err)
	}
	estimates, err := Compare(t.Context(), log, Not(first), models, price,
		Named{"active", Policy(active)}, Named{"candidate", Policy(candidate)})
	if err != nil {
		t.Fatal(err)
	}
	found := estimates[1].Difference
	within(t, "the second half with the first's rewards", found.Robust, difference(late))
	if found.Direct.Low < difference(late) {
		t.Errorf("the first half's rewards alone say %.4f ± %.4f, and should be too high for %.4f",
			found.Direct.Value, found.Direct.Error, difference(late))
	}
}

// unmixed takes the exploration off again.
func unmixed(p []float64, d *router.Decision) {
	n := float64(d.Mask.Count())
	for k := range p {
		if d.Mask.Has(k) && n > 1 {
			p[k] = max(0, (p[k]-d.Epsilon/n)/(1-d.Epsilon))
		}
	}
	normalise(p)
}

func normalise(p []float64) {
	sum := 0.0
	for _, pk := range p {
		sum += pk
	}
	for k := range p {
		p[k] /= sum
	}
}

func rounded(to float64) func(p []float64, _ *router.Decision) {
	return func(p []float64, _ *router.Decision) {
		for k := range p {
			p[k] = math.Round(p[k]*to) / to
		}
	}
}

// TestTrapPropensities has logs whose propensities are not what was drawn from,
// or that explored nothing. Each is refused for what is wrong with it.
func TestTrapPropensities(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		epsilon     float64
		signal      float64
		act, record func(p []float64, d *router.Decision)
		condition   int // that does not hold, by its place
	}{
		{"no exploration, greedy", 0.1, 4, func(p []float64, _ *router.Decision) {
			best := 0
			for k := range p {
				if p[k] > p[best] {
					best = k
				}
			}
			clear(p)
			p[best] = 1
		}, nil, 1},
		{"no exploration, softmax", 0.1, 10, unmixed, nil, 1},
		{"logged before mixing, steep", 0.1, 10, nil, unmixed, 1},
		// So flat that the floor has no objection.
		{"logged before mixing, flat", 0.5, 1.5, nil, unmixed, 2},
		{"rounded to one place", 0.1, 2, nil, rounded(10), 0},
		{"rounded to six places", 0.1, 2, nil, rounded(1e6), 0},
		// Adding up to 1 again, they look right one by one.
		{"rounded to tenths and scaled", 0.2, 2, nil, func(p []float64, d *router.Decision) {
			rounded(10)(p, d)
			for k := range p {
				p[k] = max(p[k], 0.02)
			}
			normalise(p)
		}, 2},
		// The probability of another pathway.
		{"shifted by one", 0.1, 2, nil, func(p []float64, _ *router.Decision) {
			last := p[len(p)-1]
			copy(p[1:], p)
			p[0] = last
		}, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBandit()
			b.act, b.record = test.act, test.record
			spec := policyOf(t, "active", map[int]float64{signal: test.signal}).Spec()
			spec.Exploration.Start, spec.Exploration.Floor = test.epsilon, test.epsilon
			active, err := router.NewPolicy(spec)
			if err != nil {
				t.Fatal(err)
			}
			better := policyOf(t, "better", map[int]float64{signal: 4})
			v := judged(t, b.log(t, active, 30, 200, 3), active, better, Options{Price: price})
			if v.Outcome != BadPropensities || v.Reason() != &v.Conditions[test.condition] {
				t.Errorf("found %v for %+v", v.Outcome, v.Reason())
			}
			if v.Models != nil || v.Candidate.Decisions != 0 {
				t.Error("found estimates from a log that means nothing")
			}
			b.act, b.record = nil, nil
			sound := judged(t, b.log(t, active, 30, 200, 3), active, better, Options{Price: price})
			if sound.Outcome == BadPropensities {
				t.Errorf("the same log with sound propensities: %v for %+v", sound.Outcome, sound.Reason())
			}
		})
	}
}

// TestTrapConstant adds a constant to all rewards: no policy became better by
// it. Weights that are not normalised are misled; the others do not move.
func TestTrapConstant(t *testing.T) {
	t.Parallel()
	active := policyOf(t, "active", map[int]float64{signal: 1})
	candidate := policyOf(t, "candidate", map[int]float64{signal: 2, left: 1})
	difference := func(shift float64) Values {
		b := newBandit()
		b.scale, b.shift = 0.5, shift
		return judged(t, b.log(t, active, 30, 200, 4), active, candidate, Options{Price: price}).Candidate.Difference
	}
	plain, shifted := difference(0), difference(0.4)
	near(t, "self-normalised", shifted.SelfNormalised.Value, plain.SelfNormalised.Value, 1e-12)
	near(t, "its error", shifted.SelfNormalised.Error, plain.SelfNormalised.Error, 1e-12)
	// Predictions clipped at 0 are the rest.
	near(t, "doubly robust", shifted.Robust.Value, plain.Robust.Value, 1e-3)
	if math.Abs(shifted.Weighted.Value-plain.Weighted.Value) < 1e-3 {
		t.Error("plain weights should have moved, or this log proves nothing")
	}
}

// TestTrapMasks has every pathway available at random.
func TestTrapMasks(t *testing.T) {
	t.Parallel()
	b := newBandit()
	for mask := router.Mask(1); mask <= router.AllPathways(b.pathways); mask++ {
		b.masks = append(b.masks, mask)
	}
	active := policyOf(t, "active", map[int]float64{signal: 1})
	candidate := policyOf(t, "candidate", map[int]float64{signal: 3.5})
	v := judged(t, b.log(t, active, 100, 200, 5), active, candidate, Options{Price: price})
	if v.Outcome != Promote {
		t.Errorf("found %v for %+v", v.Outcome, v.Reason())
	}
	covered(t, b, active, candidate)
	for _, f := range v.Pathways {
		near(t, "share of the masks with "+f.Pathway, float64(f.Available)/float64(v.Decisions), 8./15, 0.02)
	}
}

// TestTrapNewPathway has a pathway that a fifth of the runs do not know, and the
// next fifth have down.
func TestTrapNewPathway(t *testing.T) {
	t.Parallel()
	b := newBandit()
	b.newFrom = 0.2
	active := policyOf(t, "active", map[int]float64{signal: 1})
	candidate := policyOf(t, "candidate", map[int]float64{signal: 3.5})
	const runs, n = 100, 200
	v := judged(t, b.log(t, active, runs, n, 6), active, candidate, Options{Price: price})
	if v.Outcome != Promote {
		t.Errorf("found %v for %+v", v.Outcome, v.Reason())
	}
	covered(t, b, active, candidate, 0.1, 0.3, 0.5, 0.7, 0.9)
	last := v.Pathways[b.pathways-1]
	if last.Available != runs*n*3/5 || !last.Judged || last.Off() > nullErrors {
		t.Errorf("found %+v", last)
	}
}

// TestTrapPrice fits, as it were, a candidate at a tenth of the price: it buys
// gain at any cost. At its own price it looks better; the gate judges it at what
// the log paid.
func TestTrapPrice(t *testing.T) {
	t.Parallel()
	b := newBandit()
	costs := costColumn()
	for m := range b.contexts { // what gains more costs more
		c := &b.contexts[m]
		for k := range b.pathways {
			c.cost[k] = 0.2 + 2.5*c.gain[k]*c.gain[k]
			c.features[k*router.NumFeatures+costs] = c.cost[k] / (1 + c.cost[k])
		}
	}
	active := policyOf(t, "active", map[int]float64{signal: 1, costs: -4})
	candidate := policyOf(t, "candidate", map[int]float64{signal: 4})
	log := b.log(t, active, 60, 200, 7)
	actual, err := Price(t.Context(), log, nil)
	if err != nil {
		t.Fatal(err)
	}
	wrong := judged(t, log, active, candidate, Options{Price: actual / 10})
	right := judged(t, log, active, candidate, Options{})
	if wrong.Outcome != Promote || right.Outcome != NotBetter {
		t.Errorf("found %v at a tenth of the price and %v at the log's", wrong.Outcome, right.Outcome)
	}
	near(t, "price", right.Price, actual, 0)
	for _, v := range []*Verdict{wrong, right} {
		within(t, "difference", v.Candidate.Difference.Robust,
			b.value(t, candidate, v.Price)-b.value(t, active, v.Price))
	}
	if d := right.Candidate.Difference.Robust; d.High >= 0 {
		t.Errorf("found %+v, the candidate wastes money", d)
	}
	// Where a gain counts what it takes to get it, a wrong price is hardly more
	// than another unit.
	for _, wrong := range []float64{0.5, 2} {
		v := judged(t, log, active, candidate, Options{Price: wrong * actual, Local: true})
		if d := v.Candidate.Difference.Robust; v.Outcome != NotBetter || d.High >= 0 {
			t.Errorf("local, at %v times the price: found %v, %+v", wrong, v.Outcome, d)
		}
	}
}
