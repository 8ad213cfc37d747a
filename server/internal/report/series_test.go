package report

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// However long a run is, so many points are kept, in order, the first among them.
func TestSnapshotsAreBounded(t *testing.T) {
	t.Parallel()
	s := snapshots{}
	f := &facetCount{name: "tool", index: map[string]int{}}
	for i := range int64(30_000_000) {
		if i < 100 {
			f.add(strconv.FormatInt(i%3, 10))
		}
		if s.due(i + 1) {
			s.add(i+1, []*facetCount{f})
		}
	}
	if n := len(s.list); n > maxSnapshots || n < maxSnapshots/4 || s.list[0].samples != 1 {
		t.Errorf("%d points from %d", n, s.list[0].samples)
	}
	if !slices.IsSortedFunc(s.list, func(a, b snapshot) int { return int(a.samples - b.samples) }) {
		t.Error("the points are not in order")
	}
}

func TestWriters(t *testing.T) {
	t.Parallel()
	for _, n := range []int64{1, 119, 120, 121, 1000, 99_999} {
		w := writers{index: map[string]int{}, width: 1}
		for i := range n {
			w.add([]string{"a", "b", "c"}[i*3/n])
		}
		sums := make([]int64, len(w.names))
		for i, part := range w.parts {
			size := int64(0)
			for j, k := range part {
				sums[j] += k
				size += k
			}
			if last := i == len(w.parts)-1; size != w.width && !last || size > w.width || size == 0 {
				t.Errorf("%d: part %d of %d has %d, want %d", n, i, len(w.parts), size, w.width)
			}
		}
		if !slices.Equal(sums, w.total) || len(w.parts) > maxParts || w.count != n {
			t.Errorf("%d: found %v of %v in %d parts", n, sums, w.total, len(w.parts))
		}
	}
}

// The examples are the same whatever the order in which samples come.
func TestExamples(t *testing.T) {
	t.Parallel()
	samples := make([]*callmillv1.Sample, 200)
	for i := range samples {
		samples[i] = &callmillv1.Sample{Id: fmt.Sprint("s", i), Facets: []*callmillv1.FacetValue{
			{Facet: "tool", Bucket: strconv.Itoa(i % 2)}, {Facet: "words", Bucket: strconv.Itoa(i / 199)},
		}}
	}
	of := func() (ids []string) {
		e := examples{}
		for _, s := range samples {
			e.add(s)
		}
		for _, name := range []bucketName{{"tool", "0"}, {"tool", "1"}, {"words", "0"}, {"words", "1"}} {
			for _, x := range e[name] {
				ids = append(ids, x.sample.GetId())
			}
		}
		return ids
	}
	want := of()
	slices.Reverse(samples)
	if got := of(); !slices.Equal(got, want) || len(want) != 3*perBucket+1 {
		t.Errorf("found %v, want %v", got, want)
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		share(6e-15): "0.0\u202f%", share(0.1894): "18.9\u202f%", divergence(6e-15): "< 0.00001", divergence(0): "0",
		divergence(0.31128): "0.31128", whole(1_234_567): "1\u202f234\u202f567", whole(-1000): "−1\u202f000",
		short(30_000): "30k", short(2_000_000): "2M", short(300): "300", power(-12): "10⁻¹²", decimal(-0.0001): "0",
	} {
		if got != want {
			t.Errorf("found %q, want %q", got, want)
		}
	}
}

func TestTicks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		axis axis
		want []string
	}{
		{axis{high: 1, to: 100, label: decimal}, []string{"0", "0.2", "0.4", "0.6", "0.8", "1"}},
		{axis{low: 1, high: 3000, to: 100, log: true, label: short}, []string{"1", "10", "100", "1000"}},
		{axis{low: 1e-6, high: 1, to: 100, log: true, label: powerLabel}, []string{"10⁻⁶", "10⁻⁴", "0.01", "1"}},
		{axis{label: decimal}, []string{"0"}},
	} {
		var got []string
		for _, k := range c.axis.ticks() {
			got = append(got, k.Label)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("found %v, want %v", got, c.want)
		}
	}
}
