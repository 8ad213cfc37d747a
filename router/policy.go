package router

import (
	"crypto/sha256"
	_ "embed" // the starting policy is part of the build
	"encoding/hex"
	"fmt"
	"slices"
)

//go:embed policies/start.json
var startFile []byte

//go:embed policies/heuristic.json
var heuristicFile []byte

// Policy is a router's weights, immutable and safe for concurrent use. Create
// it with [NewPolicy], [ParsePolicy] or [StartPolicy].
type Policy struct {
	spec        Spec
	weights     row
	exploration Exploration
	label, hash string
}

// NewPolicy returns the policy with this content. The error is a *PolicyError
// without a line. The weights are copied.
func NewPolicy(spec Spec) (*Policy, error) {
	spec.Weights = slices.Clone(spec.Weights)
	for i := range spec.Weights {
		spec.Weights[i] += 0 // a negative zero becomes 0: one encoding each
	}

	spec.Price += 0

	if err := spec.validate(); err != nil {
		return nil, err
	}

	p := &Policy{
		spec:        spec,
		weights:     row(spec.Weights),
		exploration: spec.Exploration,
		label:       spec.Name + "@" + spec.Version,
	}
	sum := sha256.Sum256(p.Encode())
	p.hash = hex.EncodeToString(sum[:])

	return p, nil
}

// StartPolicy returns the policy that a run uses when it is given no other. It is
// trained in the simulator; its card says how. It comes with the build, and an
// error means that the build is broken.
func StartPolicy() (*Policy, error) {
	p, err := ParsePolicy(startFile)
	if err != nil {
		return nil, fmt.Errorf("embedded starting policy: %w", err)
	}

	return p, nil
}

// HeuristicPolicy returns the hand-set policy: the greedy heuristic alone. It is
// where training starts, what its penalty pulls back to, and what a trained
// policy has to beat. An error means that the build is broken.
func HeuristicPolicy() (*Policy, error) {
	p, err := ParsePolicy(heuristicFile)
	if err != nil {
		return nil, fmt.Errorf("embedded hand-set policy: %w", err)
	}

	return p, nil
}

// Label returns "name@version", for people.
func (p *Policy) Label() string { return p.label }

// Hash returns the SHA-256 of the canonical encoding in lower-case hex: what
// tells policies apart, whatever they are called.
func (p *Policy) Hash() string { return p.hash }

// Spec returns the policy's content. The weights are a copy.
func (p *Policy) Spec() Spec {
	spec := p.spec
	spec.Weights = slices.Clone(spec.Weights)

	return spec
}
