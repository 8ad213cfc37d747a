package target

// masses holds the share that each group of each constraint must have. A ledger
// has its own, as they change when cells close.
type masses [][]float64

// asked gives every group the share that the spec asks for.
func asked(constraints []constraint) masses {
	m := make(masses, len(constraints))
	for i := range constraints {
		c := &constraints[i]
		m[i] = make([]float64, len(c.groups))
		for g := range c.groups {
			m[i][g] = c.groups[g].share
		}
	}
	m.anchor(constraints)
	return m
}

// renormalise takes the share of every group without an open cell away and
// scales what is left in the same distribution to its old sum. Cell i is open
// when open[i] is positive.
func (m masses) renormalise(constraints []constraint, open []float64) {
	for i := range constraints {
		c := &constraints[i]
		alive := make([]bool, len(c.groups))
		for cell, g := range c.of {
			if open[cell] > 0 {
				alive[g] = true
			}
		}
		for g, is := range alive {
			if !is {
				m[i][g] = 0
			}
		}
		if c.source == none {
			scaleTo(m[i], 1)
		}
	}
	m.anchor(constraints)
}

// anchor scales the groups of every conditional to the share that its given
// bucket now has.
func (m masses) anchor(constraints []constraint) {
	for i := range constraints {
		c := &constraints[i]
		if c.source == none {
			continue
		}
		given := m.of(constraints, c.source, c.place, c.given)
		sums := make([]float64, len(given))
		rest := 1.0
		seen := make([]bool, len(given))
		for g := range c.groups {
			if b := c.groups[g].buckets; b != nil {
				sums[b[0]] += m[i][g]
				if !seen[b[0]] {
					seen[b[0]] = true
					rest -= given[b[0]]
				}
			}
		}
		for g := range c.groups {
			b := c.groups[g].buckets
			switch {
			case b == nil:
				m[i][g] = max(0, rest)
			case sums[b[0]] > 0:
				m[i][g] *= given[b[0]] / sums[b[0]]
			}
		}
	}
}

// of sums the masses of constraint i by the bucket of the facet at place, which
// has size buckets.
func (m masses) of(constraints []constraint, i, place, size int) []float64 {
	sums := make([]float64, size)
	for g := range constraints[i].groups {
		sums[constraints[i].groups[g].buckets[place]] += m[i][g]
	}
	return sums
}

// adopt makes the shares that p has the ones that are asked from now on.
func (m masses) adopt(constraints []constraint, p []float64) {
	for i := range constraints {
		clear(m[i])
		for cell, g := range constraints[i].of {
			m[i][g] += p[cell]
		}
	}
}

// scaleTo scales values so that they sum to total, if they can.
func scaleTo(values []float64, total float64) {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	if sum <= 0 {
		return
	}
	for i := range values {
		values[i] *= total / sum
	}
}
