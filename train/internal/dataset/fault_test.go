package dataset_test

import (
	"bytes"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/klauspost/compress/s2"
	"google.golang.org/protobuf/encoding/protodelim"
	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// events are a log's messages: a run with two decisions among three pathways, of
// which the middle one is not available.
func events(tb testing.TB) []*callmillv1.DecisionEvent {
	tb.Helper()
	log := &dataset.Memory{}
	start, err := router.StartPolicy()
	if err != nil {
		tb.Fatal(err)
	}
	log.AddRun(dataset.Run{
		Name: "runs/a", Policy: start.Label(), PolicyHash: start.Hash(), Document: start.Encode(),
		Pathways: []dataset.Pathway{{Name: "x"}, {Name: "y"}, {Name: "z"}},
	})
	for d := range 2 {
		log.Add(&dataset.Event{
			Decision: uint64(d), Mask: 5, Choice: 2, Propensity: 0.75, Probabilities: []float64{0.25, 0, 0.75},
			Features: make([]float64, 3*router.NumFeatures), Gain: 0.5, Cost: 1,
		})
	}
	log.End(0, 2)
	var list []*callmillv1.DecisionEvent
	err = dataset.Reader("", bytes.NewReader(write(tb, log))).Read(tb.Context(), func(e *callmillv1.DecisionEvent) error {
		list = append(list, proto.CloneOf(e))
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return list
}

// plain is the format without compression.
func plain(tb testing.TB, list ...*callmillv1.DecisionEvent) []byte {
	tb.Helper()
	var b bytes.Buffer
	for _, e := range list {
		if _, err := protodelim.MarshalTo(&b, e); err != nil {
			tb.Fatal(err)
		}
	}
	return b.Bytes()
}

func TestPlainAndSnappyAreReadToo(t *testing.T) {
	list := plain(t, events(t)...)
	var snappy bytes.Buffer
	w := s2.NewWriter(&snappy, s2.WriterSnappyCompat())
	if _, err := w.Write(list); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"plain": list, "snappy": snappy.Bytes()} {
		if s := open(t, dataset.Reader(name, bytes.NewReader(data))); s.Stats().Decisions != 2 {
			t.Errorf("%s: got %+v", name, s.Stats())
		}
	}
}

// The first decision is event 2. The fault is where it is said to be, and in
// words that name field, finding and wish.
func TestFaults(t *testing.T) {
	decision := func(change func(d *callmillv1.Decision)) func(l []*callmillv1.DecisionEvent) []*callmillv1.DecisionEvent {
		return func(l []*callmillv1.DecisionEvent) []*callmillv1.DecisionEvent {
			change(l[1].GetDecision().GetDecision())
			return l
		}
	}
	outcome := func(change func(o *callmillv1.Outcome)) func(l []*callmillv1.DecisionEvent) []*callmillv1.DecisionEvent {
		return func(l []*callmillv1.DecisionEvent) []*callmillv1.DecisionEvent {
			change(l[1].GetDecision().GetOutcome())
			return l
		}
	}
	run := func(change func(r *callmillv1.DecisionRun)) func(l []*callmillv1.DecisionEvent) []*callmillv1.DecisionEvent {
		return func(l []*callmillv1.DecisionEvent) []*callmillv1.DecisionEvent {
			change(l[0].GetRun())
			return l
		}
	}
	for name, test := range map[string]struct {
		change func(l []*callmillv1.DecisionEvent) []*callmillv1.DecisionEvent
		want   string
	}{
		"decision first": {
			func(l []*callmillv1.DecisionEvent) []*callmillv1.DecisionEvent { return l[1:] },
			"log: event 1: found a decision, want a run first",
		},
		"end first": {
			func(l []*callmillv1.DecisionEvent) []*callmillv1.DecisionEvent { return l[3:] },
			"log: event 1: found the end of a run, want its beginning first",
		},
		"no end": {
			func(l []*callmillv1.DecisionEvent) []*callmillv1.DecisionEvent { return l[:2] },
			"log: event 2 (runs/a): the log ends before the run does",
		},
		"run in a run": {
			func(l []*callmillv1.DecisionEvent) []*callmillv1.DecisionEvent { return append(l[:1], l...) },
			`log: event 2 (runs/a): found the run "runs/a", want the end of "runs/a" first`,
		},
		"run twice": {
			func(l []*callmillv1.DecisionEvent) []*callmillv1.DecisionEvent { return append(l, l...) },
			`log: event 5: found the run "runs/a" a second time`,
		},
		"nothing in it": {
			func(l []*callmillv1.DecisionEvent) []*callmillv1.DecisionEvent { l[1].Event = nil; return l },
			"log: event 2 (runs/a): found an event without content",
		},
		"no name": {run(func(r *callmillv1.DecisionRun) { r.Run = "" }), "log: event 1: run: found no name"},
		"no pathways": {
			run(func(r *callmillv1.DecisionRun) { r.Pathways = nil }),
			"pathways: found 0, want 1 to 64",
		},
		"pathway twice": {
			run(func(r *callmillv1.DecisionRun) { r.Pathways[2].Name = "x" }),
			`pathways[2].name: found "x", want a name of its own`,
		},
		"pathway's cost": {
			run(func(r *callmillv1.DecisionRun) { r.Pathways[1].Cost = math.NaN() }),
			"pathways[1].cost: found NaN, want a number from 0",
		},
		"other version": {
			run(func(r *callmillv1.DecisionRun) { r.FeatureVersion = 99 }),
			"log: found features of version 99, this build knows version",
		},
		"broken policy": {
			run(func(r *callmillv1.DecisionRun) { r.PolicyDocument = []byte("{") }),
			"policy_document: ",
		},
		"another policy": {
			run(func(r *callmillv1.DecisionRun) { r.PolicyHash = "ab" }),
			`want the one with policy_hash "ab"`,
		},
		"no decision": {
			func(l []*callmillv1.DecisionEvent) []*callmillv1.DecisionEvent {
				l[1].GetDecision().Decision = nil
				return l
			},
			"log: event 2 (runs/a): decision: found none",
		},
		"no outcome": {
			func(l []*callmillv1.DecisionEvent) []*callmillv1.DecisionEvent {
				l[1].GetDecision().Outcome = nil
				return l
			},
			"outcome: found none",
		},
		"slot twice": {
			decision(func(d *callmillv1.Decision) { d.Slot = 1 }),
			"log: event 3 (runs/a): decision.slot: found 1 a second time",
		},
		"slot":         {decision(func(d *callmillv1.Decision) { d.Slot = 1 << 40 }), "decision.slot: found 1099511627776"},
		"choice":       {decision(func(d *callmillv1.Decision) { d.Choice = 3 }), "decision.choice: found 3, want -1 to 2"},
		"choice below": {decision(func(d *callmillv1.Decision) { d.Choice = -2 }), "decision.choice: found -2"},
		"mask":         {decision(func(d *callmillv1.Decision) { d.Mask = 13 }), "decision.mask: found 0xd, want only"},
		"choice masked": {
			decision(func(d *callmillv1.Decision) { d.Mask = 1 }),
			"decision.mask: found 0x1, want pathway 2, which was chosen, in it",
		},
		"probabilities": {
			decision(func(d *callmillv1.Decision) { d.Probabilities = d.GetProbabilities()[:2] }),
			"decision.probabilities: found 2, want one for each of 3 pathways",
		},
		"probability": {
			decision(func(d *callmillv1.Decision) { d.Probabilities[0] = math.Inf(1) }),
			"decision.probabilities[0]: found +Inf, want a number from 0 to 1",
		},
		"probability of what is masked": {
			decision(func(d *callmillv1.Decision) { d.Probabilities = []float64{0.125, 0.125, 0.75} }),
			"decision.probabilities[1]: found 0.125, want 0",
		},
		"sum": {
			decision(func(d *callmillv1.Decision) { d.Probabilities[0] = 0.26 }),
			"decision.probabilities: found a sum of 1.01, want 1",
		},
		"propensity": {
			decision(func(d *callmillv1.Decision) { d.Propensity = 0.7500000001 }),
			"decision.propensity: found 0.7500000001, want the 0.75",
		},
		"propensity of 0": {
			decision(func(d *callmillv1.Decision) { d.Propensity, d.Probabilities = 0, []float64{1, 0, 0} }),
			"decision.propensity: found 0 for a pathway that was drawn",
		},
		"epsilon": {decision(func(d *callmillv1.Decision) { d.Epsilon = math.NaN() }), "decision.epsilon: found NaN"},
		"features": {
			decision(func(d *callmillv1.Decision) { d.Features = d.GetFeatures()[1:] }),
			"decision.features: found ",
		},
		"feature": {
			decision(func(d *callmillv1.Decision) { d.Features[0] = 7 }),
			"decision.features: found 7 for acceptance of pathway 0, want a number from 0 to 1",
		},
		"feature of no value": {
			decision(func(d *callmillv1.Decision) { d.Features[2*router.NumFeatures] = math.NaN() }),
			"decision.features: found NaN for acceptance of pathway 2",
		},
		"gain": {outcome(func(o *callmillv1.Outcome) { o.Gain = 1.5 }), "outcome.gain: found 1.5, want a number from 0 to 1"},
		"cost": {outcome(func(o *callmillv1.Outcome) { o.Cost = math.Inf(1) }), "outcome.cost: found +Inf"},
		"accepted": {
			func(l []*callmillv1.DecisionEvent) []*callmillv1.DecisionEvent { l[3].GetEnd().Accepted = -1; return l },
			"log: event 4 (runs/a): accepted: found -1",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := dataset.Open(t.Context(), dataset.Reader("log", bytes.NewReader(plain(t, test.change(events(t))...))))
			if err == nil {
				_ = s.Close()
				t.Fatal("it was accepted")
			}
			if _, ok := errors.AsType[*dataset.Error](err); !ok || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %q, want %q in it", err, test.want)
			}
		})
	}
}

