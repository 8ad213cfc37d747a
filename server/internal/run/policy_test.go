package run

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/server/internal/policies"
	"github.com/callmill/callmill/server/internal/runlog"
)

func TestCostToTarget(t *testing.T) {
	t.Parallel()
	spec := &callmillv1.RunSpec{Count: 100}
	for _, c := range []struct {
		state    callmillv1.Run_State
		accepted int64
		cost     float64
		want     float64
		counts   bool
	}{
		{callmillv1.Run_STATE_SUCCEEDED, 100, 50, 0.5, true},
		{callmillv1.Run_STATE_SHORT, 50, 50, 2, true},  // 1 a sample, twice for what is missing
		{callmillv1.Run_STATE_SHORT, 10, 50, 20, true}, // 5 a sample, four times at most
		{callmillv1.Run_STATE_SHORT, 0, 50, 200, true},
		{callmillv1.Run_STATE_CANCELLED, 50, 50, 1, true},
		{callmillv1.Run_STATE_CANCELLED, 49, 50, 0, false},
		{callmillv1.Run_STATE_EXPIRED, 80, 40, 0.5, true},
		{callmillv1.Run_STATE_EXPIRED, 0, 1, 0, false},
		{callmillv1.Run_STATE_FAILED, 99, 50, 0, false},
	} {
		cost, counts := costToTarget(spec, &callmillv1.Completed{
			State: c.state, Accepted: c.accepted,
			Pathways: []*callmillv1.PathwayReport{{Cost: c.cost / 4}, {Cost: c.cost * 3 / 4}},
		})
		if counts != c.counts || counts && math.Abs(cost-c.want) > 1e-12 {
			t.Errorf("%v with %d of 100: found %v, %v, want %v, %v", c.state, c.accepted, cost, counts, c.want, c.counts)
		}
	}
}

// The closing report adds up what the outcomes cost and gained, also where the
// run was taken up again.
func TestReportAddsUpCostAndGain(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	m := &memory{}
	plan := planOf(t, e, &callmillv1.RunSpec{Count: 300, Seed: 9})
	report, err := play(t, plan, m)
	if err != nil {
		t.Fatal(err)
	}
	again, err := play(t, plan, &memory{records: m.records})
	if err != nil {
		t.Fatal(err)
	}
	cost, gain := make([]float64, len(e.Pathways)), make([]float64, len(e.Pathways))
	for _, r := range m.records {
		if c := r.GetSlot().GetDecision().GetChoice(); r.GetSlot() != nil && c >= 0 {
			cost[c] += r.GetSlot().GetOutcome().GetCost()
			gain[c] += r.GetSlot().GetOutcome().GetGain()
		}
	}
	total := 0.0
	for i, p := range report.GetPathways() {
		total += p.GetGain()
		if p.GetCost() != cost[i] || p.GetGain() != gain[i] || p.GetCost() == 0 {
			t.Errorf("%s: found cost %v and gain %v, want %v and %v", p.GetPathway(), p.GetCost(), p.GetGain(), cost[i], gain[i])
		}
		if a := again.GetPathways()[i]; a.GetCost() != p.GetCost() || a.GetGain() != p.GetGain() {
			t.Errorf("%s: found cost %v and gain %v when taken up again", p.GetPathway(), a.GetCost(), a.GetGain())
		}
	}
	if total != 300 {
		t.Errorf("found gain %v of 300 samples", total)
	}
}

// The share of runs that log features is met, by id alone.
func TestSamplesFeatures(t *testing.T) {
	t.Parallel()
	for _, share := range []float64{0, 0.1, 0.5, 1} {
		h, n := &Host{features: share}, 0
		for i := range 4000 {
			if h.samplesFeatures(fmt.Sprint("run-", i)) {
				n++
			}
		}
		if off := math.Abs(float64(n)/4000 - share); off > 4*math.Sqrt(share*(1-share)/4000) {
			t.Errorf("share %v: %d of 4000 runs log features", share, n)
		}
	}
}

