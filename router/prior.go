package router

// The smoothing priors. A rate is (successes + strength × prior) / (trials +
// strength): a beta prior whose strength counts as that many candidates seen.
// Narrow rates (a bucket, a cell) have the pathway's own overall rate as prior,
// so a cell never tried looks like its pathway, not like a coin toss. The
// overall priors lean to the optimistic side, which gets a new pathway tried.
const (
	// priorAcceptance is the share of candidates expected to pass every check.
	priorAcceptance = 0.75
	// priorOpen is the share of new, passing candidates expected in open cells.
	priorOpen = 0.9
	// priorDuplicates is the share of passing candidates expected to repeat.
	priorDuplicates = 0.05

	// pathwayStrength is the weight, in candidates, of the three priors above,
	// and of the declared quality and cost.
	pathwayStrength = 4
	// bucketStrength is the weight of the pathway's rate in a bucket's rate.
	bucketStrength = 8
	// cellStrength is the weight, in a cell's own acceptance and duplicate rate,
	// of what the wider rates lead to expect. It is low, because a pathway that
	// cannot write for a cell must be left before the cell is given up.
	cellStrength = 4
	// leanStrength is the weight of "lands where it is aimed" in the lean.
	leanStrength = 8
)

// The scales that bound the features.
const (
	// half, of the log-ratio: gain over cost under the square root.
	half = 0.5
	// maxLogRatio clips the greedy heuristic: beyond e^±4, a ratio of 55, more
	// says no more. Templates, 10,000 times faster than a model, would
	// otherwise win every draw.
	maxLogRatio = 2
	// maxCorrection clips what corrects it, at the same ratio. It is not halved:
	// it is the correction of the ratio itself, not of its root.
	maxCorrection = 4
	// logCostScale divides ln cost: four decades of cost span a unit.
	logCostScale = 4 * ln10
	// madeScale divides ln(1+n): 1,023 samples of one cell are "all".
	madeScale = 10 * ln2
	// maxGap caps one bucket's deficit, in samples, so that no input overflows.
	maxGap = 1e9
	// minCost and maxCost bound a cost relative to the typical model call, so
	// that no sum of them overflows.
	minCost, maxCost = 1e-9, 1e9

	ln2  = 0.693147180559945309417232121458
	ln10 = 2.30258509299404568401799145468
)

// smooth is the rate of the prior's formula. strength is above 0.
func smooth(successes, trials, prior, strength float64) float64 {
	return (successes + strength*prior) / (trials + strength)
}
