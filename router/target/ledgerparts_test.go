package target

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// What closes in one part leaves the others alone.
func TestPartsClosing(t *testing.T) {
	t.Parallel()
	table := halves(3)
	l := newLedger(t, table, Options{})
	chosen := drive(l, 2_000, func(aimed int) Outcome {
		if table.Buckets(aimed)[1] == 1 {
			return Failed()
		}
		return l.land(aimed)
	}, func() {})
	closings := l.Closings()
	if len(closings) != 1 || len(chosen) > 2_000+2*DefaultCloseAfter+DefaultWindow {
		t.Fatalf("%d slots, closings %+v", len(chosen), closings)
	}
	c := closings[0]
	if c.Part != 1 || c.Cell != 1 || !slices.Equal(c.Facets, []string{"f1"}) || !slices.Equal(c.Buckets, []string{"b"}) ||
		!slices.Equal(c.Lost, []BucketName{{"f1", "b"}}) {
		t.Errorf("closing %+v", c)
	}
	for f, want := range [][]int{{1_000, 1_000}, {2_000, 0}, {1_000, 1_000}} {
		for b, n := range want {
			near(t, "delivered", float64(l.Delivered(f, b)), float64(n), 8)
		}
	}
	if l.OpenCells() != 4 {
		t.Errorf("%d cells open, want 4", l.OpenCells())
	}
}

// A dead bucket of any part closes its own cells, and drags hardly any others along.
func TestBlame(t *testing.T) {
	t.Parallel()
	table := studioLike(t, 5)
	for _, test := range []struct {
		facet, bucket string
		samples       int
		wrong         float64 // the most share of other cells that may close
	}{{"tool", "b02", 300, 0.02}, {"twist", "b01", 500, 0}} {
		t.Run(test.facet, func(t *testing.T) {
			t.Parallel()
			f, _ := table.Facet(test.facet)
			dead, _ := table.Bucket(f, test.bucket)
			l := newLedger(t, table, Options{})
			drive(l, test.samples, func(aimed int) Outcome {
				if table.Buckets(aimed)[f] == dead {
					return Failed()
				}
				return l.land(aimed)
			}, func() {})
			right, wrong := 0, 0.0
			for _, c := range l.Closings() {
				if c.Part == table.PartOf(f) && c.Buckets[table.seat[f]] == test.bucket {
					right++
				} else {
					wrong += table.PartShare(c.Part, c.Cell)
				}
			}
			if l.Accepted() != test.samples || right == 0 || wrong > test.wrong {
				t.Errorf("%d samples, %d dead cells closed and others of share %v", l.Accepted(), right, wrong)
			}
		})
	}
}

// A cell that is left without a fellow in the other parts closes too.
func TestStranded(t *testing.T) {
	t.Parallel()
	spec := twoByTwo(0.6, 0.6)
	spec.Zeros = []Zero{{{"x", []string{"x0"}}, {"y", []string{"y1"}}}, {{"x", []string{"x1"}}, {"y", []string{"y0"}}}}
	table, err := fit(spec, 2)
	if err != nil {
		t.Fatal(err)
	}
	l := newLedger(t, table, Options{CloseAfter: 8})
	drive(l, 500, func(aimed int) Outcome {
		if table.Buckets(aimed)[1] == 1 {
			return Failed()
		}
		return l.land(aimed)
	}, func() {})
	c := l.Closings()
	if len(c) != 2 || c[0].Stranded || !c[1].Stranded || c[1].Failed != 0 || l.Accepted() != 500 || l.OpenCells() != 1 {
		t.Errorf("%d samples, closings %+v", l.Accepted(), c)
	}
}

// Suspending buckets of a facet acts on its part only.
func TestPartsSuspend(t *testing.T) {
	t.Parallel()
	table := halves(3)
	l := newLedger(t, table, Options{})
	l.Suspend(2, []bool{true, false})
	for _, cell := range drive(l, 400, l.land, func() {}) {
		if l.Rests(cell) || table.Buckets(cell)[2] == 0 {
			t.Fatalf("chose %v, which rests", table.BucketNames(cell))
		}
	}
	if l.Delivered(2, 1) != 400 || l.OpenCells() != table.Cells() {
		t.Errorf("%d delivered, %d cells open", l.Delivered(2, 1), l.OpenCells())
	}
	near(t, "the first part", float64(l.Delivered(0, 0)), 200, 2)
	l.Suspend(2, []bool{true, true})
	if cell, ok := l.Next(); ok {
		t.Errorf("next is %d while a part rests", cell)
	}
	l.Suspend(2, nil)
	drive(l, 800, l.land, func() {})
	near(t, "the part that rested", float64(l.Delivered(2, 0)), 200, 4)
}

