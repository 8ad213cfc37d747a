package target

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// strays measures every part's book.
func (l *Ledger) strays() (s spreadOf) {
	for _, b := range l.books {
		s.widen((&Ledger{book: b}).stray())
	}
	return s
}

// Every facet bucket and named pair bucket of every part stays near its quota on
// every prefix, with filters and without, and nothing that a filter excludes is
// chosen. (Of 3,000 targets the farthest strays are 2.5 without filters, 6 with.)
func TestPartsEverySlotSucceeds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w, table := drawParts(rt, genShape{facets: 6, buckets: 6, cells: 3_000, skews: 2})
		l := newLedger(rt, table, Options{})
		var s spreadOf
		for _, cell := range drive(l, 1_500, Accepted, func() { s.widen(l.strays()) }) {
			if !table.Allowed(cell) || w.excluded(table.Buckets(cell)) {
				rt.Fatalf("chose %v, which a zero excludes", table.BucketNames(cell))
			}
		}
		limit := 4.0
		if table.filters.words > 0 {
			limit = 8
		}
		if s.facets[0] < -limit || s.facets[1] > limit || s.pairs[0] < -limit || s.pairs[1] > limit {
			rt.Fatalf("strays from quota: %+v", s)
		}
		if l.Accepted() != 1_500 || len(l.Closings()) > 0 {
			rt.Fatalf("%d samples, %d cells closed", l.Accepted(), len(l.Closings()))
		}
	})
}

// Whatever fails or lands elsewhere, the books of all parts stay sound.
func TestPartsSlotsFail(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		_, table := drawParts(rt, genShape{facets: 5, buckets: 5, cells: 300, skews: 2})
		l := newLedger(rt, table, Options{CloseAfter: rapid.IntRange(1, 64).Draw(rt, "close after")})
		trouble := drawTrouble(rt, table)
		drive(l, 400, func(aimed int) Outcome { return trouble.outcome(l, aimed) }, func() {})
		if l.Accepted() != 400 && l.OpenCells() > 0 {
			rt.Fatalf("%d samples, and %d cells are open", l.Accepted(), l.OpenCells())
		}
		open := 0
		for cell := range table.Cells() {
			if table.Allowed(cell) && !l.Closed(cell) {
				open++
			}
		}
		if open != l.OpenCells() {
			rt.Fatalf("%d cells are open, told are %d", open, l.OpenCells())
		}
		for _, b := range l.books {
			if b.done != l.Accepted() || b.flying != 0 {
				rt.Fatalf("a part has %d samples of %d, %d under way", b.done, l.Accepted(), b.flying)
			}
			(&Ledger{book: b, books: []*book{b}}).checkBooks(rt)
		}
	})
}

// Cells of several parts are numbered without gaps, and found by their buckets.
func TestPartsCells(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w, table := drawParts(rt, genShape{facets: 5, buckets: 4, cells: 200, skews: 2})
		sum := make([]float64, len(table.parts))
		for k := range sum {
			for cell := range table.PartCells(k) {
				sum[k] += table.PartShare(k, cell)
				if whole, ok := table.Complete(k, cell); !ok || !table.Allowed(whole) || table.PartCell(whole, k) != cell {
					rt.Fatalf("cell %d of part %d is completed by %d, %v", cell, k, whole, ok)
				}
			}
			near(rt, "part", sum[k], 1, 1e-9)
		}
		best := 0.0
		for cell := range table.Cells() {
			found, ok := table.Cell(table.Buckets(cell))
			allowed := table.Allowed(cell)
			if allowed == w.excluded(table.Buckets(cell)) || ok != allowed || ok && found != cell {
				rt.Fatalf("cell %d is found as %d, %v, and allowed %v", cell, found, ok, allowed)
			}
			if table.Allowed(cell) {
				best = max(best, table.Share(cell))
			}
		}
		likeliest, ok := table.Likeliest(func(int, int) bool { return true })
		if !ok || math.Abs(table.Share(likeliest)-best) > 1e-12 {
			rt.Fatalf("the likeliest cell has share %v, want %v", table.Share(likeliest), best)
		}
		for f := range table.Facets() {
			all := 0.0
			for _, s := range table.Marginal(f) {
				all += s
			}
			near(rt, "facet", all, 1, 1e-9)
		}
	})
}

// Facets of different parts are not correlated, even those that would alternate
// in lockstep.
func TestPartsIndependent(t *testing.T) {
	t.Parallel()
	table := halves(4)
	l := newLedger(t, table, Options{})
	chosen := drive(l, 10_000, Accepted, func() {})
	for f := range table.dims {
		for g := range f {
			if bits := mutual(table, chosen, f, g); bits > 0.001 {
				t.Errorf("facets %d and %d have %v bits in common", g, f, bits)
			}
		}
	}
}

