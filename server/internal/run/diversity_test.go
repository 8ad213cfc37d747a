package run

import (
	"testing"

	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/server/internal/wire"
)

// The closing report's diversity is what the log's samples give, so that a run
// that is taken up from its log tells the same.
func TestDiversityIsThatOfTheLog(t *testing.T) {
	e := studioEngine(t)
	m := &memory{}
	p := planOf(t, e, &callmillv1.RunSpec{Count: 3000, Seed: 5})
	completed, err := play(t, p, m)
	if err != nil {
		t.Fatal(err)
	}
	meter, delivered := newMeter(e.Domain, p.pathways), map[string]int64{}
	for _, r := range m.records {
		if s := r.GetSlot().GetSample(); s != nil {
			meter.Add(int(r.GetSlot().GetDecision().GetChoice()), wire.SampleFrom(s))
			delivered[s.GetProvenance().GetPathway()]++
		}
	}
	want, got := diversityReport(meter), completed.GetDiversity()
	if len(got) != len(want) || len(got) < 3 {
		t.Fatalf("found %d reports, want %d", len(got), len(want))
	}
	for i := range want {
		if !proto.Equal(got[i], want[i]) {
			t.Errorf("found\n%v\nwant\n%v", got[i], want[i])
		}
		name, last := got[i].GetPathway(), i == len(want)-1
		if last != (name == "") || !last && got[i].GetSamples() != delivered[name] {
			t.Errorf("%d: %q has %d samples, want %d", i, name, got[i].GetSamples(), delivered[name])
		}
	}
	all := got[len(got)-1]
	if all.GetSamples() != 3000 || all.GetMeasured() != 2000 || len(all.GetDistinct()) != 4 ||
		len(all.GetPositions()) != 3 || len(all.GetEntropies()) == 0 || all.GetNodes().GetUsed() == 0 ||
		all.GetItems().GetUsed() == 0 || len(all.GetVocabulary()) != 4 {
		t.Errorf("found %v", all)
	}
}

// BenchmarkMeter is what measuring costs a run, by sample of studio.
func BenchmarkMeter(b *testing.B) {
	e := studioEngine(b)
	m := &memory{}
	p := planOf(b, e, &callmillv1.RunSpec{Count: 4000, Seed: 5})
	if _, err := play(b, p, m); err != nil {
		b.Fatal(err)
	}
	var by []int
	var samples []*sample.Sample
	for _, r := range m.records {
		if s := r.GetSlot().GetSample(); s != nil {
			by, samples = append(by, int(r.GetSlot().GetDecision().GetChoice())), append(samples, wire.SampleFrom(s))
		}
	}
	meter := newMeter(e.Domain, p.pathways)
	b.ReportAllocs()
	for i := 0; b.Loop(); i = (i + 1) % len(samples) {
		meter.Add(by[i], samples[i])
	}
}
