package serve_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/durationpb"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/serve/servetest"
)

func seconds(n float64) *durationpb.Duration {
	return durationpb.New(time.Duration(n * float64(time.Second)))
}

// TestDrivers has a second driver take a run over from the first, beside a
// reader that only reads.
func TestDrivers(t *testing.T) {
	o := servetest.Options(t)
	request := &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 400, Seed: 5, Lead: 8, Window: 16}
	want := servetest.Uninterrupted(t, o, request)
	c := servetest.Client(t, servetest.Start(t, o))

	ctx, cancel := context.WithCancel(t.Context())
	first, err := c.GenerateSamples(ctx, request)
	if err != nil {
		t.Fatal(err)
	}
	a := &servetest.Reading{}
	if err := a.Read(t, servetest.NextOf(first), 100); err != nil {
		t.Fatal(err)
	}
	reader, err := c.StreamSamples(t.Context(), &callmillv1.StreamSamplesRequest{Name: a.Run})
	if err != nil {
		t.Fatal(err)
	}
	second, err := c.StreamSamples(t.Context(), &callmillv1.StreamSamplesRequest{
		Name: a.Run, Cursor: a.Cursor, Drive: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	b := &servetest.Reading{Run: a.Run, Started: a.Started, Samples: append([]string(nil), a.Samples...)}
	if err := b.Read(t, servetest.NextOf(second), 150); err != nil {
		t.Fatal(err)
	}
	// The first one has no say any more: it reads on, and going it stops nothing.
	if err := a.Read(t, servetest.NextOf(first), 120); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := b.Read(t, servetest.NextOf(second), -1); err != nil {
		t.Fatal(err)
	}
	all := &servetest.Reading{}
	if err := all.Read(t, servetest.NextOf(reader), -1); err != nil {
		t.Fatal(err)
	}
	servetest.Same(t, b, want)
	servetest.Same(t, all, want)

	// From the last cursor there is nothing more, and that is no fault.
	rest, err := c.StreamSamples(t.Context(), &callmillv1.StreamSamplesRequest{
		Name: a.Run, Cursor: b.Cursor, Drive: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if m, err := rest.Recv(); !errors.Is(err, io.EOF) {
		t.Errorf("found %v, %v after the end", m, err)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("a stream from the end took %v to end", took)
	}
}

// TestProgress shows that a reader of a run that stands still hears of it.
func TestProgress(t *testing.T) {
	o := servetest.Options(t)
	o.Progress = 10 * time.Millisecond
	c := servetest.Client(t, servetest.Start(t, o))
	created, err := c.CreateRun(t.Context(), &callmillv1.CreateRunRequest{
		Spec: &callmillv1.RunSpec{Domain: "studio", Count: 5},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	name := created.GetRun().GetName()
	stream, err := c.StreamSamples(ctx, &callmillv1.StreamSamplesRequest{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	cursor := ""
	for progress := 0; progress < 3; {
		m, err := stream.Recv()
		if err != nil {
			t.Fatal(err)
		}
		if m.GetFrame().GetProgress() == nil {
			cursor = m.GetFrame().GetCursor()
			continue
		}
		progress++
		if got := m.GetFrame().GetCursor(); cursor != "" && got != cursor {
			t.Errorf("found cursor %q in a progress frame, want that of the frame before, %q", got, cursor)
		}
	}
	// A cursor from a progress frame resumes like any other.
	again, err := c.StreamSamples(t.Context(), &callmillv1.StreamSamplesRequest{Name: name, Cursor: cursor, Drive: true})
	if err != nil {
		t.Fatal(err)
	}
	got := &servetest.Reading{}
	if err := got.Read(t, servetest.NextOf(again), -1); err != nil || len(got.Samples) != 5 || got.Started != nil {
		t.Errorf("found %d samples, started %v, error %v", len(got.Samples), got.Started, err)
	}
}

// TestDetached has a run go on without any stream.
func TestDetached(t *testing.T) {
	o := servetest.Options(t)
	want := servetest.Uninterrupted(t, o, &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 300, Seed: 9})
	c := servetest.Client(t, servetest.Start(t, o))
	created, err := c.CreateRun(t.Context(), &callmillv1.CreateRunRequest{
		Spec: &callmillv1.RunSpec{Domain: "studio", Count: 300, Seed: 9, Detached: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	name := created.GetRun().GetName()
	awaitState(t, c, name, callmillv1.Run_STATE_SUCCEEDED)
	stream, err := c.StreamSamples(t.Context(), &callmillv1.StreamSamplesRequest{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	got := &servetest.Reading{}
	if err := got.Read(t, servetest.NextOf(stream), -1); err != nil {
		t.Fatal(err)
	}
	servetest.Same(t, got, want)
}

// TestCancelAndDelete cancels a run under its stream, and deletes it under a
// reader.
func TestCancelAndDelete(t *testing.T) {
	c := servetest.Client(t, servetest.Start(t, servetest.Options(t)))
	stream, err := c.GenerateSamples(t.Context(), &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	got := &servetest.Reading{}
	if err := got.Read(t, servetest.NextOf(stream), 50); err != nil {
		t.Fatal(err)
	}
	_, err = c.DeleteRun(t.Context(), &callmillv1.DeleteRunRequest{Name: got.Run})
	servetest.CheckError(t, "delete a live run", err, codes.FailedPrecondition, "RUN_NOT_ENDED", "name")

	cancelled, err := c.CancelRun(t.Context(), &callmillv1.CancelRunRequest{Name: got.Run})
	if err != nil || cancelled.GetRun().GetState() != callmillv1.Run_STATE_CANCELLED {
		t.Fatalf("cancel: %v, %v", cancelled, err)
	}
	if err := got.Read(t, servetest.NextOf(stream), -1); err != nil {
		t.Fatal(err)
	}
	if s := got.Completed.GetState(); s != callmillv1.Run_STATE_CANCELLED {
		t.Errorf("found state %v", s)
	}
	if n := got.Completed.GetAccepted(); n != int64(len(got.Samples)) {
		t.Errorf("found %d samples, the report says %d", len(got.Samples), n)
	}

	// Large enough that its reader, which waits, cannot have all of it at hand.
	const count = 2500
	created, err := c.CreateRun(t.Context(), &callmillv1.CreateRunRequest{
		Spec: &callmillv1.RunSpec{Domain: "studio", Count: count, Detached: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	name := created.GetRun().GetName()
	awaitEnd(t, c, name)
	reader, err := c.StreamSamples(t.Context(), &callmillv1.StreamSamplesRequest{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	read := &servetest.Reading{}
	if err := read.Read(t, servetest.NextOf(reader), 10); err != nil {
		t.Fatal(err)
	}
	if _, err := c.DeleteRun(t.Context(), &callmillv1.DeleteRunRequest{Name: name}); err != nil {
		t.Fatal(err)
	}
	err = read.Read(t, servetest.NextOf(reader), -1)
	servetest.CheckError(t, "read a run that is deleted", err, codes.NotFound, "RUN_DELETED", "name")
}

// awaitEnd waits for the end of a run on its stream.
func awaitEnd(t *testing.T, c callmillv1.GenerationServiceClient, name string) {
	t.Helper()
	stream, err := c.StreamSamples(t.Context(), &callmillv1.StreamSamplesRequest{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	if err := (&servetest.Reading{}).Read(t, servetest.NextOf(stream), -1); err != nil {
		t.Fatal(err)
	}
}
