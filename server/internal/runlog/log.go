package runlog

import (
	"context"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

// Log is the log of one run. Its methods may be called from any goroutine.
type Log struct {
	store  *Store
	id     string
	stream jetstream.Stream
}

// ID is the ID of the run.
func (l *Log) ID() string { return l.id }

// First gives the first record, or [ErrEmpty].
func (l *Log) First(ctx context.Context) (Position, []byte, error) {
	msg, err := l.stream.GetMsg(ctx, 1)
	if err != nil {
		return Position{}, nil, l.fail(ctx, "read the first record", err)
	}

	batch, err := unpack(msg.Data)
	if err != nil {
		return Position{}, nil, l.fail(ctx, "read the first record", err)
	}

	record, _, err := cutRecord(batch)
	if err != nil {
		return Position{}, nil, l.fail(ctx, "read the first record", err)
	}

	return Position{Seq: 1}, record, nil
}

// Last gives the last record that is stored as of now, or [ErrEmpty]. Who wants to read a log to its end, and not
// follow it, reads to this position.
func (l *Log) Last(ctx context.Context) (Position, []byte, error) {
	msg, err := l.stream.GetLastMsgForSubject(ctx, subjectPrefix+l.id)
	if err != nil {
		return Position{}, nil, l.fail(ctx, "read the last record", err)
	}

	batch, err := unpack(msg.Data)
	if err != nil {
		return Position{}, nil, l.fail(ctx, "read the last record", fmt.Errorf("message %d: %w", msg.Sequence, err))
	}

	record, index, err := lastRecord(batch)
	if err != nil {
		return Position{}, nil, l.fail(ctx, "read the last record", fmt.Errorf("message %d: %w", msg.Sequence, err))
	}

	return Position{Seq: msg.Sequence, Index: index}, record, nil
}

func (l *Log) fail(ctx context.Context, doing string, err error) error {
	return l.store.fail(ctx, doing+" of", l.id, err)
}
