package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	runs "github.com/callmill/callmill/server/internal/run"
	"github.com/callmill/callmill/server/internal/runlog"
)

// defaultAddr is where a server is asked that nobody said the address of.
const defaultAddr = "127.0.0.1:7410"

// exportFlags are the flags of the export command.
type exportFlags struct {
	commonFlags
	exportSampleFlags

	decisions    bool
	addr         string
	domain       string
	withFeatures bool
}

func newExport() *cobra.Command {
	f := &exportFlags{}
	cmd := &cobra.Command{
		Use:   "export (RUN --format FORMAT --out DIR | --decisions --out FILE [RUN...])",
		Short: "write what is in the log to files",
		Long: `export writes the samples of a run ("r-…" or "runs/r-…") for fine-tuning, with a
dataset card: one folder for each --format, one file in it for each part of
--split. With --apart no two parts share a graph node or a content item; samples
that would have to be in two are left out, and counted. It asks the server at --addr.

  jsonl     callmill's own form, with facets and provenance
  openai    chat fine-tuning of OpenAI, with tools
  xlam      query, tools and answers of xLAM and APIGen
  hermes    ShareGPT conversations with the tags of Hermes
  bfcl      questions and answers of the Berkeley Function Calling Leaderboard

With --decisions it writes the decisions of runs, for training the router: of those
named, or of all that have ended. It asks the server, or reads the folder --data-dir
of one that is stopped. A run that has not ended is exported as far as it is.

The file of decisions is an S2 stream of DecisionEvent messages (callmill/v1/decision.proto),
each behind its length as a varint. It is there whole, or not at all.

It exits with 0 when the files are there, with 2 when it was called wrongly, with
130 when it was interrupted, with 1 on any other fault.`,
		Example: `  server export demo --format openai,xlam --split train=0.9,dev=0.1 --out dataset
  server export --decisions --out decisions.s2
  server export --decisions --out decisions.s2 --data-dir ./callmill-data runs/demo`,
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	fl := cmd.Flags()
	fl.BoolVar(&f.decisions, "decisions", false, "export the decisions")
	f.exportSampleFlags.register(fl)
	fl.StringVar(&f.addr, "addr", "", "`HOST:PORT` of the server's native gRPC (default "+defaultAddr+")")
	fl.StringVar(&f.dataDir, "data-dir", "", "`DIR` of a server that is stopped, instead of --addr")
	fl.StringVar(&f.domain, "domain", "", "only runs of the domain `NAME`")
	fl.BoolVar(&f.withFeatures, "with-features", false, "only runs that logged their features")
	fl.StringVar(&f.logLevel, "log-level", "warn", "least `LEVEL` of what is logged to standard error: "+
		"debug, info, warn or error")
	return cmd
}

func (f *exportFlags) check() error {
	switch {
	case !f.decisions:
		return usage("found nothing to export, want --format or --decisions")
	case f.out == "":
		return usage("--out: found nothing, want a file")
	}
	return checkSource(f.addr, f.dataDir)
}

func (f *exportFlags) run(cmd *cobra.Command, args []string) error {
	if f.given() {
		return f.samples(cmd, args)
	}
	if err := f.check(); err != nil {
		return err
	}
	query := runs.DecisionQuery{Domain: f.domain, OnlyWithFeatures: f.withFeatures}
	for _, name := range args {
		query.Runs = append(query.Runs, "runs/"+strings.TrimPrefix(name, "runs/"))
	}
	file, err := newDecisionFile(f.out)
	if err != nil {
		return usage("--out: %w", err)
	}
	read := f.fromServer
	if f.dataDir != "" {
		read = f.fromFolder
	}
	err = read(cmd, query, file.write)
	if ctx := cmd.Context(); err != nil && ctx.Err() != nil {
		err = &exitError{code: exitInterrupted, err: fmt.Errorf("interrupted after %s", file.counted())}
	}
	if err != nil {
		return errors.Join(err, file.discard())
	}
	if err := file.keep(); err != nil {
		return err
	}
	for _, name := range file.open {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s has not ended: it is exported as far as it is\n", name)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s to %s\n", file.counted(), f.out)
	return nil
}

// samples exports those of a run.
func (f *exportFlags) samples(cmd *cobra.Command, args []string) error {
	switch {
	case f.decisions:
		return usage("found --format and --decisions, want one of the two")
	case len(args) != 1:
		return usage("found %d runs, want the one whose samples to export", len(args))
	case f.dataDir != "":
		return usage("--data-dir: samples are read from a server that runs; start it and name it with --addr")
	}
	o, err := f.options()
	if err != nil {
		return err
	}
	conn, err := dial(cmp.Or(f.addr, defaultAddr))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	source, err := serverSource(ctx, conn, args[0])
	if err == nil {
		err = exportSamples(ctx, source, o, cmd.ErrOrStderr())
	}
	if err != nil && cmd.Context().Err() != nil {
		return &exitError{code: exitInterrupted, err: errors.New("interrupted; nothing was written")}
	}
	return err
}

// fromServer reads from a running server.
func (f *exportFlags) fromServer(
	cmd *cobra.Command, q runs.DecisionQuery, visit func(*callmillv1.DecisionEvent) error,
) error {
	addr := f.addr
	if addr == "" {
		addr = defaultAddr
	}
	conn, err := dial(addr)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	// Its own context, so that leaving early always ends the call.
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	stream, err := callmillv1.NewRoutingServiceClient(conn).StreamDecisions(ctx, &callmillv1.StreamDecisionsRequest{
		Runs: q.Runs, Domain: q.Domain, OnlyWithFeatures: q.OnlyWithFeatures,
	})
	if err != nil {
		return callError(addr, err)
	}
	for {
		m, err := stream.Recv()
		if ended(err) {
			return nil
		}
		if err != nil {
			return callError(addr, err)
		}
		if err := visit(m.GetEvent()); err != nil {
			return err
		}
	}
}

// fromFolder reads from the folder of a server that is stopped.
func (f *exportFlags) fromFolder(
	cmd *cobra.Command, q runs.DecisionQuery, visit func(*callmillv1.DecisionEvent) error,
) error {
	logger, err := f.logger(cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	err = readFolder(cmd.Context(), f.dataDir, logger, func(store *runlog.Store) error {
		return runs.ReadDecisions(cmd.Context(), store, q, visit)
	})
	if field := (*runs.FieldError)(nil); errors.As(err, &field) {
		return &exitError{code: exitUsage, err: err}
	}
	return err
}
