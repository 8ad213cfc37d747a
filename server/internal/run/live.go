package run

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/runlog"
)

// closeTimeout bounds the closing of a run's log.
const closeTimeout = 15 * time.Second

// Run is one run of a host. Its methods may be called from any goroutine.
type Run struct {
	host      *Host
	id        string
	requestID string
	// asked is the specification as the client gave it, spec the one in force.
	asked   *callmillv1.RunSpec
	spec    *callmillv1.RunSpec
	created time.Time
	log     *runlog.Log
	gate    *gate
	// plan is nil where the run had ended before the host started; pathways are
	// then those that its log tells of.
	plan     *plan
	pathways []*callmillv1.PathwayInfo
	// canary says that a policy on trial routes it.
	canary bool
	// cancel ends the work with a cause.
	cancel   context.CancelCauseFunc
	ctx      context.Context //nolint:containedctx // the life of the run, not of a call
	progress atomic.Pointer[callmillv1.Progress]

	mu        sync.Mutex
	completed *callmillv1.Completed
	// over is closed when the work has ended, whether or not the run has.
	over chan struct{}
}

func (h *Host) newRun(id string, p *plan) *Run {
	r := &Run{host: h, id: id, spec: p.spec, plan: p, created: h.now(), over: make(chan struct{})}
	r.progress.Store(&callmillv1.Progress{})
	r.ctx, r.cancel = context.WithCancelCause(h.base)
	r.gate = newGate(int64(p.spec.GetLead()), p.spec.GetDetached(), p.spec.GetResumeWindow().AsDuration(),
		func() { r.cancel(errExpired) })
	return r
}

// Name is "runs/{run}".
func (r *Run) Name() string { return runName(r.id) }

// key tells the run from an earlier one of the same name.
func (r *Run) key() string { return r.id + "@" + strconv.FormatInt(r.created.UnixNano(), 10) }

// Ended says whether the run has its closing report.
func (r *Run) Ended() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.completed != nil
}

