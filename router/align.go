package router

// align adds to every pathway's gap columns, per facet, the sum over the
// buckets of missing × drift: how far the pathway's samples went, off their
// aim, to where samples are missing. Multiplied by leanScale it becomes the
// feature, in [−1, 1]: the drift of one pathway is at most its number of
// measured samples in either direction, and the missing shares add up to 1.
//
// A pathway that lands where it is aimed has no drift, whatever cells it
// happened to be given; that is what tells a lean from an assignment.
//
// It goes bucket by bucket with the pathways inside: the additions of one
// bucket are independent of each other, so the processor overlaps them.
func (s *State) align(gaps [][]float64, features []float64) {
	n := len(s.pathways)

	for f, missing := range gaps {
		total := 0.0
		for _, gap := range missing {
			total += deficit(gap)
		}

		if total == 0 {
			continue
		}

		// Less than one sample missing in all is noise of the rounding, so the
		// shares are of at least one sample.
		share := 1 / max(total, 1)
		column := s.column[f]

		if column == featGapDomain {
			share /= float64(s.domain)
		}

		for b, gap := range missing {
			w := deficit(gap) * share
			if w == 0 {
				continue
			}

			at := column

			for _, drift := range s.drift[(s.offset[f]+b)*n : (s.offset[f]+b+1)*n] {
				features[at] += w * drift
				at += NumFeatures
			}
		}
	}
}

// deficit is the missing part of a gap: what is above 0, capped; 0 for a NaN.
func deficit(gap float64) float64 {
	if !(gap > 0) { // the negated form also catches a NaN
		return 0
	}

	if gap > maxGap {
		return maxGap
	}

	return gap
}
