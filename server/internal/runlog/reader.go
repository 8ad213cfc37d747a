package runlog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
)

const (
	// A reader that lost its consumer tries again after firstBackoff, and then ever less often up to maxBackoff.
	firstBackoff = 10 * time.Millisecond
	maxBackoff   = time.Second
	// attempts is how many fit into AckTimeout when none of them is answered.
	attempts = 4

	logReadingAgain = "reading again"
)

// Reader reads a log from a position on, and follows it. It belongs to one goroutine.
//
// A reader that does not read holds at most about a mebibyte of records, and has no goroutine.
type Reader struct {
	log   *Log
	after Position
	tail  *tail

	seq    uint64 // of the current message
	index  uint32 // of the next record in it
	rest   []byte // what is left of it
	fresh  bool   // the tail has brought nothing yet
	err    error  // stays
	closed bool

	failures int // to reach the consumer, since it last answered
	failing  time.Time
}

// Read reads the records strictly after the position; the zero [Position] is before the first. A position behind
// the end gives [ErrPastEnd], here or from Next.
func (l *Log) Read(ctx context.Context, after Position) (*Reader, error) {
	info, err := l.stream.Info(ctx)
	if err != nil {
		return nil, l.fail(ctx, "read", err)
	}

	if after.Seq > info.State.LastSeq {
		return nil, l.fail(ctx, "read", fmt.Errorf("%w: %s of %d", ErrPastEnd, after, info.State.LastSeq))
	}

	// The message of the position may hold records after it.
	r := &Reader{log: l, after: after, seq: max(after.Seq, 1) - 1}
	if err := r.reopen(ctx); err != nil {
		return nil, l.fail(ctx, "read", err)
	}

	return r, nil
}

// Next gives the next record and its position, and waits for it where there is none yet. After an error of the
// context, or [ErrUnavailable], it may be called again; any other error stays. The record may be kept; it shares
// memory with its batch.
func (r *Reader) Next(ctx context.Context) (Position, []byte, error) {
	if r.err != nil {
		return Position{}, nil, r.err
	}

	pos, record, err := r.next(ctx)
	if err == nil {
		return pos, record, nil
	}

	err = r.log.fail(ctx, "read", err)
	if ctx.Err() == nil && !errors.Is(err, ErrUnavailable) {
		r.err = err
	}

	return Position{}, nil, err
}

func (r *Reader) next(ctx context.Context) (Position, []byte, error) {
	for {
		for len(r.rest) > 0 {
			record, rest, err := cutRecord(r.rest)
			if err != nil {
				return Position{}, nil, fmt.Errorf("message %d: %w", r.seq, err)
			}

			pos := Position{Seq: r.seq, Index: r.index}
			r.rest = rest
			r.index++

			if pos.Compare(r.after) > 0 {
				return pos, record, nil
			}
		}

		if err := r.load(ctx); err != nil {
			return Position{}, nil, err
		}
	}
}

// Close closes the reader.
func (r *Reader) Close() error {
	if !r.closed {
		r.closed = true
		r.rest = nil
		r.err = r.log.fail(context.Background(), "read", ErrClosed)
		r.tail.close()
	}

	return nil
}

// load takes the next message for the current one.
func (r *Reader) load(ctx context.Context) error {
	if r.seq == r.after.Seq && r.index > 0 && r.index <= r.after.Index {
		return fmt.Errorf("%w: message %d has only %d records", ErrPastEnd, r.seq, r.index)
	}

	msg, err := r.receive(ctx)
	if err != nil {
		return err
	}

	batch, err := unpack(msg.Data)
	if err != nil {
		return fmt.Errorf("message %d: %w", r.seq+1, err)
	}

	r.seq++
	r.index, r.rest = 0, batch

	return nil
}

// receive gets the message after the current one, from a new tail where the present one fails.
func (r *Reader) receive(ctx context.Context) (*nats.Msg, error) {
	for {
		msg, err := r.tail.next(ctx, r.log.store.closing)
		if err != nil && ctx.Err() != nil {
			return nil, ctx.Err()
		}

		if lost := (*lostError)(nil); errors.As(err, &lost) || isOutage(err) {
			if err := r.reopenAfter(ctx, err); err != nil {
				return nil, err
			}

			continue
		}

		if err != nil {
			return nil, err
		}

		meta, err := msg.Metadata()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrCorrupt, err)
		}

		switch got := meta.Sequence.Stream; {
		case got == r.seq+1:
			r.fresh = false

			return msg, nil
		case got <= r.seq:
			// Delivered again. Has been read.
		case r.fresh:
			return nil, fmt.Errorf("%w: after message %d comes %d", ErrCorrupt, r.seq, got)
		default:
			// Lost on the way, with a connection: the server does not wait for acknowledgements.
			if err := r.reopenAfter(ctx, fmt.Errorf("message %d came after %d", got, r.seq)); err != nil {
				return nil, err
			}
		}
	}
}

// reopen replaces the tail by one that starts after the current message.
func (r *Reader) reopen(ctx context.Context) error {
	t, err := openTail(ctx, r.log, r.seq+1)
	if err != nil {
		return err
	}

	if r.tail != nil {
		r.tail.close()
	}

	r.tail, r.fresh = t, true

	return nil
}

// reopenAfter reopens after a failure, and goes on while the store does not answer until AckTimeout is over.
func (r *Reader) reopenAfter(ctx context.Context, cause error) error {
	if r.tail.answers {
		r.failures = 0
	}

	for ; ; r.failures++ {
		r.log.store.opts.Logger.DebugContext(ctx, logReadingAgain, "run", r.log.id, "after", r.seq, "reason", cause)

		if r.failures == 0 {
			r.failing = time.Now()
		} else if time.Since(r.failing) > r.log.store.opts.AckTimeout {
			return fmt.Errorf("%w: %s", ErrUnavailable, cause.Error())
		} else if err := r.backOff(ctx); err != nil {
			return err
		}

		err := r.reopenSoon(ctx)
		if err == nil || ctx.Err() != nil || !isOutage(err) {
			r.failures++

			return err
		}

		cause = err
	}
}

// reopenSoon reopens with less patience than there is for all attempts together: a request that was under way when a
// connection was lost is never answered.
func (r *Reader) reopenSoon(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, r.log.store.opts.AckTimeout/attempts)
	defer cancel()

	return r.reopen(ctx)
}

func (r *Reader) backOff(ctx context.Context) error {
	timer := time.NewTimer(min(firstBackoff<<min(r.failures, 10), maxBackoff))
	defer timer.Stop()

	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-r.log.store.closing:
		return ErrClosed
	}
}

// isOutage tells whether an error may go by itself.
func isOutage(err error) bool {
	return err != nil && errors.Is(translate(err), ErrUnavailable)
}
