package router

import "math"

// skill is a normal belief about one term of a pathway's logit of passing. The
// logit in a cell is the sum of the pathway's own term, those of the aimed
// buckets, that of the cell, and a slope each times complexity and length (−1…1):
// so what fails at long queries is known to do so for every tool, what fails at
// two arguments is expected to at three, and a bucket that was only tried where
// all is easy is not taken for easy itself, as its own rate would be.
//
// Beliefs are updated one outcome at a time, as ratings of players are (Glickman
// 1999): every term moves by its share of the surprise in proportion to its
// variance, and becomes as much surer (assumed-density filtering with a diagonal
// covariance).
type skill struct{ mean, variance float64 }

// The beliefs before the first outcome. What is known of a pathway alone is
// little, a cell differs little from what its buckets lead to expect.
const (
	// priorLogit is the logit of priorAcceptance.
	priorLogit     = 1.0986122886681098
	baseVariance   = 1.5
	bucketVariance = 0.4
	slopeVariance  = 1.5
	cellVariance   = 0.15
	// probit is π/8: a logistic of a normal is nearly that of its mean over
	// √(1 + π/8·variance) (MacKay 1992).
	probit = math.Pi / 8
)

// passing is the probability of passing for a logit believed to be this.
func passing(mean, variance float64) float64 {
	return 1 / (1 + math.Exp(-mean/math.Sqrt(1+probit*variance)))
}

// settleSkill learns from whether a candidate passed.
func (s *State) settleSkill(o *Outcome) {
	n := len(s.pathways)
	base, cell := &s.base[o.Pathway], &s.ofCell[o.Cell*n+o.Pathway]
	mean, variance := base.mean+cell.mean, base.variance+cell.variance

	for f, b := range o.Buckets {
		if b >= 0 {
			t := &s.byBucket[(s.offset[f]+b)*n+o.Pathway]
			mean += t.mean
			variance += t.variance
		}
	}

	x, y := s.ordinal(s.complexity, o.Buckets), s.ordinal(s.length, o.Buckets)
	steep, long := &s.withComplexity[o.Pathway], &s.withLength[o.Pathway]
	mean += steep.mean*x + long.mean*y
	variance += steep.variance*x*x + long.variance*y*y

	p := passing(mean, variance)
	surprise := -p

	if o.Kind.passed() {
		surprise = 1 - p
	}

	information := p * (1 - p)
	scale := 1 / (1 + information*variance)

	steep.learn(x*surprise*scale, x*x*information*scale)
	long.learn(y*surprise*scale, y*y*information*scale)
	base.learn(surprise*scale, information*scale)
	cell.learn(surprise*scale, information*scale)

	for f, b := range o.Buckets {
		if b >= 0 {
			s.byBucket[(s.offset[f]+b)*n+o.Pathway].learn(surprise*scale, information*scale)
		}
	}
}

// learn moves the belief. The variance stays above 0: information is less than
// its inverse.
func (t *skill) learn(surprise, information float64) {
	t.mean += t.variance * surprise
	t.variance -= t.variance * t.variance * information
}

// believe writes every pathway's skill and doubt. It goes term by term with the
// pathways inside, as align, and sums means and variances in these two columns.
func (s *State) believe(slot *Slot, mask Mask, features []float64) {
	n := len(s.pathways)

	sum(s.base, features)
	sum(s.ofCell[slot.Cell*n:(slot.Cell+1)*n], features)

	for f, b := range slot.Buckets {
		if b >= 0 {
			sum(s.byBucket[(s.offset[f]+b)*n:(s.offset[f]+b+1)*n], features)
		}
	}

	slope(s.withComplexity, s.ordinal(s.complexity, slot.Buckets), features)
	slope(s.withLength, s.ordinal(s.length, slot.Buckets), features)

	for m := mask; m != 0; m = m.rest() {
		r := (*row)(features[m.first()*NumFeatures:])
		variance := r[featDoubt]

		r[featSkill] = passing(r[featSkill], variance)
		r[featDoubt] = saturate(math.Sqrt(variance))
	}
}

// sum adds one term of every pathway to the sums in its row.
func sum(terms []skill, features []float64) {
	for i := range terms {
		r := (*row)(features[i*NumFeatures:])
		r[featSkill] += terms[i].mean
		r[featDoubt] += terms[i].variance
	}
}

// slope adds one slope of every pathway, times where the slot is along it.
func slope(terms []skill, x float64, features []float64) {
	for i := range terms {
		r := (*row)(features[i*NumFeatures:])
		r[featSkill] += terms[i].mean * x
		r[featDoubt] += terms[i].variance * x * x
	}
}

// fillSkill writes the features that follow from skill and doubt, but for the
// ratio.
func (s *State) fillSkill(r *row, k int, cell *cellTally) {
	t := &s.tallies[k].rates

	r[featRepeat] = cell.repeat(t.hazard)
	r[featSkillGain] = r[featSkill] * (1 - r[featRepeat]) * r[featOpen] * t.quality
	r[featDoubtGain] = r[featDoubt] * r[featSkillGain]
	r[featRepeatCost] = r[featRepeat] * t.logCost
}
