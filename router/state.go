package router

import (
	"fmt"
	"slices"
)

// State is the statistics of one run so far: what each pathway made, overall,
// per bucket and per cell. It is kept incrementally; a decision reads it in
// time that does not depend on the length of the run. Create it with
// [NewState]. It is not safe for concurrent use.
type State struct {
	pathways []Pathway
	facets   []Facet
	cells    int

	// complexity and length are the facets with these roles, or −1.
	complexity, length int
	// modality is each pathway's pair of features for its modality.
	modality []int
	// column is each facet's gap feature; domain counts the facets that share
	// featGapDomain.
	column []int
	domain int

	tallies   []tally
	latencies []latencies
	// All tables below run over the pathways fastest, so that one decision
	// reads consecutive memory.
	byComplexity, byLength []bucketTally
	byCell                 []cellTally
	// base, byBucket (its rows are those of drift) and ofCell are the terms of
	// every pathway's skill, and withComplexity and withLength its slopes.
	base, byBucket, ofCell     []skill
	withComplexity, withLength []skill
	// drift counts, per facet bucket (facet f's first row is offset[f]), the
	// samples landed there minus the samples aimed there.
	drift  []float64
	offset []int
}

// NewState returns the statistics of a run that has not begun: pathways in the
// order that masks and choices index, the target's facets, and the number of
// cells of its joint table. An error wraps [ErrConfig] and says which entry is
// wrong and what was expected. The slices are copied.
func NewState(pathways []Pathway, facets []Facet, cells int) (*State, error) {
	if err := validatePathways(pathways); err != nil {
		return nil, err
	}

	if err := validateFacets(facets); err != nil {
		return nil, err
	}

	if cells < 1 || cells > maxTable/len(pathways) {
		return nil, fmt.Errorf("%w: found %d cells, expected 1 to %d with %d pathways",
			ErrConfig, cells, maxTable/len(pathways), len(pathways))
	}

	s := &State{
		pathways:   slices.Clone(pathways),
		facets:     slices.Clone(facets),
		cells:      cells,
		complexity: roleFacet(facets, RoleComplexity),
		length:     roleFacet(facets, RoleLength),
		tallies:    make([]tally, len(pathways)),
		latencies:  make([]latencies, len(pathways)),
		byCell:     make([]cellTally, cells*len(pathways)),
	}
	for k := range s.pathways {
		s.tallies[k].refresh(&s.pathways[k])
		s.modality = append(s.modality, modalityColumn(s.pathways[k].Modality))
	}

	s.byComplexity = s.bucketTable(s.complexity)
	s.byLength = s.bucketTable(s.length)
	s.layOutFacets()

	return s, nil
}

// NumPathways returns how many pathways the state routes among.
func (s *State) NumPathways() int { return len(s.pathways) }

// bucketTable returns an empty table for a role's facet, nil where there is none.
func (s *State) bucketTable(facet int) []bucketTally {
	if facet < 0 {
		return nil
	}

	return make([]bucketTally, s.facets[facet].Buckets*len(s.pathways))
}

// layOutFacets gives every facet its rows in drift and its gap feature.
func (s *State) layOutFacets() {
	rows := 0

	for _, facet := range s.facets {
		column := gapColumn(facet.Name)
		if column == featGapDomain {
			s.domain++
		}

		s.column = append(s.column, column)
		s.offset = append(s.offset, rows)
		rows += facet.Buckets
	}

	s.base = slices.Repeat([]skill{{priorLogit, baseVariance}}, len(s.pathways))
	s.byBucket = slices.Repeat([]skill{{0, bucketVariance}}, rows*len(s.pathways))
	s.withComplexity = slices.Repeat([]skill{{0, slopeVariance}}, len(s.pathways))
	s.withLength = slices.Repeat([]skill{{0, slopeVariance}}, len(s.pathways))
	s.ofCell = slices.Repeat([]skill{{0, cellVariance}}, len(s.byCell))
	s.drift = make([]float64, rows*len(s.pathways))
}

// gapColumn returns the gap feature of the facet with this name.
func gapColumn(facet string) int {
	switch facet {
	case "tool":
		return featGapTool
	case "calls":
		return featGapCalls
	case "words":
		return featGapWords
	case "arguments":
		return featGapArguments
	case "phrasing":
		return featGapPhrasing
	case "modality":
		return featGapModality
	default:
		return featGapDomain
	}
}

// roleFacet returns the index of the facet with this role, or −1.
func roleFacet(facets []Facet, role Role) int {
	return slices.IndexFunc(facets, func(f Facet) bool { return f.Role == role })
}
