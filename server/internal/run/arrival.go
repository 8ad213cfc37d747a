package run

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/router/target"
)

// Runs in which a model takes part settle slots as they come back, so that one
// that hangs keeps none waiting. What was done then depends on time, and the log
// is the record of it: it has, in their order, every slot that was routed, every
// slot that was settled, and every change of what was up. Going through them
// again leads to the very same state. A slot that was routed and did not come
// back before the server died is settled as interrupted: it has gain 0 and its
// cost, so that training is not misled by what is missing.

const reasonInterrupted = "interrupted"

// runOnArrival makes samples as run does, but settles them as they arrive.
func (l *loop) runOnArrival(base, life context.Context) error {
	if err := l.relive(base); err != nil {
		return err
	}
	ctx := life
	if err := l.resume(ctx); err != nil {
		return err
	}
	if err := l.abandon(ctx); err != nil {
		return err
	}
	for {
		// The channel first: a change between the look and the wait is not missed.
		changed := l.standing.changes()
		if err := l.follow(ctx); err != nil {
			return err
		}
		if err := l.start(ctx); err != nil {
			return err
		}
		if l.accepted == l.spec.GetCount() || len(l.flying) == 0 && !l.hopeful() {
			// What is still under way is of no use any more.
			if err := errors.Join(l.abandon(ctx), l.tell(ctx)); err != nil {
				return err
			}
			return l.log.Flush(ctx)
		}
		s, err := l.arrival(ctx, changed)
		if err != nil {
			return err
		}
		if s == nil {
			continue
		}
		if err := l.settleArrived(ctx, s); err != nil {
			return err
		}
	}
}

// start routes slots until the window is full, or as many are under way as
// samples are missing, or no cell is left that something up can fill.
func (l *loop) start(ctx context.Context) error {
	for len(l.flying) < len(l.ring) && l.timely() < l.spec.GetCount()-l.accepted {
		now := l.now()
		// Cells that wait for a pathway that comes back soon keep their place; the
		// others must not keep the run from going on.
		cell, ok := l.ledger.NextOf(l.admits(now), !l.standing.soon)
		if !ok {
			return nil
		}
		s := &slot{ordinal: l.next, cell: cell, pathway: -1, began: now}
		l.next++
		l.pairs.join(s)
		l.route(s)
		if s.result.kind == callmillv1.Outcome_KIND_UNAVAILABLE {
			// Nothing came of it, and nothing is said of it.
			l.pairs.leave(s)
			l.ledger.Settle(cell, target.Unavailable())
			l.standing.putAside(l.asideOf(cell), l.served(s)&l.standing.up != 0, now)
			continue
		}
		delete(l.standing.aside, l.asideOf(cell))
		l.flying[s.ordinal] = s
		if s.done {
			if err := l.settleArrived(ctx, s); err != nil {
				return err
			}
			continue
		}
		err := l.log.Append(ctx, &callmillv1.LogRecord{Record: &callmillv1.LogRecord_Routed{Routed: s.decision}})
		if err != nil {
			return fmt.Errorf("log the decision of slot %d: %w", s.ordinal, err)
		}
		l.inFlight[s.pathway]++
		l.jobs <- s // has room for the whole window
	}
	return nil
}

// asideOf is what of a cell is put aside: its part that says who writes.
func (l *loop) asideOf(cell int) int { return l.table.PartCell(cell, l.writer) }

// admits is a rule over cells: those that are not put aside; nil for all.
func (l *loop) admits(now time.Time) func(cell int) bool {
	admitted := l.standing.admits(now)
	if admitted == nil {
		return nil
	}
	return func(cell int) bool { return admitted(l.asideOf(cell)) }
}

// overdue is after how many typical calls, and not before late, a slot no longer
// counts on the way to the last samples: another may come sooner.
const (
	overdue = 8
	late    = 10 * time.Second
)

// timely is how many slots are under way that may be expected to come back soon.
func (l *loop) timely() int64 {
	limit := max(late, overdue*l.typical.call())
	now, n := l.now(), int64(0)
	for _, s := range l.flying {
		if now.Sub(s.began) < limit {
			n++
		}
	}
	return n
}

// hopeful says whether some cell is open that the run's pathways can fill, be it
// when they come back.
func (l *loop) hopeful() bool {
	facet, ok := l.table.Facet(sample.FacetModality)
	if !ok {
		return l.ledger.OpenCells() > 0
	}
	for b, name := range l.table.Facets()[facet].Buckets {
		if l.writes(name) && l.ledger.BucketOpen(facet, b) {
			return true
		}
	}
	return false
}

// writes says whether some pathway of the run is of a modality; "" is any.
func (p *plan) writes(modality string) bool {
	return modality == "" || slices.ContainsFunc(p.pathways, func(w pathways.Pathway) bool {
		return string(w.Modality()) == modality
	})
}

// arrival waits for a slot to come back, and for the pace to allow its sample;
// it is nil where something else wants to be looked at first.
func (l *loop) arrival(ctx context.Context, changed <-chan struct{}) (*slot, error) {
	var s *slot
	select {
	case s = <-l.back:
	default:
		if err := l.log.Flush(ctx); err != nil {
			return nil, err
		}
		// Who waits for a model can wait for long: tell how far the run is.
		l.publish(l.progress())
		again, stop := l.standing.retry(l.now())
		defer stop()
		select {
		case s = <-l.back:
		case <-changed:
			return nil, nil //nolint:nilnil // no slot came
		case <-again:
			return nil, nil //nolint:nilnil // no slot came
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	if l.pace.Ready(l.accepted) {
		return s, nil
	}
	if err := l.log.Flush(ctx); err != nil {
		return nil, err
	}
	l.publish(l.progress())
	return s, l.pace.Wait(ctx, l.accepted)
}

func (l *loop) settleArrived(ctx context.Context, s *slot) error {
	delete(l.flying, s.ordinal)
	if s.pathway >= 0 && l.inFlight[s.pathway] > 0 {
		l.inFlight[s.pathway]--
	}
	return l.settle(ctx, s)
}

// crowded says whether so many slots wait for models that another would leave
// too little of the window for what needs none.
func (l *loop) crowded() bool {
	waiting := 0
	for i, n := range l.inFlight {
		if l.outside[i] != nil {
			waiting += n
		}
	}
	return waiting >= len(l.ring)-len(l.ring)/4
}

// available is the part of mask that may be routed to now: what is up, and where
// models have most of the window already, what needs none if there is any.
func (l *loop) available(mask router.Mask) router.Mask {
	mask &= l.standing.up
	if !l.onArrival {
		return mask
	}
	now := l.now()
	for i, o := range l.outside {
		if o != nil && l.resting(i, now) {
			mask = mask.Without(i)
		}
	}
	if !l.crowded() {
		return mask
	}
	free := mask
	for i, o := range l.outside {
		if o != nil {
			free = free.Without(i)
		}
	}
	if free != 0 {
		return free
	}
	return mask
}

// outsideOf lists the pathways that can be down, nil for the others.
func outsideOf(ps []pathways.Pathway) []pathways.Outside {
	out := make([]pathways.Outside, len(ps))
	for i, p := range ps {
		if o, ok := p.(pathways.Outside); ok {
			out[i] = o
		}
	}
	return out
}
