package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"google.golang.org/grpc"
	"google.golang.org/grpc/status"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/export"
)

// Deadlines of what leaves the process: of one call, and between two frames of a
// run that has ended.
const (
	callTimeout  = 30 * time.Second
	frameTimeout = time.Minute
)

// exportSampleFlags are the flags of an export of samples.
type exportSampleFlags struct {
	formats   []string
	out       string
	split     string
	splitSeed uint64
	apart     string
	licence   string
}

func (f *exportSampleFlags) register(fl *pflag.FlagSet) {
	fl.StringSliceVar(&f.formats, "format", nil,
		"`FORMAT` of the samples, repeated or with commas: "+strings.Join(export.Names(), ", "))
	fl.StringVarP(&f.out, "out", "o", "",
		"`PATH` to write: a folder for samples, which must not exist or be empty; a file for decisions")
	fl.StringVar(&f.split, "split", "", "`PARTS` to divide the samples into, such as train=0.8,dev=0.1,test=0.1; "+
		"one part, train, if not given")
	countVar(fl, &f.splitSeed, "split-seed", 1, "seed of the split")
	fl.StringVar(&f.apart, "apart", "none", "what no two parts may share: none, nodes, items or both; "+
		"samples that would are left out")
	fl.StringVar(&f.licence, "licence", "", "a `SENTENCE` on the licence for the dataset card")
}

// given says whether an export of samples was asked for.
func (f *exportSampleFlags) given() bool { return len(f.formats) > 0 }

// options reads the flags. What is wrong with them is an error of usage.
func (f *exportSampleFlags) options() (export.Options, error) {
	o := export.Options{Dir: f.out, Licence: f.licence, Split: export.Split{Seed: f.splitSeed}}
	var err error
	switch o.Formats, err = export.ParseFormats(f.formats); {
	case err != nil:
		return o, usage("--format: %w", err)
	case len(o.Formats) == 0:
		return o, usage("--format: want one of %s", strings.Join(export.Names(), ", "))
	}
	if o.Split.Parts, err = export.ParseParts(f.split); err != nil {
		return o, usage("--split: %w", err)
	}
	if o.Split.Apart, err = export.ParseApart(f.apart); err != nil {
		return o, usage("--apart: %w", err)
	}
	if o.Split.Apart != export.ApartNone && len(o.Split.Parts) < 2 {
		return o, usage("--apart: nothing can be kept apart without --split PARTS")
	}
	if f.out == "" {
		return o, usage("--out: want the folder to write")
	}
	if err := hasPlace(f.out); err != nil {
		return o, usage("--out: %w", err)
	}
	return o, nil
}

// hasPlace says whether a file or folder of that name can be made: the folder that it
// is to be in is there.
func hasPlace(name string) error {
	info, err := os.Stat(filepath.Dir(name))
	if err == nil && !info.IsDir() {
		return fmt.Errorf("%s is no folder", filepath.Dir(name))
	}
	return err //nolint:wrapcheck // it names the folder, and the caller the flag
}

// exportSamples writes the samples of a run that has ended, and says on stderr what
// it wrote.
func exportSamples(ctx context.Context, source export.Source, o export.Options, stderr io.Writer) error {
	result, err := export.Write(ctx, source, o)
	if errors.Is(err, export.ErrNotEmpty) {
		return usage("--out: %w", err)
	}
	if err != nil {
		return err
	}
	for _, p := range result.Parts {
		fmt.Fprintf(stderr, "%s: %d samples\n", p.Name, p.Samples)
	}
	if result.Dropped > 0 {
		fmt.Fprintf(stderr, "left out, since several parts would share what they are made from: %d samples\n",
			result.Dropped)
	}
	for _, name := range result.Empty() {
		fmt.Fprintf(stderr, "%s has no files, since no sample came into it: want more samples, a larger share of them, "+
			"or less to keep apart\n", name)
	}
	for _, l := range result.LeftOut {
		fmt.Fprintf(stderr, "%s has no place for %d samples: calls that need the result of another\n", l.Format, l.Samples)
	}
	fmt.Fprintf(stderr, "wrote %d files to %s\n", len(result.Files), o.Dir)
	return nil
}

// serverSource opens a run that a server has; name is "runs/{run}" or the run's id.
// The stream ends when ctx does: cancel it, also after the last frame.
func serverSource(ctx context.Context, conn *grpc.ClientConn, name string) (export.Source, error) {
	if !strings.HasPrefix(name, "runs/") {
		name = "runs/" + name
	}
	generation := callmillv1.NewGenerationServiceClient(conn)
	callCtx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	got, err := generation.GetRun(callCtx, &callmillv1.GetRunRequest{Name: name})
	switch {
	case err != nil && unanswered(status.Convert(err)):
		return export.Source{}, noServer(strings.TrimPrefix(conn.Target(), dialScheme))
	case err != nil:
		return export.Source{}, (&sampleFlags{}).rpcError(err)
	}
	run := got.GetRun()
	if s := run.GetState(); s == callmillv1.Run_STATE_RUNNING || s == callmillv1.Run_STATE_PAUSED {
		return export.Source{}, fmt.Errorf("%s has not ended: it is %s, with %d of %d samples; cancel it or wait", name,
			strings.ToLower(strings.TrimPrefix(run.GetState().String(), "STATE_")),
			run.GetProgress().GetAccepted(), run.GetSpec().GetCount())
	}
	described, err := callmillv1.NewDomainServiceClient(conn).GetDomain(callCtx,
		&callmillv1.GetDomainRequest{Domain: run.GetSpec().GetDomain()})
	if err != nil {
		return export.Source{}, (&sampleFlags{}).rpcError(err)
	}
	frames, err := frames(ctx, generation, name)
	if err != nil {
		return export.Source{}, err
	}
	return export.Source{Domain: described.GetDomain(), Next: frames}, nil
}

// errSilent is the error of a server that sends nothing.
var errSilent = errors.New("the server sent nothing for " + frameTimeout.String())

// frames reads a run from its start, without driving it.
func frames(ctx context.Context, client callmillv1.GenerationServiceClient, name string) (
	func() (*callmillv1.Frame, error), error,
) {
	ctx, cancel := context.WithCancelCause(ctx)
	silence := time.AfterFunc(frameTimeout, func() { cancel(errSilent) })
	stream, err := client.StreamSamples(ctx, &callmillv1.StreamSamplesRequest{Name: name})
	if err != nil {
		silence.Stop()
		cancel(err)
		return nil, (&sampleFlags{}).rpcError(err)
	}
	return func() (*callmillv1.Frame, error) {
		silence.Reset(frameTimeout)
		m, err := stream.Recv()
		silence.Stop()
		if err == nil {
			return m.GetFrame(), nil
		}
		switch cause := context.Cause(ctx); {
		case cause != nil:
			err = cause
		case !errors.Is(err, io.EOF):
			err = (&sampleFlags{}).rpcError(err)
		}
		cancel(err)
		return nil, err
	}, nil
}
