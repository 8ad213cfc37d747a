package sim

import (
	"context"
	"math"
	"reflect"
	"runtime"
	"testing"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

func simulated(t *testing.T, c Config) ([]dataset.Run, []dataset.Event) {
	t.Helper()
	if c.Policy == nil {
		c.Policy = heuristic(t)
	}
	log, err := Log(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	var events []dataset.Event
	err = log.Each(t.Context(), nil, func(e *dataset.Event) error {
		events = append(events, *e)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return log.Runs(), events
}

func TestALogIsTheSameOnAnyNumberOfCores(t *testing.T) {
	c := Config{Filling: Filling{Samples: 100, UnderWay: 8, Down: 0.1}, Seed: 1, Runs: 6, Events: 200}
	runs, events := simulated(t, c)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	again, sameEvents := simulated(t, c)
	if !reflect.DeepEqual(runs, again) || !reflect.DeepEqual(events, sameEvents) {
		t.Error("the same configuration gave another log")
	}
	c.Luck = 1
	if _, other := simulated(t, c); reflect.DeepEqual(events, other) {
		t.Error("other luck gave the same log")
	}
	held := &dataset.Memory{}
	c.Luck = 0
	c.Policy = heuristic(t)
	if err := Write(t.Context(), c, &memorySink{Memory: held}); err != nil {
		t.Fatal(err)
	}
	i := 0
	err := held.Each(t.Context(), nil, func(e *dataset.Event) error {
		if !reflect.DeepEqual(*e, events[i]) {
			t.Errorf("decision %d: written %+v, held %+v", i, *e, events[i])
		}
		i++
		return nil
	})
	if err != nil || i != len(events) {
		t.Errorf("wrote %d decisions, %v, want %d", i, err, len(events))
	}
}

// memorySink writes into a dataset.Memory.
type memorySink struct {
	*dataset.Memory

	run int
}

func (m *memorySink) Begin(run *dataset.Run) error {
	m.run = m.AddRun(*run)
	return nil
}

func (m *memorySink) Add(e *dataset.Event) error {
	m.Memory.Add(e)
	return nil
}

func (m *memorySink) End(run *dataset.Run) error {
	m.Memory.End(m.run, run.Accepted)
	return nil
}

func TestALogHasWhatWasAskedFor(t *testing.T) {
	runs, events := simulated(t, Config{Filling: Filling{Samples: 100}, Seed: 1, Runs: 7, Events: 333})
	if len(events) != 333 || len(runs) != 7 {
		t.Errorf("got %d decisions in %d runs, want 333 in 7", len(events), len(runs))
	}
	p := heuristic(t)
	for i, run := range runs {
		if run.Accepted != 100 || run.Count != 100 || !run.Ended || run.PolicyHash != p.Hash() || len(run.Pathways) < 4 {
			t.Errorf("run %d: got %+v", i, run)
		}
	}
	var d router.Decision
	for i := range events {
		e := &events[i]
		if err := p.Evaluate(e.Features, e.Mask, e.Decision, &d); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(d.Probabilities, e.Probabilities) || e.Propensity != e.Probabilities[e.Choice] {
			t.Fatalf("decision %d: logged %v, the policy gives %v", i, e.Probabilities, d.Probabilities)
		}
	}
}

// checks is the z-score, over all decisions, of the mean of 1[a]/p less 1 for a
// pathway that is drawn seldom: how the sanity check sees propensities.
func checks(events []dataset.Event) float64 {
	sum, variance := 0.0, 0.0
	for i := range events {
		for k, p := range events[i].Probabilities {
			if p <= 0 || p > 0.2 {
				continue
			}
			if k == events[i].Choice {
				sum += 1 / p
			}
			sum--
			variance += 1/p - 1
		}
	}
	return sum / math.Sqrt(variance)
}

func TestPropensitiesAreTrueUnlessTheyAreSpoilt(t *testing.T) {
	c := Config{Filling: Filling{Samples: 500}, Seed: 1, Runs: 12}
	for _, underWay := range []int{1, 64} {
		c.UnderWay = underWay
		if _, events := simulated(t, c); math.Abs(checks(events)) > 3 {
			t.Errorf("%d under way: the propensities are off by %.1f standard errors", underWay, checks(events))
		}
	}
	c.UnderWay = 1
	for _, record := range []Record{Rounded, BeforeMixing} {
		c.Record = record
		if _, events := simulated(t, c); math.Abs(checks(events)) < 5 {
			t.Errorf("record %d: the propensities are off by %.1f standard errors only", record, checks(events))
		}
	}
}

func TestWithoutExplorationALogSaysSo(t *testing.T) {
	_, events := simulated(t, Config{Filling: Filling{Samples: 100}, Seed: 1, Runs: 3, Draw: Greedy})
	for i := range events {
		if events[i].Propensity != 1 {
			t.Fatalf("greedy decision %d: got propensity %v, want 1", i, events[i].Propensity)
		}
	}
	_, events = simulated(t, Config{Filling: Filling{Samples: 300}, Seed: 1, Runs: 6, Draw: Unmixed})
	least := 1.0
	for i := range events {
		for k, p := range events[i].Probabilities {
			if events[i].Mask.Has(k) {
				least = min(least, p)
			}
		}
	}
	if least > 1e-3 || math.Abs(checks(events)) > 3 {
		t.Errorf("unmixed: got a least propensity of %v, off by %.1f", least, checks(events))
	}
}

func TestTheOptionsOfALog(t *testing.T) {
	plain := Config{Filling: Filling{Samples: 200}, Seed: 1, Runs: 3}
	_, all := simulated(t, plain)

	shifted := plain
	shifted.Shift = 5
	_, events := simulated(t, shifted)
	for i := range events {
		if events[i].Gain != all[i].Gain+5 || events[i].Cost != all[i].Cost {
			t.Fatalf("shifted decision %d: got gain %v, want %v", i, events[i].Gain, all[i].Gain+5)
		}
	}

	first, second := plain, plain
	first.Until, second.Since = 0.5, 0.5
	_, before := simulated(t, first)
	_, after := simulated(t, second)
	if len(before) == 0 || len(after) == 0 || len(before)+len(after) != len(all) {
		t.Errorf("got %d and %d decisions, want %d in all", len(before), len(after), len(all))
	}

	masked := plain
	masked.Down = 0.3
	_, events = simulated(t, masked)
	masks := map[router.Mask]bool{}
	for i := range events {
		if events[i].Run == 0 {
			masks[events[i].Mask] = true
		}
	}
	if len(masks) < 4 {
		t.Errorf("got the masks %v, want many", masks)
	}

	later := plain
	later.NewAt = 0.5
	runs, events := simulated(t, later)
	seen := [2]int{}
	for i := range events {
		last := len(runs[events[i].Run].Pathways) - 1
		if events[i].Mask.Has(last) {
			seen[1]++
			if seen[0] == 0 {
				t.Error("the new pathway was there from the start")
			}
		} else {
			seen[0]++
		}
	}
	if seen[1] == 0 {
		t.Error("the new pathway never came")
	}
}

func TestJoinedLogsKeepTheirRuns(t *testing.T) {
	c := Config{Filling: Filling{Samples: 50}, Seed: 1, Runs: 2, Policy: heuristic(t)}
	a, err := Log(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	c.From = 2
	b, err := Log(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	c.From, c.Runs = 0, 4
	whole, err := Log(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	joined := Joined{a, b}
	if !reflect.DeepEqual(joined.Runs(), whole.Runs()) {
		t.Errorf("got the runs %v, want %v", joined.Runs(), whole.Runs())
	}
	for _, use := range []func(int) bool{nil, func(run int) bool { return run > 0 && run < 3 }} {
		if got, want := collect(t, joined, use), collect(t, whole, use); !reflect.DeepEqual(got, want) {
			t.Errorf("got %d decisions, want the %d of one log", len(got), len(want))
		}
	}
}

func collect(t *testing.T, log dataset.Log, use func(int) bool) []dataset.Event {
	t.Helper()
	var events []dataset.Event
	err := log.Each(context.WithoutCancel(t.Context()), use, func(e *dataset.Event) error {
		events = append(events, *e)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func TestAConfigurationIsRefused(t *testing.T) {
	p := heuristic(t)
	for name, c := range map[string]Config{
		"policy": {Runs: 1}, "runs": {Policy: p}, "from": {Policy: p, Runs: 1, From: -1},
		"events": {Policy: p, Runs: 1, Events: -1}, "draw": {Policy: p, Runs: 1, Draw: 3},
		"record": {Policy: p, Runs: 1, Record: 3}, "filling": {Policy: p, Runs: 1, Filling: Filling{Down: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Log(t.Context(), c); err == nil {
				t.Error("got no error")
			}
		})
	}
}
