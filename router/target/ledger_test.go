package target

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// spreadOf holds how far counts have been below and above their quotas.
type spreadOf struct{ facets, pairs, cells [2]float64 }

func (s *spreadOf) widen(o spreadOf) {
	for _, x := range [][2]*[2]float64{{&s.facets, &o.facets}, {&s.pairs, &o.pairs}, {&s.cells, &o.cells}} {
		x[0][0], x[0][1] = min(x[0][0], x[1][0]), max(x[0][1], x[1][1])
	}
}

// stray measures the ledger now.
func (l *Ledger) stray() spreadOf {
	var s spreadOf
	note := func(at *[2]float64, b int) {
		d := float64(l.accepted[b]) - l.quota(b)
		at[0], at[1] = min(at[0], d), max(at[1], d)
	}
	for i := range l.margins {
		m := &l.margins[i]
		for b := m.offset; b < m.offset+m.size; b++ {
			if m.b == none {
				note(&s.facets, b)
			} else {
				note(&s.pairs, b)
			}
		}
	}
	for cell := range l.closed {
		note(&s.cells, l.counted+cell)
	}
	return s
}

// divergence gives the largest divergence from the shares in force over the
// facets, and over the pairs.
func (l *Ledger) divergence() (facets, pairs float64) {
	r := l.Report()
	for _, m := range r.Facets {
		facets = max(facets, m.FromInForce)
	}
	for _, m := range r.Pairs {
		pairs = max(pairs, m.FromInForce)
	}
	return facets, pairs
}

// drive runs a ledger to n samples as a run does it: up to the window's slots
// under way, settled in order. It returns the cells chosen. Each is called after
// every accepted sample.
func drive(l *Ledger, n int, outcome func(aimed int) Outcome, each func()) (chosen []int) {
	var flying []int
	for l.Accepted() < n {
		for len(flying) < l.options.Window && l.Accepted()+l.UnderWay() < n {
			cell, ok := l.Next()
			if !ok {
				break
			}
			flying, chosen = append(flying, cell), append(chosen, cell)
		}
		if len(flying) == 0 {
			return chosen
		}
		before := l.Accepted()
		l.Settle(flying[0], outcome(flying[0]))
		flying = flying[1:]
		if l.Accepted() > before {
			each()
		}
	}
	return chosen
}

