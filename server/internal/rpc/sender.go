package rpc

import (
	"context"
	"errors"
	"io"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/run"
)

// sender sends the frames of one stream.
type sender struct {
	run    *run.Run
	frames *run.Frames
	send   func(*callmillv1.Frame) error
	drive  *run.Drive // nil where the stream only reads
	every  time.Duration

	began bool // a frame of the log was sent
}

// sendAll sends until the run's stream is complete. A nil error says that it is.
func (s *sender) sendAll(ctx context.Context) error {
	for {
		done, err := s.sendPeriod(ctx)
		if done || err != nil {
			return err
		}
		if s.run.Ended() {
			continue // what is left is in the log
		}
		if err := s.sendProgress(); err != nil {
			return err
		}
	}
}

// sendPeriod sends the frames of one period between two progress frames. All of
// it runs under one context with a deadline: one for each frame would cost more
// than the frame.
func (s *sender) sendPeriod(parent context.Context) (done bool, err error) {
	ctx, cancel := context.WithTimeout(parent, s.every)
	defer cancel()
	for ctx.Err() == nil {
		f, err := s.frames.Next(ctx)
		switch {
		case err == nil:
		case parent.Err() != nil:
			return false, context.Cause(parent)
		case errors.Is(err, io.EOF):
			return true, s.sendMissing()
		case ctx.Err() == nil:
			return false, err
		default:
			return false, nil
		}
		if done, err := s.sendFrame(parent, f); done || err != nil {
			return done, err
		}
	}
	return false, context.Cause(parent)
}

func (s *sender) sendFrame(ctx context.Context, f *callmillv1.Frame) (done bool, err error) {
	_, done = f.GetEvent().(*callmillv1.Frame_Completed)
	if done {
		// The report is in the log a moment before the host has closed the run. A
		// client that saw it may delete the run at once.
		select {
		case <-s.run.Done():
		case <-ctx.Done():
			return false, context.Cause(ctx)
		}
	}
	if err := s.send(f); err != nil {
		return false, err
	}
	s.began = true
	if s.drive != nil {
		s.drive.Sent(s.frames.Samples())
	}
	return done, nil
}

// sendMissing ends a stream that found nothing more in the log of a run that has
// ended. Either it began behind the frame that completed the run, and all is
// well; or the log has no such frame, because it was full or down when the run
// ended, and what the host knows has to do.
func (s *sender) sendMissing() error {
	report := s.run.Message().GetCompleted()
	if report == nil {
		return errors.New("the run's log was taken over by another server")
	}
	if !s.began && report.GetState() != callmillv1.Run_STATE_FAILED {
		return nil
	}
	return s.send(&callmillv1.Frame{
		Cursor: s.frames.Cursor(),
		Event:  &callmillv1.Frame_Completed{Completed: report},
	})
}

// sendProgress tells how far the run is. The frame is not of the log, so its
// cursor is that of the frame before it.
func (s *sender) sendProgress() error {
	return s.send(&callmillv1.Frame{
		Cursor: s.frames.Cursor(),
		Event:  &callmillv1.Frame_Progress{Progress: s.run.Progress()},
	})
}
