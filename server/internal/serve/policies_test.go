package serve_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/serve"
	"github.com/callmill/callmill/server/internal/serve/servetest"
)

// onFolder are the options of a server that keeps everything in a folder.
func onFolder(t *testing.T, dir string) serve.Options {
	t.Helper()
	o := servetest.Options(t)
	o.Log.Dir, o.PolicyDir = dir, filepath.Join(dir, "policies")
	return o
}

// hashOf makes a run, reads it to its end, and gives the policy that routed it.
func hashOf(t *testing.T, c callmillv1.GenerationServiceClient, req *callmillv1.GenerateSamplesRequest) string {
	t.Helper()
	stream, err := c.GenerateSamples(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	r := &servetest.Reading{}
	if err := r.Read(t, servetest.NextOf(stream), -1); err != nil {
		t.Fatal(err)
	}
	return r.Started.GetPolicyHash()
}

// eventsOf reads a stream of decisions to its end.
func eventsOf(
	t *testing.T, c callmillv1.RoutingServiceClient, req *callmillv1.StreamDecisionsRequest,
) (all []*callmillv1.DecisionEvent) {
	t.Helper()
	stream, err := c.StreamDecisions(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	for {
		m, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m.GetEvent())
	}
}

// TestNewPolicyWithoutRestart goes the whole way: a run logs its features, its
// decisions are read, an edited policy is activated while another run is under
// way, new runs use it and the old one does not, the way back leads to the
// policy that ships, and a restart keeps all of it.
func TestNewPolicyWithoutRestart(t *testing.T) {
	dir := t.TempDir()
	s := servetest.Start(t, onFolder(t, dir))
	conn := servetest.Dial(t, s.GRPCAddr())
	runs, routing := callmillv1.NewGenerationServiceClient(conn), callmillv1.NewRoutingServiceClient(conn)
	small := &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 30}

	start := hashOf(t, runs, &callmillv1.GenerateSamplesRequest{
		Domain: "studio", Count: 100, RunId: "logged", LogFeatures: true,
	})
	events := eventsOf(t, routing, &callmillv1.StreamDecisionsRequest{})
	if r := events[0].GetRun(); r.GetRun() != "runs/logged" || !r.GetHasFeatures() || r.GetPolicyHash() != start {
		t.Errorf("found the run %v", r)
	}
	if end := events[len(events)-1].GetEnd(); end.GetAccepted() != 100 || len(events) < 102 {
		t.Errorf("found %d events and the end %v", len(events), end)
	}
	for _, e := range events[1 : len(events)-1] {
		d := e.GetDecision().GetDecision()
		if len(d.GetFeatures()) == 0 || d.GetPropensity() != d.GetProbabilities()[d.GetChoice()] {
			t.Fatalf("found the decision %v", d)
		}
	}

	// A run is under way when its policy is replaced.
	under, err := runs.GenerateSamples(t.Context(), &callmillv1.GenerateSamplesRequest{
		Domain: "studio", Count: 400, Lead: 8, RunId: "under-way",
	})
	if err != nil {
		t.Fatal(err)
	}
	way := &servetest.Reading{}
	if err := way.Read(t, servetest.NextOf(under), 20); err != nil {
		t.Fatal(err)
	}
	edited := servetest.Policy(t, "edited", 2)
	_, err = routing.ActivatePolicy(t.Context(), &callmillv1.ActivatePolicyRequest{Document: edited.Encode()})
	if err != nil {
		t.Fatal(err)
	}
	if got := hashOf(t, runs, small); got != edited.Hash() {
		t.Errorf("a new run uses %.8s, want %.8s", got, edited.Hash())
	}
	_, err = routing.ActivatePolicy(t.Context(), &callmillv1.ActivatePolicyRequest{Document: []byte("{}")})
	servetest.CheckError(t, "a bad file", err, codes.InvalidArgument, "INVALID_POLICY", "document.format")
	if got := hashOf(t, runs, small); got != edited.Hash() {
		t.Errorf("after a bad file a new run uses %.8s, want %.8s", got, edited.Hash())
	}
	if err := way.Read(t, servetest.NextOf(under), -1); err != nil {
		t.Fatal(err)
	}
	if way.Started.GetPolicyHash() != start || len(way.Samples) != 400 {
		t.Errorf("the run under way has %.8s and %d samples", way.Started.GetPolicyHash(), len(way.Samples))
	}

	servetest.Stop(t, s)
	s = servetest.Start(t, onFolder(t, dir))
	conn = servetest.Dial(t, s.GRPCAddr())
	runs, routing = callmillv1.NewGenerationServiceClient(conn), callmillv1.NewRoutingServiceClient(conn)
	if got := hashOf(t, runs, small); got != edited.Hash() {
		t.Errorf("after the restart a new run uses %.8s, want %.8s", got, edited.Hash())
	}
	back, err := routing.RollBackPolicy(t.Context(), &callmillv1.RollBackPolicyRequest{})
	if err != nil || back.GetPolicy().GetHash() != start {
		t.Errorf("rolled back to %v, %v", back, err)
	}
	if got := hashOf(t, runs, small); got != start {
		t.Errorf("after the way back a new run uses %.8s, want %.8s", got, start)
	}
	got, err := routing.GetPolicy(t.Context(), &callmillv1.GetPolicyRequest{Version: edited.Label()})
	if err != nil || !bytes.Equal(got.GetPolicy().GetDocument(), edited.Encode()) {
		t.Errorf("found %v, %v", got, err)
	}
	servetest.Stop(t, s)

	// A policy given at start is activated, and kept.
	o := onFolder(t, dir)
	o.Policy = servetest.Policy(t, "given", 3)
	servetest.Stop(t, servetest.Start(t, o))
	s = servetest.Start(t, onFolder(t, dir))
	if got := hashOf(t, servetest.Client(t, s), small); got != o.Policy.Hash() {
		t.Errorf("a new run uses %.8s, want the given policy", got)
	}
}

