package fit

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"go.uber.org/goleak"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
	"github.com/callmill/callmill/train/internal/sim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func toyLog(seed uint64, runs, decisions int) *dataset.Memory {
	return toy(rand.New(rand.NewPCG(seed, 0)), runs, decisions, 4, start(1).Spec().Weights, 0.2)
}

// What pays in the toy is known: gain, and cheapness.
func TestFitFindsWhatPays(t *testing.T) {
	log := toyLog(1, 30, 200)
	for name, rewards := range map[string]func(int) Rewards{
		"true model": always(truth{}), "no model": always(nothing{}), "learned model": nil,
	} {
		t.Run(name, func(t *testing.T) {
			var told []Point
			r, err := Fit(t.Context(), log, Options{
				Start: start(1), Rewards: rewards, Steps: 600, Batch: 256, Rate: 0.05,
				Progress: func(p Point) { told = append(told, p) },
			})
			if err != nil {
				t.Fatal(err)
			}
			if r.Runs != 24 || r.HeldOutRuns != 6 || r.Decisions != 4800 || r.HeldOutDecisions != 1200 {
				t.Errorf("split: got %+v", r)
			}
			if r.Weights[toyGain] < 3 || r.Weights[toyCost] > -3 {
				t.Errorf("got weights %.3g of gain and %.3g of cost, want them far above and below 0",
					r.Weights[toyGain], r.Weights[toyCost])
			}
			for j, w := range r.Weights[2:] {
				if math.Abs(w) > 2 {
					t.Errorf("got weight %.3g of noise %d", w, j+2)
				}
			}
			first, kept := r.Curve[0], r.Kept()
			if kept.Step != r.Best || kept.HeldOut.Robust < first.HeldOut.Robust+0.1 ||
				kept.HeldOut.SelfNormalised < first.HeldOut.SelfNormalised+0.1 {
				t.Errorf("held out: got %+v after %+v, want it better by far", kept, first)
			}
			if len(told) != r.Steps+1 || told[len(told)-1].Step != 600 || len(r.Curve) != points+1 {
				t.Errorf("told of %d points, %d of them in the curve", len(told), len(r.Curve))
			}
		})
	}
}

