package export

import (
	"math"
	"testing"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/sample"
)

func TestJensenShannon(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b []int64
		want float64
		ok   bool
	}{
		{[]int64{1, 1}, []int64{50, 50}, 0, true},
		{[]int64{7, 0}, []int64{0, 3}, 1, true},
		// Against (1/2, 1/2), (1, 0) lies log2(4/3)/2 + (log2(2/3)+1)/4 away.
		{[]int64{9, 0}, []int64{4, 4}, math.Log2(4./3)/2 + (math.Log2(2./3)+1)/4, true},
		{[]int64{0, 0}, []int64{1, 1}, 0, false},
		{nil, nil, 0, false},
	} {
		if got, ok := jensenShannon(c.a, c.b); ok != c.ok || math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v and %v are %v apart, %v; want %v", c.a, c.b, got, ok, c.want)
		}
		back, _ := jensenShannon(c.b, c.a)
		if forth, _ := jensenShannon(c.a, c.b); math.Abs(back-forth) > 1e-12 {
			t.Errorf("%v and %v are %v apart, and back %v", c.a, c.b, forth, back)
		}
	}
}

func TestFurthest(t *testing.T) {
	t.Parallel()
	s := shares{}
	for range 10 {
		s.add(&sample.Sample{Facets: []sample.FacetValue{{Facet: "tool", Bucket: "a"}, {Facet: "words", Bucket: "1"}}})
	}
	report := func(facet string, first, second int64) *callmillv1.FacetReport {
		return &callmillv1.FacetReport{Facet: facet, Buckets: []*callmillv1.BucketReport{
			{Bucket: map[string]string{"tool": "a", "words": "1"}[facet], Delivered: first},
			{Bucket: "other", Delivered: second},
		}}
	}
	run := []*callmillv1.FacetReport{report("tool", 9, 1), report("words", 1, 9)}
	if facet, d := s.furthest(run); facet != "words" || d < 0.5 {
		t.Errorf("found %s, %v", facet, d)
	}
	if facet, _ := (shares{}).furthest(run); facet != "" {
		t.Errorf("an empty part is furthest in %s", facet)
	}
}
