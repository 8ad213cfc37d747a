package serve_test

import (
	"testing"

	"google.golang.org/grpc/codes"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/serve/servetest"
)

// TestShutdown stops the server in mid-stream and starts another on its folder,
// several times: the run goes on as if nothing had been.
func TestShutdown(t *testing.T) {
	request := &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 1200, Seed: 21, RunId: "moved", Lead: 32}
	want := servetest.Uninterrupted(t, servetest.Options(t), request)

	o := servetest.Options(t)
	o.Log.Dir = t.TempDir()
	s := servetest.Start(t, o)
	stream, err := servetest.Client(t, s).GenerateSamples(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	next := servetest.NextOf(stream)
	got := &servetest.Reading{}
	for range 4 {
		if err := got.Read(t, next, len(got.Samples)+150); err != nil {
			t.Fatal(err)
		}
		stopped := make(chan struct{})
		go func() {
			defer close(stopped)
			servetest.Stop(t, s)
		}()
		// What was sent before the end still comes.
		err := got.Read(t, next, -1)
		servetest.CheckError(t, "shutdown", err, codes.Unavailable, "SHUTTING_DOWN")
		if !servetest.Retries(err) {
			t.Errorf("the client is not told to try again: %v", err)
		}
		<-stopped
		s = servetest.Start(t, o)
		c := servetest.Client(t, s)
		awaitState(t, c, got.Run, callmillv1.Run_STATE_PAUSED)
		again, err := c.StreamSamples(t.Context(), &callmillv1.StreamSamplesRequest{
			Name: got.Run, Cursor: got.Cursor, Drive: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		next = servetest.NextOf(again)
	}
	if err := got.Read(t, next, -1); err != nil {
		t.Fatal(err)
	}
	servetest.Same(t, got, want)
}

// TestIdempotent repeats CreateRun with its request id, also after a restart.
func TestIdempotent(t *testing.T) {
	o := servetest.Options(t)
	o.Log.Dir = t.TempDir()
	s := servetest.Start(t, o)
	c := servetest.Client(t, s)
	request := &callmillv1.CreateRunRequest{
		Spec:      &callmillv1.RunSpec{Domain: "studio", Count: 10},
		RequestId: "0F0A8D5C-3F0E-4F5A-9B60-4D0F4B4C2A11",
	}
	first, err := c.CreateRun(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	name := first.GetRun().GetName()
	for _, when := range []string{"at once", "after a restart", "after its end"} {
		switch when {
		case "after a restart":
			servetest.Stop(t, s)
			s = servetest.Start(t, o)
			c = servetest.Client(t, s)
		case "after its end":
			if _, err := c.CancelRun(t.Context(), &callmillv1.CancelRunRequest{Name: name}); err != nil {
				t.Fatal(err)
			}
		}
		again, err := c.CreateRun(t.Context(), request)
		if err != nil || again.GetRun().GetName() != name {
			t.Errorf("%s: found %v, %v, want %s", when, again, err, name)
		}
		other := &callmillv1.CreateRunRequest{
			Spec: &callmillv1.RunSpec{Domain: "studio", Count: 11}, RequestId: request.GetRequestId(),
		}
		_, err = c.CreateRun(t.Context(), other)
		servetest.CheckError(t, when, err, codes.AlreadyExists, "REQUEST_ID_REUSED", "request_id")
	}
	list, err := c.ListRuns(t.Context(), &callmillv1.ListRunsRequest{})
	if err != nil || len(list.GetRuns()) != 1 {
		t.Errorf("found %v, %v, want one run", list, err)
	}
}
