package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/sim"
)

// learned makes the policy that the build starts with, and writes it if it beats
// the hand-set one by more than two standard errors.
func (f *simulateFlags) learned(cmd *cobra.Command, heuristic *router.Policy) error {
	b := f.bench(cmd.ErrOrStderr(), heuristic)
	b.Rounds = 1 // a second one gains nothing (see the table)
	policies, err := b.Improve(cmd.Context())
	if err != nil {
		return err
	}
	last := policies[len(policies)-1]
	judge := *b
	judge.Learn, judge.Policies = nil, []*router.Policy{last}
	rows, err := judge.Run(cmd.Context())
	if err != nil {
		return err
	}
	row := &rows[len(rows)-1]
	fmt.Fprintf(cmd.ErrOrStderr(),
		"on held-out environments: %.3f times the optimum, %+.3f ± %.3f to the hand-set policy\n",
		row.Ratio, row.Difference, row.DifferenceError)
	if row.Difference+2*row.DifferenceError >= 0 && !f.quick {
		return &exitError{code: exitNotBetter, err: errors.New("the learned policy does not beat the hand-set one")}
	}
	spec := last.Spec()
	spec.Name, spec.Version, spec.Exploration = "start", "2", heuristic.Spec().Exploration
	spec.Card = startCard(b, row)
	p, err := router.NewPolicy(spec)
	if err != nil {
		return fmt.Errorf("make the policy: %w", err)
	}
	const readable = 0o644 // a file of the source tree
	if err := os.WriteFile(f.learn, p.Encode(), readable); err != nil {
		return fmt.Errorf("--learn: %w", err)
	}
	return nil
}

// startCard says how the policy was made, and what it is worth.
func startCard(b *sim.Bench, row *sim.Row) string {
	return fmt.Sprintf("Trained in the simulator (make policy; seed %d): from %d decisions that the hand-set policy "+
		"logged in %d environments, and %d on-policy round of as many in others. Objective: "+
		"cross-fitted doubly robust gain less price × cost, the gain valued by what a sample costs in its state; started "+
		"from and pulled back to the hand-set weights (%s). On %d held-out environments, with ε at %v, filling the "+
		"target costs %.3f ± %.3f times the exact optimum, %+.3f ± %.3f to the hand-set policy (paired). The "+
		"environments are drawn from a distribution of our own making: what it gains on yours, train and see.",
		b.Seed, b.Events, b.LogRuns, b.Rounds, b.Heuristic.Label(), b.Runs, router.MinFloor,
		row.Ratio, row.RatioError, row.Difference, row.DifferenceError)
}
