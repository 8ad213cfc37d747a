package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/callmill/callmill/pathways/domain"
	runs "github.com/callmill/callmill/server/internal/run"
	"github.com/callmill/callmill/server/internal/runlog"
	"github.com/callmill/callmill/server/internal/serve"
	"github.com/callmill/callmill/server/internal/survey"
)

// stopTimeout bounds the shutdown.
const stopTimeout = 20 * time.Second

func newServe() *cobra.Command {
	var (
		common   commonFlags
		grpcAddr string
		httpAddr string
		logs     logFlags
		models   modelFlags
		features float64
	)
	cmd := &cobra.Command{
		Use:   "server",
		Short: "callmill makes training data for function-calling models",
		Long: `callmill makes query → call samples whose distribution matches a target, as a
gRPC service. Without a command it serves: gRPC on one port; Connect, gRPC-Web
and /metrics on another.

  server                              serve the embedded domain
  server --domain shop=./shop         serve one of your own beside it
  server sample --count 200           print 200 samples and end`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("unknown command %q (see %s --help)", args[0], c.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			opts := serve.Options{GRPCAddr: grpcAddr, HTTPAddr: httpAddr, LogFeatures: features}
			if err := logs.apply(&opts, common.dataDir); err != nil {
				return err
			}
			if err := models.apply(&opts, os.Getenv("OLLAMA_HOST")); err != nil {
				return err
			}
			return serveUntilDone(cmd, &common, opts)
		},
	}
	fl := cmd.Flags()
	common.register(fl)
	fl.Lookup("policy").Usage = "policy `FILE` to activate at start, for all new runs; if not given, the one " +
		"stays active that was, or else the one that ships"
	fl.StringArrayVar(&common.domains, "domain", nil, "`NAME=DIR` registers a domain folder; may be repeated")
	fl.StringVar(&common.dataDir, "data-dir", "callmill-data", "`DIR` of the log and of the policies")
	fl.StringVar(&grpcAddr, "grpc-addr", "127.0.0.1:7410", "`HOST:PORT` of native gRPC")
	fl.StringVar(&httpAddr, "http-addr", "127.0.0.1:7411",
		"`HOST:PORT` of Connect, gRPC-Web and /metrics; empty for none")
	numberVar(fl, &features, "log-features", 0.1, 0, 1,
		"`SHARE` of runs that log the features of their decisions, for training, though not asked to")
	logs.register(fl)
	models.register(fl)
	return cmd
}

func serveUntilDone(cmd *cobra.Command, common *commonFlags, opts serve.Options) error {
	ctx := cmd.Context()
	var err error
	if opts.Logger, err = common.logger(cmd.ErrOrStderr()); err != nil {
		return err
	}
	if opts.Policy, err = common.loadPolicy(); err != nil {
		return &exitError{code: exitUsage, err: err}
	}
	if opts.Domains, _, err = loadDomains(common.domains); err != nil {
		return err
	}
	s, err := serve.New(ctx, opts)
	if err != nil {
		return startError(opts, err)
	}
	s.Start()
	fmt.Fprintf(cmd.ErrOrStderr(), "callmill serves gRPC on %s%s\n", s.GRPCAddr(), httpNote(s.HTTPAddr()))
	failed := make(chan error, 1)
	go func() { failed <- s.Wait() }()
	select {
	case err = <-failed:
	case <-ctx.Done():
		fmt.Fprintln(cmd.ErrOrStderr(), "callmill is shutting down; runs resume from their logs")
	}
	stopCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	return errors.Join(err, s.Stop(stopCtx))
}

// startError adds what to do about the commonest faults.
func startError(o serve.Options, err error) error {
	unfit := (*runs.TargetError)(nil)
	switch {
	case errors.As(err, &unfit):
		return targetError(o.Domains, err)
	case errors.Is(err, runlog.ErrLocked):
		return fmt.Errorf("%w: stop the other server or choose another --data-dir", err)
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%w: choose other ports with --grpc-addr and --http-addr", err)
	default:
		return err
	}
}

// targetError says what is wrong with a domain's own target, with its file and line, as
// check-domain does.
func targetError(domains map[string]*domain.Domain, err error) error {
	for _, name := range slices.Sorted(maps.Keys(domains)) {
		if faults := survey.TargetFaults(domains[name]); len(faults) > 0 {
			return &exitError{code: exitUsage, err: fmt.Errorf("the target of domain %s cannot be met:\n%w", name, faults)}
		}
	}
	return &exitError{code: exitUsage, err: err}
}

func httpNote(addr string) string {
	if addr == "" {
		return ""
	}
	return "; Connect, gRPC-Web and /metrics on http://" + addr
}
