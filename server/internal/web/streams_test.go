package web_test

import (
	"testing"
	"time"

	"connectrpc.com/connect"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/serve"
	"github.com/callmill/callmill/server/internal/serve/servetest"
)

func generate(
	t *testing.T, s *serve.Server, p protocol, request *callmillv1.GenerateSamplesRequest,
) *connect.ServerStreamForClient[callmillv1.GenerateSamplesResponse] {
	t.Helper()
	stream, err := method[callmillv1.GenerateSamplesRequest, callmillv1.GenerateSamplesResponse](
		t, s, p, "GenerateSamples").CallServerStream(t.Context(), connect.NewRequest(request))
	if err != nil {
		t.Fatal(err)
	}
	return stream
}

// TestSlowClient has clients of the HTTP port stop reading: the run stands still
// far from its end, and goes on when they read again.
func TestSlowClient(t *testing.T) {
	const count = 100_000
	s := servetest.Start(t, servetest.Options(t))
	watcher := servetest.Client(t, s)
	for _, p := range protocols()[:2] {
		stream := generate(t, s, p, &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: count, Lead: 64})
		got := &servetest.Reading{}
		if err := got.Read(t, nextOf(stream), 10); err != nil {
			t.Fatal(err)
		}
		have, since := int64(0), time.Now()
		for have == 0 || time.Since(since) < 500*time.Millisecond {
			r, err := watcher.GetRun(t.Context(), &callmillv1.GetRunRequest{Name: got.Run})
			if err != nil {
				t.Fatal(err)
			}
			if now := r.GetRun().GetProgress().GetAccepted(); now != have {
				have, since = now, time.Now()
			}
			time.Sleep(5 * time.Millisecond)
		}
		t.Logf("%s: stood still at %d samples", p.name, have)
		// The kernel's buffers are what HTTP/1.1 has for a window: megabytes.
		if have > count/4 {
			t.Errorf("%s: the run stood still at %d samples", p.name, have)
		}
		if err := got.Read(t, nextOf(stream), int(have)+500); err != nil {
			t.Errorf("%s: %v", p.name, err)
		}
		_ = stream.Close()
		cancelRun(t, watcher, got.Run)
	}
}

func cancelRun(t *testing.T, c callmillv1.GenerationServiceClient, name string) {
	t.Helper()
	if _, err := c.CancelRun(t.Context(), &callmillv1.CancelRunRequest{Name: name}); err != nil {
		t.Fatal(err)
	}
}

// TestShutdown stops the server under a stream of every protocol.
func TestShutdown(t *testing.T) {
	for _, p := range protocols() {
		s := servetest.Start(t, servetest.Options(t))
		stream := generate(t, s, p, &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 100_000, Lead: 16})
		got := &servetest.Reading{}
		if err := got.Read(t, nextOf(stream), 20); err != nil {
			t.Fatal(err)
		}
		stopped := make(chan struct{})
		go func() {
			defer close(stopped)
			servetest.Stop(t, s)
		}()
		checkError(t, got.Read(t, nextOf(stream), -1), connect.CodeUnavailable, "SHUTTING_DOWN", "")
		_ = stream.Close()
		<-stopped
	}
}
