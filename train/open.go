package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"

	"github.com/spf13/pflag"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
	"github.com/callmill/callmill/train/internal/remote"
)

// logFlags say which log to read, and against which policy to judge.
type logFlags struct {
	logs   []string
	domain string
	active string
}

func (f *logFlags) register(fl *pflag.FlagSet) {
	fl.StringArrayVar(&f.logs, "log", nil, "`ADDRESS|FILE` of the decisions: a server's native gRPC as HOST:PORT, "+
		"or a file of \"server export --decisions\"; repeated for several files")
	fl.StringVar(&f.domain, "domain", "", "`NAME` of the domain whose runs to use; all if not given")
	fl.StringVar(&f.active, "active", "", "policy `FILE` to be beaten; the server's active one if not given, "+
		"or, with files, that of the log's last run outside of a trial")
}

// input is an open log.
type input struct {
	log *dataset.Spool
	// client is the server's that the log came from, nil with files.
	client *remote.Client
	use    func(run int) bool
	runs   int                // for which use is true
	judged func(run int) bool // those of them that a policy is judged on
	active *router.Policy
}

// close closes everything.
func (in *input) close() error {
	var errs []error
	if in.log != nil {
		errs = append(errs, in.log.Close())
	}
	if in.client != nil {
		errs = append(errs, in.client.Close())
	}
	return errors.Join(errs...)
}

// open reads the log whole, telling m.
func (f *logFlags) open(ctx context.Context, m *meter) (_ *input, err error) {
	in := &input{}
	defer func() {
		if err != nil {
			err = errors.Join(err, in.close())
		}
	}()
	sources, err := f.sources(in)
	if err != nil {
		return nil, err
	}
	// What can fail fails before hours of log are read.
	if f.active != "" {
		if in.active, err = readPolicy("--active", f.active); err != nil {
			return nil, err
		}
	} else if in.client != nil {
		if in.active, err = in.client.Active(ctx); err != nil {
			return nil, err
		}
	}
	for i, s := range sources {
		sources[i] = counted(s, m)
	}
	if in.log, err = dataset.Open(ctx, sources...); err != nil {
		return nil, err
	}
	m.clear()
	in.choose(f.domain)
	if in.active == nil {
		in.active, err = lastPolicy(in.log.Runs(), in.use)
	}
	return in, err
}

// choose leaves out the runs of other domains; a server was asked for none.
func (in *input) choose(domain string) {
	runs := in.log.Runs()
	in.use = func(run int) bool { return domain == "" || runs[run].Domain == domain }
	in.judged = in.use
	for run := range runs {
		if in.use(run) {
			in.runs++
		}
	}
}

// sources tells files from an address.
func (f *logFlags) sources(in *input) ([]dataset.Source, error) {
	if len(f.logs) == 0 {
		return nil, usage("--log: want a file or a server's address")
	}
	var sources []dataset.Source
	for _, name := range f.logs {
		_, err := os.Stat(name)
		switch {
		case err == nil:
			sources = append(sources, dataset.File(name))
		case !isAddress(name):
			return nil, usage("--log: found %q, which is no file, nor an address as HOST:PORT", name)
		case len(f.logs) > 1:
			return nil, usage("--log: found the address %s beside others, want it alone", name)
		default:
			if in.client, err = remote.Dial(name); err != nil {
				return nil, err
			}
			sources = append(sources, in.client.Decisions(f.domain))
		}
	}
	return sources, nil
}

// isAddress reports whether s is HOST:PORT.
func isAddress(s string) bool {
	host, port, err := net.SplitHostPort(s)
	if err != nil || host == "" {
		return false
	}
	n, err := strconv.Atoi(port)
	return err == nil && n > 0 && n < 1<<16
}

// counted tells m of every decision that is read.
func counted(s dataset.Source, m *meter) dataset.Source {
	read := s.Read
	s.Read = func(ctx context.Context, visit func(*callmillv1.DecisionEvent) error) error {
		return read(ctx, func(e *callmillv1.DecisionEvent) error {
			if err := visit(e); err != nil {
				return err
			}
			m.read(e)
			return nil
		})
	}
	return s
}

// readPolicy reads a policy file that a flag named.
func readPolicy(flag, path string) (*router.Policy, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, usage("%s: %w", flag, err)
	}
	p, err := router.ParsePolicy(data)
	if err != nil {
		return nil, usage("%s %s: %w", flag, path, err)
	}
	return p, nil
}

// lastPolicy is the policy of the last run that was not part of a trial: what
// was active when the log was written. A log without runs is judged against the
// policy that ships.
func lastPolicy(runs []dataset.Run, use func(run int) bool) (*router.Policy, error) {
	start, err := router.StartPolicy()
	if err != nil {
		return nil, fmt.Errorf("the policy that ships: %w", err)
	}
	for i := len(runs) - 1; i >= 0; i-- {
		run := &runs[i]
		switch {
		case !use(i) || run.Canary:
			continue
		case run.Document != nil:
			p, err := router.ParsePolicy(run.Document)
			if err != nil {
				return nil, fmt.Errorf("the policy of %s: %w", run.Name, err)
			}
			return p, nil
		case run.PolicyHash == start.Hash():
			return start, nil
		default:
			return nil, usage("--active: the log does not have the file of %s, which routed %s; name it", run.Policy, run.Name)
		}
	}
	return start, nil
}
