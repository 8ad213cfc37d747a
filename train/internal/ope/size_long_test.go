//go:build long

package ope

const (
	coverResamples = 4000
	gateLogs       = 1000
	trapLogs       = 100
)
