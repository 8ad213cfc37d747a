package run

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/runlog"
)

// decided is what a reading gives, run by run.
type decided struct {
	run       *callmillv1.DecisionRun
	decisions []*callmillv1.SettledDecision
	end       *callmillv1.DecisionRunEnd
}

// collect checks the order of events while it collects them.
func collect(t *testing.T, read func(visit func(*callmillv1.DecisionEvent) error) error) []decided {
	t.Helper()
	var out []decided
	open := false
	err := read(func(e *callmillv1.DecisionEvent) error {
		switch k := e.GetEvent().(type) {
		case *callmillv1.DecisionEvent_Run:
			if open {
				t.Errorf("%s begins in another run", k.Run.GetRun())
			}
			open = true
			out = append(out, decided{run: k.Run})
		case *callmillv1.DecisionEvent_Decision:
			if !open {
				t.Fatalf("a decision stands outside of a run")
			}
			last := &out[len(out)-1]
			last.decisions = append(last.decisions, k.Decision)
		case *callmillv1.DecisionEvent_End:
			open = false
			out[len(out)-1].end = k.End
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if open {
		t.Error("the last run has no end")
	}
	return out
}

func names(all []decided) []string {
	out := make([]string, len(all))
	for i, d := range all {
		out[i] = d.run.GetRun()
	}
	return out
}

// slotsOf reads a run's settled slots from its log with nothing in between.
func slotsOf(t *testing.T, log *runlog.Log) []*callmillv1.LoggedSlot {
	t.Helper()
	last, _, err := log.Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reader, err := log.Read(t.Context(), runlog.Position{})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	var out []*callmillv1.LoggedSlot
	for {
		at, data, err := reader.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		record := &callmillv1.LogRecord{}
		if err := proto.Unmarshal(data, record); err != nil {
			t.Fatal(err)
		}
		if record.GetSlot() != nil {
			out = append(out, record.GetSlot())
		}
		if at == last {
			return out
		}
	}
}

// The decisions of runs are those of their logs, all of them, in order, from a
// host and from its folder alike.
func TestDecisions(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	dir := t.TempDir()
	h, stop := hostOn(t, dir, e)
	create := func(id string, spec *callmillv1.RunSpec) *Run {
		spec.Domain = e.Domain.Name
		r, err := h.Create(t.Context(), spec, id, "")
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := create("zebra", &callmillv1.RunSpec{Count: 150, Seed: 1, LogFeatures: true})
	follow(t, first, "", -1)
	second := create("ant", &callmillv1.RunSpec{Count: 40, Seed: 2})
	follow(t, second, "", -1)
	third := create("open", &callmillv1.RunSpec{Count: 1000, Seed: 3, LogFeatures: true, Lead: 8})
	follow(t, third, "", 20)
	for _, r := range []*Run{first, second} {
		<-r.Done()
	}
	byHost := func(q DecisionQuery) []decided {
		return collect(t, func(visit func(*callmillv1.DecisionEvent) error) error {
			return h.Decisions(t.Context(), q, visit)
		})
	}
	all := byHost(DecisionQuery{})
	if got := fmt.Sprint(names(all)); got != "[runs/zebra runs/ant]" {
		t.Fatalf("found the runs %s, want those that ended, oldest first", got)
	}
	for i, r := range []*Run{first, second} {
		got, want := all[i], slotsOf(t, r.log)
		checkDecisions(t, got, want)
		if d := got.run; d.GetDomain() != e.Domain.Name || d.GetPolicy() != r.spec.GetPolicy() || d.GetPolicyHash() == "" ||
			len(d.GetPolicyDocument()) == 0 || len(d.GetPathways()) != len(e.Pathways) || d.GetCount() != r.spec.GetCount() ||
			d.GetFeatureVersion() == 0 || d.GetHasFeatures() != r.spec.GetLogFeatures() || d.GetCanary() {
			t.Errorf("found the run %v", d)
		}
		if got.end.GetState() != callmillv1.Run_STATE_SUCCEEDED || got.end.GetAccepted() != r.spec.GetCount() {
			t.Errorf("found the end %v", got.end)
		}
		for _, s := range got.decisions {
			if has := len(s.GetDecision().GetFeatures()) > 0; has != r.spec.GetLogFeatures() {
				t.Fatalf("a decision of %s has features: %v", r.id, has)
			}
		}
	}
	if got := fmt.Sprint(names(byHost(DecisionQuery{OnlyWithFeatures: true}))); got != "[runs/zebra]" {
		t.Errorf("found %s with features", got)
	}
	if got := byHost(DecisionQuery{Domain: "elsewhere"}); len(got) != 0 {
		t.Errorf("found %v of another domain", names(got))
	}
	named := byHost(DecisionQuery{Runs: []string{"runs/open", "runs/ant", "runs/open"}})
	if got := fmt.Sprint(names(named)); got != "[runs/open runs/ant]" {
		t.Fatalf("found the runs %s", got)
	}
	if end := named[0].end; end.GetAccepted() < 20 || len(named[0].decisions) < 20 ||
		end.GetState() != callmillv1.Run_STATE_RUNNING && end.GetState() != callmillv1.Run_STATE_PAUSED {
		t.Errorf("found %d decisions and the end %v of a run under way", len(named[0].decisions), end)
	}
	if err := h.Decisions(t.Context(), DecisionQuery{Runs: []string{"runs/gone"}}, nil); !errors.Is(err, ErrNotFound) {
		t.Errorf("found %v, want %v", err, ErrNotFound)
	}

	stop()
	store, err := runlog.Open(t.Context(), runlog.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close(context.WithoutCancel(t.Context()))
	byFolder := func(q DecisionQuery) []decided {
		return collect(t, func(visit func(*callmillv1.DecisionEvent) error) error {
			return ReadDecisions(t.Context(), store, q, visit)
		})
	}
	again := byFolder(DecisionQuery{})
	if len(again) != len(all) {
		t.Fatalf("found the runs %v in the folder", names(again))
	}
	for i := range all {
		if !proto.Equal(all[i].run, again[i].run) || !proto.Equal(all[i].end, again[i].end) ||
			len(all[i].decisions) != len(again[i].decisions) {
			t.Errorf("the folder gives another %s", all[i].run.GetRun())
		}
	}
	rest := byFolder(DecisionQuery{Runs: []string{"runs/open"}})
	if rest[0].end.GetState() != callmillv1.Run_STATE_PAUSED || len(rest[0].decisions) < len(named[0].decisions) {
		t.Errorf("found %d decisions and the end %v in the folder", len(rest[0].decisions), rest[0].end)
	}
	err = ReadDecisions(t.Context(), store, DecisionQuery{Runs: []string{"runs/gone"}}, nil)
	if !errors.Is(err, ErrNotFound) {
		t.Errorf("found %v, want %v", err, ErrNotFound)
	}
	fe := (*FieldError)(nil)
	if err := ReadDecisions(t.Context(), store, DecisionQuery{Runs: []string{"gone"}}, nil); !errors.As(err, &fe) {
		t.Errorf("found %v, want a FieldError", err)
	}
}

// checkDecisions holds what was read against the log.
func checkDecisions(t *testing.T, got decided, log []*callmillv1.LoggedSlot) {
	t.Helper()
	i := 0
	for _, want := range log {
		if want.GetDecision().GetChoice() < 0 {
			continue
		}
		if i == len(got.decisions) {
			t.Fatalf("%s: found %d decisions, the log has more", got.run.GetRun(), i)
		}
		if s := got.decisions[i]; !proto.Equal(s.GetDecision(), want.GetDecision()) ||
			!proto.Equal(s.GetOutcome(), want.GetOutcome()) {
			t.Fatalf("%s: decision %d is\n%v\nwant\n%v", got.run.GetRun(), i, s, want)
		}
		i++
	}
	if i != len(got.decisions) {
		t.Errorf("%s: found %d decisions, the log has %d", got.run.GetRun(), len(got.decisions), i)
	}
}

// handLog writes a log by hand.
func handLog(t *testing.T, store *runlog.Store, id string, records ...*callmillv1.LogRecord) {
	t.Helper()
	log, err := store.Create(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	w, err := log.Writer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if err := (&logWriter{w}).Append(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Sync(t.Context()), w.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
}

func openStore(t *testing.T) *runlog.Store {
	t.Helper()
	store, err := runlog.Open(t.Context(), runlog.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := store.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return store
}

func startRecord(id string) *callmillv1.LogRecord {
	return &callmillv1.LogRecord{Record: &callmillv1.LogRecord_Started{Started: &callmillv1.LoggedStart{
		Started: &callmillv1.RunStarted{
			Run: "runs/" + id, Spec: &callmillv1.RunSpec{Domain: "d", Count: 3},
			Pathways: []*callmillv1.PathwayInfo{{Name: "p", Cost: 0.1}, {Name: "q", Cost: 2}},
		},
		Policy: []byte(`{"feature_version": 7}`), Canary: true,
	}}}
}

// Where decisions were logged when they were made, those that never came back are
// told as failed with their cost, once the run has ended; the others have what
// was logged first.
func TestDecisionsOnArrival(t *testing.T) {
	t.Parallel()
	routed := func(slot uint64, choice int32) *callmillv1.LogRecord {
		return &callmillv1.LogRecord{Record: &callmillv1.LogRecord_Routed{Routed: &callmillv1.Decision{
			Slot: slot, Choice: choice, Probabilities: []float64{0.25, 0.75}, Features: []float64{float64(slot)},
		}}}
	}
	unrouted := &callmillv1.LogRecord{Record: &callmillv1.LogRecord_Slot{Slot: &callmillv1.LoggedSlot{
		Decision: &callmillv1.Decision{Slot: 3, Choice: -1},
		Outcome:  &callmillv1.Outcome{Kind: callmillv1.Outcome_KIND_FAILED},
	}}}
	settled := func(slot uint64, choice int32) *callmillv1.LogRecord {
		return &callmillv1.LogRecord{Record: &callmillv1.LogRecord_Slot{Slot: &callmillv1.LoggedSlot{
			Decision: &callmillv1.Decision{Slot: slot, Choice: choice},
			Outcome:  &callmillv1.Outcome{Kind: callmillv1.Outcome_KIND_ACCEPTED, Gain: 1, Cost: 0.5},
			Sample:   &callmillv1.Sample{Id: "s"},
		}}}
	}
	records := []*callmillv1.LogRecord{
		startRecord("hand"), routed(0, 0), routed(1, 1), routed(2, 1), settled(2, 1), unrouted, settled(0, 0),
	}
	completed := &callmillv1.LogRecord{Record: &callmillv1.LogRecord_Completed{Completed: &callmillv1.Completed{
		State: callmillv1.Run_STATE_SHORT, Accepted: 2,
	}}}
	for _, ended := range []bool{false, true} {
		store := openStore(t)
		want := "2:1:0.75:0.5 0:0:0.75:0.5 "
		if ended {
			records = append(records, completed)
			want += "1:1:0.75:2 "
		}
		handLog(t, store, "hand", records...)
		got := collect(t, func(visit func(*callmillv1.DecisionEvent) error) error {
			return ReadDecisions(t.Context(), store, DecisionQuery{Runs: []string{"runs/hand"}}, visit)
		})
		var text strings.Builder
		for _, s := range got[0].decisions {
			d := s.GetDecision()
			if len(d.GetFeatures()) != 1 || d.GetFeatures()[0] != float64(d.GetSlot()) {
				t.Errorf("slot %d has the features %v", d.GetSlot(), d.GetFeatures())
			}
			fmt.Fprintf(&text, "%d:%d:%v:%v ", d.GetSlot(), d.GetChoice(), d.GetProbabilities()[1], s.GetOutcome().GetCost())
		}
		if text.String() != want {
			t.Errorf("ended %v: found %q, want %q", ended, text.String(), want)
		}
		if r := got[0].run; r.GetFeatureVersion() != 7 || !r.GetCanary() || r.GetHasFeatures() {
			t.Errorf("found the run %v", r)
		}
		if got[0].end.GetAccepted() != 2 {
			t.Errorf("found the end %v", got[0].end)
		}
	}
}

// A fault of the one who visits, and the end of the context, end the reading.
func TestDecisionsEnd(t *testing.T) {
	t.Parallel()
	store := openStore(t)
	handLog(t, store, "hand", startRecord("hand"))
	query := DecisionQuery{Runs: []string{"runs/hand"}}
	full := errors.New("full")
	calls := 0
	err := ReadDecisions(t.Context(), store, query, func(*callmillv1.DecisionEvent) error {
		calls++
		return full
	})
	if !errors.Is(err, full) || calls != 1 {
		t.Errorf("found %v after %d calls", err, calls)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := ReadDecisions(ctx, store, query, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("found %v", err)
	}
	// A log that says nothing we know is no log of decisions.
	d := &decisionReader{}
	for _, bad := range [][]byte{{}, {0xff}, {0x12, 0x7f}, {0x12, 0x01, 0x0a}, {0x08, 0x01}} {
		if err := d.record(bad); err == nil {
			t.Errorf("%x: no error", bad)
		}
	}
}

// However long the log is, reading it takes the memory of a piece of it.
func TestDecisionsNeedBoundedMemory(t *testing.T) { // alone: it looks at the heap
	store := openStore(t)
	records := []*callmillv1.LogRecord{startRecord("long")}
	features := make([]float64, 8*40)
	for i := range features {
		features[i] = float64(i) * 1.37
	}
	slot := &callmillv1.LogRecord{Record: &callmillv1.LogRecord_Slot{Slot: &callmillv1.LoggedSlot{
		Decision: &callmillv1.Decision{Features: features},
	}}}
	const decisions = 20_000 // 50 MiB of features
	for range decisions {
		records = append(records, slot)
	}
	handLog(t, store, "long", records...)
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, peak, n := heap(), uint64(0), 0
	err := ReadDecisions(t.Context(), store, DecisionQuery{Runs: []string{"runs/long"}},
		func(e *callmillv1.DecisionEvent) error {
			if e.GetDecision() != nil {
				n++
			}
			if n%4000 == 1 {
				peak = max(peak, heap())
			}
			return nil
		})
	if err != nil || n != decisions {
		t.Fatalf("found %d decisions, %v", n, err)
	}
	t.Logf("the heap grew by %.1f MiB", float64(peak)/(1<<20)-float64(before)/(1<<20))
	if peak > before+24<<20 {
		t.Errorf("the heap grew from %d to %d bytes", before, peak)
	}
}
