package ope

import (
	"fmt"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// Target is a way to choose: it writes into p the probability that it would have
// given every pathway in a logged state. p has a place for each pathway. A
// Target may keep scratch memory, so it is not safe for concurrent use.
type Target func(e *dataset.Event, p []float64) error

// Named is a target with the name that reports call it by.
type Named struct {
	Name   string
	Target Target
}

// Policy is the policy as the router would use it, exploration included.
func Policy(p *router.Policy) Target {
	var d router.Decision
	return func(e *dataset.Event, out []float64) error {
		if err := p.Evaluate(e.Features, e.Mask, e.Decision, &d); err != nil {
			return fmt.Errorf("decision %d: %w", e.Decision, err)
		}
		copy(out, d.Probabilities)
		return nil
	}
}

// Uniform gives every available pathway the same probability.
func Uniform(e *dataset.Event, p []float64) error {
	even := 1 / float64(e.Mask.Count())
	for k := range p {
		p[k] = 0
		if e.Mask.Has(k) {
			p[k] = even
		}
	}
	return nil
}

// Logging is what made the log.
func Logging(e *dataset.Event, p []float64) error {
	copy(p, e.Probabilities)
	return nil
}
