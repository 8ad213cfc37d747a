package ope

import "math/rand/v2"

// streamFold tells the shuffle of folds from other uses of a seed.
const streamFold = 0x666f6c64

// Fold assigns each of n runs to one of k folds, at random and evenly: the
// folds' sizes differ by at most one. Fewer runs than folds get a fold each. The
// same n, k and seed give the same folds.
func Fold(n, k int, seed uint64) []int {
	folds := make([]int, n)
	k = max(1, min(k, n))
	for at, run := range rand.New(rand.NewPCG(seed, streamFold)).Perm(n) {
		folds[run] = at % k
	}
	return folds
}

// Split divides n runs in two at random: held says for about share of them
// (0 to 1, rounded, and at least one of each side where n is 2 or more) that they
// are held out. The same n, share and seed give the same split.
func Split(n int, share float64, seed uint64) (held func(run int) bool) {
	count := int(share*float64(n) + 0.5)
	if n > 1 {
		count = max(1, min(count, n-1))
	}
	out := make([]bool, n)
	for at, run := range rand.New(rand.NewPCG(seed, streamFold+1)).Perm(n) {
		out[run] = at < count
	}
	return func(run int) bool { return run >= 0 && run < n && out[run] }
}

// Not is the complement of a choice of runs.
func Not(use func(run int) bool) func(run int) bool {
	return func(run int) bool { return !use(run) }
}
