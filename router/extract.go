package router

// row is one pathway's features; the array type spares the bounds checks.
type row = [NumFeatures]float64

// moment is what a slot means to every pathway alike: worked out once per
// decision. The slices run over the pathways; the bucket rows are nil where
// the slot does not aim the facet.
type moment struct {
	progress           float64 // 0…1
	complexity, length float64 // −1…1
	byComplexity       []bucketTally
	byLength           []bucketTally
	byCell             []cellTally
	loads              []float64 // as in the slot: nil stands for all 0
}

// load returns how busy pathway k is, 0…1.
func (at *moment) load(k int) float64 {
	if at.loads == nil {
		return 0
	}

	return unit(at.loads[k])
}

// extract writes the features of every pathway in mask, row-major into
// features (pathways × NumFeatures); the other rows become 0. The slot is valid.
func (s *State) extract(slot *Slot, mask Mask, features []float64) {
	clear(features)
	s.align(slot.Gaps, features)
	s.believe(slot, mask, features)

	n := len(s.pathways)
	at := moment{
		progress:     unit(slot.Progress),
		complexity:   s.ordinal(s.complexity, slot.Buckets),
		length:       s.ordinal(s.length, slot.Buckets),
		byComplexity: s.bucketRow(s.byComplexity, s.complexity, slot.Buckets),
		byLength:     s.bucketRow(s.byLength, s.length, slot.Buckets),
		byCell:       s.byCell[slot.Cell*n : (slot.Cell+1)*n],
		loads:        slot.Load,
	}

	for k := range n {
		r := (*row)(features[k*NumFeatures : (k+1)*NumFeatures])

		if !mask.Has(k) {
			*r = row{}

			continue
		}

		s.fill(r, k, &at)
	}

	s.ratios(mask, features)
}

// ratios writes what takes logarithms. They, and the exponentials of believe,
// have loops of their own, since the processor overlaps one pathway's with the
// next's where little stands between them.
func (s *State) ratios(mask Mask, features []float64) {
	for m := mask; m != 0; m = m.rest() {
		k := m.first()
		r := (*row)(features[k*NumFeatures:])
		gain, skilled := ln(r[featGain]), ln(r[featSkillGain])
		r[featLogRatio] = clamp(half*(gain-s.tallies[k].rates.lnCost), -maxLogRatio, maxLogRatio)
		r[featCorrection] = clamp(skilled-gain, -maxCorrection, maxCorrection)
	}
}

// ordinal scales the aimed bucket of an ordinal facet to −1…1; 0 where the run
// or the slot has none, or there is but one bucket.
func (s *State) ordinal(facet int, aimed []int) float64 {
	if facet < 0 || aimed[facet] < 0 || s.facets[facet].Buckets < 2 {
		return 0
	}

	return 2*float64(aimed[facet])/float64(s.facets[facet].Buckets-1) - 1
}

// fill writes the features of pathway k, whose gap columns hold what align
// left there, and whose skill columns what believe did.
func (s *State) fill(r *row, k int, at *moment) {
	t := &s.tallies[k].rates

	byComplexity, byLength, open := t.acceptance, t.acceptance, t.open

	if at.byComplexity != nil {
		b := &at.byComplexity[k]
		byComplexity = smooth(b.passed, b.tried, t.acceptance, bucketStrength)
	}

	if at.byLength != nil {
		b := &at.byLength[k]
		byLength = smooth(b.passed, b.tried, t.acceptance, bucketStrength)
		open = smooth(b.accepted, b.novel, t.open, bucketStrength)
	}

	cell := &at.byCell[k]
	repeats := smooth(float64(cell.duplicates), float64(cell.passed), t.duplicates, cellStrength)

	// Until the cell has a history of its own, complexity and length are taken to
	// act on the acceptance independently, each by its ratio to the overall rate,
	// which the prior keeps above 0.
	expected := clamp(byComplexity*byLength/t.acceptance, 0, 1)
	here := smooth(float64(cell.passed), float64(cell.tried), expected, cellStrength)
	gain := here * (1 - repeats) * open * t.quality

	r[featAcceptance] = t.acceptance
	r[featAcceptanceComplexity] = byComplexity
	r[featAcceptanceLength] = byLength
	r[featAcceptanceCell] = here
	r[featOpen] = open
	r[featDuplicates] = t.duplicates
	r[featDuplicatesSquared] = t.duplicates * t.duplicates
	r[featCellDuplicates] = repeats
	r[featCellDuplicatesSquared] = repeats * repeats
	r[featLogCost] = t.logCost
	r[featCost] = t.cost
	r[featGain] = gain
	r[featUncertainty] = t.uncertainty
	r[featUncertaintyGain] = t.uncertainty * gain
	r[featMade] = cell.logMade
	r[featMadeDuplicates] = cell.logMade * t.duplicates
	r[featMadeCellDuplicates] = cell.logMade * repeats

	latency := &s.latencies[k]
	r[featLoad] = at.load(k)
	r[featLatency] = saturate(latency.median)
	r[featLatencyTail] = saturate(latency.tail)
	r[featLoadLatency] = r[featLoad] * r[featLatency]

	s.fillSkill(r, k, cell)
	cross(r, t, at)

	column := s.modality[k]
	r[column] = at.complexity
	r[column+1] = at.length
}

// cross writes the products with what is the same for every pathway, and turns
// the summed drifts into leans.
func cross(r *row, t *rates, at *moment) {
	r[featProgressGain] = at.progress * r[featGain]
	r[featProgressDuplicates] = at.progress * t.duplicates
	r[featProgressCost] = at.progress * t.logCost
	r[featComplexityAcceptance] = at.complexity * t.acceptance
	r[featComplexityCost] = at.complexity * t.logCost
	r[featLengthAcceptance] = at.length * t.acceptance
	r[featLengthCost] = at.length * t.logCost

	for column := featGapTool; column <= featGapDomain; column++ {
		r[column] *= t.leanScale
	}
}

// modalityColumn returns the column of the modality's product with complexity,
// which the one with length follows; −1 for a modality that does not exist.
func modalityColumn(modality string) int {
	switch modality {
	case "phrase":
		return featPhraseComplexity
	case "text":
		return featTextComplexity
	case "vision":
		return featVisionComplexity
	default:
		return -1
	}
}
