package servetest

import (
	"slices"
	"testing"
	"time"
)

// pauseWithin is how soon a run has to stand still when its client is gone.
const pauseWithin = 100 * time.Millisecond

// CheckPauses holds against the bound how long runs took to pause. It looks at
// the median: on a busy machine any one of them may come late.
func CheckPauses(tb testing.TB, what string, took []time.Duration) {
	tb.Helper()
	slices.Sort(took)
	if median := took[len(took)/2]; median > pauseWithin {
		tb.Errorf("%s: runs paused after %v, want %v", what, took, pauseWithin)
	}
}
