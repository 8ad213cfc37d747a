package ollama

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// Options configure a Fleet. The zero value is a fleet without hosts.
type Options struct {
	// Hosts are addresses, as in Ollama's OLLAMA_HOST: "127.0.0.1:11434", "gpu1",
	// "http://gpu2:11434". None is contacted unless named.
	Hosts []string
	// Concurrency is how many questions one host gets at a time. 0 means 2: a server
	// answers one at a time unless OLLAMA_NUM_PARALLEL says otherwise, and a second
	// that waits there hides our own part between two answers.
	Concurrency int
	// Timeout bounds one call, and how long a question waits for its turn. 0 means 2
	// minutes, which loading a model of some gigabytes fits in.
	Timeout time.Duration
	// Probe is how often a host that is up is looked at. 0 means 2 seconds.
	Probe time.Duration
	// Logger is told of hosts that come and go. nil means none is.
	Logger *slog.Logger
	// Transport carries every request. nil means an own one.
	Transport http.RoundTripper
}

func (o *Options) validate() error {
	switch {
	case o.Concurrency < 0:
		return fmt.Errorf("ollama: found concurrency %d, want 1 or more, or 0 for 2", o.Concurrency)
	case o.Timeout < 0:
		return fmt.Errorf("ollama: found timeout %v, want more than 0, or 0 for 2m", o.Timeout)
	case o.Probe < 0:
		return fmt.Errorf("ollama: found probe interval %v, want more than 0, or 0 for 2s", o.Probe)
	}
	if o.Concurrency == 0 {
		o.Concurrency = 2
	}
	if o.Timeout == 0 {
		o.Timeout = 2 * time.Minute
	}
	if o.Probe == 0 {
		o.Probe = 2 * time.Second
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return nil
}

// probeTimeout bounds each request of a probe.
const probeTimeout = 2 * time.Second

// Fleet is the Ollama servers that may be asked. A nil *Fleet is one without
// hosts. It is safe for concurrent use.
type Fleet struct {
	options Options
	hosts   []*host
	schemas schemas
	close   func() // closes idle connections of an own transport

	stop context.CancelFunc // set by Start
	done sync.WaitGroup

	mu      sync.Mutex
	changed chan struct{}
	waiting []*waiter
	wanted  map[string]bool // the models that somebody bound to a role, by key
	stopped bool
}

// New returns a fleet of the hosts, of which none has been contacted yet.
func New(options Options) (*Fleet, error) {
	if err := options.validate(); err != nil {
		return nil, err
	}
	f := &Fleet{options: options, close: func() {}, changed: make(chan struct{}), wanted: map[string]bool{}}
	if options.Transport == nil {
		t := ownTransport(options.Concurrency)
		f.options.Transport, f.close = t, t.CloseIdleConnections
	}
	seen := map[string]bool{}
	for _, s := range options.Hosts {
		address, err := parseHost(s)
		if err != nil {
			return nil, err
		}
		if seen[address.String()] {
			return nil, fmt.Errorf("ollama host %q: it is named twice", s)
		}
		seen[address.String()] = true
		f.hosts = append(f.hosts, newHost(f, address))
	}
	return f, nil
}

func ownTransport(concurrency int) *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 3 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout:   3 * time.Second,
		MaxIdleConnsPerHost:   concurrency + 2, // the calls and the probe
		IdleConnTimeout:       30 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
}

// Start begins to look at the hosts, and returns when each has been looked at once,
// up or down, or ctx has ended. A fleet is started once.
func (f *Fleet) Start(ctx context.Context) error {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	if f.stop != nil || f.stopped {
		f.mu.Unlock()
		return errors.New("ollama: the fleet was started before")
	}
	var watching context.Context
	watching, f.stop = context.WithCancel(context.WithoutCancel(ctx))
	f.mu.Unlock()
	for _, h := range f.hosts {
		f.done.Go(func() { h.watch(watching) })
	}
	for _, h := range f.hosts {
		select {
		case <-h.seen:
		case <-ctx.Done():
			return fmt.Errorf("looking at the Ollama hosts: %w", ctx.Err())
		}
	}
	return nil
}

// Stop ends the calls that are under way, and waits for what Start began until ctx
// ends.
func (f *Fleet) Stop(ctx context.Context) error {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	if f.stop != nil {
		f.stop()
	}
	f.stopped = true
	for _, h := range f.hosts {
		h.endCalls(errStopped)
	}
	f.dispatch()
	f.mu.Unlock()
	ended := make(chan struct{})
	go func() {
		f.done.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		f.close()
		return nil
	case <-ctx.Done():
		return fmt.Errorf("stopping to look at the Ollama hosts: %w", ctx.Err())
	}
}

// Changed returns a channel that is closed when the next host comes or goes, or a
// model that has been bound to a role does. A nil Fleet never changes.
func (f *Fleet) Changed() <-chan struct{} {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.changed
}

// tell closes the channel that Changed gave, and gives waiting questions another
// look. The caller holds mu.
func (f *Fleet) tell() {
	close(f.changed)
	f.changed = make(chan struct{})
	f.dispatch()
}
