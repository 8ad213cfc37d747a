// Command snips makes a domain of the SNIPS queries, to measure with: what a
// student learns from callmill's samples against what it learns from real
// queries (see "The probe" in BENCHMARKS.md).
//
//	go run ./pathways/domain/domaintest/snips --data ../shared/data/snips --out snips
//
// Tools, bindings and grammar are the files beside this one, written by hand.
// From the data's train split come the values of arguments with how often each
// is given (graph.yaml), and statistics: the shares of functions, lengths,
// numbers of arguments and phrasings (target.yaml). Of the queries' words, none
// but the values are kept, and the test split is not opened.
package main

import (
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/callmill/callmill/pathways/domain"
)

//go:embed files
var files embed.FS

// options are the flags.
type options struct {
	data, out, dev string
	hold           float64
	seed           uint64
}

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

func run(args []string, stderr io.Writer) int {
	var o options
	fl := flag.NewFlagSet("snips", flag.ContinueOnError)
	fl.SetOutput(stderr)
	fl.StringVar(&o.data, "data", "", "`DIR` with the data's train.jsonl")
	fl.StringVar(&o.out, "out", "snips", "`DIR` to write the domain to")
	fl.Float64Var(&o.hold, "hold-out", 0, "`SHARE` of the train split that is left out, to develop with")
	fl.StringVar(&o.dev, "dev", "", "`DIR` to write what is left out to, and the rest, as dev.jsonl and rest.jsonl")
	fl.Uint64Var(&o.seed, "seed", 1, "seed of the draw of what is left out")
	switch err := fl.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	if o.data == "" || fl.NArg() > 0 {
		_, _ = fmt.Fprintln(stderr, "snips: want --data DIR, and no arguments")
		return 2
	}
	if err := build(&o); err != nil {
		_, _ = fmt.Fprintf(stderr, "snips: %v\n", err)
		return 1
	}
	return 0
}

// build makes the domain's folder, and loads it once to see that it is one.
func build(o *options) error {
	rows, err := readRows(filepath.Join(o.data, "train.jsonl"))
	if err != nil {
		return err
	}
	rows, held := split(rows, o.hold, o.seed)
	if o.dev != "" {
		if err := errors.Join(writeRows(filepath.Join(o.dev, "dev.jsonl"), held),
			writeRows(filepath.Join(o.dev, "rest.jsonl"), rows)); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(o.out, 0o750); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	fixed, err := fs.Sub(files, "files")
	if err != nil {
		return fmt.Errorf("read the embedded files: %w", err)
	}
	if err := writeFixed(o.out, fixed); err != nil {
		return err
	}
	graph, err := graphOf(fixed, rows)
	if err != nil {
		return err
	}
	if err := write(o.out, "graph.yaml", graph); err != nil {
		return err
	}
	return addTarget(o.out, rows)
}

// writeFixed writes the files that are the same whatever the data, and removes
// the target that an earlier run may have left.
func writeFixed(out string, fixed fs.FS) error {
	for _, name := range []string{"domain.yaml", "tools.json", "bindings.yaml", "grammar.yaml"} {
		data, err := fs.ReadFile(fixed, name)
		if err != nil {
			return fmt.Errorf("read the embedded files: %w", err)
		}
		if err := write(out, name, data); err != nil {
			return err
		}
	}
	if err := os.Remove(filepath.Join(out, targetName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the old target: %w", err)
	}
	return nil
}

const targetName = "target.yaml"

// addTarget measures the queries with the facets of the domain that was made.
func addTarget(out string, rows []row) error {
	d, err := domain.LoadDir(out)
	if err != nil {
		return fmt.Errorf("load what was made: %w", err)
	}
	target, err := targetOf(d, rows)
	if err != nil {
		return err
	}
	if err := write(out, targetName, target); err != nil {
		return err
	}
	if _, err := domain.LoadDir(out); err != nil {
		return fmt.Errorf("load what was made: %w", err)
	}
	return nil
}

// split leaves out a random share of the rows; equal seeds leave out the same.
func split(rows []row, hold float64, seed uint64) (rest, held []row) {
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, r := range rows {
		if rng.Float64() < hold {
			held = append(held, r)
		} else {
			rest = append(rest, r)
		}
	}
	return rest, held
}

func write(dir, name string, data []byte) error {
	if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
		return fmt.Errorf("write the domain: %w", err)
	}
	return nil
}
