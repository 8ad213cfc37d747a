package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
	"github.com/callmill/callmill/train/internal/fit"
	"github.com/callmill/callmill/train/internal/sim"
)

// simulateFlags are the flags of the simulate command.
type simulateFlags struct {
	out, policy, learn string
	table, quick       bool
	seed               uint64
	runs, from         int
	samples, events    int
	underWay           int
}

// What the table and the starting policy are made of. The fitting's options were
// chosen on training environments.
const (
	tableRuns   = 60
	tableEvents = 10_000
	logRuns     = 40
	learnRate   = 0.03
	learnPull   = 0.1
	learnClip   = 2
)

func newSimulate() *cobra.Command {
	f := &simulateFlags{}
	cmd := &cobra.Command{
		Use:   "simulate [--out FILE] [--table] [--learn FILE]",
		Short: "route in simulated environments whose optimum is known",
		Long: `simulate makes what can only be made where the truth is known: logs of simulated
runs (--out), the table of what every way to route costs over the optimum
(--table, in Markdown on standard output), and the policy that the build starts
with (--learn, which writes it only if it beats the hand-set one on environments
that it did not learn from, and exits with 3 otherwise).

The same flags give the same result on any number of cores. Progress goes to
standard error.`,
		Example: `  train simulate --out decisions.s2 --runs 40 --events 10000
  train simulate --table --quick
  train simulate --learn router/policies/start.json`,
		Args: flagsOnly,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.out, "out", "", "`FILE` to write a log to, in the format of server export --decisions")
	fl.BoolVar(&f.table, "table", false, "print the table of baselines, learning curve, on-policy rounds and ablations")
	fl.StringVar(&f.learn, "learn", "", "`FILE` to write a policy to that is learned from simulated logs")
	fl.BoolVar(&f.quick, "quick", false, "few and small runs: to see that it works, not for its figures")
	fl.StringVar(&f.policy, "policy", "", "policy `FILE` that routes the log's runs, or that is added to the table; "+
		"the hand-set one routes if not given")
	fl.Uint64Var(&f.seed, "seed", 1, "seed of every draw")
	fl.IntVar(&f.runs, "runs", logRuns, "number of runs of a log, each in an environment of its own")
	fl.IntVar(&f.from, "from", 0, "first environment of a log")
	fl.IntVar(&f.samples, "samples", 3000, "samples that each run delivers")
	fl.IntVar(&f.events, "events", 0, "how many decisions of a log to keep, evenly spread; all if 0")
	fl.IntVar(&f.underWay, "under-way", 1, "slots of a log's runs that are under way at once, as with so many workers")
	return cmd
}

// check finds what is wrong with the flags.
func (f *simulateFlags) check(cmd *cobra.Command) error {
	switch {
	case f.out == "" && !f.table && f.learn == "":
		return usage("found nothing to do, want --out, --table or --learn (see %s --help)", cmd.CommandPath())
	case f.runs < 1 || f.from < 0 || f.samples < 1 || f.events < 0 || f.underWay < 1:
		return usage("found %d runs from %d, %d samples, %d events, %d under way, want 1 or more (from and events: 0)",
			f.runs, f.from, f.samples, f.events, f.underWay)
	}
	return nil
}

func (f *simulateFlags) run(cmd *cobra.Command) error {
	if err := f.check(cmd); err != nil {
		return err
	}
	heuristic, err := router.HeuristicPolicy()
	if err != nil {
		return fmt.Errorf("the hand-set policy: %w", err)
	}
	given := heuristic
	if f.policy != "" {
		if given, err = readPolicy("--policy", f.policy); err != nil {
			return err
		}
	}
	if f.out != "" {
		if err := f.write(cmd.Context(), given); err != nil {
			return err
		}
	}
	if f.table {
		if err := f.print(cmd, heuristic, given); err != nil {
			return err
		}
	}
	if f.learn == "" {
		return nil
	}
	return f.learned(cmd, heuristic)
}

// write makes a log.
func (f *simulateFlags) write(ctx context.Context, p *router.Policy) (err error) {
	file, err := os.Create(f.out)
	if err != nil {
		return usage("--out: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	w := dataset.NewWriter(file)
	err = sim.Write(ctx, sim.Config{
		Filling: sim.Filling{Samples: f.samples, UnderWay: f.underWay},
		Seed:    f.seed, From: f.from, Runs: f.runs, Policy: p, Events: f.events,
	}, w)
	return errors.Join(err, w.Close())
}

// bench is what the flags say of the table and of learning.
func (f *simulateFlags) bench(stderr io.Writer, heuristic *router.Policy) *sim.Bench {
	b := &sim.Bench{
		Seed: f.seed, Heuristic: heuristic, Learn: learner(f.seed, 0), Runs: tableRuns, LogRuns: logRuns, Samples: f.samples,
		Curve: []int{500, 2000, tableEvents, 40_000}, Events: tableEvents, Rounds: 2, Ablate: true,
		Tell: func(what string) { fmt.Fprintln(stderr, what) },
	}
	if f.quick {
		b.Learn, b.Runs, b.LogRuns, b.Samples = learner(f.seed, 100), 4, 4, 400
		b.Curve, b.Events, b.Rounds, b.Ablate = []int{500}, 500, 1, false
	}
	return b
}

func (f *simulateFlags) print(cmd *cobra.Command, heuristic, given *router.Policy) error {
	b := f.bench(cmd.ErrOrStderr(), heuristic)
	if given != heuristic {
		b.Policies = append(b.Policies, given)
	}
	rows, err := b.Run(cmd.Context())
	if err != nil {
		return err
	}
	return sim.WriteTable(cmd.OutOrStdout(), rows)
}

// learner is the offline fit, with at least this many steps; the default's if 0.
func learner(seed uint64, steps int) sim.Learner {
	return func(ctx context.Context, log dataset.Log, start *router.Policy) (*router.Policy, error) {
		r, err := fit.Fit(ctx, log, fit.Options{
			Start: start, Rate: learnRate, Penalty: learnPull, Clip: learnClip, Steps: steps, Seed: seed,
		})
		if err != nil {
			return nil, err
		}
		return r.Policy(start, "learned", "1", "Learned in the simulator.")
	}
}
