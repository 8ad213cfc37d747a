package router

// Settle adds one outcome to the statistics. The order of calls is part of a
// reproducible run: settle by slot, not by arrival. It keeps no reference to
// the outcome, allocates nothing, and takes time in the number of facets. An
// error wraps [ErrOutcome].
func (s *State) Settle(o *Outcome) error {
	if err := s.validateOutcome(o); err != nil {
		return err
	}

	if o.Kind == Unavailable {
		return nil
	}

	s.settlePathway(o)
	s.settleBuckets(o)
	s.settleCells(o)
	s.settleSkill(o)

	if o.Kind.passed() && o.Landed != nil {
		s.settleDrift(o)
	}

	s.latencies[o.Pathway].add(o.Latency)
	s.tallies[o.Pathway].refresh(&s.pathways[o.Pathway])

	return nil
}

func (s *State) settlePathway(o *Outcome) {
	t := &s.tallies[o.Pathway]
	t.tried++
	t.cost += o.Cost

	if !o.Kind.passed() {
		return
	}

	t.passed++

	if o.Kind == Duplicate {
		t.duplicates++

		return
	}

	t.novel++

	if o.Kind == Accepted {
		t.accepted++
		t.gain += o.Gain
	}
}

func (s *State) settleBuckets(o *Outcome) {
	if row := s.bucketRow(s.byComplexity, s.complexity, o.Buckets); row != nil {
		row[o.Pathway].add(o.Kind)
	}

	if row := s.bucketRow(s.byLength, s.length, o.Buckets); row != nil {
		row[o.Pathway].add(o.Kind)
	}
}

// bucketRow returns the aimed bucket's tallies, one per pathway; nil where the
// run has no facet of that role, or the slot does not aim it.
func (s *State) bucketRow(table []bucketTally, facet int, aimed []int) []bucketTally {
	if facet < 0 || aimed[facet] < 0 {
		return nil
	}

	n := len(s.pathways)

	return table[aimed[facet]*n : (aimed[facet]+1)*n]
}

func (s *State) settleCells(o *Outcome) {
	n := len(s.pathways)

	aimed := &s.byCell[o.Cell*n+o.Pathway]
	aimed.tried++

	if o.Kind.passed() {
		aimed.passed++
		aimed.exposed += float64(aimed.made)
		s.tallies[o.Pathway].exposed += float64(aimed.made)
	}

	if o.Kind == Duplicate {
		aimed.duplicates++
	}

	if o.Kind == Accepted {
		s.byCell[o.LandedCell*n+o.Pathway].addMade()
	}
}

// settleDrift counts where a passing candidate landed against where it was
// aimed. What failed a check reaches no cell, so it has no part in this.
func (s *State) settleDrift(o *Outcome) {
	s.tallies[o.Pathway].measured++

	n := len(s.pathways)

	for f, aimed := range o.Buckets {
		landed := o.Landed[f]
		if landed == aimed || landed < 0 || aimed < 0 {
			continue
		}

		s.drift[(s.offset[f]+landed)*n+o.Pathway]++
		s.drift[(s.offset[f]+aimed)*n+o.Pathway]--
	}
}
