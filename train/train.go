package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/fit"
	"github.com/callmill/callmill/train/internal/ope"
	"github.com/callmill/callmill/train/internal/remote"
)

// trainFlags are the flags of the training command.
type trainFlags struct {
	logFlags

	out        string
	report     string
	promote    string
	name       string
	seed       uint64
	canary     float64
	canaryRuns int
	options    fit.Options
}

// promoteToLog is what --promote holds when it is given without an address.
const promoteToLog = "the log's server"

func newTrain() *cobra.Command {
	f := &trainFlags{}
	cmd := &cobra.Command{
		Use:   "train --log ADDRESS|FILE --out FILE",
		Short: "learn a routing policy from logged decisions",
		Long: `train learns a routing policy from the decisions of past runs (those made with
their features logged), and judges it on runs that it did not learn from, against
the active policy. The policy is written whatever the judgement is, and promoted
only when every condition of the gate holds and --promote is given: the server
then tries it on a share of whole runs first.

Progress and the closing summary go to standard error.

` + exitCodes,
		Example: `  train --log 127.0.0.1:7410 --out policy.json --report report.html --promote
  train --log decisions.s2 --out policy.json
  train evaluate --policy policy.json --log later.s2`,
		Args: flagsOnly,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	fl := cmd.Flags()
	f.register(fl)
	fl.StringVar(&f.out, "out", "", "`FILE` to write the policy to")
	fl.StringVar(&f.report, "report", "", "`FILE` to write an HTML report to")
	fl.StringVar(&f.promote, "promote", "", "promote the policy when the gate clears; at --promote=`ADDRESS` "+
		"where --log is a file")
	fl.Lookup("promote").NoOptDefVal = promoteToLog
	fl.StringVar(&f.name, "name", "trained", "`NAME` of the policy, or NAME@VERSION; the version is a hash of the "+
		"weights if not given")
	fl.Uint64Var(&f.seed, "seed", 1, "seed of every split and every batch")
	fl.Float64Var(&f.canary, "canary", 0.2, "share of new runs that try a promoted policy first; 0 for all at once")
	fl.IntVar(&f.canaryRuns, "canary-runs", 20, "after how many of its runs the trial ends at the latest")
	fl.Float64Var(&f.options.Price, "price", 0, "gain that a unit of cost must bring; the log's own if 0")
	fl.IntVar(&f.options.Steps, "steps", 0, "least number of steps; 3,000 if 0")
	fl.Float64Var(&f.options.Penalty, "penalty", 0, "how many decisions' worth the heuristic's weights are; "+
		"the default if 0")
	return cmd
}

// check finds what is wrong with the flags before anything is read.
func (f *trainFlags) check() error {
	if f.out == "" {
		return usage("--out: want a file to write the policy to")
	}
	for flag, path := range map[string]string{"--out": f.out, "--report": f.report} {
		if info, err := os.Stat(filepath.Dir(path)); path != "" && (err != nil || !info.IsDir()) {
			return usage("%s: %s is no folder", flag, filepath.Dir(path))
		}
	}
	if err := f.checkPromotion(); err != nil {
		return err
	}
	switch {
	case !(f.options.Price >= 0 && f.options.Price <= 1e6):
		return usage("--price: found %v, want a number from 0 to 1e6", f.options.Price)
	case !(f.options.Penalty >= 0 && f.options.Penalty <= 1e12):
		return usage("--penalty: found %v, want a number from 0 to 1e12", f.options.Penalty)
	case f.options.Steps < 0 || f.options.Steps > math.MaxInt32:
		return usage("--steps: found %d, want a number from 0", f.options.Steps)
	}
	return f.checkName()
}

func (f *trainFlags) checkName() error {
	name, version, _ := strings.Cut(f.name, "@")
	if version == "" {
		version = "0"
	}
	_, err := router.NewPolicy(router.Spec{
		Name: name, Version: version, Weights: make([]float64, router.NumFeatures),
		Exploration: router.Exploration{Start: 1, Floor: 1, Decay: 1},
	})
	if err != nil {
		return usage("--name: found %q: %w", f.name, err)
	}
	return nil
}

// leastTrial is how many runs a server wants for a trial.
const leastTrial = 4

func (f *trainFlags) checkPromotion() error {
	switch {
	case f.promote != "" && f.promote != promoteToLog && !isAddress(f.promote):
		return usage("--promote: found %q, want an address as HOST:PORT", f.promote)
	case f.promote == promoteToLog && (len(f.logs) != 1 || !isAddress(f.logs[0])):
		return usage("--promote: --log is no server, want --promote=HOST:PORT")
	case !(f.canary >= 0 && f.canary < 1):
		return usage("--canary: found %v, want a number from 0, below 1", f.canary)
	case f.canaryRuns < leastTrial || f.canaryRuns > math.MaxInt32:
		return usage("--canary-runs: found %d, want at least %d", f.canaryRuns, leastTrial)
	}
	return nil
}

func (f *trainFlags) run(cmd *cobra.Command) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	m := newMeter(cmd.ErrOrStderr())
	in, err := f.open(cmd.Context(), m)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.close()) }()
	t := &training{trainFlags: f, input: in, meter: m}
	if err := t.learn(cmd.Context()); err != nil {
		return err
	}
	v, err := t.judge(cmd.Context())
	if err != nil {
		return err
	}
	writeInput(cmd.ErrOrStderr(), in)
	writeLearned(cmd.ErrOrStderr(), t)
	writeVerdict(cmd.ErrOrStderr(), in.active, t.policy, &v)
	if err := t.write(cmd.ErrOrStderr()); err != nil {
		return err
	}
	if err := in.report(cmd.Context(), f.report, f.logs, t.policy, &v, t.result); err != nil {
		return err
	}
	if v.Outcome != ope.Promote {
		return verdictError(&v)
	}
	return t.promoted(cmd)
}