// Message gives the run as it is now.
func (r *Run) Message() *callmillv1.Run {
	m := &callmillv1.Run{
		Name: r.Name(), Spec: r.spec, CreateTime: timestamppb.New(r.created), Progress: r.progress.Load(),
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	m.Pathways, m.Hints = r.standing()
	switch {
	case r.completed != nil:
		m.State, m.Completed, m.EndTime = r.completed.GetState(), r.completed, r.completed.GetEndTime()
	case r.gate.paused():
		m.State = callmillv1.Run_STATE_PAUSED
	default:
		m.State = callmillv1.Run_STATE_RUNNING
	}
	return m
}

// standing tells of the run's pathways, as they are now or were at its end.
func (r *Run) standing() (infos []*callmillv1.PathwayInfo, say []string) {
	if r.plan != nil {
		up, reasons := r.plan.standingNow()
		infos, say = r.plan.infos(up, reasons), append(hints(reasons), r.plan.always...)
	}
	if r.completed == nil {
		return infos, say
	}
	for _, info := range r.pathways {
		infos = append(infos, proto.CloneOf(info))
	}
	for i, report := range r.completed.GetPathways() {
		if i < len(infos) {
			infos[i].Unavailable = report.GetUnavailable()
		}
	}
	return infos, nil
}

// Progress is how far the run is, as last told by its loop.
func (r *Run) Progress() *callmillv1.Progress { return r.progress.Load() }

// Drive makes the caller the run's driving stream; its client has so many
// samples already.
func (r *Run) Drive(samples int64) *Drive { return r.gate.drive(samples) }

// Done is closed when nothing more will be logged of the run: it has ended, or
// the host stops, or another server has taken it over.
func (r *Run) Done() <-chan struct{} { return r.over }

// Cancel ends the run, and waits until its log is closed. A run that has ended
// stays as it is.
func (r *Run) Cancel(ctx context.Context) error {
	r.cancel(errCancelled)
	select {
	case <-r.over:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("cancel %s: %w", r.Name(), context.Cause(ctx))
	}
}

// work makes the run's samples to their end, and closes its log.
func (r *Run) work(p *plan, w *runlog.Writer, past history) {
	defer r.host.work.Done()
	defer close(r.over)
	defer r.host.leave()
	defer r.gate.close()
	defer r.cancel(nil)
	if past.done {
		r.gate.begin()
	} else {
		past.finished = r.gate.begin
	}
	completed, err := r.generate(p, w, past)
	if err != nil {
		r.host.logger.Error("run failed", "run", r.id, "error", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	if completed != nil {
		completed.EndTime = timestamppb.New(r.host.now())
		record := &callmillv1.LogRecord{Record: &callmillv1.LogRecord_Completed{Completed: completed}}
		if err := (&logWriter{w}).Append(ctx, record); err != nil {
			r.host.logger.Error("closing report not logged", "run", r.id, "error", err)
		}
	}
	if err := w.Close(ctx); err != nil && !errors.Is(err, runlog.ErrClosed) {
		r.host.logger.Error("log not closed", "run", r.id, "error", err)
	}
	if completed != nil {
		r.host.judge(r.id, r.spec, completed)
		infos := p.infos(p.standingNow())
		r.mu.Lock()
		// The plan is large, and is of no more use.
		r.completed, r.plan, r.pathways = completed, nil, infos
		r.mu.Unlock()
	}
}

// generate runs the loop. The report is nil where the host stops: the run has
// not ended then, and is taken up from its log by the next host.
func (r *Run) generate(p *plan, w *runlog.Writer, past history) (end *callmillv1.Completed, err error) {
	defer func() {
		// One run's fault must not take the others with it.
		if fault := recover(); fault != nil {
			err = fmt.Errorf("panic: %v\n%s", fault, debug.Stack())
			end = &callmillv1.Completed{
				State: callmillv1.Run_STATE_FAILED, Error: "a fault in the server; its log tells more",
				Accepted: r.progress.Load().GetAccepted(), Slots: r.progress.Load().GetSlots(),
			}
		}
	}()
	l, err := newLoop(p)
	if err != nil {
		return &callmillv1.Completed{State: callmillv1.Run_STATE_FAILED, Error: err.Error()}, err
	}
	l.log, l.pace, l.history, l.logger = &logWriter{w}, r.gate, past, r.host.logger
	l.publish = r.progress.Store
	stop := sync.OnceFunc(l.startWorkers(r.ctx, int(p.spec.GetWorkers())))
	defer stop()
	err = l.run(r.host.base, r.ctx)
	if ended := r.ctx.Err(); ended != nil && errors.Is(err, ended) {
		// The log's calls tell that the context ended; why is for us to say.
		err = context.Cause(r.ctx)
	}
	// What is still being written is of no use any more.
	r.cancel(err)
	stop()
	l.publish(l.progress())
	switch {
	case err == nil && l.accepted == p.spec.GetCount():
		return l.report(callmillv1.Run_STATE_SUCCEEDED), nil
	case err == nil:
		return l.report(callmillv1.Run_STATE_SHORT), nil
	case errors.Is(err, errCancelled):
		return l.report(callmillv1.Run_STATE_CANCELLED), nil
	case errors.Is(err, errExpired):
		return l.report(callmillv1.Run_STATE_EXPIRED), nil
	case errors.Is(err, ErrStopping), errors.Is(err, runlog.ErrClosed), errors.Is(err, runlog.ErrFenced):
		return nil, nil //nolint:nilnil // the run has not ended, and that is no fault
	default:
		report := l.report(callmillv1.Run_STATE_FAILED)
		report.Error = err.Error()
		return report, err
	}
}

// logWriter encodes records for the log.
type logWriter struct{ w *runlog.Writer }

// Append implements Log.
func (l *logWriter) Append(ctx context.Context, record *callmillv1.LogRecord) error {
	data, err := proto.Marshal(record)
	if err != nil {
		return fmt.Errorf("encode a log record: %w", err)
	}
	_, err = l.w.Append(ctx, data)
	return err
}

// Flush implements Log.
func (l *logWriter) Flush(ctx context.Context) error { return l.w.Flush(ctx) }
