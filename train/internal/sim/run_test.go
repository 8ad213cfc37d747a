package sim

import (
	"context"
	"errors"
	"math"
	"testing"

	"go.uber.org/goleak"

	"github.com/callmill/callmill/router"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func heuristic(t *testing.T) *router.Policy {
	t.Helper()
	p, err := router.HeuristicPolicy()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// ratios runs a trial, and returns the mean of what a result gives, with its
// standard error, for every strategy.
func ratios(
	t *testing.T, trial Trial, of func(*Result) float64, strategies ...Strategy,
) (means, standardErrors []float64) {
	t.Helper()
	results, err := trial.Run(t.Context(), strategies...)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		values := make([]float64, len(r))
		for i := range r {
			values[i] = of(&r[i])
		}
		m, e := meanAndError(values)
		means, standardErrors = append(means, m), append(standardErrors, e)
	}
	return means, standardErrors
}

// The index policy that knows the truth pays the optimum, with a luck whose mean
// over so many runs is within ± 0.005.
func TestTheOraclePaysTheOptimum(t *testing.T) {
	trial := Trial{Seed: 1, Split: Training, Runs: 80}
	paid, standardError := ratios(t, trial, (*Result).Paid, Oracle)
	if math.Abs(paid[0]-1) > 0.005 {
		t.Errorf("got %.4f ± %.4f, want 1 ± 0.005", paid[0], standardError[0])
	}
	expected, _ := ratios(t, Trial{Seed: 1, Split: Training, Runs: 20}, (*Result).Ratio, Oracle)
	if math.Abs(expected[0]-1) > 1e-9 {
		t.Errorf("without luck: got %v, want 1", expected[0])
	}
}

// Expected is Paid without the luck: their difference has mean 0.
func TestExpectedIsWhatIsPaidOnAverage(t *testing.T) {
	for name, strategy := range map[string]Strategy{
		"uniform": Uniform, "policy": Routed(heuristic(t)), "averages": Averages(heuristic(t).Spec().Exploration),
	} {
		t.Run(name, func(t *testing.T) {
			luck := func(r *Result) float64 { return r.Paid() - r.Ratio() }
			m, e := ratios(t, Trial{Filling: Filling{Samples: 600}, Seed: 2, Split: Training, Runs: 60}, luck, strategy)
			if math.Abs(m[0]) > 3*e[0] {
				t.Errorf("luck is %.4f ± %.4f on average, want 0", m[0], e[0])
			}
		})
	}
}

// With 64 workers a decision sees the outcomes of 64 slots before: gain and cost
// are those of one worker, within their intervals.
func TestManyWorkersGainAndPayAsOne(t *testing.T) {
	results := make([][]float64, 2)
	standardErrors := make([][]float64, 2)
	for i, workers := range []int{1, 64} {
		trial := Trial{Filling: Filling{Samples: 1500, UnderWay: workers}, Seed: 3, Split: Training, Runs: 24}
		for _, of := range []func(*Result) float64{
			(*Result).Paid,
			func(r *Result) float64 { return r.Gain / float64(r.Decisions) },
		} {
			m, e := ratios(t, trial, of, Routed(heuristic(t)))
			results[i], standardErrors[i] = append(results[i], m[0]), append(standardErrors[i], e[0])
		}
	}
	for j, what := range []string{"cost over optimum", "gain per decision"} {
		if d := math.Abs(results[0][j] - results[1][j]); d > 2*math.Hypot(standardErrors[0][j], standardErrors[1][j]) {
			t.Errorf("%s: got %.4f with one worker, %.4f with 64", what, results[0][j], results[1][j])
		}
	}
}

func TestOrderOfTheBaselines(t *testing.T) {
	m, _ := ratios(t, Trial{Seed: 4, Split: Training, Runs: 6}, (*Result).Ratio,
		Uniform, EXP3, BestFixed(defaultSamples), Routed(heuristic(t)), Oracle)
	for i := 1; i < len(m); i++ {
		if m[i] >= m[i-1] {
			t.Errorf("got %.3f, want every one to cost less than the one before", m)
		}
	}
}

func TestAFillingIsRefused(t *testing.T) {
	for name, f := range map[string]Filling{
		"samples": {Samples: -1}, "under way": {UnderWay: -1}, "down": {Down: 1}, "down NaN": {Down: math.NaN()},
		"new at": {NewAt: 1},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := (&Trial{Filling: f, Seed: 1, Split: Training, Runs: 1}).Run(t.Context(), Uniform)
			if err == nil {
				t.Error("got no error")
			}
		})
	}
}

func TestARunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := (&Trial{Seed: 1, Split: Training, Runs: 2}).Run(ctx, Uniform)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

// A chooser that takes what can make nothing must not hang.
func TestAStuckRunIsGivenUp(t *testing.T) {
	e := environment(t, 0)
	for i := range e.odds {
		e.odds[i].accept = 0
	}
	chooser, err := Uniform(e)
	if err != nil {
		t.Fatal(err)
	}
	_, err = e.fill(t.Context(), Filling{Samples: 3}, chooser, source(1, Training, 0, purposeRun), nil)
	if !errors.Is(err, errStuck) {
		t.Errorf("got %v, want %v", err, errStuck)
	}
}
