package ope

import (
	"errors"
	"math"
	"testing"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// TestProfileByHand has a run of four samples and two pathways, the second of
// which is away once.
func TestProfileByHand(t *testing.T) {
	t.Parallel()
	gap := gapColumns()[0]
	l := &memory{runs: []dataset.Run{{Name: "runs/a", Count: 4, Pathways: []dataset.Pathway{{Name: "a"}, {Name: "b"}}}}}
	for i := range 4 {
		e := dataset.Event{
			Mask: router.AllPathways(2), Choice: 0, Propensity: 0.8, Gain: 0.5, Cost: 2,
			Probabilities: []float64{0.8, 0.2}, Features: make([]float64, 2*router.NumFeatures),
		}
		e.Features[gap] = 0.25 // a leans to what is missing
		if i == 3 {
			e.Mask, e.Propensity, e.Probabilities = 1, 1, []float64{1, 0}
		}
		l.events = append(l.events, e)
	}
	p, err := Describe(t.Context(), l, nil, &Rewards{column: -1}, Uniform)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Pathways) != 2 || p.Pathways[0].Name != "a" || p.Pathways[1].Decisions != 3 {
		t.Fatalf("found %+v", p.Pathways)
	}
	a, b := p.Pathways[0], p.Pathways[1]
	near(t, "logged", a.Logged, (3*0.8+1)/4, 1e-12)
	near(t, "target", a.Target, (3*0.5+1)/4, 1e-12)
	near(t, "where it was available", b.Target, 0.5, 1e-12)
	if len(a.Progress) != 4 || len(a.Gap) != 1 || len(b.Gap) != 1 {
		t.Fatalf("found %d and %d bins", len(a.Progress), len(a.Gap))
	}
	for i, s := range a.Progress {
		near(t, "progress", s.At, float64(i)/4, 1e-12)
	}
	near(t, "lean", a.Gap[0].At, 0.25, 1e-12)
	near(t, "no lean", b.Gap[0].At, 0, 0)
	if len(p.Gain) != 1 || len(p.Cost) != 1 {
		t.Fatalf("found %+v", p)
	}
	near(t, "predicted gain", p.Gain[0].Predicted, 0, 0)
	near(t, "observed cost", p.Cost[0].Observed, 2, 0)
	near(t, "its error", p.Cost[0].Error, 0, 1e-9)
}

// TestProfileOfAWorld checks the sums of a profile on a log, and that reward
// models are calibrated where nothing drifts.
func TestProfileOfAWorld(t *testing.T) {
	t.Parallel()
	logging := policyOf(t, "logging", map[int]float64{signal: 1})
	log := newBandit().log(t, logging, 40, 200, 1)
	models, err := CrossFit(t.Context(), log, nil, Fold(40, 5, 1))
	if err != nil {
		t.Fatal(err)
	}
	p, err := Describe(t.Context(), log, nil, models, Policy(logging))
	if err != nil {
		t.Fatal(err)
	}
	total := 0.0
	for _, pathway := range p.Pathways {
		total += pathway.Target
		near(t, pathway.Name, pathway.Target, pathway.Logged, 1e-12)
		for _, bins := range [][]Share{pathway.Progress, pathway.Gap} {
			n := 0
			for _, s := range bins {
				n += s.Decisions
			}
			if n != pathway.Decisions {
				t.Errorf("%s: the bins have %d of %d decisions", pathway.Name, n, pathway.Decisions)
			}
		}
	}
	near(t, "all shares", total, 1, 1e-9)
	n, off := 0, 0.0
	for _, b := range p.Gain {
		n += b.Decisions
		off += float64(b.Decisions) * math.Abs(b.Observed-b.Predicted)
	}
	if n != len(log.events) || off/float64(n) > 0.08 {
		t.Errorf("%d of %d decisions, off by %.3f on average", n, len(log.events), off/float64(n))
	}
	fault := errors.New("fault")
	broken := func(*dataset.Event, []float64) error { return fault }
	if _, err := Describe(t.Context(), log, nil, models, broken); !errors.Is(err, fault) {
		t.Errorf("found %v", err)
	}
}
