package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/callmill/callmill/server/internal/profile"
	runs "github.com/callmill/callmill/server/internal/run"
)

// profileFlags are the flags of the profile command.
type profileFlags struct {
	domains       []string
	epsilon       string
	contributions int
	out           string
}

// fewKept is below how many counts a release says little.
const fewKept = 8

func newProfile() *cobra.Command {
	f := &profileFlags{}
	cmd := &cobra.Command{
		Use:   "profile QUERIES.jsonl",
		Short: "turn a log of real queries into a target, with differential privacy",
		Long: `profile reads a log of real queries and writes a target file: population-level
statistics with differential privacy, and nothing of the words.

Each line is a JSON object: {"query": …}, with "user" where it is known who asked,
and with "calls" (a list of {"name", "arguments"}) or "tool" and "arguments" where
it is known what was called for it. Where no calls are known the shares of the
tools are the domain's own. "-" reads standard input.

The head of the file states the guarantee, the unit that it protects (a user where
the log names users, else a query) and how epsilon was spent. Every release adds
its epsilon to those before it of the same people.

It exits with 0 when the target is there, with 2 when it was called wrongly or what
it was given is faulty, with 1 on any other fault.`,
		Example: `  server profile queries.jsonl --epsilon 1.0 --domain shop=./shop -o target.yaml
  server sample --domain shop=./shop --target target.yaml`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("found %d arguments, want the name of one log of queries (see %s --help)", len(args), c.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	fl := cmd.Flags()
	fl.StringArrayVar(&f.domains, "domain", nil, "`NAME` of a domain, or NAME=DIR of a folder (default studio)")
	fl.StringVar(&f.epsilon, "epsilon", "1.0", "the whole privacy budget")
	countVar(fl, &f.contributions, "contributions", 0,
		"how many queries of one user count, drawn at random; 8 if 0")
	fl.StringVarP(&f.out, "out", "o", "", "`FILE` of the target; standard output if not given")
	return cmd
}

func (f *profileFlags) run(cmd *cobra.Command, log string) error {
	epsilon, err := profile.ParseEpsilon(f.epsilon)
	if err != nil {
		return usage("--epsilon: %w", err)
	}
	domains, name, err := loadDomains(f.domains)
	if err != nil {
		return &exitError{code: exitUsage, err: err}
	}
	if f.out != "" {
		if err := hasPlace(f.out); err != nil {
			return usage("--out: %w", err)
		}
	}
	in := cmd.InOrStdin()
	if log != "-" {
		file, err := os.Open(log)
		if err != nil {
			return usage("read the log: %w", err)
		}
		defer func() { _ = file.Close() }() // only read
		in = file
	}
	p, err := profile.Read(in, log, domains[name], profile.Options{Epsilon: epsilon, Contributions: f.contributions})
	if err != nil {
		return &exitError{code: exitUsage, err: err}
	}
	engine, err := runs.NewEngine(domains[name], runs.Outside{})
	if err != nil {
		return err
	}
	if _, err := engine.Fit(p.Target); err != nil {
		return fmt.Errorf("what is left after the noise cannot be met by domain %s: want more queries or a larger "+
			"epsilon (%w)", name, err)
	}
	if f.out == "" {
		if _, err := cmd.OutOrStdout().Write(p.YAML()); err != nil {
			return fmt.Errorf("print the target: %w", err)
		}
		return nil
	}
	if err := writeWhole(f.out, p.YAML()); err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s is %s-differentially private per %s\n", f.out, p.Epsilon, p.Unit)
	for _, part := range p.Parts {
		if part.Kept < fewKept {
			fmt.Fprintf(cmd.ErrOrStderr(), "%s: only %d of %d counts are above the noise (scale %.3g): the shares say "+
				"little; more queries or a larger epsilon would\n",
				strings.Join(part.Facets, " by "), part.Kept, part.Cells, part.Scale)
		}
	}
	return nil
}

// writeWhole writes a file so that it is there whole or not at all.
func writeWhole(name string, data []byte) error {
	tmp := name + ".new"
	if err := os.WriteFile(tmp, data, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := os.Rename(tmp, name); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
