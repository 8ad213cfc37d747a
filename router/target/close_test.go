package target

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A cell closes after exactly CloseAfter slots that missed it in a row. What
// the aimed cell has no room for, and pathways that are down, do not count.
func TestClosingCounts(t *testing.T) {
	t.Parallel()
	table, err := Fit(twoByTwo(0.5, 0.5))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		reset  Outcome // what happens once, half way
		closes int     // slot that closes the cell
	}{
		{"failures only", Failed(), 6},
		{"unavailable", Unavailable(), 7},
		{"surplus in the aimed cell", Surplus(0), 7},
		{"surplus elsewhere", Surplus(1), 6},
		{"accepted elsewhere", Accepted(1), 6},
		{"accepted", Accepted(0), 10},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t, table, Options{CloseAfter: 6})
			for slot := 1; ; slot++ {
				l.aim(0)
				outcome := Failed()
				if slot == 4 {
					outcome = test.reset
				}
				closed := l.Settle(0, outcome)
				if (len(closed) > 0) != (slot == test.closes) {
					t.Fatalf("slot %d closed %v, want slot %d to close the cell", slot, closed, test.closes)
				}
				if len(closed) > 0 {
					c := closed[0]
					if c.Cell != 0 || c.Failed+c.Elsewhere+c.Surplus != 6 || !slices.Equal(c.Buckets, []string{"x0", "y0"}) {
						t.Errorf("closing %+v", c)
					}
					break
				}
			}
			if l.Open(0) {
				t.Error("a closed cell is open")
			}
		})
	}
}

// aim marks a slot under way as Next does, for a given cell.
func (l *Ledger) aim(cell int) {
	l.move(cell, 1)
	l.aimed[cell]++
	l.flying++
}

// The unmet quota of a closed cell moves to the cells that share its buckets:
// it is left with what it delivered, and the buckets keep their quotas.
func TestClosingMovesQuota(t *testing.T) {
	t.Parallel()
	table, err := Fit(twoByTwo(0.3, 0.6))
	if err != nil {
		t.Fatal(err)
	}
	l := newLedger(t, table, Options{})
	drive(l, 1_000, func(aimed int) Outcome {
		if aimed == 0 {
			return Failed()
		}
		return l.land(aimed)
	}, func() {})
	if got := l.Closings(); len(got) != 1 || got[0].Failed != 64 || got[0].Moved < 5 || got[0].Residual > exact {
		t.Fatalf("closings %+v", got)
	}
	near(t, "closed cell", l.quota(l.counted), 0, 1e-6)
	for i, want := range []float64{300, 700, 600, 400} {
		near(t, "bucket", l.quota(i), want, 1e-3)
	}
	r := l.Report()
	if r.Facets[0].FromAsked > 1e-4 || r.Joint.FromAsked < 0.01 || r.Joint.FromInForce > 1e-3 {
		t.Errorf("report %+v", r)
	}
}

// A bucket without an open cell gets share 0, its facet is renormalised and the
// others stay as they are. Then the run goes on until it has what it is to
// deliver.
func TestClosingLosesBucket(t *testing.T) {
	t.Parallel()
	table, err := Fit(twoByTwo(0.3, 0.6))
	if err != nil {
		t.Fatal(err)
	}
	l := newLedger(t, table, Options{})
	drive(l, 1_000, func(aimed int) Outcome {
		if table.Buckets(aimed)[0] == 0 {
			return Failed()
		}
		return l.land(aimed)
	}, func() {})
	closings := l.Closings()
	if len(closings) != 2 || len(closings[0].Lost) != 0 {
		t.Fatalf("closings %+v", closings)
	}
	if want := []BucketName{{"x", "x0"}}; !slices.Equal(closings[1].Lost, want) {
		t.Errorf("lost %v, want %v", closings[1].Lost, want)
	}
	for i, want := range []float64{0, 1, 0.6, 0.4} {
		near(t, "share in force", l.share[i], want, 1e-9)
	}
	if l.Accepted() != 1_000 || l.Delivered(0, 0) != 0 {
		t.Errorf("%d samples, %d of the lost bucket", l.Accepted(), l.Delivered(0, 0))
	}
}

// Where the open cells cannot meet all constraints, what comes nearest is in
// force from then on.
func TestClosingContradicts(t *testing.T) {
	t.Parallel()
	table, err := Fit(twoByTwo(0.7, 0.6))
	if err != nil {
		t.Fatal(err)
	}
	l := newLedger(t, table, Options{})
	drive(l, 2_000, func(aimed int) Outcome {
		if aimed == 0 { // the others can have x0 or y0 in 0.7 and 0.6 of samples, not both
			return Failed()
		}
		return l.land(aimed)
	}, func() {})
	c := l.Closings()
	if len(c) != 1 || c[0].Residual < 0.1 {
		t.Fatalf("closings %+v", c)
	}
	near(t, "all", l.share[0]+l.share[1], 1, 1e-12)
	if got := l.share[0]; got < 0.4 || got >= 0.7 {
		t.Errorf("x0 has share %v in force", got)
	}
	if facets, _ := l.divergence(); l.Accepted() != 2_000 || facets > 1e-3 {
		t.Errorf("%d samples, divergence %v", l.Accepted(), facets)
	}
}

