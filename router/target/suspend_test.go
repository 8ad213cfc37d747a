package target

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// While a bucket is suspended nothing is aimed at it and its share goes to the
// others of its facet, in their proportions; the other facets keep theirs. When
// it is back all is as it was asked.
func TestSuspend(t *testing.T) {
	t.Parallel()
	table, err := Fit(Spec{
		Facets: []Facet{
			{Name: "modality", Buckets: []string{"phrase", "text", "vision"}},
			{Name: "y", Buckets: []string{"y0", "y1"}},
		},
		Marginals: []Marginal{
			{Facet: "modality", Shares: []Share{{"phrase", 0.5}, {"text", 0.3}, {"vision", 0.2}}},
			{Facet: "y", Shares: []Share{{"y0", 0.8}, {"y1", 0.2}}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	l := newLedger(t, table, Options{})
	want := func(shares ...float64) {
		t.Helper()
		for b, s := range shares {
			near(t, "share in force", l.share[b], s, 1e-8)
		}
	}
	l.Suspend(0, []bool{false, true, true})
	want(1, 0, 0, 0.8, 0.2)
	drive(l, 500, l.land, func() {})
	if l.Delivered(0, 0) != 500 || l.OpenCells() != table.Cells() {
		t.Errorf("%d of the only modality that is up, %d cells open", l.Delivered(0, 0), l.OpenCells())
	}
	l.Suspend(0, []bool{false, true, false})
	want(5.0/7, 0, 2.0/7, 0.8, 0.2)
	l.Suspend(0, nil)
	want(0.5, 0.3, 0.2, 0.8, 0.2)
	drive(l, 1500, l.land, func() {})
	for b, n := range []float64{1000, 300, 200, 1200, 300} {
		near(t, "delivered", float64(l.accepted[b]), n, 2)
	}
	r := l.Report()
	if got := r.Facets[0].FromInForce; got > 1e-4 {
		t.Errorf("divergence from the shares in force is %v", got)
	}
}

// With all its cells at rest a ledger has no next cell, but none is closed.
func TestSuspendAll(t *testing.T) {
	t.Parallel()
	table, err := Fit(twoByTwo(0.3, 0.6))
	if err != nil {
		t.Fatal(err)
	}
	l := newLedger(t, table, Options{})
	flying, _ := l.Next()
	l.Suspend(1, []bool{true, true})
	if cell, ok := l.Next(); ok || l.OpenCells() != 4 {
		t.Errorf("next is %d, %d cells open", cell, l.OpenCells())
	}
	l.Settle(flying, l.land(flying)) // what was under way may come
	l.Suspend(1, nil)
	drive(l, 100, l.land, func() {})
	for b, want := range []float64{30, 70, 60, 40} {
		near(t, "delivered", float64(l.accepted[b]), want, 2)
	}
}

// Modalities that come and go, also in the middle of their slots, keep no facet
// from its quota: neither theirs nor another. (The facet here is any, not only
// one that the others hardly depend on; one target in 400 is above 0.001.)
func TestSuspendAnyTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		_, table := drawTarget(rt, genShape{facets: 5, buckets: 5, cells: 200, skews: 2})
		l := newLedger(rt, table, Options{})
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 2))
		facet := r.IntN(len(table.dims))
		rests := make([]bool, table.dims[facet])
		rest := func() {
			for b := range rests {
				rests[b] = r.IntN(3) == 0
			}
			rests[r.IntN(len(rests))] = false
			l.Suspend(facet, rests)
			for b, rest := range rests {
				if rest && l.awake > 0 && l.share[l.margins[facet].offset+b] != 0 {
					rt.Fatalf("bucket %d rests and has share %v", b, l.share[l.margins[facet].offset+b])
				}
			}
		}
		next := 0
		drive(l, 2_000, func(aimed int) Outcome {
			if rests[table.Buckets(aimed)[facet]] {
				return Unavailable()
			}
			return l.land(aimed)
		}, func() {
			if l.Accepted() >= next && l.Accepted() < 1_500 {
				next = l.Accepted() + 1 + r.IntN(400)
				rest()
			}
		})
		if l.Accepted() != 2_000 && l.awake > 0 {
			rt.Fatalf("%d samples, %d cells awake", l.Accepted(), l.awake)
		}
		l.checkBooks(rt)
		if l.Accepted() < 2_000 {
			return
		}
		if facets, _ := l.divergence(); facets > 0.002 {
			rt.Fatalf("divergence %v", facets)
		}
	})
}
