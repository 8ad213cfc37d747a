package target

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Next agrees with the rule as it is written down, counted from scratch.
func TestNextAgainstTheRule(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		_, table := drawTarget(rt, genShape{facets: 4, buckets: 4, cells: 36, skews: 2})
		l := newLedger(rt, table, Options{Window: rapid.IntRange(1, 20).Draw(rt, "window")})
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "outcomes"), 4))
		var done, flying []int
		for range 60 {
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

// Next finds what a scan of all cells finds, though it passes over most.
func TestSearchAgainstScan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		_, table := drawTarget(rt, genShape{facets: 6, buckets: 7, cells: 800, skews: 2})
		l := newLedger(rt, table, Options{CloseAfter: 5})
		trouble := drawTrouble(rt, table)
		drive(l, 150, func(aimed int) Outcome {
			now := l.now(aimed%3 > 0)
			got := l.best(now, nil)
			want, _ := l.bestOf(&block{end: table.Cells()}, none, math.Inf(-1), now, nil)
			if got != want {
				rt.Fatalf("found cell %d, a scan finds %d", got, want)
			}
			return trouble.outcome(l, aimed)
		}, func() {})
	})
}