// NextOf chooses among the admitted cells of the table, whatever part decides,
// and a ledger that goes through the log of another with Take stands as that one
// did. Slots that nothing could serve are in no log.
func TestPartsReplay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		_, table := drawParts(rt, genShape{facets: 5, buckets: 4, cells: 200, skews: 2})
		l := newLedger(rt, table, Options{Window: 8, CloseAfter: 6})
		again := newLedger(rt, table, Options{Window: 8, CloseAfter: 6})
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 5))
		facet := r.IntN(len(table.dims))
		var flying []int
		for range 300 {
			out := r.IntN(2 * table.dims[facet]) // a bucket that there is, every other time
			cell, ok := l.NextOf(func(cell int) bool { return table.Buckets(cell)[facet] != out }, true)
			if ok && table.Buckets(cell)[facet] == out {
				rt.Fatal("chose a cell that is not admitted")
			}
			switch {
			case ok && r.IntN(8) == 0 && !l.forcedOpen(): // or the log would lack what is open against the rule
				l.Settle(cell, Unavailable())
			case ok:
				again.Take(cell)
				flying = append(flying, cell)
			}
			if len(flying) == 0 || len(flying) < 8 && r.IntN(2) == 0 {
				continue
			}
			aimed := flying[0]
			flying = flying[1:]
			o := l.land(aimed)
			if r.IntN(3) == 0 {
				o = Failed()
			}
			l.Settle(aimed, o)
			again.Settle(aimed, o)
		}
		for range 5 {
			a, okA := l.Next()
			b, okB := again.Next()
			if a != b || okA != okB {
				rt.Fatalf("next is %d, %v, and in the other %d, %v", a, okA, b, okB)
			}
		}
	})
}

func (l *Ledger) forcedOpen() bool {
	return slices.ContainsFunc(l.books, func(b *book) bool { return b.forced != none })
}

// Cells that are not admitted keep their place, unless they are passed over.
func TestPartsPassOver(t *testing.T) {
	t.Parallel()
	table := halves(2)
	l := newLedger(t, table, Options{Window: 4})
	first := func(cell int) bool { return table.Buckets(cell)[1] == 0 }
	got := 0
	for {
		cell, ok := l.NextOf(first, false)
		if !ok {
			break
		}
		l.Settle(cell, l.land(cell))
		if got++; got > 20 {
			t.Fatal("cells that are not admitted do not keep their place")
		}
	}
	if cell, ok := l.NextOf(first, true); !ok || !first(cell) {
		t.Errorf("passing over, next is %d, %v", cell, ok)
	}
}

func TestPartsReport(t *testing.T) {
	t.Parallel()
	table := studioLike(t, 5)
	l := newLedger(t, table, Options{})
	drive(l, 2_500, Accepted, func() {})
	r := l.Report()
	for f, m := range r.Facets {
		if m.Facets[0] != table.Facets()[f].Name || m.FromAsked > 1e-3 {
			t.Errorf("facet %d: %v, divergence %v", f, m.Facets, m.FromAsked)
		}
	}
	for i, m := range r.Pairs {
		p := table.Pairs()[i]
		if !slices.Equal(m.Facets, []string{table.Facets()[p[0]].Name, table.Facets()[p[1]].Name}) {
			t.Errorf("pair %v is reported as %v", p, m.Facets)
		}
	}
	for k, j := range r.Joints {
		if !slices.Equal(j.Facets, table.Parts()[k]) || len(j.Buckets) != table.PartCells(k) ||
			j.FromAsked < j.Floor/2 || j.FromAsked > 3*j.Floor {
			t.Errorf("part %d: %v, divergence %v, floor %v", k, j.Facets, j.FromAsked, j.Floor)
		}
	}
}

func TestPartsNoAllocations(t *testing.T) {
	table := studioLike(t, 5)
	l := newLedger(t, table, Options{})
	if n := testing.AllocsPerRun(1_000, func() {
		cell, _ := l.Next()
		l.Settle(cell, l.land(cell))
	}); n > 0 {
		t.Errorf("%v allocations per slot", n)
	}
}
