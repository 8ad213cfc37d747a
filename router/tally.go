package router

import "math"

// tally counts what became of one pathway's candidates, and holds the rates
// that follow. The rates change when an outcome settles, so the logarithms and
// roots are paid there and not in every decision.
type tally struct {
	tried      float64 // settled candidates
	passed     float64 // those that passed every check
	duplicates float64 // passed, but repeated an earlier sample
	novel      float64 // passed and new: accepted or surplus
	accepted   float64 // novel, in an open cell
	measured   float64 // passed, with the buckets they landed in
	gain       float64 // sum of the gains of the accepted
	cost       float64 // sum of the costs of the tried
	exposed    float64 // sum over the passed of what was made of their cell before

	rates rates
}

// rates are the smoothed figures of a tally.
type rates struct {
	acceptance  float64
	duplicates  float64
	hazard      float64 // of the pool: see poolHazard
	open        float64
	quality     float64 // mean gain of an accepted sample
	lnCost      float64 // ln of the expected cost
	logCost     float64 // the feature
	cost        float64 // the feature
	uncertainty float64
	leanScale   float64 // what a drift is multiplied by to become a lean
}

// refresh recomputes the rates from the counts.
func (t *tally) refresh(p *Pathway) {
	cost := smooth(t.cost, t.tried, p.Cost, pathwayStrength)
	lnCost := math.Log(cost)

	t.rates = rates{
		acceptance:  smooth(t.passed, t.tried, priorAcceptance, pathwayStrength),
		duplicates:  smooth(t.duplicates, t.passed, priorDuplicates, pathwayStrength),
		hazard:      poolHazard(t.duplicates, t.exposed),
		open:        smooth(t.accepted, t.novel, priorOpen, pathwayStrength),
		quality:     smooth(t.gain, t.accepted, p.Quality, pathwayStrength),
		lnCost:      lnCost,
		logCost:     clamp(lnCost/logCostScale, -1, 1),
		cost:        saturate(cost),
		uncertainty: 1 / math.Sqrt(1+t.tried),
		leanScale:   1 / (t.measured + leanStrength),
	}
}

// bucketTally counts one pathway's candidates aimed at one bucket.
type bucketTally struct {
	tried, passed, novel, accepted float64
}

// add counts an outcome of this kind.
func (b *bucketTally) add(kind Kind) {
	b.tried++

	if !kind.passed() {
		return
	}

	b.passed++

	if kind == Duplicate {
		return
	}

	b.novel++

	if kind == Accepted {
		b.accepted++
	}
}

// cellTally counts one pathway's candidates in one cell. Failures and repeats
// belong to the cell that was aimed at, since that is what a decision can
// choose; samples made belong to the cell they were measured in.
type cellTally struct {
	tried, passed, duplicates uint32 // aimed here
	made                      uint32 // landed here and accepted
	logMade                   float64
	exposed                   float64 // sum over passed of what was made here before
}

// addMade counts one more accepted sample.
func (c *cellTally) addMade() {
	c.made++
	c.logMade = clamp(math.Log1p(float64(c.made))/madeScale, 0, 1)
}
