package target

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

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

// The same outcomes in the same order lead to the same choices and books.
func TestDeterminism(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w, table := drawTarget(rt, genShape{facets: 4, buckets: 5, cells: 200, skews: 2})
		seed := rapid.Uint64().Draw(rt, "outcomes")
		run := func(table *Table) ([]int, []int) {
			l := newLedger(rt, table, Options{CloseAfter: 8})
			r := rand.New(rand.NewPCG(seed, 3))
			chosen := drive(l, 200, func(aimed int) Outcome {
				if r.IntN(4) == 0 || aimed%7 == 3 {
					return Failed()
				}
				return l.land(aimed)
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
