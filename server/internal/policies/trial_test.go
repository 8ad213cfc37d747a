package policies

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func begin(tb testing.TB, s *Store, share float64, runs int) {
	tb.Helper()
	if _, _, err := s.Try(made(tb, "trial", 5), share, runs); err != nil {
		tb.Fatal(err)
	}
}

// Of every block of runs exactly the share is on trial, at places that differ
// from block to block.
func TestShare(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		share float64
		block int
	}{{0.25, 4}, {0.5, 2}, {0.1, 10}, {0.3, 10}, {0.75, 4}, {0.05, 20}, {0.01, 100}} {
		s, _ := open(t, "", nil)
		begin(t, s, c.share, MaxRuns)
		var places []string
		for block := range 40 {
			n := 0
			var place []int
			for i := range c.block {
				p, onTrial := s.Assign(fmt.Sprintf("r-%d-%d", block, i))
				if onTrial {
					n++
					place = append(place, i)
				}
				if got := p.Label() == "test@trial"; got != onTrial {
					t.Fatalf("%v: on trial %v with policy %s", c.share, onTrial, p.Label())
				}
			}
			if want := int(math.Round(c.share * float64(c.block))); n != want {
				t.Errorf("%v: %d of %d runs are on trial, want %d", c.share, n, c.block, want)
			}
			places = append(places, fmt.Sprint(place))
		}
		if strings.Count(strings.Join(places, ","), places[0]) == len(places) {
			t.Errorf("%v: always the places %s", c.share, places[0])
		}
	}
}

// Any share is met over the blocks.
func TestAnyShare(t *testing.T) {
	t.Parallel()
	key := made(t, "trial", 5).Hash()
	rapid.Check(t, func(rt *rapid.T) {
		tr := &trial{
			Policy: key, Share: rapid.Float64Range(1e-6, 0.999).Draw(rt, "share"),
			Began: time.Unix(0, rapid.Int64().Draw(rt, "began")),
		}
		const runs = 1000
		n := 0
		for i := range uint64(runs) {
			if tr.chosen(i) {
				n++
			}
		}
		if off := math.Abs(float64(n) - tr.Share*runs); off > maxBlock {
			rt.Errorf("%d of %d runs are on trial, the share is %v", n, runs, tr.Share)
		}
	})
}

// play lets runs come and end, up to 8 at once, until the trial has its verdict.
// It gives the verdict and how many of the trial's runs counted.
func play(tb testing.TB, s *Store, random *rand.Rand, cost func(onTrial bool) float64) (Verdict, int) {
	tb.Helper()
	type run struct {
		id      string
		onTrial bool
	}
	var open []run
	for i := range 100_000 {
		id := fmt.Sprintf("run-%d", i)
		_, onTrial := s.Assign(id)
		open = append(open, run{id, onTrial})
		if len(open) < 8 {
			continue
		}
		at := random.IntN(len(open))
		// Now and then one is cancelled.
		s.Ended(open[at].id, cost(open[at].onTrial), random.IntN(20) > 0)
		open = append(open[:at], open[at+1:]...)
		if _, trial := s.List(); trial.Verdict != "" {
			return trial.Verdict, trial.Trial.Runs
		}
	}
	tb.Fatal("the trial does not end")
	return "", 0
}

// logNormal draws costs with this mean and coefficient of variation: runs differ
// by factors, not by amounts.
func logNormal(random *rand.Rand, mean, cv float64) float64 {
	v := math.Log1p(cv * cv)
	return mean * math.Exp(random.NormFloat64()*math.Sqrt(v)-v/2)
}

// TestVerdicts plays trials whose truth is known. A policy that costs the same is
// returned in under alpha of them, whatever the share and the spread; one that
// has the wrong price and overpays is returned, early where it is much; one that
// is better is promoted.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	const trials = 400
	// luck is three standard errors of a share of alpha in so many trials.
	luck := 3 * math.Sqrt(alpha*(1-alpha)/trials)
	for _, c := range []struct {
		name            string
		share           float64
		runs            int
		ratio, cv       float64
		returned        [2]float64 // share of the trials, at least and at most
		runsUntilReturn float64    // at most, on average; 0 for whatever
	}{
		{"equal, a quarter", 0.25, 20, 1, 0.2, [2]float64{0, alpha + luck}, 0},
		{"equal, a half", 0.5, 20, 1, 0.2, [2]float64{0, alpha + luck}, 0},
		{"equal, nine tenths", 0.9, 20, 1, 0.2, [2]float64{0, alpha + luck}, 0},
		{"equal, widely spread", 0.25, 20, 1, 0.8, [2]float64{0, alpha + luck}, 0},
		{"equal, long", 0.25, 100, 1, 0.2, [2]float64{0, alpha + luck}, 0},
		{"overpays twice", 0.25, 20, 2, 0.2, [2]float64{0.999, 1}, 8},
		{"overpays by a half", 0.25, 20, 1.5, 0.2, [2]float64{0.999, 1}, 12},
		{"overpays by a fifth", 0.25, 20, 1.2, 0.2, [2]float64{0.85, 1}, 0},
		{"better by a tenth", 0.25, 20, 0.9, 0.2, [2]float64{0, 0.005}, 0},
		{"better by a third", 0.25, 20, 0.67, 0.2, [2]float64{0, 0.001}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(1, uint64(c.runs)))
			returned, until := 0, 0
			for range trials {
				s, _ := open(t, "", nil)
				build := s.Active()
				begin(t, s, c.share, c.runs)
				verdict, runs := play(t, s, random, func(onTrial bool) float64 {
					if onTrial {
						return logNormal(random, c.ratio, c.cv)
					}
					return logNormal(random, 1, c.cv)
				})
				switch {
				case verdict == Returned && s.Active() == build:
					returned++
					until += runs
				case verdict == Promoted && s.Active().Label() == "test@trial" && runs == c.runs:
				default:
					t.Fatalf("found %s after %d runs, and %s active", verdict, runs, s.Active().Label())
				}
			}
			rate := float64(returned) / trials
			mean := float64(until) / float64(max(1, returned))
			t.Logf("returned %.2f%%, after %.1f runs", 100*rate, mean)
			if rate < c.returned[0] || rate > c.returned[1] {
				t.Errorf("returned %.2f%%, want %.1f%% to %.1f%%", 100*rate, 100*c.returned[0], 100*c.returned[1])
			}
			if c.runsUntilReturn > 0 && mean > c.runsUntilReturn {
				t.Errorf("returned after %.1f runs, want at most %.0f", mean, c.runsUntilReturn)
			}
		})
	}
}