func newLedger(t interface{ Fatal(...any) }, table *Table, o Options) *Ledger {
	l, err := NewLedger(table, o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Where every slot succeeds, every facet bucket and every named pair bucket is
// within 2 of its quota on every prefix, and past 2,000 samples the distribution
// is there. With -rapid.checks=3000 -v it logs the farthest strays of as many
// targets; the cells are not bounded by 2, but are logged.
func TestEverySlotSucceeds(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var worst spreadOf
	rapid.Check(t, func(rt *rapid.T) {
		_, table := drawTarget(rt, genShape{facets: 6, buckets: 9, cells: 400, skews: 3})
		l := newLedger(rt, table, Options{})
		var s spreadOf
		drive(l, 2_200, Accepted, func() {
			s.widen(l.stray())
			if l.Accepted() < 2_000 || l.Accepted()%50 > 0 {
				return
			}
			if facets, pairs := l.divergence(); facets > 0.001 || pairs > 0.002 {
				rt.Fatalf("divergence %v, %v at %d", facets, pairs, l.Accepted())
			}
		})
		if s.facets[0] < -2 || s.facets[1] > 2 || s.pairs[0] < -2 || s.pairs[1] > 2 {
			rt.Fatalf("strays from quota: %+v", s)
		}
		if l.Accepted() != 2_200 || len(l.Closings()) > 0 {
			rt.Fatalf("%d samples, %d cells closed", l.Accepted(), len(l.Closings()))
		}
		mu.Lock()
		worst.widen(s)
		mu.Unlock()
	})
	t.Logf("farthest below and above quota: %+v", worst)
}

// Whatever fails, lands elsewhere or is surplus, every facet bucket and named
// pair bucket is within 2 + W of its quota on every prefix, the distribution is
// there past 2,000 samples, and what is asked for is delivered.
func TestSlotsFail(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var worst spreadOf
	var far, farPair float64
	rapid.Check(t, func(rt *rapid.T) {
		_, table := drawTarget(rt, genShape{facets: 5, buckets: 5, cells: 300, skews: 2})
		l := newLedger(rt, table, Options{})
		trouble := drawTrouble(rt, table)
		limit := float64(slack + l.options.Window)
		var s spreadOf
		drive(l, 2_200, func(aimed int) Outcome { return trouble.outcome(l, aimed) }, func() {
			s.widen(l.stray())
			if l.Accepted() < 2_000 || l.Accepted()%50 > 0 {
				return
			}
			facets, pairs := l.divergence()
			if facets > 0.001 || pairs > 0.001 {
				rt.Fatalf("divergence %v, %v at %d", facets, pairs, l.Accepted())
			}
			mu.Lock()
			far, farPair = max(far, facets), max(farPair, pairs)
			mu.Unlock()
		})
		if l.Accepted() != 2_200 {
			rt.Fatalf("%d samples, %d cells open", l.Accepted(), l.OpenCells())
		}
		if s.facets[0] < -limit || s.facets[1] > limit || s.pairs[0] < -limit || s.pairs[1] > limit {
			rt.Fatalf("strays from quota: %+v", s)
		}
		mu.Lock()
		worst.widen(s)
		mu.Unlock()
	})
	t.Logf("farthest below and above quota: %+v; divergence of facets %.6f, of pairs %.6f", worst, far, farPair)
}

// trouble is what may become of slots.
type trouble struct {
	rand      *rand.Rand
	table     *Table
	success   []float64 // of each cell
	elsewhere float64   // of what does not succeed, the part that lands elsewhere
	down      float64
	near      bool // elsewhere is a cell that differs in one facet, or any
}

func drawTrouble(t *rapid.T, table *Table) *trouble {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "trouble"), 2))
	tr := &trouble{
		rand: r, table: table, success: make([]float64, table.Cells()),
		elsewhere: r.Float64(), down: r.Float64() / 5, near: r.IntN(2) == 0,
	}
	least := 0.2 + 0.8*r.Float64()
	for c := range tr.success {
		tr.success[c] = least + (1-least)*r.Float64()
	}
	return tr
}

func (tr *trouble) outcome(l *Ledger, aimed int) Outcome {
	if tr.rand.Float64() < tr.down {
		return Unavailable()
	}
	landed := aimed
	if tr.rand.Float64() > tr.success[aimed] {
		if tr.rand.Float64() > tr.elsewhere {
			return Failed()
		}
		var ok bool
		if landed, ok = tr.land(aimed); !ok {
			return Failed()
		}
	}
	if l.Open(landed) {
		return Accepted(landed)
	}
	return Surplus(landed)
}

func (tr *trouble) land(aimed int) (cell int, ok bool) {
	if !tr.near {
		return tr.rand.IntN(tr.table.Cells()), true
	}
	buckets := slices.Clone(tr.table.Buckets(aimed))
	f := tr.rand.IntN(len(buckets))
	buckets[f] = tr.rand.IntN(tr.table.dims[f])
	return tr.table.Cell(buckets)
}

// The same outcomes in the same order lead to the same choices and books.
func TestDeterminism(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w, table := drawTarget(rt, genShape{facets: 4, buckets: 5, cells: 200, skews: 3})
		seed := rapid.Uint64().Draw(rt, "outcomes")
		run := func(table *Table) ([]int, []int) {
			l := newLedger(rt, table, Options{CloseAfter: 8})
			r := rand.New(rand.NewPCG(seed, 3))
			chosen := drive(l, 500, func(aimed int) Outcome {
				if r.IntN(4) == 0 || aimed%7 == 3 {
					return Failed()
				}
				if !l.Open(aimed) {
					return Surplus(aimed)
				}
				return Accepted(aimed)
			}, func() {})
			return chosen, l.accepted
		}
		again, err := Fit(w.spec)
		if err != nil {
			rt.Fatal(err)
		}
		chosenA, countsA := run(table)
		chosenB, countsB := run(again)
		if !slices.Equal(chosenA, chosenB) || !slices.Equal(countsA, countsB) {
			rt.Fatal("two runs differ")
		}
	})
}