// TestShareOfFeatures has every run, or none, log its features.
func TestShareOfFeatures(t *testing.T) {
	for _, share := range []float64{0, 1} {
		o := servetest.Options(t)
		o.LogFeatures = share
		s := servetest.Start(t, o)
		conn := servetest.Dial(t, s.GRPCAddr())
		hashOf(t, callmillv1.NewGenerationServiceClient(conn), &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 5})
		events := eventsOf(t, callmillv1.NewRoutingServiceClient(conn),
			&callmillv1.StreamDecisionsRequest{OnlyWithFeatures: true})
		if got := len(events) > 0; got != (share == 1) {
			t.Errorf("share %v: found %d events with features", share, len(events))
		}
	}
	o := servetest.Options(t)
	o.LogFeatures = 1.5
	if _, err := serve.New(t.Context(), o); err == nil {
		t.Error("a share above 1: no error")
	}
}

// TestSlowReaderOfDecisions has a client stop reading: the server holds a bounded
// part of the log for it, goes on when it reads again, and neither its leaving
// nor a shutdown hangs.
func TestSlowReaderOfDecisions(t *testing.T) {
	s := servetest.Start(t, servetest.Options(t))
	conn := servetest.Dial(t, s.GRPCAddr())
	runs, routing := callmillv1.NewGenerationServiceClient(conn), callmillv1.NewRoutingServiceClient(conn)
	hashOf(t, runs, &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 3000, RunId: "long", LogFeatures: true})
	want := len(eventsOf(t, routing, &callmillv1.StreamDecisionsRequest{}))

	slow, err := routing.StreamDecisions(t.Context(), &callmillv1.StreamDecisionsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := slow.Recv(); err != nil {
		t.Fatal(err)
	}
	before, peak := heap(), int64(0)
	for range 5 {
		time.Sleep(100 * time.Millisecond)
		peak = max(peak, heap())
	}
	// All of it would be ten times as much.
	if grown := peak - before; grown > 2<<20 {
		t.Errorf("the heap grew by %d bytes while nobody read", grown)
	}
	n := 1
	for ; err == nil; n++ {
		_, err = slow.Recv()
	}
	if n--; !errors.Is(err, io.EOF) || n != want {
		t.Errorf("found %d events and %v, want %d", n, err, want)
	}

	ctx, cancel := context.WithCancel(t.Context())
	gone, err := routing.StreamDecisions(ctx, &callmillv1.StreamDecisionsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	for err == nil {
		_, err = gone.Recv()
	}
	if status.Code(err) != codes.Canceled {
		t.Errorf("found %v", err)
	}
	stuck, err := routing.StreamDecisions(t.Context(), &callmillv1.StreamDecisionsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stuck.Recv(); err != nil {
		t.Fatal(err)
	}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		servetest.Stop(t, s)
	}()
	for err == nil {
		_, err = stuck.Recv()
	}
	<-stopped
	// It may have had all of it on the way already.
	if !errors.Is(err, io.EOF) {
		servetest.CheckError(t, "shutdown", err, codes.Unavailable, "SHUTTING_DOWN")
	}
}
