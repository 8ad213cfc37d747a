package run

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/sample"
)

// critic is a judge that refuses queries with a q in them, and fails on those
// with a z.
type critic struct{}

func (critic) Down() string { return "" }

func (critic) Verdict(_ context.Context, s *sample.Sample, _ *rand.Rand) (*sample.Verdict, error) {
	q := s.Query()
	if strings.Contains(q, "z") {
		return nil, &pathways.Failure{Reason: pathways.ReasonTimeout}
	}
	return &sample.Verdict{Agrees: !strings.Contains(q, "q"), Score: 0.5, Reason: "because"}, nil
}

// What the judge refuses is not delivered, its score is the gain, and what it
// could not judge is told.
func TestJudge(t *testing.T) {
	t.Parallel()
	d, err := domain.Load(studio.Files())
	if err != nil {
		t.Fatal(err)
	}
	e, err := NewEngine(d, Outside{Judge: critic{}})
	if err != nil {
		t.Fatal(err)
	}
	log := &memory{}
	end, err := play(t, planOf(t, e, &callmillv1.RunSpec{Count: 300, Judge: 1}), log)
	if err != nil {
		t.Fatal(err)
	}
	var judged, refused, unjudged int64
	for _, r := range log.records {
		o, s := r.GetSlot().GetOutcome(), r.GetSlot().GetSample()
		switch {
		case o.GetStage() == string(check.StageJudge):
			refused++
		case s == nil:
		case s.GetProvenance().GetVerdict() == nil:
			unjudged++
			if !strings.Contains(s.GetQuery(), "z") || o.GetUnjudged() != string(pathways.ReasonTimeout) || o.GetGain() != 1 {
				t.Fatalf("%q was not judged: %v", s.GetQuery(), o)
			}
		default:
			judged++
			if strings.Contains(s.GetQuery(), "q") || o.GetGain() != 0.5 || o.GetScore() != 0.5 {
				t.Fatalf("%q was delivered: %v", s.GetQuery(), o)
			}
		}
	}
	if judged == 0 || refused == 0 || unjudged == 0 || end.GetJudged() < judged+refused {
		t.Errorf("%d judged, %d refused, %d not judged; the report has %d", judged, refused, unjudged, end.GetJudged())
	}
	if n := len(end.GetUnjudged()); n != 1 || end.GetUnjudged()[0].GetReason() != string(pathways.ReasonTimeout) {
		t.Errorf("the report has %v as not judged", end.GetUnjudged())
	}
}

// A share of the samples is judged where the run says so, and none where not.
func TestJudgeShare(t *testing.T) {
	t.Parallel()
	d, err := domain.Load(studio.Files())
	if err != nil {
		t.Fatal(err)
	}
	e, err := NewEngine(d, Outside{Judge: critic{}})
	if err != nil {
		t.Fatal(err)
	}
	for _, share := range []float64{0, 0.3} {
		end, err := play(t, planOf(t, e, &callmillv1.RunSpec{Count: 500, Judge: share}), &memory{})
		if err != nil {
			t.Fatal(err)
		}
		asked := float64(end.GetJudged()) / float64(end.GetSlots())
		if asked < share/2 || asked > share*1.2 {
			t.Errorf("a share of %v: %v of the slots were judged", share, asked)
		}
	}
}