func TestFitIsReproducible(t *testing.T) {
	log := toyLog(2, 10, 100)
	fit := func(seed uint64) *Result {
		r, err := Fit(t.Context(), log, Options{Start: start(1), Steps: 60, Batch: 64, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	a, b, c := fit(7), fit(7), fit(8)
	if !slices.Equal(a.Weights, b.Weights) || !slices.Equal(a.Curve, b.Curve) {
		t.Error("the same seed gave something else")
	}
	if slices.Equal(a.Weights, c.Weights) {
		t.Error("another seed gave the same")
	}
}

// A log without anything in it must not lead away from the start; nor may a
// strong penalty.
func TestFitStaysWhereItStarted(t *testing.T) {
	log := toyLog(3, 10, 100)
	r, err := Fit(t.Context(), log, Options{Start: start(5), Steps: 300, Penalty: 1e9, Rate: 0.001})
	if err != nil {
		t.Fatal(err)
	}
	for j, w := range start(5).Spec().Weights {
		if math.Abs(r.Weights[j]-w) > 0.02 {
			t.Errorf("got weight %d of %v, want %v", j, r.Weights[j], w)
		}
	}
}

// A run of the log that is not in use has no say.
func TestFitUsesWhatItMay(t *testing.T) {
	all, few := toyLog(4, 12, 50), &dataset.Memory{}
	use := func(run int) bool { return run < 8 }
	for _, r := range all.Runs()[:8] {
		few.AddRun(r)
	}
	if err := all.Each(t.Context(), use, func(e *dataset.Event) error { few.Add(e); return nil }); err != nil {
		t.Fatal(err)
	}
	opts := Options{Start: start(1), Steps: 60, Use: use}
	a, err := Fit(t.Context(), all, opts)
	if err != nil {
		t.Fatal(err)
	}
	opts.Use = nil
	b, err := Fit(t.Context(), few, opts)
	if err != nil {
		t.Fatal(err)
	}
	if a.Price != b.Price || a.Decisions != b.Decisions || !slices.Equal(a.Weights, b.Weights) {
		t.Errorf("got %+v with others beside them, %+v without", a, b)
	}
}

func TestTooLittle(t *testing.T) {
	free := toyLog(5, 4, 10)
	costless := &dataset.Memory{}
	for _, r := range free.Runs() {
		costless.AddRun(r)
	}
	err := free.Each(t.Context(), nil, func(e *dataset.Event) error {
		f := *e
		f.Cost = 0
		costless.Add(&f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, log := range map[string]dataset.Log{
		"nothing": &dataset.Memory{}, "one run": toyLog(5, 1, 100), "no cost": costless,
	} {
		if _, err := Fit(t.Context(), log, Options{Start: start(1)}); !errors.Is(err, ErrTooLittle) {
			t.Errorf("%s: got %v, want ErrTooLittle", name, err)
		}
	}
	if r, err := Fit(t.Context(), toyLog(5, 2, 2), Options{Start: start(1), Steps: 5}); err != nil || r.Decisions != 2 {
		t.Errorf("two short runs: got %+v, %v", r, err)
	}
}

func TestBadOptions(t *testing.T) {
	log := toyLog(6, 4, 10)
	for name, opts := range map[string]Options{
		"no start":     {},
		"held out":     {Start: start(1), HeldOut: 1},
		"not a number": {Start: start(1), Rate: math.NaN()},
		"price":        {Start: start(1), Price: -1},
		"steps":        {Start: start(1), Steps: -1},
		"penalty":      {Start: start(1), Penalty: math.Inf(1)},
	} {
		if _, err := Fit(t.Context(), log, opts); err == nil || errors.Is(err, ErrTooLittle) {
			t.Errorf("%s: got %v, want an error of the options", name, err)
		}
	}
}

func TestFitEndsWhenItIsToldTo(t *testing.T) {
	enough := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	_, err := Fit(ctx, toyLog(7, 10, 100), Options{Start: start(1), Progress: func(p Point) {
		if p.Step == 3 {
			cancel(enough)
		}
	}})
	if !errors.Is(err, enough) {
		t.Errorf("got %v, want the reason of the context's end", err)
	}
}

// broken is a log that fails after some events, in the goroutine that reads ahead
// as well as before.
type broken struct {
	dataset.Log

	left int
}

var errBroken = errors.New("broken")

func (b *broken) Each(ctx context.Context, use func(int) bool, visit func(*dataset.Event) error) error {
	return b.Log.Each(ctx, use, func(e *dataset.Event) error {
		if b.left--; b.left < 0 {
			return errBroken
		}
		return visit(e)
	})
}

func TestFitReportsALogThatFails(t *testing.T) {
	for _, left := range []int{10, 1010, 2010, 2810} {
		log := &broken{toyLog(8, 10, 100), left}
		// Held-out runs are asked at the end only, so that one goroutine reads.
		_, err := Fit(t.Context(), log, Options{Start: start(1), Steps: 29})
		if !errors.Is(err, errBroken) {
			t.Errorf("after %d events: got %v", left, err)
		}
	}
}

func TestPolicyOfAResult(t *testing.T) {
	r := &Result{Weights: start(2).Spec().Weights, Price: 1.5}
	p, err := r.Policy(start(1), "trained", "7", "a card")
	if err != nil {
		t.Fatal(err)
	}
	want := start(2).Spec()
	want.Name, want.Version, want.Card, want.Price = "trained", "7", "a card", 1.5
	if q, err := router.NewPolicy(want); err != nil || q.Hash() != p.Hash() {
		t.Errorf("got %+v, want %+v", p.Spec(), want)
	}
	if _, err := r.Policy(start(1), "No Name", "7", ""); err == nil {
		t.Error("a bad name passed")
	}
}

// What it is all for: the policy that was learned fills targets that it has not
// seen for less.
func TestLearnedPolicyCostsLess(t *testing.T) {
	heuristic, err := router.HeuristicPolicy()
	if err != nil {
		t.Fatal(err)
	}
	log, err := sim.Log(t.Context(), sim.Config{
		Seed: 11, Runs: 40, Policy: heuristic, Events: 5000,
		Filling: sim.Filling{Samples: 1500},
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Fit(t.Context(), log, Options{Start: heuristic, Seed: 1, Batch: 256, Steps: 800, Rate: 0.03})
	if err != nil {
		t.Fatal(err)
	}
	learned, err := r.Policy(heuristic, "learned", "1", "")
	if err != nil {
		t.Fatal(err)
	}
	trial := sim.Trial{
		Seed: 11, Split: sim.Training, From: 1000, Runs: 8, Filling: sim.Filling{Samples: 1500},
	}
	results, err := trial.Run(t.Context(), sim.Routed(heuristic), sim.Routed(learned))
	if err != nil {
		t.Fatal(err)
	}
	before, after := 0.0, 0.0
	for i := range results[0] {
		before += results[0][i].Ratio() / float64(trial.Runs)
		after += results[1][i].Ratio() / float64(trial.Runs)
	}
	t.Logf("cost over the optimum: %.3f with the heuristic, %.3f with what was learned", before, after)
	// A fifth of the excess is far less than it should be, and more than luck.
	if after-1 > 0.8*(before-1) {
		t.Errorf("got %.3f of the optimum, want far less than the heuristic's %.3f", after, before)
	}
}
