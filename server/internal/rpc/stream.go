package rpc

import (
	"context"
	"errors"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/run"
)

// stream sends a run's frames from a cursor on, until the one that completes it.
// The caller's goroutine is the only one that sends.
func (g *generation) stream(
	ctx context.Context, r *run.Run, after string, drive bool, send func(*callmillv1.Frame) error,
) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		select {
		case <-g.host.Stopping():
			cancel(run.ErrStopping)
		case <-ctx.Done():
		}
	}()
	frames, err := r.Frames(ctx, after)
	if err != nil {
		return ended(ctx, err)
	}
	defer func() { _ = frames.Close() }()
	s := &sender{run: r, frames: frames, send: send, every: g.progress}
	if drive {
		s.drive = r.Drive(frames.Samples())
		defer s.drive.Stop()
		// The run pauses when the client goes, also while the sender is stuck in a
		// send that nobody takes.
		defer context.AfterFunc(ctx, s.drive.Stop)()
	}
	return ended(ctx, s.sendAll(ctx))
}

// ended puts the cause of the context's end in the place of what it broke.
func ended(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); err != nil && errors.Is(cause, run.ErrStopping) {
		return cause
	}
	return err
}
