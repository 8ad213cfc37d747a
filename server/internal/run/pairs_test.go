package run

import (
	"testing"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/server/internal/wire"
)

// Most hard negatives have their other half in the stream, word by word, and the two
// need other calls.
func TestPairsComeInTwos(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	m := &memory{}
	if _, err := play(t, planOf(t, e, &callmillv1.RunSpec{Count: 2000, Seed: 5}), m); err != nil {
		t.Fatal(err)
	}
	byQuery := map[string]*sample.Sample{}
	var halves []*sample.Sample
	for _, r := range m.records {
		if r.GetSlot().GetSample() == nil {
			continue
		}
		s := wire.SampleFrom(r.GetSlot().GetSample())
		byQuery[s.Query()] = s
		if s.Provenance.Contrast != nil {
			halves = append(halves, s)
		}
	}
	both := 0
	for _, s := range halves {
		other := byQuery[s.Provenance.Contrast.Query]
		if other == nil {
			continue
		}
		both++
		same := len(other.Calls) == len(s.Calls)
		for i := range other.Calls {
			same = same && other.Calls[i].Name == s.Calls[i].Name && other.Calls[i].Arguments == s.Calls[i].Arguments
		}
		if same {
			t.Errorf("%q and %q need the same calls", s.Query(), other.Query())
		}
	}
	if len(halves) < 70 || both*10 < len(halves)*7 {
		t.Errorf("of %d halves %d have the other one in the stream", len(halves), both)
	}
}

// What a run holds out stands in nothing that it says for the user.
func TestHeldOutStandsNowhere(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	said := func(spec *callmillv1.RunSpec) (all []string, out *callmillv1.Completed) {
		m := &memory{}
		out, err := play(t, planOf(t, e, spec), m)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range m.records {
			s := r.GetSlot().GetSample()
			for _, turn := range s.GetMessages() {
				if turn.GetRole() == callmillv1.Role_ROLE_USER {
					all = append(all, turn.GetContent())
				}
			}
			if c := s.GetProvenance().GetContrast(); c != nil {
				all = append(all, c.GetQuery())
			}
		}
		return all, out
	}
	first, _ := said(&callmillv1.RunSpec{Count: 600, Seed: 3})
	held := map[string]bool{}
	for _, q := range first {
		held[q] = true
	}
	again, report := said(&callmillv1.RunSpec{Count: 600, Seed: 3, HeldOut: first})
	for _, q := range again {
		if held[q] {
			t.Errorf("%q was held out", q)
		}
	}
	if report.GetHeldOut() == 0 {
		t.Error("the report says nothing of what is held out")
	}
}