// mutual is the mutual information of two facets of the chosen cells, in bits.
func mutual(t *Table, chosen []int, f, g int) float64 {
	n := float64(len(chosen))
	joint := make([]float64, t.dims[f]*t.dims[g])
	a, b := make([]float64, t.dims[f]), make([]float64, t.dims[g])
	for _, c := range chosen {
		at := t.Buckets(c)
		joint[at[f]*t.dims[g]+at[g]]++
		a[at[f]]++
		b[at[g]]++
	}
	bits := 0.0
	for i, x := range joint {
		if x > 0 {
			bits += x / n * math.Log2(x*n/(a[i/len(b)]*b[i%len(b)]))
		}
	}
	return bits
}

// Up to the limit there is one part; beyond, the first takes what zeros connect
// with it, then what fits.
func TestSplit(t *testing.T) {
	t.Parallel()
	spec := Spec{}
	for name := range strings.SplitSeq("abcdef", "") {
		spec.Facets = append(spec.Facets, Facet{Name: name, Buckets: []string{"0", "1"}})
		spec.Marginals = append(spec.Marginals, Marginal{Facet: name, Shares: []Share{{"0", 0.5}, {"1", 0.5}}})
	}
	spec.Conditionals = []Conditional{{Facet: "e", Given: "b", GivenBucket: "0", Shares: []Share{{"0", 1}}}}
	spec.Zeros = []Zero{{{"a", []string{"0"}}, {"d", []string{"0"}}}, {{"c", []string{"0"}}, {"f", []string{"0"}}}}
	for limit, want := range map[int]string{
		64: "[[a b c d e f]]",
		32: "[[a b c d e] [f]]",
		8:  "[[a c d] [b e f]]",
		4:  "[[a d] [b e] [c f]]",
	} {
		table, err := fit(spec, limit)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(table.Parts()); got != want {
			t.Errorf("limit %d: parts %v, want %v", limit, got, want)
		}
		if got := table.Pairs(); !slices.Equal(got, [][2]int{{1, 4}}) {
			t.Errorf("limit %d: pairs %v", limit, got)
		}
	}
	if _, err := fit(spec, 3); err == nil || !strings.Contains(err.Error(), "more than 3 combinations of b (2) × e (2)") {
		t.Errorf("error %v", err)
	}
}

// Shares that zeros across parts contradict are refused, and named.
func TestFilterFaults(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		x, y  float64
		zeros []Zero
		want  string // of the error; none is expected where it is empty
	}{
		{"met exactly", 0.6, 0.6, []Zero{
			{{"x", []string{"x0"}}, {"y", []string{"y1"}}}, {{"x", []string{"x1"}}, {"y", []string{"y0"}}},
		}, ""},
		{"too little to go with", 0.7, 0.6, []Zero{
			{{"x", []string{"x0"}}, {"y", []string{"y1"}}}, {{"x", []string{"x1"}}, {"y", []string{"y0"}}},
		}, `marginals[0].shares[0]: facet "x", bucket "x0": found share 0.7, but zeros leave it only cells of share 0.6 ` +
			`in the part of "y"`},
		{"room enough", 0.3, 0.6, []Zero{{{"x", []string{"x0"}}, {"y", []string{"y0"}}}}, ""},
		{"nothing to go with", 0.3, 0.6, []Zero{
			{{"x", []string{"x0"}}, {"y", []string{"y0", "y1"}}},
		}, "share 0.3, but zeros"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			spec := twoByTwo(test.x, test.y)
			spec.Zeros = test.zeros
			_, err := fit(spec, 2)
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

// Each bucket finds enough to go with, but not all of them together.
func TestFiltersTogether(t *testing.T) {
	t.Parallel()
	three := []string{"0", "1", "2"}
	spec := Spec{
		Facets: []Facet{{"x", three}, {"y", three}},
		Marginals: []Marginal{
			{"x", []Share{{"0", 0.35}, {"1", 0.35}, {"2", 0.3}}}, {"y", []Share{{"0", 0.5}, {"1", 0.3}, {"2", 0.2}}},
		},
		// x 0 and 1 go with y 0 only.
		Zeros: []Zero{{{"x", []string{"0", "1"}}, {"y", []string{"1", "2"}}}},
	}
	_, err := fit(spec, 3)
	if err == nil || !strings.Contains(err.Error(), "contradicts zeros and the shares of the part of") {
		t.Fatalf("error %v", err)
	}
	spec.Marginals[0].Shares = []Share{{"0", 0.25}, {"1", 0.2}, {"2", 0.55}}
	if _, err := fit(spec, 3); err != nil {
		t.Fatal(err)
	}
}
