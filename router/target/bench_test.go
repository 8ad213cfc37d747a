package target

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// benchTable has the given bucket counts, a marginal per facet and four named
// pairs.
func benchTable(b *testing.B, dims ...int) *Table {
	b.Helper()
	var spec Spec
	for i, d := range dims {
		f := Facet{Name: fmt.Sprintf("f%d", i)}
		for k := range d {
			f.Buckets = append(f.Buckets, fmt.Sprintf("b%d", k))
		}
		spec.Facets = append(spec.Facets, f)
	}
	r := rand.New(rand.NewPCG(1, 1))
	w := newWorld(spec, r, genShape{skews: 2})
	for f := range dims {
		w.tellMarginal(f)
	}
	for k := range 4 {
		w.tellConditional(r, 1+k%(len(dims)-1), 0)
		w.tellJoint([]int{1, 2})
	}
	t, err := Fit(w.spec)
	if err != nil {
		b.Fatal(err)
	}
	return t
}

func benchTables(b *testing.B, run func(b *testing.B, t *Table)) {
	b.Helper()
	for _, dims := range [][]int{{5, 5, 5, 4}, {10, 3, 8, 5, 4, 2}} {
		t := benchTable(b, dims...)
		b.Run(fmt.Sprintf("cells=%d", t.Cells()), func(b *testing.B) { run(b, t) })
	}
}

// BenchmarkSlot is one slot with a full window: Next, Open, Settle. Next weighs
// every bucket of the margins and bounds every block of cells, then sums the
// blocks that may hold the best cell: these few are most of the time.
func BenchmarkSlot(b *testing.B) {
	benchTables(b, func(b *testing.B, t *Table) {
		b.Helper()
		l := newLedger(b, t, Options{})
		var flying []int
		for range DefaultWindow {
			cell, _ := l.Next()
			flying = append(flying, cell)
		}
		b.ReportAllocs()
		at := 0
		for b.Loop() {
			l.Settle(flying[at], l.land(flying[at]))
			flying[at], _ = l.Next()
			at = (at + 1) % len(flying)
		}
	})
}

// BenchmarkOpen asks whether a cell is open, as for every candidate.
func BenchmarkOpen(b *testing.B) {
	benchTables(b, func(b *testing.B, t *Table) {
		b.Helper()
		l := newLedger(b, t, Options{})
		b.ReportAllocs()
		cell := 0
		for b.Loop() {
			if cell++; cell == t.Cells() {
				cell = 0
			}
			l.Open(cell)
		}
	})
}

// BenchmarkClose closes one cell of a fresh ledger: some sweeps of the refit,
// each over cells times constraints.
func BenchmarkClose(b *testing.B) {
	benchTables(b, func(b *testing.B, t *Table) {
		b.Helper()
		b.ReportAllocs()
		for b.Loop() {
			b.StopTimer()
			l := newLedger(b, t, Options{})
			b.StartTimer()
			l.close(t.Cells() / 2)
		}
	})
}

// BenchmarkFit makes the table from its spec.
func BenchmarkFit(b *testing.B) {
	for _, dims := range [][]int{{5, 5, 5, 4}, {10, 3, 8, 5, 4, 2}} {
		b.Run(fmt.Sprintf("dims=%v", dims), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				benchTable(b, dims...)
			}
		})
	}
}