// Contradictions may have left the open cells without any share. Then the fit
// starts over from what was asked.
func TestClosingStartsOver(t *testing.T) {
	t.Parallel()
	table, err := Fit(twoByTwo(0.5, 0.5))
	if err != nil {
		t.Fatal(err)
	}
	l := newLedger(t, table, Options{})
	l.share = l.spread([]float64{1, 0, 0, 0})
	l.mass.adopt(table.constraints, l.share[l.counted:])
	l.close(0)
	near(t, "all", l.share[0]+l.share[1], 1, 1e-9)
	for cell := 1; cell < 4; cell++ {
		if got := l.share[l.counted+cell]; got <= 0 && cell != 3 {
			t.Errorf("cell %d has share %v in force", cell, got)
		}
	}
}

// A run ends short only when no cell is open.
func TestNothingOpen(t *testing.T) {
	t.Parallel()
	table, err := Fit(twoByTwo(0.3, 0.6))
	if err != nil {
		t.Fatal(err)
	}
	l := newLedger(t, table, Options{})
	drive(l, 1_000, func(int) Outcome { return Failed() }, func() {})
	if l.Accepted() != 0 || l.OpenCells() != 0 || l.UnderWay() != 0 || len(l.Closings()) != table.Cells() {
		t.Errorf("%d samples, %d open cells, %d under way", l.Accepted(), l.OpenCells(), l.UnderWay())
	}
	if _, ok := l.Next(); ok {
		t.Error("there is a next cell")
	}
	if r := l.Report(); len(r.Closed) != table.Cells() || r.Joint.FromAsked != 0 {
		t.Errorf("report %+v", r)
	}
}

// With dead cells, and now and then a dead bucket, a run still delivers what it
// is to, and its books stay sound.
func TestDeadCells(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		_, table := drawTarget(rt, genShape{facets: 5, buckets: 5, cells: 120, skews: 2})
		l := newLedger(rt, table, Options{})
		trouble := drawTrouble(rt, table)
		dead := drawDead(trouble.rand, table)
		drive(l, 400, func(aimed int) Outcome {
			o := trouble.outcome(l, aimed)
			if (o.kind == accepted || o.kind == surplus) && dead[o.landed] {
				return Failed()
			}
			return o
		}, func() {})
		if l.Accepted() != 400 && l.OpenCells() > 0 {
			rt.Fatalf("%d samples, and %d cells are open", l.Accepted(), l.OpenCells())
		}
		for _, c := range l.Closings() {
			if c.Failed+c.Elsewhere+c.Surplus != DefaultCloseAfter {
				rt.Fatalf("closing %+v", c)
			}
		}
		l.checkBooks(rt)
	})
}

func drawDead(r *rand.Rand, table *Table) []bool {
	dead := make([]bool, table.Cells())
	part := r.Float64() / 2
	facet := r.IntN(len(table.dims))
	bucket := r.IntN(table.dims[facet] * 2) // a bucket that there is, every other time
	for cell := range dead {
		dead[cell] = r.Float64() < part || table.Buckets(cell)[facet] == bucket
	}
	return dead
}

// checkBooks verifies what must hold at any time: shares sum to 1 and quotas to
// the samples, in every margin, and counts agree.
func (l *Ledger) checkBooks(t *rapid.T) {
	n := float64(l.Accepted())
	for i := range l.margins {
		m := &l.margins[i]
		var share, quota float64
		var count int
		for b := m.offset; b < m.offset+m.size; b++ {
			share += l.share[b]
			quota += l.quota(b)
			count += l.accepted[b]
		}
		if l.OpenCells() > 0 {
			near(t, "shares", share, 1, 1e-9)
		}
		near(t, "quotas", quota, n, 1e-6*(1+n))
		if count != l.Accepted() {
			t.Fatalf("margin %d counts %d samples of %d", i, count, l.Accepted())
		}
	}
	for b, load := range l.load {
		if l.UnderWay() == 0 && load != float64(l.accepted[b]) || math.IsNaN(l.base[b]) {
			t.Fatalf("bucket %d has load %v and %d samples, base %v", b, load, l.accepted[b], l.base[b])
		}
	}
}

// Where every cell holds a full bucket, the best is open nonetheless, until the
// next sample: or else the run would stand still.
func TestForcedOpen(t *testing.T) {
	t.Parallel()
	table, err := Fit(twoByTwo(0.5, 0.5))
	if err != nil {
		t.Fatal(err)
	}
	l := newLedger(t, table, Options{Window: 1})
	for b := range l.base {
		l.base[b] -= 10
	}
	if slices.ContainsFunc([]int{0, 1, 2, 3}, l.Open) {
		t.Fatal("a cell is open")
	}
	cell, ok := l.Next()
	if !ok || !l.Open(cell) || l.Open((cell+1)%4) {
		t.Fatalf("next is %d, %v", cell, ok)
	}
	l.Settle(cell, Accepted(cell))
	if l.Open(cell) {
		t.Error("the cell is still open")
	}
}

func TestSettlePanics(t *testing.T) {
	t.Parallel()
	table, err := Fit(twoByTwo(0.5, 0.5))
	if err != nil {
		t.Fatal(err)
	}
	mustPanic := func(what string, f func()) {
		defer func() {
			if recover() == nil {
				t.Errorf("%s did not panic", what)
			}
		}()
		f()
	}
	l := newLedger(t, table, Options{Window: 1, CloseAfter: 1})
	mustPanic("settling what is not under way", func() { l.Settle(0, Failed()) })
	l.aim(0)
	l.Settle(0, Failed())
	l.aim(1)
	mustPanic("accepting in a closed cell", func() { l.Settle(1, Accepted(0)) })
}
