package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/callmill/callmill/train/internal/student"
)

// probeFlags are the flags of the probe command.
type probeFlags struct {
	train, test string
	sizes       []int
	seed        uint64
	json        bool
	mistakes    int
}

// newProbe makes the command that trains a small student on samples, and scores
// it on real queries.
func newProbe() *cobra.Command {
	f := &probeFlags{}
	cmd := &cobra.Command{
		Use:   "probe",
		Short: "train a small student on samples and score it on other queries",
		Long: `probe trains a small function-calling model on one file of samples, in seconds on
a CPU, and scores it on another: how good the samples are as training data.

Both files have one JSON object a line: a sample of callmill's, with query and
calls; or {"query": …, "tool": …, "arguments": {…}}.

Function accuracy, macro-F1 over functions, exact arguments (function and all
arguments right), and F1 of single arguments, each with the 95% interval of a
bootstrap over the test rows.

It exits with 0 when there are scores, with 2 when it was called wrongly or a file is
faulty, with 130 when it was interrupted, with 1 on any other fault.`,
		Example: `  train probe --train samples.jsonl --test real.jsonl
  train probe --train samples.jsonl --test real.jsonl --sizes 500,2000,10000`,
		Args: flagsOnly,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.train, "train", "", "`FILE` of the samples to train on")
	fl.StringVar(&f.test, "test", "", "`FILE` of the queries to score on")
	fl.IntSliceVar(&f.sizes, "sizes", nil, "train on `N,…` samples drawn from them, one line each; on all if not given")
	fl.Uint64Var(&f.seed, "seed", 1, "seed of the training and of the bootstrap")
	fl.BoolVar(&f.json, "json", false, "print JSON, one object a line")
	fl.IntVar(&f.mistakes, "mistakes", 0, "print so many rows that the last student got wrong")
	return cmd
}

// probed is one line of the result.
type probed struct {
	*student.Score

	Samples int `json:"samples"`
}

func (f *probeFlags) run(cmd *cobra.Command) error {
	train, err := readRows("--train", f.train)
	if err != nil {
		return err
	}
	test, err := readRows("--test", f.test)
	if err != nil {
		return err
	}
	// Files are often sorted, by function for one.
	rng := rand.New(rand.NewPCG(f.seed, 0))
	rng.Shuffle(len(train), func(i, j int) { train[i], train[j] = train[j], train[i] })
	sizes := f.sizes
	if len(sizes) == 0 {
		sizes = []int{len(train)}
	}
	for _, n := range sizes {
		if n < 1 || n > len(train) {
			return usage("--sizes: found %d, want 1 to %d, as many as %s has", n, len(train), f.train)
		}
	}
	if f.mistakes < 0 {
		return usage("--mistakes: found %d, want 0 or more", f.mistakes)
	}
	var mistakes []student.Mistake
	var lines []probed
	for _, n := range sizes {
		line, wrong, err := f.probe(cmd.Context(), train[:n], test)
		if err != nil {
			return err
		}
		lines, mistakes = append(lines, line), wrong
	}
	if err := f.print(cmd.OutOrStdout(), lines); err != nil {
		return err
	}
	printMistakes(cmd.OutOrStdout(), mistakes[:min(f.mistakes, len(mistakes))])
	return nil
}

func (f *probeFlags) probe(ctx context.Context, train, test []student.Row) (probed, []student.Mistake, error) {
	s, err := student.Fit(ctx, train, f.seed)
	if err != nil {
		return probed{}, nil, err
	}
	score, mistakes, err := s.Test(ctx, test, f.seed)
	return probed{Samples: len(train), Score: score}, mistakes, err
}

// readRows reads the file that a flag names. What is wrong with it is an error of
// usage.
func readRows(flag, name string) ([]student.Row, error) {
	if name == "" {
		return nil, usage("%s: want a file", flag)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, usage("%s: %w", flag, err)
	}
	defer func() { _ = file.Close() }() // only read
	rows, err := student.Read(file, name, 0)
	if err != nil {
		return nil, usage("%s: %w", flag, err)
	}
	return rows, nil
}

func (f *probeFlags) print(w io.Writer, lines []probed) error {
	if f.json {
		e := json.NewEncoder(w)
		for _, l := range lines {
			if err := e.Encode(l); err != nil {
				return fmt.Errorf("print the scores: %w", err)
			}
		}
		return nil
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "samples\tfunction accuracy\tmacro-F1\texact arguments\targument F1\t")
	for _, l := range lines {
		fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%s\t\n", l.Samples,
			percent(l.Function), percent(l.MacroF1), percent(l.Exact), percent(l.Arguments))
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("print the scores: %w", err)
	}
	return nil
}

func percent(i student.Interval) string {
	return fmt.Sprintf("%.1f%% (%.1f–%.1f)", 100*i.Value, 100*i.Low, 100*i.High)
}

func printMistakes(w io.Writer, mistakes []student.Mistake) {
	for _, m := range mistakes {
		fmt.Fprintf(w, "\n%s\n  want %s\n  got  %s\n", m.Row.Query,
			callText(m.Row.Function, m.Row.Arguments), callText(m.Function, m.Arguments))
	}
}

func callText(function string, arguments map[string]string) string {
	parts := make([]string, 0, len(arguments))
	for _, a := range slices.Sorted(maps.Keys(arguments)) {
		parts = append(parts, fmt.Sprintf("%s=%q", a, arguments[a]))
	}
	return function + "(" + strings.Join(parts, ", ") + ")"
}
