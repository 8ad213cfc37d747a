package brief_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/execute"
	"github.com/callmill/callmill/pathways/sample"
)

// Every draft of every cell is in it, and is sound: carried out from the beginning
// it ends as it says.
func TestKindsOfDrafts(t *testing.T) {
	t.Parallel()
	for _, d := range []*domain.Domain{load(t), shop(t), nested(t)} {
		dr, library := brief.New(d), execute.New(d)
		for _, c := range cells(d) {
			each := uint64(4)
			if d.Name == "nested" {
				each = 1
			}
			buckets, drafted := c.buckets(d), 0
			able, sure := c.able(d)
			for i := range each {
				b, err := dr.Draft(i, buckets, rand.New(rand.NewPCG(i, 11)))
				if err != nil {
					if reason, ok := pathways.ReasonOf(err); !ok || reason != pathways.ReasonNoBrief || able && sure {
						t.Errorf("%s %+v: %v", d.Name, c, err)
						break
					}
					continue
				}
				drafted++
				measured(t, d, b)
				soundBrief(t, d, library, b)
				again, _ := dr.Draft(i, buckets, rand.New(rand.NewPCG(i, 11)))
				if !reflect.DeepEqual(b, again) {
					t.Fatalf("%s %+v: equal draws differ", d.Name, c)
				}
			}
			if !able && drafted > 0 {
				t.Errorf("%s %+v: drafted what no tool can", d.Name, c)
			}
		}
	}
}

// able says whether the domain has a tool for the cell, by the cells that it rules
// out, and whether a draft is sure to be found: in the shop nearly all of the tools
// that work on an item are near to each other; others have next to nothing.
func (c cell) able(d *domain.Domain) (able, sure bool) {
	have := map[string]string{
		sample.FacetAnswer: c.answer, sample.FacetTurns: c.turns,
		sample.FacetOffered: c.offered, sample.FacetTwist: c.twist,
	}
	ruled := d.Impossible()
	for _, tool := range d.Facets[d.Facet(sample.FacetTool)].Buckets {
		have[sample.FacetTool] = tool
		able = able || !slices.ContainsFunc(ruled, func(i domain.Impossible) bool {
			return !slices.ContainsFunc(i, func(is domain.Condition) bool {
				return have[is.Facet] == "" || !slices.Contains(is.Buckets, have[is.Facet])
			})
		})
	}
	return able, d.Name == "studio" || d.Name == "shop" && c.offered != sample.OfferedFar
}

// measured holds the sample that a brief would make against its cell.
func measured(t *testing.T, d *domain.Domain, b *pathways.Brief) {
	t.Helper()
	s := asSample(d, b)
	facets := []string{sample.FacetAnswer, sample.FacetTurns, sample.FacetOffered}
	switch b.Twist {
	case sample.TwistContrast, sample.TwistReference: // the others are in the wording
		facets = append(facets, sample.FacetTwist)
	}
	for _, name := range facets {
		f := &d.Facets[d.Facet(name)]
		want := b.Bucket(d.Facet(name))
		if got := f.Buckets[f.Measure(s)]; want != "" && got != want {
			t.Fatalf("%s is %s, want %s: %v", name, got, want, s)
		}
	}
	if b.Twist != b.Bucket(d.Facet(sample.FacetTwist)) {
		t.Fatalf("twist %q, want %q", b.Twist, b.Bucket(d.Facet(sample.FacetTwist)))
	}
}

// What a cell names that cannot be is refused, with a reason.
func TestBucketsThatContradict(t *testing.T) {
	t.Parallel()
	d := load(t)
	for name, want := range map[string]map[string]string{
		"a question for a tool":    {sample.FacetAnswer: sample.AnswerQuestion, sample.FacetTool: "crop_image"},
		"small talk with a call":   {sample.FacetAnswer: sample.AnswerChat, sample.FacetCalls: "1"},
		"one call of two":          {sample.FacetAnswer: sample.AnswerCall, sample.FacetCalls: "2+"},
		"two calls of one":         {sample.FacetAnswer: sample.AnswerParallel, sample.FacetCalls: "1"},
		"a call of nothing":        {sample.FacetAnswer: sample.AnswerCall, sample.FacetTool: sample.BucketNone},
		"nothing leads on":         {sample.FacetAnswer: sample.AnswerDependent, sample.FacetTool: "crop_image"},
		"a pair of nothing":        {sample.FacetTwist: sample.TwistContrast, sample.FacetTool: sample.BucketNone},
		"number words, no number":  {sample.FacetTwist: sample.TwistNumberWords, sample.FacetTool: "crop_image"},
		"reference without a list": {sample.FacetTwist: sample.TwistReference, sample.FacetTool: "create_design"},
	} {
		buckets := make([]string, len(d.Facets))
		for facet, bucket := range want {
			buckets[d.Facet(facet)] = bucket
		}
		b, err := brief.New(d).Draft(0, buckets, rand.New(rand.NewPCG(1, 1)))
		var f *pathways.Failure
		if !errors.As(err, &f) || f.Reason != pathways.ReasonNoBrief || f.Detail == "" {
			t.Errorf("%s: drafted %+v, error %v", name, b, err)
		}
	}
}

// The language is the one asked for, in the turns before as well.
func TestLanguages(t *testing.T) {
	t.Parallel()
	d := shop(t)
	d.Languages = []string{"en", "de"}
	d.Facets = append(d.Facets, sample.LanguageFacet(d.Languages))
	dr := brief.New(d)
	for i, want := range []string{"", "en", "de"} {
		buckets := cell{turns: "3+"}.buckets(d)
		buckets[d.Facet(sample.FacetLanguage)] = want
		b, err := dr.Draft(uint64(i), buckets, rand.New(rand.NewPCG(uint64(i), 3)))
		if err != nil {
			t.Fatal(err)
		}
		if b.Language != want || b.Earlier[0].Brief.Language != want {
			t.Errorf("language %q after %q, want %q", b.Language, b.Earlier[0].Brief.Language, want)
		}
	}
}

// Where a facet over the context asks for it, something is open also where nothing is
// called; else nothing is.
func TestWhatIsOpen(t *testing.T) {
	t.Parallel()
	d := load(t)
	dr, own := brief.New(d), d.Facet("content_type")
	for i, answer := range []string{sample.AnswerQuestion, sample.AnswerDecline, sample.AnswerChat} {
		for _, kind := range d.Facets[own].Buckets {
			buckets := cell{answer: answer}.buckets(d)
			buckets[own] = kind
			b, err := dr.Draft(uint64(i), buckets, rand.New(rand.NewPCG(uint64(i), 6)))
			if err != nil {
				t.Fatalf("%s with %s: %v", answer, kind, err)
			}
			if s := asSample(d, b); d.Facets[own].Buckets[d.Facets[own].Measure(s)] != kind {
				t.Errorf("%s with %s: %+v is open", answer, kind, s.Context)
			}
		}
		b, err := dr.Draft(uint64(i), cell{answer: answer}.buckets(d), rand.New(rand.NewPCG(uint64(i), 6)))
		if err != nil || len(b.Calls) == 0 && b.Context != nil {
			t.Errorf("%s: %+v, %v", answer, b, err)
		}
	}
}
