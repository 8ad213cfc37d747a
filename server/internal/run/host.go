package run

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/policies"
	"github.com/callmill/callmill/server/internal/runlog"
)

// Options say what a host works with.
type Options struct {
	Store *runlog.Store
	// Engines are the registered domains, by name.
	Engines map[string]*Engine
	// Policies are those that runs can use; nil means the one that ships alone.
	Policies *policies.Store
	// LogFeatures is the share of whole runs that log the features of their
	// decisions though the request does not ask for it, 0 to 1. Which they are
	// depends on their ids alone.
	LogFeatures float64
	// MaxCount bounds how many samples one run may ask for; 0 means ten million.
	MaxCount int64
	// MaxLive bounds how many runs are live at once; 0 means 64.
	MaxLive int
	Logger  *slog.Logger
	// Expire is how often logs past their age are removed; 0 means never.
	Expire time.Duration
	// Now is the clock, for the times that people see; nil means time.Now. No
	// decision depends on it.
	Now func() time.Time
}

// Host keeps a server's runs: those at work, those that wait, and those that
// ended and can be read.
type Host struct {
	store    *runlog.Store
	engines  map[string]*Engine
	policies *policies.Store
	features float64
	maxCount int64
	maxLive  int
	expire   time.Duration
	logger   *slog.Logger
	now      func() time.Time

	// creating is held by the one call that creates a run: a run can be found
	// once its log is there, and not before.
	creating chan struct{}

	// base is what every run works under; stop ends it.
	base context.Context //nolint:containedctx // the life of the host's runs, not of a call
	stop context.CancelCauseFunc
	work sync.WaitGroup

	mu       sync.Mutex
	runs     map[string]*Run
	requests map[string]*Run // by request id
	live     int
	stopping bool
}

// NewHost makes a host. Start takes up what its store holds.
func NewHost(o Options) (*Host, error) {
	if o.Policies == nil {
		var err error
		if o.Policies, err = policies.Open(policies.Options{}); err != nil {
			return nil, fmt.Errorf("make the host: %w", err)
		}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	base, stop := context.WithCancelCause(context.Background())
	return &Host{
		store: o.Store, engines: o.Engines, policies: o.Policies, features: o.LogFeatures,
		maxCount: cmp.Or(o.MaxCount, 10_000_000), maxLive: cmp.Or(o.MaxLive, 64), expire: o.Expire,
		logger: o.Logger, now: o.Now, creating: make(chan struct{}, 1), base: base, stop: stop,
		runs: map[string]*Run{}, requests: map[string]*Run{},
	}, nil
}

// Start takes up every run of the store: those that had not ended go on, as
// soon as a stream drives them or at once where they are detached.
func (h *Host) Start(ctx context.Context) error {
	ids, err := h.store.Runs(ctx)
	if err != nil {
		return fmt.Errorf("list the runs of the log: %w", err)
	}
	for _, id := range ids {
		if err := h.takeUp(ctx, id); err != nil {
			// One damaged log must not keep the others from being served.
			h.logger.ErrorContext(ctx, "run not taken up", "run", id, "error", err)
		}
	}
	h.recount()
	if h.expire > 0 {
		h.work.Go(h.expireLogs)
	}
	return nil
}

// expireLogs removes the runs whose logs are past their age, until the host
// stops.
func (h *Host) expireLogs() {
	tick := time.NewTicker(h.expire)
	defer tick.Stop()
	for {
		ids, err := h.store.Expire(h.base)
		if err != nil && h.base.Err() == nil {
			h.logger.Error("old logs not removed", "error", err)
		}
		for _, id := range ids {
			h.mu.Lock()
			r := h.runs[id]
			h.mu.Unlock()
			if r != nil {
				h.forget(r)
			}
		}
		select {
		case <-tick.C:
		case <-h.base.Done():
			return
		}
	}
}

// Stop ends the work of all runs, which stay resumable from their logs, and
// waits for them to finish what they write.
func (h *Host) Stop(ctx context.Context) error {
	h.mu.Lock()
	h.stopping = true
	h.mu.Unlock()
	h.stop(ErrStopping)
	done := make(chan struct{})
	go func() {
		h.work.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("stop the runs: %w", ctx.Err())
	}
}

// Stopping is closed when the host begins to stop.
func (h *Host) Stopping() <-chan struct{} { return h.base.Done() }

// Create makes a run and starts its work. With a request id that was used
// before for the same specification it returns that run.
func (h *Host) Create(ctx context.Context, spec *callmillv1.RunSpec, id, requestID string) (*Run, error) {
	if id == "" {
		id = "r-" + strings.ToLower(rand.Text())
	} else if !runIDPattern.MatchString(id) {
		return nil, &FieldError{
			Field: "run_id", Found: fmt.Sprintf("%q", id),
			Want: "lower case letters, digits and dashes, a letter first, at most 63",
		}
	}
	if spec == nil {
		return nil, &FieldError{Field: "spec", Found: "nothing", Want: "what the run shall do"}
	}
	policy, err := h.policyOf(spec)
	if err != nil {
		return nil, err
	}
	filled, err := fill(spec, h.maxCount, policy)
	if err != nil {
		return nil, err
	}
	if h.samplesFeatures(id) {
		filled.LogFeatures = true
	}
	p, err := h.prepare(runName(id), filled, policy)
	if err != nil {
		return nil, err
	}
	if p.onArrival && spec.GetWorkers() == 0 {
		filled.Workers = filled.GetWindow() // who waits for a model needs no core
	}
	select {
	case h.creating <- struct{}{}:
		defer func() { <-h.creating }()
	case <-ctx.Done():
		return nil, fmt.Errorf("create a run: %w", context.Cause(ctx))
	}
	if earlier, err := h.admit(id, requestID, spec); earlier != nil || err != nil {
		return earlier, err
	}
	canary := h.assign(id, spec, p)
	r := h.newRun(id, p)
	r.requestID, r.asked, r.canary = requestID, spec, canary
	if err := h.begin(ctx, r, p); err != nil {
		h.policies.Ended(id, 0, false)
		r.gate.close()
		r.cancel(nil)
		h.leave()
		h.work.Done()
		return nil, err
	}
	return r, nil
}

// admit makes room for a run, or finds the one that the request id made before.
func (h *Host) admit(id, requestID string, spec *callmillv1.RunSpec) (*Run, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if earlier := h.requests[requestID]; earlier != nil {
		if !proto.Equal(earlier.asked, spec) {
			return nil, fmt.Errorf("%w: %q made %s", ErrRequestIDReused, requestID, earlier.Name())
		}
		return earlier, nil
	}
	switch {
	case h.stopping:
		return nil, ErrStopping
	case h.runs[id] != nil:
		return nil, fmt.Errorf("%w: %s", ErrExists, runName(id))
	case h.live >= h.maxLive:
		return nil, fmt.Errorf("%w: %d of at most %d", ErrTooMany, h.live, h.maxLive)
	}
	h.live++
	h.work.Add(1)
	return nil, nil //nolint:nilnil // no earlier run is the usual case
}

// keep lets the run be found.
func (h *Host) keep(r *Run) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.runs[r.id] = r
	if r.requestID != "" {
		h.requests[r.requestID] = r
	}
}

