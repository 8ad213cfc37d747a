//go:build !long && !race

package ope

// How often the calibration tests repeat by default: enough to catch an interval
// that is far off, in seconds. "make bench-long" repeats as often as the figures
// of BENCHMARKS.md want.
const (
	coverResamples = 150
	gateLogs       = 30
	trapLogs       = 50
)
