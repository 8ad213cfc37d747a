package brief_test

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/execute"
	"github.com/callmill/callmill/pathways/sample"
)

// The halves of a pair are two drafts of the cell that differ in one argument, and
// whichever is asked for has the other beside it.
func TestPairs(t *testing.T) {
	t.Parallel()
	for _, d := range []*domain.Domain{load(t), shop(t)} {
		dr, library := brief.New(d), execute.New(d)
		covering, coverage := dr.Covering()
		own := d.Facet("content_type")
		calls, tool := d.Facet(sample.FacetCalls), d.Facet(sample.FacetTool)
		for i := range uint64(400) {
			buckets := cell{twist: sample.TwistContrast, turns: []string{"", "1", "2", "3+"}[i%4]}.buckets(d)
			if i%3 == 0 {
				buckets[calls] = "2+"
			}
			if name := d.Tools[i%uint64(len(d.Tools))]; domain.Varies(name) {
				buckets[tool] = name.Name
			}
			if own >= 0 && i%5 == 0 {
				buckets[tool], buckets[own] = "resize_image", "photo"
			}
			one, err := dr.DraftPair(i, buckets, 0, rand.New(rand.NewPCG(i, 21)))
			if err != nil {
				t.Fatalf("%s %v: %v", d.Name, buckets, err)
			}
			two, err := covering.DraftPair(i, buckets, 1, rand.New(rand.NewPCG(i, 21)))
			if err != nil {
				t.Fatal(err)
			}
			if b, err := dr.Draft(i, buckets, rand.New(rand.NewPCG(i, 21))); err != nil || !reflect.DeepEqual(b, one) {
				t.Fatalf("Draft gives %+v, %v; want the first half", b, err)
			}
			if plain(one) != plain(two.Contrast) || plain(two) != plain(one.Contrast) ||
				one.Contrast.Contrast != nil || two.Contrast.Contrast != nil {
				t.Fatalf("pair %+v, other pair %+v", one, two)
			}
			oneDifference(t, one, one.Contrast)
			oneDifference(t, two, two.Contrast)
			for _, b := range []*pathways.Brief{one, two} {
				measured(t, d, b)
				soundBrief(t, d, library, b)
				s := asSample(d, b)
				if own >= 0 && buckets[own] != "" && d.Facets[own].Buckets[d.Facets[own].Measure(s)] != buckets[own] {
					t.Fatalf("%v is not in %s", s, buckets[own])
				}
			}
			coverage.Add(two.SampleCalls())
		}
	}
}

// plain is all of a brief that can be compared but for its other half.
func plain(b *pathways.Brief) string {
	var out strings.Builder
	for _, c := range b.SampleCalls() {
		out.WriteString(c.ID + c.Name + c.Arguments + c.Result)
	}
	for _, turn := range b.Earlier {
		out.WriteString(strings.Join(turn.Results, " "))
	}
	return out.String()
}

func oneDifference(t *testing.T, one, two *pathways.Brief) {
	t.Helper()
	differ := 0
	for i := range one.Calls {
		x, y := &one.Calls[i], &two.Calls[i]
		if x.Tool != y.Tool || len(x.Arguments) != len(y.Arguments) || x.Item != y.Item || x.Result != y.Result {
			t.Fatalf("%+v and %+v", x, y)
		}
		for j := range x.Arguments {
			a, b := &x.Arguments[j], &y.Arguments[j]
			if a.Path != b.Path || a.Param != b.Param {
				t.Fatalf("%+v and %+v", a, b)
			}
			if a.JSON == b.JSON {
				continue
			}
			differ++
			if a.Value == nil {
				continue
			}
			for _, p := range a.Value.Labels {
				for _, q := range b.Value.Labels {
					if strings.Contains(strings.ToLower(p), strings.ToLower(q)) {
						t.Fatalf("%q has %q in it", p, q)
					}
				}
			}
		}
	}
	if differ != 1 {
		t.Fatalf("%d differences: %v and %v", differ, one.SampleCalls(), two.SampleCalls())
	}
	if one.Context != two.Context || !reflect.DeepEqual(one.Offered, two.Offered) ||
		!reflect.DeepEqual(one.Earlier, two.Earlier) || !reflect.DeepEqual(one.Buckets, two.Buckets) {
		t.Fatal("the halves are not of one conversation")
	}
}

// The number of a twist is one that people say so.
func TestTwistedNumbers(t *testing.T) {
	t.Parallel()
	d := shop(t)
	dr := brief.New(d)
	for i := range uint64(300) {
		rng := rand.New(rand.NewPCG(i, 22))
		for _, twist := range []string{sample.TwistUnits, sample.TwistNumberWords, sample.TwistRange} {
			b, err := dr.Draft(i, cell{twist: twist}.buckets(d), rng)
			if err != nil {
				t.Fatal(err)
			}
			call := &b.Calls[0]
			fits := false
			for _, a := range call.Arguments {
				n := int(a.Number)
				switch twist {
				case sample.TwistUnits:
					// A quarter or a tenth of a minute or an hour.
					fits = fits || call.Tool.Name == "set_reminder" && n >= 30 && (n%15 == 0 || n%6 == 0)
				case sample.TwistNumberWords:
					fits = fits || a.Number > 1 && (n < 100 || n%100 == 0)
				default:
					fits = fits || a.Param.Name == "min_price" || a.Param.Name == "max_price"
				}
			}
			if !fits {
				t.Fatalf("%s: %s%s", twist, call.Tool.Name, call.ArgumentsJSON())
			}
		}
	}
}

func BenchmarkDraft(b *testing.B) {
	d := studioDomain(b)
	dr := brief.New(d)
	for _, c := range []struct {
		cell

		name string
	}{
		{cell{}, "free"},
		{cell{answer: sample.AnswerParallel}, "parallel"},
		{cell{answer: sample.AnswerDependent}, "dependent"},
		{cell{answer: sample.AnswerQuestion}, "question"},
		{cell{answer: sample.AnswerDecline, offered: sample.OfferedNear}, "decline"},
		{cell{answer: sample.AnswerChat, offered: sample.OfferedFar}, "chat"},
		{cell{turns: "2"}, "two_turns"},
		{cell{turns: "3+"}, "three_turns"},
		{cell{offered: sample.OfferedNear}, "near"},
		{cell{twist: sample.TwistContrast}, "contrast"},
		{cell{twist: sample.TwistReference}, "reference"},
		{cell{twist: sample.TwistNumberWords}, "number_words"},
		{cell{sample.AnswerDependent, "3+", sample.OfferedFar, sample.TwistContrast}, "all_at_once"},
	} {
		b.Run(c.name, func(b *testing.B) {
			buckets := c.buckets(d)
			b.ReportAllocs()
			failed := 0
			for i := range b.N {
				if _, err := dr.Draft(uint64(i), buckets, rand.New(rand.NewPCG(uint64(i), 1))); err != nil {
					failed++
				}
			}
			b.ReportMetric(float64(failed)/float64(b.N), "failed/op")
		})
	}
}
