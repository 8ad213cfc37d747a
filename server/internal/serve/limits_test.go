package serve_test

import (
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/runlog"
	"github.com/callmill/callmill/server/internal/serve/servetest"
)

// TestLogFull has a run outgrow what its log may take. Its stream ends with a
// report all the same, and so does one that comes later.
func TestLogFull(t *testing.T) {
	o := servetest.Options(t)
	o.Log.MaxRunBytes = 64 << 10
	c := servetest.Client(t, servetest.Start(t, o))
	stream, err := c.GenerateSamples(t.Context(), &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 2000})
	if err != nil {
		t.Fatal(err)
	}
	got := &servetest.Reading{}
	if err := got.Read(t, servetest.NextOf(stream), -1); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if r := got.Completed; r.GetState() != callmillv1.Run_STATE_FAILED ||
			!strings.Contains(r.GetError(), runlog.ErrFull.Error()) {
			t.Errorf("found state %v, %q", r.GetState(), r.GetError())
		}
		again, err := c.StreamSamples(t.Context(), &callmillv1.StreamSamplesRequest{Name: got.Run, Cursor: got.Cursor})
		if err != nil {
			t.Fatal(err)
		}
		got.Completed = nil
		if err := got.Read(t, servetest.NextOf(again), -1); err != nil {
			t.Fatal(err)
		}
	}
}

// TestStoreFull leaves no room for one more run at all.
func TestStoreFull(t *testing.T) {
	o := servetest.Options(t)
	o.Log.MaxRunBytes = 64
	c := servetest.Client(t, servetest.Start(t, o))
	_, err := c.CreateRun(t.Context(), &callmillv1.CreateRunRequest{
		Spec: &callmillv1.RunSpec{Domain: "studio", Count: 1}, RunId: "no-room",
	})
	servetest.CheckError(t, "no room", err, codes.ResourceExhausted, "LOG_FULL")
	_, err = c.GetRun(t.Context(), &callmillv1.GetRunRequest{Name: "runs/no-room"})
	servetest.CheckError(t, "what had no room", err, codes.NotFound, "RUN_NOT_FOUND", "name")
}

// TestStuckClient stops the server while a client reads nothing: the stop does
// not wait for it longer than it may, and the run can be resumed.
func TestStuckClient(t *testing.T) {
	o := servetest.Options(t)
	o.Log.Dir, o.Drain = t.TempDir(), time.Second
	s := servetest.Start(t, o)
	c, watcher := servetest.Client(t, s), servetest.Client(t, s)
	stream, err := c.GenerateSamples(t.Context(), &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 2000})
	if err != nil {
		t.Fatal(err)
	}
	got := &servetest.Reading{}
	if err := got.Read(t, servetest.NextOf(stream), 1); err != nil {
		t.Fatal(err)
	}
	standstill(t, watcher, got.Run)
	began := time.Now()
	servetest.Stop(t, s)
	if took := time.Since(began); took > 5*o.Drain {
		t.Errorf("the stop took %v", took)
	}
	// What had come before the connection broke is the client's.
	if err := got.Read(t, servetest.NextOf(stream), -1); err == nil {
		t.Error("the stream ended well")
	}
	again, err := servetest.Client(t, servetest.Start(t, o)).StreamSamples(t.Context(),
		&callmillv1.StreamSamplesRequest{Name: got.Run, Cursor: got.Cursor, Drive: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := got.Read(t, servetest.NextOf(again), -1); err != nil {
		t.Fatal(err)
	}
	if len(got.Samples) != 2000 {
		t.Errorf("found %d samples, want 2000", len(got.Samples))
	}
}
