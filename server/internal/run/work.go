package run

import (
	"context"
	"errors"
	"runtime/debug"
	"sync"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/server/internal/wire"
)

// startWorkers starts n workers. The returned function ends them and waits:
// a slot that is being written is finished or abandoned with the context.
func (l *loop) startWorkers(ctx context.Context, n int) (stop func()) {
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			for s := range l.jobs {
				s.result = l.work(ctx, s)
				l.back <- s // has room for the whole window
			}
		})
	}
	return func() {
		close(l.jobs)
		wg.Wait()
	}
}

// work writes the slot's candidate and puts it through every check that needs
// no order. It reads the loop's immutable parts only.
//
// A panic there is that slot's failure, not the run's.
func (l *loop) work(ctx context.Context, s *slot) (out result) {
	defer func() {
		if p := recover(); p != nil {
			out = refused(callmillv1.Outcome_KIND_FAILED, stagePathway, pathways.ReasonPanic)
			l.logger.ErrorContext(ctx, "slot panicked", "pathway", l.pathways[s.pathway].Name(),
				"slot", s.ordinal, "panic", p, "stack", string(debug.Stack()))
		}
	}()
	made, err := l.write(ctx, s)
	if err != nil {
		return l.failed(ctx, s, err)
	}
	out.countTurns(made.Provenance.Turns)
	if r := l.engine.checks.Verify(made); r != nil {
		return out.refuse(callmillv1.Outcome_KIND_REJECTED, string(r.Stage), r.Reason)
	}
	if r := l.heldOut.RefusesSample(made); r != nil {
		return out.refuse(callmillv1.Outcome_KIND_REJECTED, string(r.Stage), r.Reason)
	}
	if l.verdict(ctx, s, made, &out); out.verdict != nil && !out.verdict.Agrees {
		return out.refuse(callmillv1.Outcome_KIND_REJECTED, string(check.StageJudge), check.ReasonDisagrees)
	}
	out.sample, out.fingerprint, out.gist = made, check.Fingerprint(made), check.GistOf(made)
	out.landed = make([]int, len(l.facets))
	made.Facets = make([]sample.FacetValue, len(l.engine.Domain.Facets))
	for i := range l.engine.Domain.Facets {
		f := &l.engine.Domain.Facets[i]
		bucket := f.Measure(made)
		made.Facets[i] = sample.FacetValue{Facet: f.Name, Bucket: f.Buckets[bucket]}
		for t, d := range l.facets {
			if d == i {
				out.landed[t] = bucket
			}
		}
	}
	out.message = wire.Sample(made)
	return out
}

// failed is how a slot ends whose sample could not be written.
func (l *loop) failed(ctx context.Context, s *slot, err error) result {
	reason, ok := pathways.ReasonOf(err)
	switch {
	case !ok && ctx.Err() != nil:
		reason = pathways.ReasonUnavailable
	case !ok:
		reason = pathways.ReasonPanic
		l.logger.ErrorContext(ctx, "pathway failed", "pathway", l.pathways[s.pathway].Name(),
			"slot", s.ordinal, "error", err)
	}
	kind := callmillv1.Outcome_KIND_FAILED
	if reason == pathways.ReasonUnavailable {
		kind = callmillv1.Outcome_KIND_UNAVAILABLE
	}
	out := refused(kind, stagePathway, reason)
	if f, ok := errors.AsType[*pathways.Failure](err); ok && f.Spent > 0 {
		out.modelTime, out.modelCalls = f.Spent, 1
	}
	return out
}
