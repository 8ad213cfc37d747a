package runlog

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"
)

const (
	// maxUnacknowledged bounds the batches of a writer that are published and not acknowledged. It covers the time
	// of a round trip, and bounds what is lost when the process dies: at most 64 × 64 records.
	maxUnacknowledged = 64
	// maxUnacknowledgedReplicated is the same for a stream of several replicas. Its leader checks the sequence when a
	// message is proposed and the ID when it is agreed on; what it refuses in between costs the next message of the
	// right writer its place as well. Group commit makes up for the round trips.
	maxUnacknowledgedReplicated = 1
	// messageOverhead is what a message takes beside its payload, rounded up: three headers, subject, framing.
	messageOverhead = 512
)

// Writer appends to a log, from its present end. It belongs to one goroutine.
//
// Appending is a pipeline: Append packs records into a batch, Flush sends the batch off, Sync waits until everything
// is stored. A batch that is full is sent off by the next Append. Who is about to wait for something else calls Flush.
//
// The first failure of the pipeline is final: every later call returns it. An error of the context is not: the call
// has had no effect and may be repeated. Nor is a record that is refused, with [ErrTooLarge], or with [ErrFull] for
// the size of its run: what was appended before stands.
type Writer struct {
	log *Log
	id  string

	batch  batch
	packed []byte // scratch: the payload of the last message
	seq    uint64 // of the last published message
	lastID string // of the last published message, where it is of this writer
	size   int64  // of the log

	slots    chan struct{} // one for each unacknowledged message
	inflight chan pending

	quit    chan struct{} // closed by Close
	done    chan struct{} // closed when the goroutine is gone
	failed  chan struct{} // closed when err is set
	failure sync.Once
	err     error
	closed  bool
}

// Writer opens the log for appending. It does not lock out other writers: the first to append fences the others.
func (l *Log) Writer(ctx context.Context) (*Writer, error) {
	info, err := l.stream.Info(ctx)
	if err != nil {
		return nil, l.fail(ctx, "open the writer", err)
	}

	window := maxUnacknowledged
	if info.Config.Replicas > 1 {
		window = maxUnacknowledgedReplicated
	}

	w := &Writer{
		log:      l,
		id:       nuid.Next(),
		seq:      info.State.LastSeq,
		size:     int64(info.State.Bytes),
		slots:    make(chan struct{}, window),
		inflight: make(chan pending, window),
		quit:     make(chan struct{}),
		done:     make(chan struct{}),
		failed:   make(chan struct{}),
	}

	l.store.countWriter(l.id, 1)

	l.store.wg.Go(w.acknowledge)

	return w, nil
}

// Append adds the record to the current batch and tells the position that it will have. The record is copied. When
// the batch is full it is flushed first, which waits while too many are unacknowledged.
func (w *Writer) Append(ctx context.Context, record []byte) (Position, error) {
	if err := w.failedErr(); err != nil {
		return Position{}, err
	}

	if err := w.admit(ctx, record); err != nil {
		return Position{}, err
	}

	if !w.batch.takes(record) {
		if err := w.Flush(ctx); err != nil {
			return Position{}, err
		}
	}

	w.batch.add(record)

	return Position{Seq: w.seq + 1, Index: w.batch.n - 1}, nil
}

// admit refuses records that are too large for a message or for what is left of the run.
func (w *Writer) admit(ctx context.Context, record []byte) error {
	framed := int64(framedSize(record))

	if limit := w.log.store.write.MaxPayload() - messageOverhead; framed > limit {
		return w.log.fail(ctx, "append", fmt.Errorf("%w: %d bytes, the limit is %d", ErrTooLarge, framed, limit))
	}

	limit := w.log.store.opts.MaxRunBytes
	if size := w.size + int64(len(w.batch.buf)) + framed + messageOverhead; limit > 0 && size > limit {
		return w.log.fail(ctx, "append", fmt.Errorf("%w: the run's limit is %d bytes", ErrFull, limit))
	}

	return nil
}

// Flush publishes the current batch, without waiting for its acknowledgement. It waits while too many batches are
// unacknowledged.
func (w *Writer) Flush(ctx context.Context) error {
	if err := w.failedErr(); err != nil || w.batch.n == 0 {
		return err
	}

	select {
	case w.slots <- struct{}{}:
	case <-w.failed:
		return w.err
	case <-ctx.Done():
		return w.log.fail(ctx, "append", ctx.Err())
	}

	id := w.id + "." + strconv.FormatUint(w.seq+1, 10)
	w.packed = pack(w.packed, w.batch.buf)

	future, err := w.log.store.js.PublishMsgAsync(
		&nats.Msg{Subject: subjectPrefix + w.log.id, Data: w.packed},
		jetstream.WithMsgID(id),
		jetstream.WithExpectLastSequence(w.seq),
		jetstream.WithExpectLastMsgID(w.lastID), // None where it is empty.
		// A retry would come after its successors.
		jetstream.WithRetryAttempts(0),
	)
	if err != nil {
		w.fail(err)

		return w.err
	}

	w.seq++
	w.lastID = id
	w.size += int64(len(w.packed)) + messageOverhead
	w.batch.reset()
	w.inflight <- pending{future: future, seq: w.seq} // Has room: there is a slot for each.

	return nil
}

// Sync flushes, and waits until everything that was appended is stored.
func (w *Writer) Sync(ctx context.Context) error {
	if err := w.Flush(ctx); err != nil {
		return err
	}

	stored := make(chan struct{})

	select {
	case w.slots <- struct{}{}:
	case <-w.failed:
		return w.err
	case <-ctx.Done():
		return w.log.fail(ctx, "sync", ctx.Err())
	}

	w.inflight <- pending{stored: stored}

	select {
	case <-stored:
		return nil
	case <-w.failed:
		return w.err
	case <-ctx.Done():
		return w.log.fail(ctx, "sync", ctx.Err())
	}
}

// Close syncs and closes the writer, also when syncing fails.
func (w *Writer) Close(ctx context.Context) error {
	if w.closed {
		return nil
	}

	err := w.Sync(ctx)
	w.closed = true

	close(w.quit)
	<-w.done
	w.log.store.countWriter(w.log.id, -1)

	return err
}
