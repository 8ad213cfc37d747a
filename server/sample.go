package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/server/internal/export"
	"github.com/callmill/callmill/server/internal/runlog"
	"github.com/callmill/callmill/server/internal/serve"
	"github.com/callmill/callmill/server/internal/survey"
	"github.com/callmill/callmill/server/internal/wire"
)

// sampleFlags are the flags of the sample command.
type sampleFlags struct {
	commonFlags
	modelFlags

	request callmillv1.GenerateSamplesRequest
	target  string
	heldOut string
	format  string
	// lines maps the fields of the target to "file:line".
	lines map[string]string
	// cannot are the buckets of the target that the domain cannot make.
	cannot []survey.Cannot
}

func newSample() *cobra.Command {
	f := &sampleFlags{}
	cmd := &cobra.Command{
		Use:   "sample",
		Short: "print samples as JSON lines",
		Long: `sample starts the server in this process, asks it for samples over its own gRPC
API, and prints them on standard output, one JSON object a line. Progress and
the closing summary go to standard error. The same seed, domain, target, policy,
pathways and window give the same samples, with any number of workers, as long as
no model takes part.

It exits with 0 when all were delivered (or whoever read them had enough), with 3
when no cell of the target could be filled any more, with 2 when it was called
wrongly or what it was given is faulty, with 130 when it was interrupted, with 1
on any other fault.`,
		Example: `  server sample --count 200
  server sample --count 1000 --domain shop=./shop --target ./holidays.yaml > samples.jsonl`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("found %q, want flags only (see %s --help)", args[0], c.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	fl := cmd.Flags()
	f.commonFlags.register(fl)
	f.modelFlags.register(fl)
	// A model that is not there is told of by the run, once, and with what to do.
	f.logLevel, fl.Lookup("log-level").DefValue = "error", "error"
	numberVar(fl, &f.request.Count, "count", 200, 1, top[int64](), "how many samples to deliver")
	countVar(fl, &f.request.Seed, "seed", 1, "seed of every draw")
	countVar(fl, &f.request.Workers, "workers", 0, "how many slots are worked on at once; the number of cores if 0")
	countVar(fl, &f.request.Window, "window", 0,
		"how many slots are under way at most; 64 if 0; the samples depend on it")
	fl.StringArrayVar(&f.domains, "domain", nil,
		"`NAME` of a domain, or NAME=DIR to register a folder; repeated, the last is used (default studio)")
	fl.StringVar(&f.target, "target", "", "target `FILE` to match instead of the domain's own")
	fl.StringSliceVar(&f.request.Pathways, "pathways", nil, "`NAMES` of the pathways that may write; all if not given")
	numberVar(fl, &f.request.Judge, "judge", 0, 0, 1, "`SHARE` of the samples that a model judges, 0 to 1")
	countVar(fl, &f.request.Budget, "budget", 0,
		"how much the samples should cost at most, in typical model calls; "+
			"no bound if 0")
	fl.StringVar(&f.heldOut, "held-out", "", "`FILE` of queries that must not be given away, such as a test "+
		"set: JSON lines with query, or plain lines; samples that equal or are near to one are refused")
	fl.BoolVar(&f.request.LogFeatures, "log-features", false, "log the features of every decision, for training")
	fl.StringVar(&f.dataDir, "data-dir", "", "`DIR` to keep the log in; a temporary one if not given")
	fl.StringVar(&f.format, "format", "jsonl",
		"`FORMAT` of the samples: "+strings.Join(export.Printable(), ", ")+"; see export --help")
	return cmd
}

func (f *sampleFlags) run(cmd *cobra.Command) error {
	opts, err := f.prepare(cmd.ErrOrStderr())
	if err != nil {
		return &exitError{code: exitUsage, err: err}
	}
	tools, err := export.ToolsOf(opts.Domains[f.request.GetDomain()])
	if err != nil {
		return err
	}
	samples := bufio.NewWriterSize(cmd.OutOrStdout(), 1<<16)
	printer, err := export.NewPrinter(samples, f.format, tools)
	if err != nil {
		return usage("--format: %w", err)
	}
	out := &output{
		samples: samples, printer: printer, notes: f.notes(),
		meter: newMeter(cmd.ErrOrStderr(), f.request.GetCount()),
	}
	server, err := serve.New(cmd.Context(), opts)
	if err != nil {
		return startError(opts, err)
	}
	server.Start()
	err = f.stream(cmd, server.GRPCAddr(), out)
	stopCtx, cancel := context.WithTimeout(context.WithoutCancel(cmd.Context()), stopTimeout)
	defer cancel()
	return errors.Join(err, server.Stop(stopCtx))
}

// prepare reads every file the flags name, so that what can fail fails before
// anything runs.
func (f *sampleFlags) prepare(stderr io.Writer) (serve.Options, error) {
	// No HTTP port: the one client is this process.
	opts := serve.Options{
		GRPCAddr: "127.0.0.1:0", Log: runlog.Options{Dir: f.dataDir},
		MaxCount: max(f.request.GetCount(), 0),
	}
	var err error
	if opts.Logger, err = f.logger(stderr); err != nil {
		return opts, err
	}
	if err := f.apply(&opts, os.Getenv("OLLAMA_HOST")); err != nil {
		return opts, err
	}
	if opts.Policy, err = f.loadPolicy(); err != nil {
		return opts, err
	}
	opts.Domains, f.request.Domain, err = loadDomains(f.domains)
	if err != nil {
		return opts, err
	}
	if f.request.HeldOut, err = readHeldOut(f.heldOut); err != nil {
		return opts, err
	}
	d := opts.Domains[f.request.GetDomain()]
	if f.target == "" {
		f.cannot = survey.CannotMake(d, d.Target)
		return opts, nil
	}
	data, err := os.ReadFile(f.target)
	if err != nil {
		return opts, fmt.Errorf("--target: %w", err)
	}
	t, err := domain.ParseTarget(f.target, data)
	if err != nil {
		return opts, err
	}
	if err := t.Check(d.Facets); err != nil {
		return opts, err
	}
	f.request.Target, f.lines, f.cannot = wire.Target(t), t.Lines, survey.CannotMake(d, t)
	return opts, nil
}

// notes say what of the target will be missing: a run that can begin gives its share to
// the rest.
func (f *sampleFlags) notes() []string {
	var out []string
	for _, c := range f.cannot {
		out = append(out, c.At()+": "+c.Text()+"; its share goes to the rest")
	}
	return out
}

// readHeldOut reads the queries of --held-out, none where it is empty.
func readHeldOut(name string) ([]string, error) {
	if name == "" {
		return nil, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("--held-out: %w", err)
	}
	defer func() { _ = file.Close() }()
	queries, err := check.ReadHeldOut(file, name)
	if err != nil {
		return nil, fmt.Errorf("--held-out: %w", err)
	}
	return queries, nil
}

// stream asks the server for the samples and prints what comes.
func (f *sampleFlags) stream(cmd *cobra.Command, addr string, out *output) error {
	conn, err := dial(addr)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	// Its own context, so that leaving early always ends the call. An interruption
	// cancels the run, whose closing report then comes as ever.
	ctx, cancel := context.WithCancel(context.WithoutCancel(cmd.Context()))
	defer cancel()
	began := time.Now()
	client := callmillv1.NewGenerationServiceClient(conn)
	samples, err := client.GenerateSamples(ctx, &f.request)
	if err != nil {
		return f.rpcError(err)
	}
	var run atomic.Pointer[string]
	defer context.AfterFunc(cmd.Context(), func() {
		limited, done := context.WithTimeout(ctx, cancelTimeout)
		defer done()
		if name := run.Load(); name != nil {
			if _, err := client.CancelRun(limited, &callmillv1.CancelRunRequest{Name: *name}); err == nil {
				return
			}
		}
		cancel()
	})()
	for {
		m, err := samples.Recv()
		if err == nil {
			err = out.frame(m.GetFrame())
		}
		if out.started != nil {
			run.Store(&out.started.Run)
		}
		switch {
		case err == nil && out.completed == nil:
		case err == nil:
			return out.finish(cmd.ErrOrStderr(), time.Since(began), cmd.Context().Err() != nil)
		case errors.Is(err, syscall.EPIPE):
			// Whoever read our output has enough of it.
			return nil
		case cmd.Context().Err() != nil:
			out.meter.clear()
			_ = out.samples.Flush()
			return out.interrupted()
		default:
			out.meter.clear()
			return f.rpcError(err)
		}
	}
}

// cancelTimeout bounds what an interruption waits for.
const cancelTimeout = 5 * time.Second

// output prints the frames of one run.
type output struct {
	samples   *bufio.Writer
	printer   *export.Printer
	meter     *meter
	started   *callmillv1.RunStarted
	completed *callmillv1.Completed
	// notes are told when the run begins, before its own hints.
	notes []string
}

func (o *output) frame(f *callmillv1.Frame) error {
	switch e := f.GetEvent().(type) {
	case *callmillv1.Frame_Started:
		o.started = e.Started
		o.begun(e.Started.GetHints())
	case *callmillv1.Frame_Sample:
		if err := o.printer.Print(wire.SampleFrom(e.Sample)); err != nil {
			return fmt.Errorf("print a sample: %w", err)
		}
		o.meter.add()
	case *callmillv1.Frame_Notice:
		o.notice(e.Notice.GetMessage())
	case *callmillv1.Frame_Completed:
		o.completed = e.Completed
	}
	return nil
}

// begun says what should be known of a run at its start, each thing once: what of the
// target the domain cannot make, and what could be done about models that are not there.
func (o *output) begun(hints []string) {
	said := map[string]bool{}
	for _, h := range append(slices.Clone(o.notes), hints...) {
		if !said[h] {
			o.meter.say(wrapped(h))
		}
		said[h] = true
	}
}

// notice says what came up. Where nobody reads along, it keeps its one line.
func (o *output) notice(text string) {
	if o.meter.terminal {
		text = wrapped(text)
	}
	o.meter.say(text)
}

func (o *output) interrupted() error {
	return &exitError{code: exitInterrupted, err: fmt.Errorf("interrupted after %d samples", o.meter.have)}
}

// finish prints the summary and gives the exit code.
func (o *output) finish(stderr io.Writer, took time.Duration, interrupted bool) error {
	o.meter.clear()
	if err := o.samples.Flush(); err != nil {
		return fmt.Errorf("print the samples: %w", err)
	}
	writeSummary(stderr, o.started, o.completed, took)
	if n := o.printer.LeftOut(); n > 0 {
		fmt.Fprintf(stderr, "\nthe format has no place for %d samples: calls that need the result of another\n", n)
	}
	switch state := o.completed.GetState(); {
	case state == callmillv1.Run_STATE_SUCCEEDED:
		return nil
	case interrupted && state == callmillv1.Run_STATE_CANCELLED:
		return o.interrupted()
	case state == callmillv1.Run_STATE_SHORT:
		return &exitError{code: exitShort, err: fmt.Errorf("the run ended short: %d of %d samples, no cell of the target "+
			"can be filled any more", o.completed.GetAccepted(), o.started.GetSpec().GetCount())}
	default:
		return fmt.Errorf("the run ended as %s: %s",
			strings.ToLower(strings.TrimPrefix(state.String(), "STATE_")), o.completed.GetError())
	}
}