// training is one call of the training command.
type training struct {
	*trainFlags
	*input

	meter  *meter
	start  *router.Policy
	result *fit.Result
	policy *router.Policy
}

// judgedShare is the part of the runs that is kept to judge by, where that is not
// fewer than the gate asks for; then it is as many as it asks for, but no more
// than half.
const judgedShare = 0.3

// split keeps runs to judge by. It is of the runs in use.
func (t *training) split() {
	var used []int
	for run := range t.log.Runs() {
		if t.use(run) {
			used = append(used, run)
		}
	}
	n := float64(len(used))
	share := min(max(judgedShare, ope.LeastRuns/n), 0.5)
	of := ope.Split(len(used), share, t.seed)
	judged := make(map[int]bool, len(used))
	for i, run := range used {
		judged[run] = of(i)
	}
	t.judged = func(run int) bool { return judged[run] }
}

// learn fits the policy on the runs that it is not judged on.
func (t *training) learn(ctx context.Context) error {
	var err error
	if t.start, err = heuristic(); err != nil {
		return err
	}
	t.split()
	opts := t.options
	opts.Start, opts.Seed, opts.Progress = t.start, t.seed, t.meter.fitted
	opts.Use = func(run int) bool { return t.use(run) && !t.judged(run) }
	t.result, err = fit.Fit(ctx, t.log, opts)
	if errors.Is(err, fit.ErrTooLittle) {
		return &exitError{code: exitNotEnough, err: fmt.Errorf("%w (do the runs log the features of their decisions?)", err)}
	}
	if err != nil {
		return err
	}
	name, version, ok := strings.Cut(t.name, "@")
	if !ok {
		version = fingerprint(t.result)
	}
	t.policy, err = t.result.Policy(t.start, name, version, t.card())
	return err
}

// fingerprint makes a version of what was learned: the same weights and price
// have the same one.
func fingerprint(r *fit.Result) string {
	var b []byte
	for _, x := range append([]float64{r.Price}, r.Weights...) {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:6])
}

// card says how the policy was made.
func (t *training) card() string {
	r := t.result
	learned := fmt.Sprintf("the weights are those after %d of %d steps, which the held-out runs liked best",
		r.Best, r.Steps)
	if r.Best == 0 {
		learned = fmt.Sprintf("%d steps led to none that the held-out runs liked better, so the weights are still the "+
			"starting policy's", r.Steps)
	}
	return fmt.Sprintf("Trained offline from logged decisions: learned from %d runs (%d decisions), stopped by %d "+
		"held-out runs (%d decisions), seed %d. Started from and pulled towards %s; %s. Objective: cross-fitted "+
		"doubly robust gain, by its worth in each state, less %.6g for a unit of cost. On the held-out runs it is "+
		"worth %.5f a decision, %s %.5f. Whether it beats the active policy was judged on other runs.",
		r.Runs, r.Decisions, r.HeldOutRuns, r.HeldOutDecisions, t.seed, t.start.Label(), learned, r.Price,
		r.Kept().HeldOut.Robust, t.start.Label(), r.Curve[0].HeldOut.Robust)
}

// judge asks the gate.
func (t *training) judge(ctx context.Context) (ope.Verdict, error) {
	return ope.Gate(ctx, t.log, t.active, t.policy, ope.Options{
		Use: t.judged, Price: t.options.Price, Local: true, Seed: t.seed,
	})
}

// heuristic is the policy that weights start from and are pulled back to.
func heuristic() (*router.Policy, error) {
	p, err := router.HeuristicPolicy()
	if err != nil {
		return nil, fmt.Errorf("the policy to start from: %w", err)
	}
	return p, nil
}

// promoted has the server try the policy, where that was asked for.
func (t *training) promoted(cmd *cobra.Command) (err error) {
	if t.promote == "" {
		return nil
	}
	client := t.client
	if t.promote != promoteToLog {
		if client, err = remote.Dial(t.promote); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, client.Close()) }()
	}
	done, err := client.Activate(cmd.Context(), t.policy, t.canary, t.canaryRuns)
	if err != nil {
		return fmt.Errorf("promote: %w", err)
	}
	fmt.Fprintln(cmd.ErrOrStderr(), done)
	return nil
}
