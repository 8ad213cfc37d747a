package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/callmill/callmill/train/internal/ope"
)

// evaluateFlags are the flags of the evaluate command.
type evaluateFlags struct {
	logFlags

	policy string
	report string
	seed   uint64
	price  float64
}

func newEvaluate() *cobra.Command {
	f := &evaluateFlags{}
	cmd := &cobra.Command{
		Use:   "evaluate --policy FILE --log ADDRESS|FILE",
		Short: "judge a policy on logged decisions, and change nothing",
		Long: `evaluate judges a policy on all runs of a log as the gate does, against the
active policy. The policy must not have been trained on these runs: what it
learned by heart would come back as evidence.

` + exitCodes,
		Example: `  train evaluate --policy policy.json --log decisions.s2`,
		Args:    flagsOnly,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	fl := cmd.Flags()
	f.register(fl)
	fl.StringVar(&f.policy, "policy", "", "policy `FILE` to judge")
	fl.StringVar(&f.report, "report", "", "`FILE` to write an HTML report to")
	fl.Uint64Var(&f.seed, "seed", 1, "seed of the cross-fitting")
	fl.Float64Var(&f.price, "price", 0, "gain that a unit of cost must bring; the log's own if 0")
	return cmd
}

func (f *evaluateFlags) run(cmd *cobra.Command) (err error) {
	if f.policy == "" {
		return usage("--policy: want a policy file")
	}
	if !(f.price >= 0 && f.price <= 1e6) {
		return usage("--price: found %v, want a number from 0 to 1e6", f.price)
	}
	policy, err := readPolicy("--policy", f.policy)
	if err != nil {
		return err
	}
	in, err := f.open(cmd.Context(), newMeter(cmd.ErrOrStderr()))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.close()) }()
	v, err := ope.Gate(cmd.Context(), in.log, in.active, policy, ope.Options{
		Use: in.judged, Price: f.price, Local: true, Seed: f.seed,
	})
	if err != nil {
		return err
	}
	writeInput(cmd.ErrOrStderr(), in)
	writeVerdict(cmd.ErrOrStderr(), in.active, policy, &v)
	if err := in.report(cmd.Context(), f.report, f.logs, policy, &v, nil); err != nil {
		return err
	}
	if v.Outcome != ope.Promote {
		return verdictError(&v)
	}
	return nil
}
