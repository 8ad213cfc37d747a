package runlog

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// reconnectWait is how long a connection that was lost to an external cluster waits between attempts.
const reconnectWait = 250 * time.Millisecond

// Store holds the logs of all runs. Its methods may be called from any goroutine.
type Store struct {
	opts Options
	lock *os.File       // of the embedded store
	ns   *server.Server // of the embedded store
	temp string         // the folder to remove at the end, of [OpenTemp]

	// Reading has a connection of its own: the bulk of it must not stand before an acknowledgement.
	write, read *nats.Conn
	js          jetstream.JetStream // over write
	readJS      jetstream.JetStream // over read

	closing   chan struct{}
	closeOnce sync.Once
	closed    chan struct{}
	closeErr  error

	wg sync.WaitGroup // the goroutines of writers

	mu      sync.Mutex
	writers map[string]int // open writers by run
}

// Open opens the store, an embedded one or that of an external cluster. The context bounds the opening only.
func Open(ctx context.Context, o Options) (*Store, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}

	s := &Store{
		opts:    o,
		closing: make(chan struct{}),
		closed:  make(chan struct{}),
		writers: make(map[string]int),
	}
	if err := s.open(ctx); err != nil {
		close(s.closing)

		return nil, errors.Join(err, s.shutdown())
	}

	return s, nil
}

// OpenTemp opens an embedded store in a new temporary folder, which Close deletes. Dir and URL are not set.
func OpenTemp(ctx context.Context, o Options) (*Store, error) {
	dir, err := os.MkdirTemp("", "callmill-*")
	if err != nil {
		return nil, fmt.Errorf("runlog: %w", err)
	}

	o.Dir = dir

	s, err := Open(ctx, o)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}

	s.temp = dir

	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	var err error

	if s.opts.URL == "" {
		if s.lock, err = lockDir(s.opts.Dir); err != nil {
			return err
		}

		if s.ns, err = startServer(ctx, s.opts); err != nil {
			return err
		}
	}

	if s.write, s.js, err = s.connect(ctx, "callmill runlog write"); err != nil {
		return err
	}

	if s.read, s.readJS, err = s.connect(ctx, "callmill runlog read"); err != nil {
		return err
	}

	if _, err := s.js.AccountInfo(ctx); err != nil {
		return fmt.Errorf("runlog: JetStream: %w", translate(err))
	}

	return nil
}

func (s *Store) connect(ctx context.Context, name string) (*nats.Conn, jetstream.JetStream, error) {
	log := s.opts.Logger.With("component", "nats", "connection", name)

	timeout := s.opts.AckTimeout
	if deadline, ok := ctx.Deadline(); ok {
		timeout = min(timeout, time.Until(deadline))
	}

	opts := []nats.Option{
		nats.Name(name),
		nats.Timeout(timeout),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(reconnectWait),
		// A publish that waits for a connection to come back would pass for one under way.
		nats.ReconnectBufSize(-1),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				log.WarnContext(ctx, "disconnected", "error", err)
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { log.InfoContext(ctx, "connected again") }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			log.WarnContext(ctx, "connection", "error", err)
		}),
	}

	if s.ns != nil {
		opts = append(opts, nats.InProcessServer(s.ns))
	}

	nc, err := nats.Connect(s.opts.URL, opts...)
	if err != nil {
		return nil, nil, fmt.Errorf("runlog: connect: %w", translate(err))
	}

	js, err := jetstream.New(nc,
		jetstream.WithDefaultTimeout(s.opts.AckTimeout),
		jetstream.WithPublishAsyncTimeout(s.opts.AckTimeout),
		// Each writer bounds its own appends under way; this bound is for all of them together and would fail them.
		jetstream.WithPublishAsyncMaxPending(maxUnacknowledged<<10),
	)
	if err != nil {
		nc.Close()

		return nil, nil, fmt.Errorf("runlog: connect: %w", err)
	}

	return nc, js, nil
}

// Close closes the store. Writers and readers that are still open get [ErrClosed]; what they had not synced may be
// lost. When the context ends first Close returns its error, and closing goes on.
func (s *Store) Close(ctx context.Context) error {
	s.closeOnce.Do(func() {
		close(s.closing)

		go func() {
			defer close(s.closed)

			s.closeErr = s.shutdown()
		}()
	})

	select {
	case <-s.closed:
		return s.closeErr
	case <-ctx.Done():
		return fmt.Errorf("runlog: close: %w", ctx.Err())
	}
}

// shutdown undoes open in reverse, as far as it had come.
func (s *Store) shutdown() error {
	for _, nc := range []*nats.Conn{s.read, s.write} {
		if nc != nil {
			nc.Close()
		}
	}

	s.wg.Wait()

	if s.ns != nil {
		s.ns.Shutdown()
		s.ns.WaitForShutdown()
	}

	var err error
	if s.lock != nil {
		err = s.lock.Close()
	}

	if s.temp != "" {
		err = errors.Join(err, os.RemoveAll(s.temp))
	}

	return err
}

// isClosing tells whether Close was called.
func (s *Store) isClosing() bool {
	select {
	case <-s.closing:
		return true
	default:
		return false
	}
}