// policyWith is the one that ships with another version and other weights.
func policyWith(t *testing.T, version string, edit func(weights []float64)) *router.Policy {
	t.Helper()
	start, err := router.StartPolicy()
	if err != nil {
		t.Fatal(err)
	}
	spec := start.Spec()
	spec.Version = version
	edit(spec.Weights)
	p, err := router.NewPolicy(spec)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// policyHost is a host with its policies on a folder; stop ends both.
func policyHost(t *testing.T, dir string, e *Engine, features float64) (h *Host, stop func()) {
	t.Helper()
	store, err := runlog.Open(t.Context(), runlog.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	known, err := policies.Open(policies.Options{Dir: dir + "/policies"})
	if err != nil {
		t.Fatal(err)
	}
	h, err = NewHost(Options{
		Store: store, Engines: map[string]*Engine{e.Domain.Name: e}, Policies: known, LogFeatures: features,
	})
	if err == nil {
		err = h.Start(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return h, func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 20*time.Second)
		defer cancel()
		if err := errors.Join(h.Stop(ctx), store.Close(ctx)); err != nil {
			t.Error(err)
		}
	}
}

// Runs keep their policy, whatever is activated meanwhile and however often the
// server starts; new runs get the active one; a run may name any.
func TestRunsKeepTheirPolicy(t *testing.T) {
	t.Parallel()
	e, dir := studioEngine(t), t.TempDir()
	h, stop := policyHost(t, dir, e, 0)
	build := h.Policies().Active()
	next := policyWith(t, "next", func(w []float64) { w[0] = 3 })
	create := func(id, policy string) *Run {
		t.Helper()
		r, err := h.Create(t.Context(), &callmillv1.RunSpec{
			Domain: e.Domain.Name, Count: 300, Seed: 4, Lead: 8, Policy: policy,
		}, id, "")
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	hashes := func(frames []*callmillv1.Frame) (started, sampled string) {
		for _, f := range frames {
			switch {
			case f.GetStarted() != nil:
				started = f.GetStarted().GetPolicyHash()
			case f.GetSample() != nil:
				sampled = f.GetSample().GetProvenance().GetPolicyHash()
			}
		}
		return started, sampled
	}
	old := create("old", "")
	before, at := follow(t, old, "", 50)
	if _, err := h.Policies().Activate(next); err != nil {
		t.Fatal(err)
	}
	fresh, _ := follow(t, create("fresh", ""), "", -1)
	named, _ := follow(t, create("named", build.Label()), "", -1)
	stop()
	h, stop = policyHost(t, dir, e, 0)
	defer stop()
	old, err := h.Get("runs/old")
	if err != nil {
		t.Fatal(err)
	}
	after, _ := follow(t, old, at, -1)
	for name, c := range map[string]struct {
		frames []*callmillv1.Frame
		want   *router.Policy
	}{"old": {append(before, after...), build}, "fresh": {fresh, next}, "named": {named, build}} {
		if started, sampled := hashes(c.frames); started != c.want.Hash() || sampled != c.want.Hash() {
			t.Errorf("%s: found %.8s, then %.8s, want %.8s", name, started, sampled, c.want.Hash())
		}
	}
	if last, _ := hashes(after); last != "" || h.Policies().Active().Hash() != next.Hash() {
		t.Errorf("found %s active after the restart", h.Policies().Active().Label())
	}
	_, err = h.Create(t.Context(), &callmillv1.RunSpec{Domain: e.Domain.Name, Count: 1, Policy: "x@1"}, "x", "")
	if !errors.Is(err, ErrPolicyNotFound) {
		t.Errorf("found %v, want %v", err, ErrPolicyNotFound)
	}
}

// A trial counts the runs that end, marks its own in the log, and finds those
// again that ended while nobody counted.
func TestTrialOfRuns(t *testing.T) {
	t.Parallel()
	e, dir := studioEngine(t), t.TempDir()
	h, stop := policyHost(t, dir, e, 1)
	next := policyWith(t, "next", func(w []float64) { w[0] = 3 })
	if _, _, err := h.Policies().Try(next, 0.5, 20); err != nil {
		t.Fatal(err)
	}
	play := func(id, policy string) *Run {
		t.Helper()
		r, err := h.Create(t.Context(), &callmillv1.RunSpec{
			Domain: e.Domain.Name, Count: 30, Policy: policy, Detached: true,
		}, id, "")
		if err != nil {
			t.Fatal(err)
		}
		<-r.Done()
		return r
	}
	onTrial := 0
	for i := range 4 {
		if play(fmt.Sprint("r", i), "").spec.GetPolicy() == next.Label() {
			onTrial++
		}
	}
	play("named", next.Label()) // chose for itself: no part of the trial
	_, trial := h.Policies().List()
	if a := trial.Trial; onTrial != 2 || a.Runs != 2 || trial.Control.Runs != 2 || a.Mean < 0.05 || a.Mean > 1 {
		t.Errorf("%d runs on trial, found %+v", onTrial, trial)
	}
	// The server dies with runs in the state file that have ended in the log.
	for i := range 2 {
		h.Policies().Assign(fmt.Sprint("late", i))
	}
	h.Policies().Assign("vanished")
	for i := range 2 {
		handEnd(t, h, e, fmt.Sprint("late", i))
	}
	stop()
	h, stop = policyHost(t, dir, e, 1)
	defer stop()
	if _, trial := h.Policies().List(); trial.Trial.Runs+trial.Control.Runs != 6 {
		t.Errorf("found %+v after the restart, want 6 runs", trial)
	}
	marked := 0
	err := h.Decisions(t.Context(), DecisionQuery{OnlyWithFeatures: true}, func(ev *callmillv1.DecisionEvent) error {
		if r := ev.GetRun(); r != nil && r.GetCanary() {
			marked++
			if r.GetPolicyHash() != next.Hash() {
				t.Errorf("%s is marked and has another policy", r.GetRun())
			}
		}
		return nil
	})
	if err != nil || marked != 2 {
		t.Errorf("%d runs are marked in the log, want 2; %v", marked, err)
	}
}

// handEnd writes the log of a run that ended.
func handEnd(t *testing.T, h *Host, e *Engine, id string) {
	t.Helper()
	start := startRecord(id)
	start.GetStarted().GetStarted().Spec = &callmillv1.RunSpec{Domain: e.Domain.Name, Count: 30}
	handLog(t, h.store, id, start, &callmillv1.LogRecord{Record: &callmillv1.LogRecord_Completed{
		Completed: &callmillv1.Completed{
			State: callmillv1.Run_STATE_SUCCEEDED, Accepted: 30,
			Pathways: []*callmillv1.PathwayReport{{Cost: 4}},
		},
	}})
}
