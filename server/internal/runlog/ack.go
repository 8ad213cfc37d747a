package runlog

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

// pending is what the writer waits for, in order: the acknowledgement of a message or, from Sync, everything that
// was published before.
type pending struct {
	future jetstream.PubAckFuture
	seq    uint64
	stored chan struct{} // of Sync; closed when its turn comes
}

// acknowledge takes the acknowledgements in the order of publishing, so that the first failure is the one that
// caused the others. The client library bounds each wait with AckTimeout.
func (w *Writer) acknowledge() {
	defer close(w.done)

	for {
		select {
		case p := <-w.inflight:
			if !w.settle(p) {
				return
			}

			<-w.slots
		case <-w.quit:
			return
		case <-w.log.store.closing:
			w.fail(ErrClosed)

			return
		}
	}
}

// settle waits for one acknowledgement. It is false when there is nothing more to wait for.
func (w *Writer) settle(p pending) bool {
	if p.stored != nil {
		close(p.stored)

		return true
	}

	select {
	case ack := <-p.future.Ok():
		if ack.Sequence == p.seq {
			return true
		}

		w.fail(fmt.Errorf("%w: message %d was stored as %d", ErrFenced, p.seq, ack.Sequence))
	case err := <-p.future.Err():
		w.fail(err)
	case <-w.quit:
	case <-w.log.store.closing:
		w.fail(ErrClosed)
	}

	return false
}

// fail keeps the first error for every later call.
func (w *Writer) fail(err error) {
	w.failure.Do(func() {
		if errors.Is(err, jetstream.ErrNoStreamResponse) {
			err = w.explainSilence(err)
		}

		w.err = w.log.fail(context.Background(), "append", err)
		close(w.failed)
	})
}

// explainSilence finds out why nobody takes the messages: the run was deleted, or the store is down.
func (w *Writer) explainSilence(err error) error {
	ctx, cancel := context.WithTimeout(context.Background(), w.log.store.opts.AckTimeout)
	defer cancel()

	if _, infoErr := w.log.stream.Info(ctx); errors.Is(infoErr, jetstream.ErrStreamNotFound) {
		return fmt.Errorf("look for the run: %w", infoErr)
	}

	return err
}

func (w *Writer) failedErr() error {
	if w.closed {
		return w.log.fail(context.Background(), "append", ErrClosed)
	}

	select {
	case <-w.failed:
		return w.err
	default:
		return nil
	}
}
