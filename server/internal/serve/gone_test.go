package serve_test

import (
	"context"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/serve/servetest"
)

// state asks for a run's state.
func state(t *testing.T, c callmillv1.GenerationServiceClient, name string) callmillv1.Run_State {
	t.Helper()
	r, err := c.GetRun(t.Context(), &callmillv1.GetRunRequest{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return r.GetRun().GetState()
}

// awaitState waits for a run's state, and says how long it took.
func awaitState(
	t *testing.T, c callmillv1.GenerationServiceClient, name string, want callmillv1.Run_State,
) time.Duration {
	t.Helper()
	began := time.Now()
	for state(t, c, name) != want {
		if time.Since(began) > 10*time.Second {
			t.Fatalf("%s is %v, want %v", name, state(t, c, name), want)
		}
		time.Sleep(time.Millisecond)
	}
	return time.Since(began)
}

// TestClientGone has clients go away in mid-run in every way there is, over and
// over within one run: each time the run pauses at once, and at the end nothing
// was lost and nothing came twice.
func TestClientGone(t *testing.T) {
	o := servetest.Options(t)
	request := &callmillv1.GenerateSamplesRequest{
		Domain: "studio", Count: 600, Seed: 3, Lead: 8, Window: 16, RunId: "left",
	}
	want := servetest.Uninterrupted(t, o, request)

	s := servetest.Start(t, o)
	watcher := servetest.Client(t, s)
	got := &servetest.Reading{}
	pauses := map[string][]time.Duration{}
	open := func(ctx context.Context, c callmillv1.GenerationServiceClient) servetest.Next {
		if got.Run == "" {
			stream, err := c.GenerateSamples(ctx, request)
			if err != nil {
				t.Fatal(err)
			}
			return servetest.NextOf(stream)
		}
		stream, err := c.StreamSamples(ctx, &callmillv1.StreamSamplesRequest{
			Name: got.Run, Cursor: got.Cursor, Drive: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		return servetest.NextOf(stream)
	}
	for round := range 8 {
		ctx, cancel := context.WithCancel(t.Context())
		conn := servetest.Dial(t, s.GRPCAddr())
		next := open(ctx, callmillv1.NewGenerationServiceClient(conn))
		if err := got.Read(t, next, len(got.Samples)+40); err != nil {
			t.Fatal(err)
		}
		how := "cancelled"
		if round%2 == 0 {
			cancel()
		} else {
			how = "closed"
			_ = conn.Close()
		}
		pauses[how] = append(pauses[how], awaitState(t, watcher, got.Run, callmillv1.Run_STATE_PAUSED))
		cancel()
	}
	for how, took := range pauses {
		t.Logf("paused after the client had %s: %v", how, took)
		servetest.CheckPauses(t, how, took)
	}
	if err := got.Read(t, open(t.Context(), watcher), -1); err != nil {
		t.Fatal(err)
	}
	servetest.Same(t, got, want)
}

// TestPausedStandsStill shows that a paused run makes nothing: its log has the
// lead and no more.
func TestPausedStandsStill(t *testing.T) {
	c := servetest.Client(t, servetest.Start(t, servetest.Options(t)))
	ctx, cancel := context.WithCancel(t.Context())
	stream, err := c.GenerateSamples(ctx, &callmillv1.GenerateSamplesRequest{
		Domain: "studio", Count: 100_000, Lead: 16, Window: 8,
	})
	if err != nil {
		t.Fatal(err)
	}
	got := &servetest.Reading{}
	if err := got.Read(t, servetest.NextOf(stream), 50); err != nil {
		t.Fatal(err)
	}
	cancel()
	awaitState(t, c, got.Run, callmillv1.Run_STATE_PAUSED)
	before := accepted(t, c, got.Run)
	time.Sleep(300 * time.Millisecond) // nothing signals that nothing happens
	if after := accepted(t, c, got.Run); after != before {
		t.Errorf("the run went on from %d to %d samples while it was paused", before, after)
	}
}

func accepted(t *testing.T, c callmillv1.GenerationServiceClient, name string) int64 {
	t.Helper()
	r, err := c.GetRun(t.Context(), &callmillv1.GetRunRequest{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return r.GetRun().GetProgress().GetAccepted()
}

// TestExpiry lets a run wait for a driving stream for longer than it may.
func TestExpiry(t *testing.T) {
	c := servetest.Client(t, servetest.Start(t, servetest.Options(t)))
	ctx, cancel := context.WithCancel(t.Context())
	request := &callmillv1.GenerateSamplesRequest{
		Domain: "studio", Count: 100_000, Lead: 8, RunId: "short-lived", ResumeWindow: seconds(0.2),
	}
	stream, err := c.GenerateSamples(ctx, request)
	if err != nil {
		t.Fatal(err)
	}
	driven := &servetest.Reading{}
	if err := driven.Read(t, servetest.NextOf(stream), 20); err != nil {
		t.Fatal(err)
	}
	reader, err := c.StreamSamples(t.Context(), &callmillv1.StreamSamplesRequest{Name: driven.Run})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	read := &servetest.Reading{}
	if err := read.Read(t, servetest.NextOf(reader), -1); err != nil {
		t.Fatal(err)
	}
	if got := read.Completed.GetState(); got != callmillv1.Run_STATE_EXPIRED {
		t.Errorf("found state %v", got)
	}
	if int64(len(read.Samples)) != read.Completed.GetAccepted() {
		t.Errorf("found %d samples, the report says %d", len(read.Samples), read.Completed.GetAccepted())
	}
	// What was made stays readable, and its name taken.
	again, err := c.StreamSamples(t.Context(), &callmillv1.StreamSamplesRequest{Name: driven.Run, Drive: true})
	if err != nil {
		t.Fatal(err)
	}
	second := &servetest.Reading{}
	if err := second.Read(t, servetest.NextOf(again), -1); err != nil {
		t.Fatal(err)
	}
	servetest.Same(t, second, read)
	dup, err := c.GenerateSamples(t.Context(), request)
	if err == nil {
		_, err = dup.Recv()
	}
	if status.Code(err) != codes.AlreadyExists {
		t.Errorf("found %v for a name that is taken", err)
	}
}
