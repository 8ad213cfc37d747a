//go:build race && !long

package ope

// The race detector is slow and looks for something else.
const (
	coverResamples = 20
	gateLogs       = 5
	trapLogs       = 20
)
