package runlog

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	// prefetchMessages and prefetchBytes bound what a reader holds that is not reading: what one pull asks for.
	prefetchMessages = 32
	prefetchBytes    = 1 << 20
	// pullExpiry is how long a pull waits at the end of the log before it is asked again, and so how soon a
	// consumer is missed that is gone without a word.
	pullExpiry = 3 * time.Second
	pullGrace  = time.Second
	// idleConsumer is how long the server keeps the consumer of a reader that does not read. One that reads again
	// gets another.
	idleConsumer = time.Minute
)

// tail is a consumer of a stream, and the inbox that its messages arrive in. Unlike the client library's ordered
// consumer it has no goroutine, heeds the caller's context in all it does, holds a bounded number of bytes, and
// notices at once when the run is deleted.
type tail struct {
	nc       *nats.Conn
	consumer string // stream and name, as in the subjects of requests
	subs     [2]*nats.Subscription
	gone     string // the subject that tells of the deletion of the run
	inbox    chan *nats.Msg
	address  string // of the inbox, less the number of the pull
	timer    *time.Timer

	pulls   int  // issued so far; the last of them is the current one
	owed    int  // messages that the current pull may still bring
	got     int  // messages that the current pull has brought
	large   bool // the next message is larger than what a pull may bring
	answers bool // the consumer has been heard of
}

// lostError says that the consumer is gone, and another one can take its place.
type lostError struct{ why string }

func (e *lostError) Error() string { return "the consumer was lost: " + e.why }

// openTail creates a consumer that starts with the message seq.
func openTail(ctx context.Context, l *Log, seq uint64) (*tail, error) {
	s := l.store

	consumer, err := s.readJS.CreateConsumer(ctx, streamPrefix+l.id, jetstream.ConsumerConfig{
		DeliverPolicy:     jetstream.DeliverByStartSequencePolicy,
		OptStartSeq:       seq,
		AckPolicy:         jetstream.AckNonePolicy,
		InactiveThreshold: idleConsumer,
		MemoryStorage:     true,
		Replicas:          1,
	})
	if err != nil {
		return nil, fmt.Errorf("open a consumer: %w", err)
	}

	info := consumer.CachedInfo()
	t := &tail{
		nc:       s.read,
		consumer: info.Stream + "." + info.Name,
		// Beside the messages of a pull there is room for the statuses that end it and its predecessors.
		inbox:   make(chan *nats.Msg, prefetchMessages+8),
		address: s.read.NewInbox() + ".",
		gone:    gonePrefix + l.id,
		timer:   time.NewTimer(0),
	}

	for i, subject := range []string{t.address + "*", t.gone} {
		if t.subs[i], err = t.nc.ChanSubscribe(subject, t.inbox); err != nil {
			t.close()

			return nil, fmt.Errorf("subscribe to %s: %w", subject, err)
		}
	}

	return t, nil
}

// close lets go of the consumer. Nobody waits for the server to agree: it would forget the consumer by itself.
func (t *tail) close() {
	t.timer.Stop()

	for _, sub := range t.subs {
		_ = sub.Unsubscribe() // Says so when it is nil.
	}

	_ = t.nc.Publish(jetstream.DefaultAPIPrefix+"CONSUMER.DELETE."+t.consumer, nil)
}

// next waits for the next message. A *lostError asks for another tail.
func (t *tail) next(ctx context.Context, closing <-chan struct{}) (*nats.Msg, error) {
	for {
		if t.owed == 0 {
			if err := t.pull(); err != nil {
				return nil, err
			}
		}

		msg, err := t.receive(ctx, closing)
		if err != nil {
			return nil, err
		}

		if msg.Subject == t.gone {
			return nil, &lostError{"the run was deleted"}
		}

		status := msg.Header.Get("Status")
		if status == "" || len(msg.Data) > 0 {
			t.owed--
			t.got++
			t.answers = true

			return msg, nil
		}

		// The server also ends a pull whose messages have all come, and by then there may be another.
		if msg.Subject != t.reply() {
			continue
		}

		if err := t.endPull(status, msg.Header.Get("Description")); err != nil {
			return nil, err
		}
	}
}

func (t *tail) receive(ctx context.Context, closing <-chan struct{}) (*nats.Msg, error) {
	select {
	case msg := <-t.inbox:
		return msg, nil
	default:
	}

	t.timer.Reset(pullExpiry + pullGrace)

	select {
	case msg := <-t.inbox:
		return msg, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-closing:
		return nil, ErrClosed
	case <-t.timer.C:
		return nil, &lostError{"it does not answer"}
	}
}

// pull asks for as many messages as may lie in the inbox.
func (t *tail) pull() error {
	request := struct {
		Expires  time.Duration `json:"expires"`
		Batch    int           `json:"batch"`
		MaxBytes int           `json:"max_bytes,omitempty"`
	}{Expires: pullExpiry, Batch: prefetchMessages, MaxBytes: prefetchBytes}

	// The last pull ended before a message that is larger than all that may lie in the inbox. It goes alone.
	if t.large {
		request.Batch, request.MaxBytes = 1, 0
	}

	data, err := json.Marshal(request)
	if err != nil {
		return fmt.Errorf("encode a pull: %w", err)
	}

	t.owed, t.got, t.large = request.Batch, 0, false
	t.pulls++

	err = t.nc.PublishRequest(jetstream.DefaultAPIPrefix+"CONSUMER.MSG.NEXT."+t.consumer, t.reply(), data)
	if err != nil {
		return fmt.Errorf("pull: %w", err)
	}

	return nil
}

// reply is the subject that the server ends the current pull under. Messages come under subjects of their own.
func (t *tail) reply() string { return t.address + strconv.Itoa(t.pulls) }

// endPull takes the status that ends a pull.
func (t *tail) endPull(status, description string) error {
	switch {
	case status == "408", status == "404", strings.EqualFold(description, "Batch Completed"):
		t.owed = 0
		t.answers = true
	case strings.EqualFold(description, "Message Size Exceeds MaxBytes"):
		t.owed, t.large = 0, t.got == 0
	case status == "503":
		return &lostError{"nobody answers for it"}
	default:
		return &lostError{fmt.Sprintf("status %s %s", status, description)}
	}

	return nil
}
