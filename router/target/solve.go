package target

import "math"

const (
	// exact is the largest difference between an asked share and the fitted one
	// at which fitting stops.
	exact = 1e-9
	// attained is the largest difference at which constraints count as met.
	// Where a solution lies on the boundary (a combination that is possible by
	// itself, yet not together with the rest) convergence is sublinear and the
	// last digits would cost thousands of sweeps each.
	attained = 1e-6
	// vanishing is where a share counts as 0. Contradicting constraints drive
	// shares there, and to scale such a one up again would overflow.
	vanishing = 1e-150
)

// effort bounds a fit.
type effort struct {
	sweeps   int     // give up after these
	settle   int     // from here on attained is good enough
	patience int     // from here on a stagnant fit is given up
	stagnant float64 // stagnant is one that has this part of its residual left after twice the sweeps
}

// Slow convergence still shrinks the residual, if sometimes by a few per cent
// only where shares differ by orders of magnitude. That of contradicting
// constraints stays as it is.
const (
	fitWork     = 100_000_000 // cells scaled: about a second
	fitSettle   = 2_000
	fitPatience = 4_096
	fitStagnant = 0.998
)

// fitEffort is for a spec, where giving up too early would call it wrong.
func fitEffort(cells, constraints int) effort {
	sweeps := max(fitSettle, fitWork/max(1, cells*constraints))
	return effort{sweeps: sweeps, settle: fitSettle, patience: fitPatience, stagnant: fitStagnant}
}

// refitEffort is for a running ledger, which can live with a fit that is nearly
// right.
func refitEffort() effort {
	return effort{sweeps: 4_096, settle: 64, patience: 256, stagnant: 0.75}
}

// solver fits cell shares to constraints by iterative proportional fitting:
// scale the groups of one constraint to their masses, then those of the next, and
// again (Deming and Stephan 1940). From a seed q it converges to the I-projection
// of q on the constraints, if they can be met together, and from a uniform
// seed thus to the table of maximum entropy (Csiszár 1975).
type solver struct {
	constraints []constraint
	sums        [][]float64 // scratch, one per group
}

func newSolver(constraints []constraint) *solver {
	s := &solver{constraints: constraints, sums: make([][]float64, len(constraints))}
	for i := range constraints {
		s.sums[i] = make([]float64, len(constraints[i].groups))
	}
	return s
}

// solve fits p in place and returns the largest remaining difference. When the
// constraints cannot be met together (more than attained remains) p is the mean
// over one cycle of scaling steps: the steps alone would each meet one constraint
// at the cost of the others.
func (s *solver) solve(p []float64, m masses, e effort) float64 {
	before := math.Inf(1)
	for sweep := 1; sweep <= e.sweeps; sweep++ {
		r := s.sweep(p, m, nil)
		if r <= exact || sweep >= e.settle && r <= attained {
			break
		}
		if sweep&(sweep-1) == 0 { // a power of two
			if sweep >= e.patience && r > e.stagnant*before {
				break
			}
			before = r
		}
	}
	r := s.residual(p, m)
	if r > attained {
		mean := make([]float64, len(p))
		s.sweep(p, m, mean)
		copy(p, mean)
		r = s.residual(p, m)
	}
	scaleTo(p, 1)
	return r
}

// sweep scales p to each constraint in turn and returns the largest difference
// that it met on its way. Where mean is not nil it becomes the mean of the steps.
func (s *solver) sweep(p []float64, m masses, mean []float64) float64 {
	worst := 0.0
	for i := range s.constraints {
		of, factors := s.constraints[i].of, s.sums[i]
		s.total(p, i)
		for g, want := range m[i] {
			worst = max(worst, math.Abs(factors[g]-want))
			if factors[g] > vanishing {
				factors[g] = want / factors[g]
			} else {
				factors[g] = 0
			}
		}
		for cell, g := range of {
			p[cell] *= factors[g]
		}
		for cell := range mean {
			mean[cell] += p[cell] / float64(len(s.constraints))
		}
	}
	return worst
}

// total sums p over the groups of constraint i, into the scratch array.
func (s *solver) total(p []float64, i int) {
	sums := s.sums[i]
	clear(sums)
	for cell, g := range s.constraints[i].of {
		sums[g] += p[cell]
	}
}

// residual is the largest difference between an asked share and that of p.
func (s *solver) residual(p []float64, m masses) float64 {
	_, _, r := s.worst(p, m)
	return math.Abs(r)
}

// worst finds the group that is furthest from its mass, and how far p is above.
func (s *solver) worst(p []float64, m masses) (constraint, group int, above float64) {
	for i := range s.constraints {
		s.total(p, i)
		for g, want := range m[i] {
			if d := s.sums[i][g] - want; math.Abs(d) > math.Abs(above) {
				constraint, group, above = i, g, d
			}
		}
	}
	return constraint, group, above
}
