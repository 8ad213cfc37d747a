package run

import (
	"context"
	"errors"
	"fmt"
	"io"

	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/runlog"
)

// Frames reads a run's stream from its log, from a cursor on, and follows it.
// It belongs to one goroutine.
type Frames struct {
	run    *Run
	reader *runlog.Reader
	at     cursor
	// last is the run's last record, once nothing more will come.
	last runlog.Position
}

// Frames opens the run's stream after a cursor; the empty one is the start.
func (r *Run) Frames(ctx context.Context, after string) (*Frames, error) {
	at, err := decodeCursor(r.key(), after)
	if err != nil {
		return nil, err
	}
	reader, err := r.log.Read(ctx, at.position)
	if err != nil {
		return nil, readError(err)
	}
	return &Frames{run: r, reader: reader, at: at}, nil
}

// Samples is how many samples stand up to the present cursor.
func (f *Frames) Samples() int64 { return f.at.samples }

// Cursor is where to resume after the last frame.
func (f *Frames) Cursor() string { return f.at.encode(f.run.key()) }

// Next returns the next frame, and waits for it where there is none yet. It
// returns io.EOF where nothing more will come. An error of the context may be
// followed by another call.
func (f *Frames) Next(ctx context.Context) (*callmillv1.Frame, error) {
	for {
		over, err := f.over(ctx)
		if err != nil {
			return nil, err
		}
		if over {
			return nil, io.EOF
		}
		position, data, err := f.reader.Next(ctx)
		if err != nil {
			return nil, readError(err)
		}
		f.at.position = position
		record := &callmillv1.LogRecord{}
		if err := proto.Unmarshal(data, record); err != nil {
			return nil, fmt.Errorf("record %v of run %s: %w", position, f.run.id, err)
		}
		frame := FrameOf(record)
		if frame == nil {
			continue
		}
		if frame.GetSample() != nil {
			f.at.samples++
		}
		frame.Cursor = f.Cursor()
		return frame, nil
	}
}

// FrameOf is what clients see of a record, without its cursor; nil for nothing.
func FrameOf(record *callmillv1.LogRecord) *callmillv1.Frame {
	switch k := record.GetRecord().(type) {
	case *callmillv1.LogRecord_Started:
		return &callmillv1.Frame{Event: &callmillv1.Frame_Started{Started: k.Started.GetStarted()}}
	case *callmillv1.LogRecord_Slot:
		if s := k.Slot.GetSample(); s != nil {
			return &callmillv1.Frame{Event: &callmillv1.Frame_Sample{Sample: s}}
		}
	case *callmillv1.LogRecord_Notice:
		return &callmillv1.Frame{Event: &callmillv1.Frame_Notice{Notice: k.Notice}}
	case *callmillv1.LogRecord_Completed:
		return &callmillv1.Frame{Event: &callmillv1.Frame_Completed{Completed: k.Completed}}
	}
	return nil
}

// over says whether everything was read of a run that is done.
func (f *Frames) over(ctx context.Context) (bool, error) {
	select {
	case <-f.run.over:
	default:
		return false, nil
	}
	if f.last.IsZero() {
		last, _, err := f.run.log.Last(ctx)
		if err != nil {
			return false, readError(err)
		}
		f.last = last
	}
	return f.at.position.Compare(f.last) >= 0, nil
}

// Close ends the reading.
func (f *Frames) Close() error { return f.reader.Close() }

func readError(err error) error {
	switch {
	case errors.Is(err, runlog.ErrPastEnd):
		return fmt.Errorf("%w: %w", ErrCursor, err)
	case errors.Is(err, runlog.ErrNotFound):
		return fmt.Errorf("%w: %w", ErrDeleted, err)
	default:
		return fmt.Errorf("read the run's log: %w", err)
	}
}
