package domain

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

// didYouMean returns a hint in parentheses, with a leading space, where one of
// the known names is close to what was found; else nothing.
func didYouMean(found string, known iter.Seq[string]) string {
	if len(found) > MaxLabelBytes { // no slip of the keyboard, and slow to compare
		return ""
	}
	const most = 20_000 // names compared
	// One slip in three to six letters, two in seven to ten, …
	best, least, compared := "", 1+(len(found)+1)/4, 0
	for name := range known {
		if compared++; compared > most {
			break
		}
		if d := len(name) - len(found); d >= least || -d >= least {
			continue
		}
		if d := editDistance(strings.ToLower(found), strings.ToLower(name)); d < least {
			best, least = name, d
		}
	}
	if best == "" || best == found {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// hint is didYouMean, but silent once there are so many faults that nobody
// reads on: comparing names takes time.
func (p *place) hint(found string, known iter.Seq[string]) string {
	if p == nil || len(p.src.faults.faults) >= MaxFaults {
		return ""
	}
	return didYouMean(found, known)
}

// keys iterates over the keys of a map in order, so that of two names equally
// close the same one is suggested every time.
func keys[V any](m map[string]V) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if !yield(k) {
				return
			}
		}
	}
}

// editDistance counts the insertions, deletions, replacements and swaps of
// neighbours (optimal string alignment) that lead from a to b, in bytes.
func editDistance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
