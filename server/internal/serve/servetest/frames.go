package servetest

import (
	"errors"
	"io"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/serve"
)

// Next gives the next frame of a stream.
type Next func() (*callmillv1.Frame, error)

// NextOf gives the frames of a call of either streaming method.
func NextOf[R any, P interface {
	*R
	GetFrame() *callmillv1.Frame
}](s grpc.ServerStreamingClient[R]) Next {
	return func() (*callmillv1.Frame, error) {
		m, err := s.Recv()
		return P(m).GetFrame(), err
	}
}

// Reading is the client side of one run, over as many streams as it takes.
type Reading struct {
	// Run is the run's name, once its first frame was read.
	Run string
	// Samples are the samples so far, encoded.
	Samples []string
	// Cursor is that of the last frame.
	Cursor string
	// Progress counts the progress frames.
	Progress int
	// Started and Completed are the first and the last frame.
	Started   *callmillv1.RunStarted
	Completed *callmillv1.Completed
}

// Read reads until there are at least so many samples, or to the end where n is
// negative. The error is what ended the stream, nil where it was completed.
func (r *Reading) Read(tb testing.TB, next Next, n int) error {
	tb.Helper()
	for n < 0 || len(r.Samples) < n {
		f, err := next()
		if errors.Is(err, io.EOF) {
			if r.Completed == nil {
				tb.Errorf("the stream ended well without a completed frame, after %d samples", len(r.Samples))
			}
			return nil
		}
		if err != nil {
			return err
		}
		r.add(tb, f)
	}
	return nil
}

func (r *Reading) add(tb testing.TB, f *callmillv1.Frame) {
	tb.Helper()
	if f.GetCursor() == "" {
		tb.Errorf("a frame has no cursor: %v", f)
	}
	if r.Completed != nil {
		tb.Errorf("a frame came after the completed one: %v", f)
	}
	r.Cursor = f.GetCursor()
	switch e := f.GetEvent().(type) {
	case *callmillv1.Frame_Started:
		if r.Started != nil {
			tb.Errorf("a second started frame came after %d samples", len(r.Samples))
		}
		r.Started, r.Run = e.Started, e.Started.GetRun()
	case *callmillv1.Frame_Sample:
		b, err := proto.MarshalOptions{Deterministic: true}.Marshal(e.Sample)
		if err != nil {
			tb.Fatalf("encode a sample: %v", err)
		}
		r.Samples = append(r.Samples, string(b))
	case *callmillv1.Frame_Progress:
		r.Progress++
	case *callmillv1.Frame_Completed:
		r.Completed = e.Completed
	}
}

// Uninterrupted is what a request gives in one stream, from a server of its own.
func Uninterrupted(tb testing.TB, o serve.Options, req *callmillv1.GenerateSamplesRequest) *Reading {
	tb.Helper()
	stream, err := Client(tb, Start(tb, o)).GenerateSamples(tb.Context(), req)
	if err != nil {
		tb.Fatalf("generate: %v", err)
	}
	r := &Reading{}
	if err := r.Read(tb, NextOf(stream), -1); err != nil {
		tb.Fatalf("generate: %v", err)
	}
	if len(r.Samples) != int(req.GetCount()) || r.Completed.GetState() != callmillv1.Run_STATE_SUCCEEDED {
		tb.Fatalf("found %d samples and state %v, want %d that succeeded",
			len(r.Samples), r.Completed.GetState(), req.GetCount())
	}
	return r
}

// Same fails the test where two readings have not the same samples in the same
// order.
func Same(tb testing.TB, got, want *Reading) {
	tb.Helper()
	for i := range max(len(got.Samples), len(want.Samples)) {
		switch {
		case i >= len(got.Samples):
			tb.Fatalf("lost: found %d samples, want %d", len(got.Samples), len(want.Samples))
		case i >= len(want.Samples):
			tb.Fatalf("too many: found %d samples, want %d", len(got.Samples), len(want.Samples))
		case got.Samples[i] != want.Samples[i]:
			tb.Fatalf("sample %d of %d differs", i, len(want.Samples))
		}
	}
}
