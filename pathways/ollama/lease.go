package ollama

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/callmill/callmill/pathways"
)

// lease is the right to have one call under way on a host.
type lease struct {
	host  *host
	model model
	// ctx ends with the caller's, and when the host goes down: its cause says so.
	ctx    context.Context //nolint:containedctx // a lease is one call, and ends with it
	cancel context.CancelCauseFunc
}

// waiter is a question that waits for a lease.
type waiter struct {
	ctx   context.Context //nolint:containedctx // it is made for one call
	need  need
	grant chan *lease // gets the lease, or nil where no host can take the question any more
}

// need is what a question needs of a host.
type need struct {
	key    string // of the model
	vision bool
	// not are hosts that did not take the question up.
	not []*host
}

// serves says whether the host is up and has what is needed. The caller holds
// fleet.mu.
func (h *host) serves(n *need) bool {
	m := h.models[n.key]
	return (h.state == up || h.state == suspect) && m != nil && m.usable(n.vision) && !slices.Contains(n.not, h)
}

// usable says whether the model can be asked.
func (m *model) usable(vision bool) bool {
	return m.resolved && m.completes && m.remote == "" && (m.vision || !vision)
}

// acquire waits for a lease, first come, first served. It returns a Failure where
// there is no host for the question, or none gets free in time.
func (f *Fleet) acquire(ctx context.Context, n need, late time.Time) (*lease, error) {
	w := &waiter{ctx: ctx, need: n, grant: make(chan *lease, 1)}
	f.mu.Lock()
	f.waiting = append(f.waiting, w)
	f.dispatch()
	f.mu.Unlock()

	inTime, cancel := context.WithDeadline(ctx, late)
	defer cancel()
	select {
	case l := <-w.grant:
		if l == nil {
			return nil, &pathways.Failure{Reason: pathways.ReasonUnavailable}
		}
		return l, nil
	case <-inTime.Done():
	}
	f.mu.Lock()
	f.waiting = slices.DeleteFunc(f.waiting, func(other *waiter) bool { return other == w })
	f.mu.Unlock()
	select {
	case l := <-w.grant: // it came just now
		if l != nil {
			l.release()
		}
	default:
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return nil, &pathways.Failure{
		Reason: pathways.ReasonUnavailable,
		Detail: "every Ollama host was busy for " + f.options.Timeout.String(),
	}
}

// dispatch gives waiting questions to hosts with room for them, the least loaded
// first, and turns away those that no host can take. The caller holds mu.
func (f *Fleet) dispatch() {
	f.waiting = slices.DeleteFunc(f.waiting, func(w *waiter) bool {
		var best *host
		some := false
		for _, h := range f.hosts {
			if f.stopped || !h.serves(&w.need) {
				continue
			}
			some = true
			if h.state == up && len(h.calls) < f.options.Concurrency && (best == nil || h.lighter(best)) {
				best = h
			}
		}
		switch {
		case !some:
			w.grant <- nil
		case best == nil:
			return false
		default:
			ctx, cancel := context.WithCancelCause(w.ctx)
			l := &lease{host: best, model: *best.models[w.need.key], ctx: ctx, cancel: cancel}
			best.calls[l] = struct{}{}
			best.served++
			w.grant <- l
		}
		return true
	})
}

// lighter says whether h has less to do than other, or has had. The caller holds
// fleet.mu.
func (h *host) lighter(other *host) bool {
	return cmp.Or(cmp.Compare(len(h.calls), len(other.calls)), cmp.Compare(h.served, other.served)) < 0
}

// release ends the lease.
func (l *lease) release() {
	l.cancel(nil)
	f := l.host.fleet
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(l.host.calls, l)
	f.dispatch()
}