func TestWhatIsLeftOut(t *testing.T) {
	other := func(name string, change func(l []*callmillv1.DecisionEvent)) []*callmillv1.DecisionEvent {
		l := events(t)
		l[0].GetRun().Run = name
		change(l)
		return l
	}
	list := events(t)
	list = append(list, other("runs/b", func(l []*callmillv1.DecisionEvent) {
		l[0].GetRun().HasFeatures = false
		l[1].GetDecision().GetDecision().Features = nil
	})...)
	list = append(list, other("runs/c", func(l []*callmillv1.DecisionEvent) {
		l[0].GetRun().FeatureVersion = 99
		l[1].GetDecision().GetDecision().Features = []float64{1}
	})...)
	list = append(list, other("runs/d", func(l []*callmillv1.DecisionEvent) {
		for _, e := range l[1:3] {
			d := e.GetDecision().GetDecision()
			e.GetDecision().Decision = &callmillv1.Decision{Slot: d.GetSlot(), Choice: -1}
		}
	})...)
	s := open(t, dataset.Reader("log", bytes.NewReader(plain(t, list...))))
	want := dataset.Stats{Runs: 1, Decisions: 2, WithoutFeatures: 1, OtherVersion: 1, Empty: 1, Undecided: 2}
	if s.Stats() != want || len(s.Runs()) != 1 || len(collect(t, s, nil)) != 2 {
		t.Errorf("got %+v, want %+v", s.Stats(), want)
	}
}

// Wherever a file breaks off, that is an error; no part of it is ever taken for
// the whole.
func TestBrokenOff(t *testing.T) {
	list := events(t)
	for name, data := range map[string][]byte{
		"plain": plain(t, list...),
		"s2":    write(t, randomLog(rand.New(rand.NewPCG(1, 1)), 1, 2)),
	} {
		for n := 1; n < len(data); n += 1 + n/16 {
			s, err := dataset.Open(t.Context(), dataset.Reader("log", bytes.NewReader(data[:n])))
			if err == nil {
				// S2 has no end mark: cut off in the magic or before its index, the
				// stream is one that ended.
				if name == "plain" || s.Stats().Decisions != 0 && s.Stats().Decisions != 2 {
					t.Errorf("%s: %d of %d bytes were accepted", name, n, len(data))
				}
				_ = s.Close()
				continue
			}
			if _, ok := errors.AsType[*dataset.Error](err); !ok {
				t.Errorf("%s: %d bytes: got %v, want a fault of the log", name, n, err)
			}
		}
	}
}
