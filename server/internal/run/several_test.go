package run

import (
	"bytes"
	"testing"

	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/check"
)

// severalCalls is a specification in which a fifth of the samples make several
// calls.
func severalCalls(count int64, workers int32) *callmillv1.RunSpec {
	marginal := func(facet string, shares ...*callmillv1.Share) *callmillv1.Marginal {
		return &callmillv1.Marginal{Facet: facet, Shares: shares}
	}
	share := func(bucket string, s float64) *callmillv1.Share {
		return &callmillv1.Share{Bucket: bucket, Share: s}
	}
	return &callmillv1.RunSpec{Count: count, Seed: 5, Workers: workers, Target: &callmillv1.Target{
		Marginals: []*callmillv1.Marginal{
			marginal("calls", share("0", 0.1), share("1", 0.7), share("2+", 0.2)),
			marginal("phrasing", share("question", 0.3), share("imperative", 0.4), share("keywords", 0.3)),
		},
	}}
}

// The target's share of samples with several calls is met, each pathway writes
// some of them, and the number of workers changes nothing.
func TestSeveralCallsMeetTheTarget(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	var want []byte
	for _, workers := range []int32{1, 16} {
		m := &memory{}
		if _, err := play(t, planOf(t, e, severalCalls(1000, workers)), m); err != nil {
			t.Fatal(err)
		}
		several, by := 0, map[string]int{}
		for _, r := range m.records {
			if s := r.GetSlot().GetSample(); len(s.GetCalls()) > 1 {
				several++
				by[s.GetProvenance().GetPathway()]++
			}
		}
		if several < 198 || several > 202 || len(by) != len(e.Pathways) {
			t.Errorf("%d of 1000 make several calls, by pathway %v", several, by)
		}
		if want == nil {
			want = m.lines()
		}
		if !bytes.Equal(want, m.lines()) {
			t.Errorf("%d workers delivered other bytes than 1 worker", workers)
		}
	}
}

// Near duplicates are refused as such, and a run that is taken up from its log
// refuses the same ones.
func TestNearDuplicatesAreRefused(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	// Small talk alone: all samples make the same calls, none.
	spec := &callmillv1.RunSpec{Count: 2000, Seed: 2, Target: &callmillv1.Target{Marginals: []*callmillv1.Marginal{
		{Facet: "tool", Shares: []*callmillv1.Share{{Bucket: "none", Share: 1}}},
	}}}
	whole := &memory{}
	if _, err := play(t, planOf(t, e, spec), whole); err != nil {
		t.Fatal(err)
	}
	near, last := 0, 0
	for i, r := range whole.records {
		if o := r.GetSlot().GetOutcome(); o.GetReason() == string(check.ReasonNearDuplicate) {
			if o.GetKind() != callmillv1.Outcome_KIND_DUPLICATE || o.GetStage() != string(check.StageDuplicates) {
				t.Errorf("a near duplicate's outcome is %v", o)
			}
			near, last = near+1, i
		}
	}
	if near == 0 {
		t.Fatal("no near duplicate")
	}
	// Whatever made the last one a near duplicate stands in the log before it.
	m := &memory{records: append([]*callmillv1.LogRecord{}, whole.records[:last]...)}
	if _, err := play(t, planOf(t, e, spec), m); err != nil {
		t.Fatal(err)
	}
	for i := range whole.records {
		if i >= len(m.records) || !proto.Equal(m.records[i], whole.records[i]) {
			t.Fatalf("record %d differs after the run was taken up at %d", i, last)
		}
	}
}
