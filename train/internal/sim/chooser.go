package sim

import (
	"fmt"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/router/target"
)

// Slot is what a [Chooser] decides upon.
type Slot struct {
	Cell     int
	Mask     router.Mask
	Decision uint64
	Progress float64
	// Made is what every pathway made of the cell so far: the truth, which only
	// the oracle may look at.
	Made []float64

	ledger *target.Ledger
}

// Chooser is a way to route, in one run.
type Chooser interface {
	// Choose returns the pathway of a slot, given a uniform draw in [0, 1). A
	// policy also returns its decision, valid until the next call.
	Choose(at *Slot, draw float64) (int, *router.Decision, error)
	// Settle tells what became of a choice. Calls come in the order of the slots.
	Settle(cell, choice int, kind router.Kind, cost float64) error
}

// Strategy makes the chooser of a new run.
type Strategy func(e *Environment) (Chooser, error)

// routed is a policy at work: the real router.
type routed struct {
	env      *Environment
	policy   *router.Policy
	state    *router.State
	how      Draw
	gaps     [][]float64
	astray   []int // scratch: the buckets of what went astray
	decision router.Decision
}

// Routed routes by a policy.
func Routed(p *router.Policy) Strategy { return routedBy(p, ByPolicy) }

func routedBy(p *router.Policy, how Draw) Strategy {
	return func(e *Environment) (Chooser, error) {
		state, err := router.NewState(e.Pathways, e.facets, e.Table.Cells())
		if err != nil {
			return nil, fmt.Errorf("route an environment: %w", err)
		}
		r := &routed{env: e, policy: p, state: state, how: how, astray: make([]int, len(e.facets))}
		for _, f := range e.facets {
			r.gaps = append(r.gaps, make([]float64, f.Buckets))
		}
		return r, nil
	}
}

// Choose implements Chooser.
func (r *routed) Choose(at *Slot, draw float64) (int, *router.Decision, error) {
	for f := range r.gaps {
		for b := range r.gaps[f] {
			r.gaps[f][b] = at.ledger.Gap(f, b)
		}
	}
	err := r.policy.Decide(r.state, &router.Slot{
		Cell: at.Cell, Buckets: r.env.Table.Buckets(at.Cell), Gaps: r.gaps, Progress: at.Progress,
		Mask: at.Mask, Decision: at.Decision,
	}, draw, &r.decision)
	if err != nil {
		return 0, nil, fmt.Errorf("route: %w", err)
	}
	r.how.redraw(&r.decision, draw)
	return r.decision.Choice, &r.decision, nil
}

// Settle implements Chooser.
func (r *routed) Settle(cell, choice int, kind router.Kind, cost float64) error {
	o := router.Outcome{
		Pathway: choice, Cell: cell, Buckets: r.env.Table.Buckets(cell), LandedCell: -1, Kind: kind, Cost: cost,
	}
	switch kind {
	case router.Rejected, router.Unavailable: // it landed nowhere
	case router.Accepted:
		o.Landed, o.LandedCell, o.Gain = o.Buckets, cell, 1
	case router.Duplicate:
		o.Landed, o.LandedCell = o.Buckets, cell
	case router.Surplus:
		copy(r.astray, o.Buckets)
		r.astray[0] = tools // the one without a share
		o.Landed = r.astray
	}
	if r.env.Pathways[choice].Modality != phrase {
		o.Latency = cost
	}
	if err := r.state.Settle(&o); err != nil {
		return fmt.Errorf("route: %w", err)
	}
	return nil
}
