package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/report"
	runs "github.com/callmill/callmill/server/internal/run"
	"github.com/callmill/callmill/server/internal/runlog"
)

// collectFromServer reads a run of a running server: from its start to its end or,
// where it has not ended, as far as it is now.
func collectFromServer(ctx context.Context, addr, id string, c *report.Collector) error {
	conn, err := dial(addr)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	name, generation := "runs/"+id, callmillv1.NewGenerationServiceClient(conn)
	callCtx, done := context.WithTimeout(ctx, callTimeout)
	defer done()
	got, err := generation.GetRun(callCtx, &callmillv1.GetRunRequest{Name: name})
	if status.Code(err) == codes.NotFound {
		return noSuchRun(name, "the server at "+addr, runsOfServer(callCtx, generation))
	}
	if err != nil {
		return callError(addr, err)
	}
	run := got.GetRun()
	c.State = run.GetState()
	next, err := frames(ctx, generation, name)
	if err != nil {
		return err
	}
	if err := collectFrames(next, run, c); err != nil || c.Ended() {
		return err
	}
	if c.Target, err = targetOf(callCtx, conn, run.GetSpec()); err != nil {
		return callError(addr, err)
	}
	stream, err := callmillv1.NewRoutingServiceClient(conn).StreamDecisions(ctx,
		&callmillv1.StreamDecisionsRequest{Runs: []string{name}})
	for err == nil {
		var m *callmillv1.StreamDecisionsResponse
		if m, err = stream.Recv(); err == nil {
			c.Decision(m.GetEvent())
		}
	}
	if !ended(err) {
		return callError(addr, err)
	}
	return nil
}

// collectFrames takes the frames of a run; of one that has not ended, those that
// there are.
func collectFrames(next func() (*callmillv1.Frame, error), run *callmillv1.Run, c *report.Collector) error {
	open := run.GetCompleted() == nil
	for began := false; !open || !began || c.Samples() < run.GetProgress().GetAccepted(); began = true {
		f, err := next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		c.Frame(f)
	}
	return nil
}

// targetOf is the target of a run: its own, or that of its domain.
func targetOf(
	ctx context.Context, conn grpc.ClientConnInterface, spec *callmillv1.RunSpec,
) (*callmillv1.Target, error) {
	if spec.GetTarget() != nil {
		return spec.GetTarget(), nil
	}
	got, err := callmillv1.NewDomainServiceClient(conn).GetDomain(ctx,
		&callmillv1.GetDomainRequest{Domain: spec.GetDomain()})
	if err != nil {
		return nil, err
	}
	return got.GetDomain().GetTarget(), nil
}

// collectFromFolder reads a run from the folder of a server that is stopped.
func collectFromFolder(ctx context.Context, dir string, logger *slog.Logger, id string, c *report.Collector) error {
	return readFolder(ctx, dir, logger, func(store *runlog.Store) error {
		log, err := store.Log(ctx, id)
		switch {
		case errors.Is(err, runlog.ErrInvalidID):
			return &exitError{code: exitUsage, err: err}
		case errors.Is(err, runlog.ErrNotFound):
			have, err := store.Runs(ctx)
			if err != nil {
				return fmt.Errorf("list the runs: %w", err)
			}
			for i := range have {
				have[i] = "runs/" + have[i]
			}
			return noSuchRun("runs/"+id, dir, have)
		case err != nil:
			return err
		}
		// Nobody works on a run that has not ended.
		c.State = callmillv1.Run_STATE_PAUSED
		if err := collectLog(ctx, log, c); err != nil || c.Ended() {
			return err
		}
		return runs.ReadDecisions(ctx, store, runs.DecisionQuery{Runs: []string{"runs/" + id}},
			func(e *callmillv1.DecisionEvent) error {
				c.Decision(e)
				return nil
			})
	})
}

// collectLog takes all records of a log that nobody writes to.
func collectLog(ctx context.Context, log *runlog.Log, c *report.Collector) error {
	last, _, err := log.Last(ctx)
	if err != nil {
		return fmt.Errorf("read the log of runs/%s: %w", log.ID(), err)
	}
	reader, err := log.Read(ctx, runlog.Position{})
	if err != nil {
		return fmt.Errorf("read the log of runs/%s: %w", log.ID(), err)
	}
	defer func() { _ = reader.Close() }()
	for at := (runlog.Position{}); at != last; {
		var data []byte
		if at, data, err = reader.Next(ctx); err != nil {
			return fmt.Errorf("read the log of runs/%s: %w", log.ID(), err)
		}
		record := &callmillv1.LogRecord{}
		if err := proto.Unmarshal(data, record); err != nil {
			return fmt.Errorf("record %v of runs/%s: %w", at, log.ID(), err)
		}
		if f := runs.FrameOf(record); f != nil {
			c.Frame(f)
		}
	}
	return nil
}

// runsOfServer names the newest runs; none where they cannot be had.
func runsOfServer(ctx context.Context, client callmillv1.GenerationServiceClient) []string {
	got, err := client.ListRuns(ctx, &callmillv1.ListRunsRequest{PageSize: 2 * maxNamed})
	if err != nil {
		return nil
	}
	var names []string
	for _, r := range got.GetRuns() {
		names = append(names, r.GetName())
	}
	return names
}

// maxNamed is how many runs an error names.
const maxNamed = 5

// noSuchRun says which runs there are instead.
func noSuchRun(name, where string, have []string) error {
	if len(have) == 0 {
		return fmt.Errorf("no such run: %s; %s has none", name, where)
	}
	slices.Sort(have)
	more := ""
	if len(have) > maxNamed {
		have, more = have[:maxNamed], ", …"
	}
	return fmt.Errorf("no such run: %s; %s has %s%s", name, where, strings.Join(have, ", "), more)
}
