package domaintest

// Draws is how many of n draws a test of one goroutine makes: all of them, but a
// tenth under the race detector, which takes ten times as long over each and looks
// for what one goroutine alone cannot show.
func Draws(n int) int {
	if UnderRace {
		return max(1, n/10)
	}
	return n
}
