package router

// A pathway that draws its samples from a pool of S different ones for a cell
// repeats itself with probability j/S after j of them: more and more, and twice
// as much now as on average so far. The share of repeats lags behind that. So
// the hazard h = 1/S is estimated instead, as repeats over exposure (what was
// made of the cell before each passing candidate), and the next one repeats with
// probability h·j. A pathway that does not draw from a pool has a hazard near 0.
//
// Repeats of what was made for other cells come without exposure here. So the
// probability is at least the share of repeats so far: they never become fewer.
const (
	// A pathway starts as if it had repeated once in this exposure.
	priorExposure = 100
	// hazardStrength is the weight, in repeats, of the pathway's hazard in a
	// cell's.
	hazardStrength = 2
)

// poolHazard is a pathway's hazard over all cells.
func poolHazard(duplicates, exposed float64) float64 {
	return (duplicates + 1) / (exposed + priorExposure)
}

// repeat is the probability that the next passing candidate here repeats, for a
// pathway with this hazard.
func (c *cellTally) repeat(hazard float64) float64 {
	duplicates := float64(c.duplicates)
	here := (duplicates + hazardStrength) / (c.exposed + hazardStrength/hazard)
	sofar := smooth(duplicates, float64(c.passed), 0, cellStrength)

	return clamp(here*float64(c.made), sofar, 1)
}