// A trial goes on after a restart as if there had been none: the same runs, the
// same sums, the same verdict.
func TestTrialSurvivesRestarts(t *testing.T) {
	t.Parallel()
	verdict := func(restarts bool) (Trial, string) {
		dir := t.TempDir()
		s, _ := open(t, dir, nil)
		begin(t, s, 0.5, 10)
		var history strings.Builder
		for i := range 60 {
			id := fmt.Sprintf("r%d", i)
			_, onTrial := s.Assign(id)
			fmt.Fprint(&history, onTrial, " ")
			if restarts {
				s, _ = open(t, dir, nil)
			}
			s.Ended(id, 1+0.01*float64(i%7), true)
			s.Ended(id, 1000, true) // told twice
			s.Ended("other", 1000, true)
			if _, trial := s.List(); trial.Verdict != "" {
				if want := made(t, "trial", 5).Hash(); s.Active().Hash() != want {
					t.Errorf("found %s active", s.Active().Label())
				}
				return *trial, history.String()
			}
		}
		t.Fatal("no verdict")
		return Trial{}, ""
	}
	want, wantHistory := verdict(false)
	got, history := verdict(true)
	want.Began, got.Began = time.Time{}, time.Time{}
	if got != want || history != wantHistory {
		t.Errorf("found %+v with restarts\n%s\nwant %+v\n%s", got, history, want, wantHistory)
	}
	if got.Verdict != Promoted || got.Trial.Runs != 10 || got.Trial.StandardError <= 0 {
		t.Errorf("found %+v", got)
	}
}

// Runs that are gone make room for others, and never count.
func TestReconcile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, _ := open(t, dir, nil)
	begin(t, s, 0.5, 4)
	for i := range 8 {
		s.Assign(fmt.Sprint("r", i))
	}
	if _, onTrial := s.Assign("r8"); onTrial {
		t.Error("a fifth run is on trial")
	}
	if _, onTrial := s.Assign("r9"); onTrial {
		t.Error("a fifth run is on trial")
	}
	s, _ = open(t, dir, nil)
	s.Reconcile(func(string) bool { return false })
	n := 0
	for i := range 8 {
		if _, onTrial := s.Assign(fmt.Sprint("n", i)); onTrial {
			n++
		}
	}
	if _, trial := s.List(); n != 4 || trial.Trial.Runs+trial.Control.Runs != 0 {
		t.Errorf("%d new runs are on trial, want 4; found %+v", n, trial)
	}
}

// A trial whose ground is gone ends.
func TestTrialLosesItsGround(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]func(s *Store) error{
		"another is activated": func(s *Store) error { _, err := s.Activate(made(t, "x", 1)); return err },
		"the same for all":     func(s *Store) error { _, err := s.Activate(made(t, "trial", 5)); return err },
		"rolled back":          func(s *Store) error { _, err := s.RollBack(); return err },
	} {
		s, _ := open(t, "", nil)
		begin(t, s, 0.5, 4)
		s.Assign("r")
		if err := act(s); err != nil {
			t.Fatal(err)
		}
		s.Ended("r", 1, true)
		if _, trial := s.List(); trial.Verdict != Ended || trial.Reason == "" || trial.Trial.Runs+trial.Control.Runs > 0 {
			t.Errorf("%s: found %+v", name, trial)
		}
		if p, onTrial := s.Assign("q"); onTrial || p != s.Active() {
			t.Errorf("%s: a run is on trial", name)
		}
	}
}

// Runs come and end at once from everywhere.
func TestConcurrentRuns(t *testing.T) {
	t.Parallel()
	s, _ := open(t, t.TempDir(), nil)
	begin(t, s, 0.5, 20)
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 20 {
				id := fmt.Sprint("r", w, "-", i)
				s.Assign(id)
				s.Ended(id, 1+float64(i%3), true)
				s.List()
			}
		})
	}
	wg.Wait()
	if _, trial := s.List(); trial.Verdict == "" || trial.Trial.Runs > 20 {
		t.Errorf("found %+v", trial)
	}
}