// Next agrees with the rule as it is written down, counted from scratch.
func TestNextAgainstTheRule(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		_, table := drawTarget(rt, genShape{facets: 4, buckets: 4, cells: 60, skews: 2})
		l := newLedger(rt, table, Options{Window: rapid.IntRange(1, 20).Draw(rt, "window")})
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "outcomes"), 4))
		var done, flying []int
		for range 200 {
			for len(flying) < l.options.Window {
				score := rule(table, l.options.Window, done, flying)
				cell, _ := l.Next()
				best := slices.Max(score)
				if score[cell] < best-1e-9 {
					rt.Fatalf("chose cell %d with %v, the best has %v", cell, score[cell], best)
				}
				if first := slices.Index(score, best); first < cell && score[cell] == best {
					rt.Fatalf("chose cell %d, but %d ties with it", cell, first)
				}
				flying = append(flying, cell)
			}
			cell := flying[0]
			flying = flying[1:]
			switch {
			case r.IntN(5) == 0:
				l.Settle(cell, Unavailable())
			case !l.Open(cell):
				rt.Fatalf("cell %d filled up without a landing elsewhere", cell)
			default:
				l.Settle(cell, Accepted(cell))
				done = append(done, cell)
			}
		}
	})
}

// rule is the score of every cell by definition.
func rule(table *Table, window int, done, flying []int) []float64 {
	var margins [][]int
	for f := range table.dims {
		margins = append(margins, []int{f})
	}
	for _, p := range table.pairs {
		margins = append(margins, p[:])
	}
	var all []int
	for f := range table.dims {
		all = append(all, f)
	}
	margins = append(margins, all)

	same := func(a, b int, facets []int) bool {
		return !slices.ContainsFunc(facets, func(f int) bool { return table.Buckets(a)[f] != table.Buckets(b)[f] })
	}
	score := make([]float64, table.Cells())
	for cell := range score {
		for _, facets := range margins {
			share, count := 0.0, 0.0
			for other := range score {
				if same(cell, other, facets) {
					share += table.Share(other)
				}
			}
			for _, other := range slices.Concat(done, flying) {
				if same(cell, other, facets) {
					count++
				}
			}
			if count+1 > share*float64(len(done)+window)+slack {
				score[cell] = math.Inf(-1)
			}
			score[cell] += pull(share*float64(len(done)+len(flying)+1) - count)
		}
	}
	return score
}

func TestNextTies(t *testing.T) {
	t.Parallel()
	table, err := Fit(twoByTwo(0.5, 0.5))
	if err != nil {
		t.Fatal(err)
	}
	l := newLedger(t, table, Options{})
	var got []int
	for range 8 {
		cell, _ := l.Next()
		got = append(got, cell)
	}
	if want := []int{0, 3, 1, 2, 0, 3, 1, 2}; !slices.Equal(got, want) {
		t.Errorf("chose %v, want %v", got, want)
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	table, err := Fit(twoByTwo(0.5, 0.5))
	if err != nil {
		t.Fatal(err)
	}
	if l := newLedger(t, table, Options{}); l.options != (Options{Window: 64, CloseAfter: 64}) {
		t.Errorf("zero options became %+v", l.options)
	}
	for _, o := range []Options{{Window: -1}, {CloseAfter: -1}} {
		if _, err := NewLedger(table, o); err == nil {
			t.Errorf("options %+v were accepted", o)
		}
	}
}

func TestNoAllocations(t *testing.T) {
	table, err := Fit(twoByTwo(0.3, 0.6))
	if err != nil {
		t.Fatal(err)
	}
	l := newLedger(t, table, Options{})
	buckets := []int{1, 1}
	if n := testing.AllocsPerRun(1000, func() {
		cell, _ := l.Next()
		if _, ok := table.Cell(buckets); !ok || !l.Open(cell) {
			t.Fatal("a cell is missing")
		}
		l.Settle(cell, Accepted(cell))
		cell, _ = l.Next()
		l.Settle(cell, Unavailable())
		_ = l.Gap(0, 1)
	}); n > 0 {
		t.Errorf("%v allocations per slot", n)
	}
}
