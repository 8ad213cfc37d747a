package router

import (
	"errors"
	"fmt"
)

// maxTable bounds cells × pathways: 16 Mi entries of 24 bytes are 400 MB, far
// beyond the largest target in use.
const maxTable = 1 << 24

// ErrConfig is wrapped by every error of [NewState]: the pathways, facets or
// cells are not ones a run can be routed with.
var ErrConfig = errors.New("router: bad configuration")

// Pathway is what the router knows of one pathway before the run.
type Pathway struct {
	// Name identifies the pathway in messages; unique within a State.
	Name string
	// Modality is "phrase", "text" or "vision".
	Modality string
	// Cost is the declared cost of one candidate relative to the run's typical
	// model call, 1e-9 to 1e9. Settled outcomes refine it.
	Cost float64
	// Quality is the prior of a sample's gain once accepted, in (0, 1].
	// Settled outcomes refine it.
	Quality float64
}

// Role says which ordinal quantity a facet's buckets stand for.
type Role uint8

const (
	// RoleNone is a facet whose buckets have no order that the router uses.
	RoleNone Role = iota
	// RoleLength is the facet of the query's words, short to long.
	RoleLength
	// RoleComplexity is the facet of the call's arguments, few to many.
	RoleComplexity
)

// Facet is one dimension of the run's target, by name and size.
type Facet struct {
	// Name is the facet's name. "tool", "calls", "words", "arguments",
	// "phrasing" and "modality" have a gap feature each; every other facet
	// counts as one of the domain's.
	Name string
	// Buckets is the number of its buckets, at least 1. A bucket is an index
	// 0…Buckets−1; −1 stands for a facet that a slot does not aim or that could
	// not be measured.
	Buckets int
	// Role marks at most one facet each as length and as complexity.
	Role Role
}

func validatePathways(pathways []Pathway) error {
	if len(pathways) < 1 || len(pathways) > MaxPathways {
		return fmt.Errorf("%w: found %d pathways, expected 1 to %d", ErrConfig, len(pathways), MaxPathways)
	}

	seen := make(map[string]bool, len(pathways))
	for k, p := range pathways {
		if p.Name == "" || seen[p.Name] {
			return fmt.Errorf("%w: pathway %d: found the name %q, expected a unique one", ErrConfig, k, p.Name)
		}

		if err := p.validate(); err != nil {
			return err
		}

		seen[p.Name] = true
	}

	return nil
}

func (p *Pathway) validate() error {
	switch {
	case modalityColumn(p.Modality) < 0:
		return fmt.Errorf("%w: pathway %q: found the modality %q, expected phrase, text or vision",
			ErrConfig, p.Name, p.Modality)
	case !(p.Cost >= minCost && p.Cost <= maxCost):
		return fmt.Errorf("%w: pathway %q: found the cost %v, expected %g to %g",
			ErrConfig, p.Name, p.Cost, minCost, maxCost)
	case !(p.Quality > 0 && p.Quality <= 1):
		return fmt.Errorf("%w: pathway %q: found the quality %v, expected a number above 0, at most 1",
			ErrConfig, p.Name, p.Quality)
	}

	return nil
}

func validateFacets(facets []Facet) error {
	names := make(map[string]bool, len(facets))
	roles := make(map[Role]bool, len(facets))

	for i, f := range facets {
		switch {
		case f.Name == "" || names[f.Name]:
			return fmt.Errorf("%w: facet %d: found the name %q, expected a unique one", ErrConfig, i, f.Name)
		case f.Buckets < 1 || f.Buckets > maxTable/MaxPathways:
			return fmt.Errorf("%w: facet %q: found %d buckets, expected 1 to %d",
				ErrConfig, f.Name, f.Buckets, maxTable/MaxPathways)
		case f.Role > RoleComplexity:
			return fmt.Errorf("%w: facet %q: found the role %d, expected none, length or complexity",
				ErrConfig, f.Name, f.Role)
		case f.Role != RoleNone && roles[f.Role]:
			return fmt.Errorf("%w: facet %q: found a second facet with its role, expected one", ErrConfig, f.Name)
		}

		names[f.Name], roles[f.Role] = true, true
	}

	return nil
}
