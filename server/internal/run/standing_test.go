package run

import (
	"context"
	"slices"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/sample"
)

// failsOnce has every n-th call fail.
func failsOnce(every int64, reason pathways.Reason) func(context.Context, int64) error {
	return func(_ context.Context, n int64) error {
		if n%every == 0 {
			return &pathways.Failure{Reason: reason, Spent: time.Millisecond}
		}
		return nil
	}
}

// slowly has calls take a moment, so that some are under way.
func slowly(ctx context.Context, _ int64) error {
	select {
	case <-time.After(2 * time.Millisecond):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A modality that goes in the same moment as another comes leaves a log that can be
// gone through again.
func TestSwapOfModalitiesIsReplayed(t *testing.T) {
	t.Parallel()
	text, vision := newMachine(), newMachine()
	text.answer = slowly
	vision.set("gone")
	e := engineOf(t, &writer{machine: text, name: "text/fake"},
		&writer{machine: vision, name: "vision/fake", kind: sample.ModalityVision})
	target := halves()
	target.Marginals[0].Shares = []*callmillv1.Share{
		{Bucket: "phrase", Share: 0.4}, {Bucket: "text", Share: 0.3}, {Bucket: "vision", Share: 0.3},
	}
	p := planOf(t, e, &callmillv1.RunSpec{Count: 600, Seed: 3, Workers: 8, Target: target})
	log := &watched{each: func(samples int) {
		if samples == 150 {
			vision.set("")
			text.set("gone")
		}
	}}
	if _, err := play(t, p, &log.memory, log); err != nil {
		t.Fatal(err)
	}
	down, up := log.notices(callmillv1.Notice_KIND_PATHWAYS_DOWN), log.notices(callmillv1.Notice_KIND_PATHWAYS_UP)
	if len(down) == 0 || len(up) == 0 {
		t.Fatalf("notices %v, %v", down, up)
	}
	again := planOf(t, e, proto.CloneOf(p.spec))
	again.up = p.up
	whole := &memory{records: slices.Clone(log.records)}
	end, err := play(t, again, whole)
	if err != nil {
		t.Fatal(err)
	}
	if end.GetAccepted() != 600 || len(whole.records) != len(log.records) {
		t.Errorf("%d samples, %d records after %d", end.GetAccepted(), len(whole.records), len(log.records))
	}
}

// Neither a restart nor a question that is turned away now and then, or fails of its
// server, costs a modality its share.
func TestSharesOutliveTrouble(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(context.Context, int64) error{
		"turned away":  failsOnce(100, pathways.ReasonUnavailable),
		"timeout":      failsOnce(10, pathways.ReasonTimeout),
		"server fault": failsOnce(7, pathways.ReasonServerFault),
		"broken off":   slowly,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMachine()
			m.answer = answer
			e := mixed(t, m)
			spec := &callmillv1.RunSpec{Count: 1000, Seed: 3, Workers: 32, Target: halves()}
			log := &memory{}
			if name == "broken off" {
				if _, err := play(t, planOf(t, e, proto.CloneOf(spec)), log); err != nil {
					t.Fatal(err)
				}
				log = &memory{records: slices.Clone(log.records[:150])}
			}
			end, err := play(t, planOf(t, e, proto.CloneOf(spec)), log)
			if err != nil {
				t.Fatal(err)
			}
			got := log.byModality()
			if got["text"] < 490 || got["phra"] < 490 || end.GetClosedCells() > 0 {
				t.Errorf("delivered %v, %d cells closed", got, end.GetClosedCells())
			}
			if n := log.notices(callmillv1.Notice_KIND_PATHWAYS_DOWN); len(n) > 0 {
				t.Errorf("notices %v", n)
			}
		})
	}
}

// A pathway whose calls fail one after the other counts as down; the run goes on
// without it, and tries it again.
func TestPathwayTrips(t *testing.T) {
	t.Parallel()
	m := newMachine()
	m.answer = failsOnce(1, pathways.ReasonTimeout)
	log := &memory{}
	end, err := play(t, planOf(t, mixed(t, m), &callmillv1.RunSpec{
		Count: 300, Seed: 3, Target: halves(),
	}), log)
	if err != nil {
		t.Fatal(err)
	}
	if end.GetAccepted() != 300 || end.GetClosedCells() != 0 {
		t.Errorf("%d samples, %d cells closed", end.GetAccepted(), end.GetClosedCells())
	}
	down := log.notices(callmillv1.Notice_KIND_PATHWAYS_DOWN)
	if len(down) == 0 || down[0].GetMessage() != "text/fake went down: 3 calls in a row failed; it is tried again" {
		t.Errorf("notices %v", down)
	}
}

// Cells that only what is down could serve neither stop a run nor fill its log.
func TestCellsOfWhatIsDown(t *testing.T) {
	t.Parallel()
	m := newMachine()
	m.set("gone")
	target := &callmillv1.Target{Marginals: []*callmillv1.Marginal{{Facet: "tool", Shares: []*callmillv1.Share{
		{Bucket: "search_templates", Share: 0.5}, {Bucket: "none", Share: 0.5},
	}}}}
	log := &memory{}
	// phrase/content cannot write what needs no tool.
	end, err := play(t, planOf(t, mixed(t, m), &callmillv1.RunSpec{
		Count: 100, Seed: 3, Target: target, Pathways: []string{"phrase/content", "text/fake"},
	}), log)
	if err != nil {
		t.Fatal(err)
	}
	if end.GetAccepted() != 100 || end.GetSlots() > 2000 || end.GetClosedCells() != 0 {
		t.Errorf("%d samples of %d slots, %d cells closed", end.GetAccepted(), end.GetSlots(), end.GetClosedCells())
	}
}

// A run whose own cells have closed ends, whatever else its target asks for.
func TestEndsWithoutHope(t *testing.T) {
	t.Parallel()
	m := newMachine()
	m.answer = failsOnce(1, pathways.ReasonBadAnswer)
	p := planOf(t, mixed(t, m), &callmillv1.RunSpec{
		Count: 50, Seed: 3, Pathways: []string{"text/fake"}, Target: halves(),
	})
	want := "no pathway that takes part writes phrase: its share goes to the others"
	if !slices.Contains(p.hints, want) {
		t.Errorf("hints %v, want %q", p.hints, want)
	}
	end, err := play(t, p, &memory{})
	if err != nil {
		t.Fatal(err)
	}
	if end.GetAccepted() != 0 || end.GetClosedCells() != 2 {
		t.Errorf("%d samples, %d cells closed", end.GetAccepted(), end.GetClosedCells())
	}
}
