package serve_test

import (
	"errors"
	"io"
	"net"
	"path/filepath"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/runlog"
	"github.com/callmill/callmill/server/internal/serve"
	"github.com/callmill/callmill/server/internal/serve/servetest"
)

// TestRoundTrip calls every method of both services.
func TestRoundTrip(t *testing.T) {
	s := servetest.Start(t, servetest.Options(t))
	conn := servetest.Dial(t, s.GRPCAddr())
	ctx, client := t.Context(), callmillv1.NewGenerationServiceClient(conn)

	stream, err := client.GenerateSamples(ctx, &callmillv1.GenerateSamplesRequest{
		Domain: "studio", Count: 30, Seed: 7, RunId: "flat",
	})
	if err != nil {
		t.Fatal(err)
	}
	flat := &servetest.Reading{}
	if err := flat.Read(t, servetest.NextOf(stream), -1); err != nil {
		t.Fatal(err)
	}
	if flat.Run != "runs/flat" || len(flat.Samples) != 30 || flat.Completed.GetAccepted() != 30 {
		t.Errorf("found run %s, %d samples, completed %v", flat.Run, len(flat.Samples), flat.Completed)
	}

	created, err := client.CreateRun(ctx, &callmillv1.CreateRunRequest{
		Spec: &callmillv1.RunSpec{Domain: "studio", Count: 30, Seed: 7}, RunId: "other",
	})
	if err != nil {
		t.Fatal(err)
	}
	if r := created.GetRun(); r.GetName() != "runs/other" || r.GetState() == callmillv1.Run_STATE_UNSPECIFIED ||
		r.GetSpec().GetLead() == 0 || r.GetCreateTime() == nil || r.GetCompleted() != nil {
		t.Errorf("found the new run %v", r)
	}
	read, err := client.StreamSamples(ctx, &callmillv1.StreamSamplesRequest{Name: "runs/other", Drive: true})
	if err != nil {
		t.Fatal(err)
	}
	other := &servetest.Reading{}
	if err := other.Read(t, servetest.NextOf(read), -1); err != nil {
		t.Fatal(err)
	}
	servetest.Same(t, other, flat)

	got, err := client.GetRun(ctx, &callmillv1.GetRunRequest{Name: "runs/other"})
	if err != nil {
		t.Fatal(err)
	}
	if r := got.GetRun(); r.GetState() != callmillv1.Run_STATE_SUCCEEDED || r.GetEndTime() == nil ||
		r.GetCompleted().GetAccepted() != 30 || r.GetProgress().GetAccepted() != 30 {
		t.Errorf("found the run %v", r)
	}
	list, err := client.ListRuns(ctx, &callmillv1.ListRunsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(list.GetRuns()); n != 2 || list.GetRuns()[0].GetName() != "runs/other" || list.GetNextPageToken() != "" {
		t.Errorf("found the list %v", list)
	}
	if c := list.GetRuns()[0].GetCompleted(); c != nil {
		t.Errorf("found a closing report in the list: %v", c)
	}
	if r, err := client.CancelRun(ctx, &callmillv1.CancelRunRequest{Name: "runs/other"}); err != nil ||
		r.GetRun().GetState() != callmillv1.Run_STATE_SUCCEEDED {
		t.Errorf("cancel a run that has ended: %v, %v", r, err)
	}
	if _, err := client.DeleteRun(ctx, &callmillv1.DeleteRunRequest{Name: "runs/other"}); err != nil {
		t.Error(err)
	}
	_, err = client.GetRun(ctx, &callmillv1.GetRunRequest{Name: "runs/other"})
	if status.Code(err) != codes.NotFound {
		t.Errorf("found %v for a deleted run", err)
	}
	explained, err := callmillv1.NewRoutingServiceClient(conn).ExplainDecision(ctx,
		&callmillv1.ExplainDecisionRequest{Domain: "studio"})
	if err != nil || len(explained.GetPathways()) == 0 || len(explained.GetFeatures()) == 0 {
		t.Errorf("explain: %v, %v", explained, err)
	}
	health, err := healthv1.NewHealthClient(conn).Check(ctx, &healthv1.HealthCheckRequest{})
	if err != nil || health.GetStatus() != healthv1.HealthCheckResponse_SERVING {
		t.Errorf("health: %v, %v", health, err)
	}
}

// TestNewFails has every step of New fail after the ones before: nothing may be
// left behind, neither the lock of the log nor a goroutine.
func TestNewFails(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	dir := t.TempDir()
	for name, change := range map[string]func(*serve.Options){
		"no domain":       func(o *serve.Options) { o.Domains = nil },
		"no address":      func(o *serve.Options) { o.GRPCAddr = "" },
		"negative bound":  func(o *serve.Options) { o.MaxLive = -1 },
		"gRPC port taken": func(o *serve.Options) { o.GRPCAddr = taken.Addr().String() },
		"HTTP port taken": func(o *serve.Options) { o.HTTPAddr = taken.Addr().String() },
		"folder is bad":   func(o *serve.Options) { o.Log.Dir = filepath.Join("/dev/null", "x") },
	} {
		o := servetest.Options(t)
		o.Log.Dir = dir
		change(&o)
		if s, err := serve.New(t.Context(), o); err == nil {
			t.Errorf("%s: no error", name)
			servetest.Stop(t, s)
		}
	}
	o := servetest.Options(t)
	o.Log.Dir = dir
	s := servetest.Start(t, o)
	if _, err := serve.New(t.Context(), o); !errors.Is(err, runlog.ErrLocked) {
		t.Errorf("a second server in the same folder: found %v, want %v", err, runlog.ErrLocked)
	}
	servetest.Stop(t, s)
}

// TestStop stops servers in every state, more than once.
func TestStop(t *testing.T) {
	o := servetest.Options(t)
	never, err := serve.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	servetest.Stop(t, never)

	o.HTTPAddr, o.Drain = "", time.Second
	s := servetest.Start(t, o)
	if s.HTTPAddr() != "" {
		t.Errorf("found an HTTP port: %s", s.HTTPAddr())
	}
	watch, err := healthv1.NewHealthClient(servetest.Dial(t, s.GRPCAddr())).
		Watch(t.Context(), &healthv1.HealthCheckRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if m, err := watch.Recv(); err != nil || m.GetStatus() != healthv1.HealthCheckResponse_SERVING {
		t.Fatalf("health: %v, %v", m, err)
	}
	waited := make(chan error, 1)
	go func() { waited <- s.Wait() }()
	servetest.Stop(t, s) // the watch does not end by itself: it is broken off
	if m, err := watch.Recv(); err == nil && m.GetStatus() != healthv1.HealthCheckResponse_NOT_SERVING {
		t.Errorf("health: %v, want NOT_SERVING first", m)
	}
	if err := <-waited; err != nil {
		t.Errorf("wait: %v", err)
	}
	servetest.Stop(t, s)
	if _, err := watch.Recv(); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("the watch ended with %v, want to be broken off", err)
	}
}
