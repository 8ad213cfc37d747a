package ope

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestFoldsAreEvenAndRepeat(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, k := rapid.IntRange(0, 200).Draw(t, "n"), rapid.IntRange(1, 12).Draw(t, "k")
		seed := rapid.Uint64().Draw(t, "seed")
		folds := Fold(n, k, seed)
		if len(folds) != n || !slices.Equal(folds, Fold(n, k, seed)) {
			t.Fatalf("found %v, and another time %v", folds, Fold(n, k, seed))
		}
		sizes := make([]int, min(n, k))
		for _, fold := range folds {
			sizes[fold]++ // panics where a fold is out of range
		}
		if n > 0 && slices.Max(sizes)-slices.Min(sizes) > 1 {
			t.Fatalf("the sizes are %v", sizes)
		}
	})
}

func TestSplit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		n     int
		share float64
		held  int
	}{{0, 0.5, 0}, {1, 0.2, 0}, {1, 1, 1}, {2, 0, 1}, {2, 1, 1}, {10, 0.25, 3}, {100, 0.5, 50}} {
		held, rest, count := Split(test.n, test.share, 7), 0, 0
		for run := range test.n {
			if held(run) {
				count++
			}
			if Not(held)(run) {
				rest++
			}
		}
		if count != test.held || rest != test.n-test.held {
			t.Errorf("%d runs, share %v: found %d and %d, expected %d held out", test.n, test.share, count, rest, test.held)
		}
		if held(-1) || held(test.n) {
			t.Error("a run that is none is held out")
		}
	}
}