func (h *Host) forget(r *Run) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.runs, r.id)
	if h.requests[r.requestID] == r {
		delete(h.requests, r.requestID)
	}
}

// leave makes room for another live run.
func (h *Host) leave() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.live--
}

// createTimeout bounds the creation of a run's log.
const createTimeout = 15 * time.Second

// begin creates the run's log with its first record, and starts its work. It
// goes on when the caller leaves: half a log would keep its name taken.
func (h *Host) begin(caller context.Context, r *Run, p *plan) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(caller), createTimeout)
	defer cancel()
	log, err := h.store.Create(ctx, r.id)
	if err != nil {
		if errors.Is(err, runlog.ErrExists) {
			return fmt.Errorf("%w: %w", ErrExists, err)
		}
		return errors.Join(fmt.Errorf("create the run's log: %w", err), h.discard(ctx, r.id))
	}
	r.log = log
	w, err := log.Writer(ctx)
	if err == nil {
		start := p.started()
		start.CreateTime = timestamppb.New(r.created)
		err = (&logWriter{w}).Append(ctx, &callmillv1.LogRecord{Record: &callmillv1.LogRecord_Started{
			Started: &callmillv1.LoggedStart{
				Started: start, RequestId: r.requestID, Asked: r.asked, Policy: p.policy.Encode(), Canary: r.canary,
			},
		}})
	}
	if err == nil {
		// A run that was told to its client is there, whatever happens.
		err = w.Sync(ctx)
	}
	if err != nil {
		if w != nil {
			_ = w.Close(ctx) // its log goes
		}
		return errors.Join(fmt.Errorf("begin the run's log: %w", err), h.discard(ctx, r.id))
	}
	h.keep(r)
	go r.work(p, w, history{done: true}) //nolint:gosec // the run outlives the call that made it
	return nil
}

// discard deletes a log that was begun in vain, if it is there.
func (h *Host) discard(ctx context.Context, id string) error {
	if err := h.store.Delete(ctx, id); err != nil && !errors.Is(err, runlog.ErrNotFound) {
		return fmt.Errorf("discard the run's log: %w", err)
	}
	return nil
}

// Get returns a run by its name, "runs/{run}".
func (h *Host) Get(name string) (*Run, error) {
	id, ok := strings.CutPrefix(name, "runs/")
	if !ok || !runIDPattern.MatchString(id) {
		return nil, &FieldError{Field: "name", Found: fmt.Sprintf("%q", name), Want: "runs/{run}"}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.runs[id]
	if r == nil {
		return nil, fmt.Errorf("%w: %s", ErrNotFound, name)
	}
	return r, nil
}

// List returns all runs, newest first.
func (h *Host) List() []*Run {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]*Run, 0, len(h.runs))
	for _, r := range h.runs {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b *Run) int {
		return cmp.Or(b.created.Compare(a.created), strings.Compare(a.id, b.id))
	})
	return out
}

// Delete removes a run that has ended, with its log.
func (h *Host) Delete(ctx context.Context, name string) error {
	r, err := h.Get(name)
	if err != nil {
		return err
	}
	if !r.Ended() {
		return fmt.Errorf("%w: %s", ErrNotEnded, name)
	}
	if err := h.store.Delete(ctx, r.id); err != nil {
		if errors.Is(err, runlog.ErrNotFound) {
			return fmt.Errorf("%w: %w", ErrNotFound, err)
		}
		return fmt.Errorf("delete the run's log: %w", err)
	}
	h.forget(r)
	return nil
}

// Engine returns a registered domain.
func (h *Host) Engine(name string) (*Engine, error) {
	e, ok := h.engines[name]
	if !ok {
		return nil, fmt.Errorf("%w: %q; registered are %s", ErrDomainNotFound, name, strings.Join(h.Domains(), ", "))
	}
	return e, nil
}

func runName(id string) string { return "runs/" + id }
