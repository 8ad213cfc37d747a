// Train learns a routing policy from logged decisions, says with confidence
// intervals whether it beats the active one, and promotes it only then.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/callmill/callmill/train/internal/dataset"
)

// Exit codes that scripts can rely on.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
	// exitNotBetter: the log suffices, and does not show that the policy beats
	// the active one.
	exitNotBetter = 3
	// exitNotEnough: the log is too small to say either.
	exitNotEnough = 4
	// exitUnsound: the log's propensities are not those that were drawn with, so
	// nothing can be concluded from it.
	exitUnsound = 5
	// exitInterrupted is what shells give to a command that SIGINT ended.
	exitInterrupted = 130
)

// exitCodes explains them, in the help of every command that judges.
const exitCodes = `It exits with 0 when every condition of the gate holds (and the policy was
promoted, where that was asked for), with 3 when the log does not show that the
policy is better, with 4 when there is not enough data to tell, with 5 when the
log's propensities cannot be trusted, with 2 when it was called wrongly or what
it was given is faulty, with 130 when it was interrupted, with 1 on any other
fault.`

// exitError ends the program with a code of its own. Its message, where there
// is one, was not printed yet.
type exitError struct {
	code int
	err  error
}

// Error implements error.
func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

// Unwrap gives the error that led to the exit.
func (e *exitError) Unwrap() error { return e.err }

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the program, from its arguments to its exit code.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	if text := err.Error(); text != "" {
		fmt.Fprintln(stderr, "train:", text)
	}
	return exitCode(ctx, err)
}

// exitCode is the one of an error.
func exitCode(ctx context.Context, err error) int {
	if exit, ok := errors.AsType[*exitError](err); ok {
		return exit.code
	}
	if ctx.Err() != nil {
		return exitInterrupted
	}
	if _, ok := errors.AsType[*dataset.Error](err); ok {
		return exitUsage
	}
	return exitFailed
}

func newRoot() *cobra.Command {
	root := newTrain()
	root.AddCommand(newEvaluate(), newSimulate(), newProbe())
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usage("%w (see %s --help)", err, c.CommandPath())
	})
	return root
}

// usage is an error in how the program was called.
func usage(format string, args ...any) error {
	return &exitError{code: exitUsage, err: fmt.Errorf(format, args...)}
}

// flagsOnly refuses arguments that are not flags.
func flagsOnly(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("found %q, want flags only (see %s --help)", args[0], c.CommandPath())
	}
	return nil
}
