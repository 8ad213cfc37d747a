//go:build !race

package domaintest

// UnderRace says whether the race detector watches the test.
const UnderRace = false
