package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/encoding/protojson"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/server/internal/survey"
)

// checkFlags are the flags of the check-domain command.
type checkFlags struct {
	json  bool
	probe survey.Options
}

func newCheckDomain() *cobra.Command {
	f := &checkFlags{}
	cmd := &cobra.Command{
		Use:   "check-domain DIR",
		Short: "name every fault of a domain folder, or sum up what is there",
		Long: `check-domain reads a domain folder and prints every fault in it, one a line, with
its file and line. A domain without faults is summed up: what it holds, what of
it is of no use, and what comes of its target. For that every cell of the target
is tried a few times, with samples written and checked as a run does it.

It exits with 0 where there is no fault, with 1 where there is one, with 2 when
it was called wrongly.`,
		Example: `  server check-domain ./shop
  server check-domain ./shop --json | jq .summary.target.worst`,
		Args: oneFolder,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	fl := cmd.Flags()
	fl.BoolVar(&f.json, "json", false, "print JSON")
	countVar(fl, &f.probe.Seed, "seed", 1, "seed of the attempts")
	numberVar(fl, &f.probe.Attempts, "attempts", 16, 1, 64, "how often each cell of the target is tried, from 1 to 64; "+
		"one that stays empty is tried 64 times")
	aboveVar(fl, &f.probe.Limit, "limit", 20*time.Second, 0, "how long the attempts may take in all")
	return cmd
}

// oneFolder wants the name of a folder and nothing else.
func oneFolder(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usage("found %d arguments, want the name of one folder (see %s --help)", len(args), cmd.CommandPath())
	}
	return nil
}

func (f *checkFlags) run(cmd *cobra.Command, dir string) error {
	summary, faults, err := survey.Folder(cmd.Context(), dir, f.probe)
	out := cmd.OutOrStdout()
	switch {
	case cmd.Context().Err() != nil:
		return &exitError{code: exitInterrupted, err: errors.New("interrupted")}
	case err != nil:
		return err
	case len(faults) > 0:
		if err := f.writeFaults(out, faults); err != nil {
			return err
		}
		return fmt.Errorf("%s in %s", counted(len(faults), "fault"), dir)
	case f.json:
		return writeCheckJSON(out, nil, summary)
	default:
		return writeDomainSummary(out, summary)
	}
}

func (f *checkFlags) writeFaults(w io.Writer, faults domain.Faults) error {
	if f.json {
		return writeCheckJSON(w, faults, nil)
	}
	if _, err := fmt.Fprintln(w, faults.Error()); err != nil {
		return fmt.Errorf("print the faults: %w", err)
	}
	return nil
}

// checkedFault is a fault in JSON.
type checkedFault struct {
	File  string `json:"file,omitempty"`
	Line  int    `json:"line,omitempty"`
	Field string `json:"field,omitempty"`
	Found string `json:"found"`
	Want  string `json:"want"`
}

// writeCheckJSON prints {"faults": […]} or {"summary": {…}}, the summary as
// CheckDomain has it.
func writeCheckJSON(w io.Writer, faults domain.Faults, summary *callmillv1.DomainSummary) error {
	out := struct {
		Faults  []checkedFault  `json:"faults"`
		Summary json.RawMessage `json:"summary,omitempty"`
	}{Faults: []checkedFault{}}
	for _, x := range faults {
		out.Faults = append(out.Faults, checkedFault(x))
	}
	if summary != nil {
		var err error
		if out.Summary, err = protojson.Marshal(summary); err != nil {
			return fmt.Errorf("print the summary: %w", err)
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("print what was found: %w", err)
	}
	return nil
}
