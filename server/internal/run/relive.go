package run

import (
	"context"
	"fmt"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// abandon settles the slots that were under way when the log ends.
func (l *loop) abandon(ctx context.Context) error {
	for ordinal := l.first; ordinal < l.next && len(l.flying) > 0; ordinal++ {
		s := l.flying[ordinal]
		if s == nil {
			continue
		}
		s.result = refused(callmillv1.Outcome_KIND_UNAVAILABLE, stagePathway, reasonInterrupted)
		if err := l.settleArrived(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// relive goes through the log.
func (l *loop) relive(ctx context.Context) error {
	for !l.history.done {
		r, err := l.history.record(ctx)
		if err != nil {
			return fmt.Errorf("read the log at slot %d: %w", l.next, err)
		}
		switch k := r.GetRecord().(type) {
		case *callmillv1.LogRecord_Routed:
			_, err = l.reroute(k.Routed)
		case *callmillv1.LogRecord_Slot:
			err = l.resettle(ctx, k.Slot)
		case *callmillv1.LogRecord_Notice:
			l.restand(k.Notice)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// reroute puts a logged decision under way again. Which cells could be chosen
// depended on the clock: the log is the record.
func (l *loop) reroute(d *callmillv1.Decision) (*slot, error) {
	cell := int(d.GetCell())
	if d.GetSlot() < l.next || cell < 0 || cell >= l.table.Cells() || !l.table.Allowed(cell) || l.ledger.Closed(cell) {
		return nil, fmt.Errorf("the log has slot %d at cell %d, which this build has not after slot %d: "+
			"it was written by another build, domain or policy", d.GetSlot(), d.GetCell(), l.next)
	}
	l.ledger.Take(cell)
	if int(d.GetChoice()) >= len(l.pathways) {
		return nil, fmt.Errorf("the log has pathway %d at slot %d, of %d", d.GetChoice(), d.GetSlot(), len(l.pathways))
	}
	s := &slot{ordinal: d.GetSlot(), cell: cell, pathway: int(d.GetChoice()), decision: d}
	l.pairs.join(s)
	l.pairs.routed(s)
	l.next = s.ordinal + 1
	l.flying[s.ordinal] = s
	return s, nil
}

// resettle settles a slot as the log has it.
func (l *loop) resettle(ctx context.Context, logged *callmillv1.LoggedSlot) error {
	s := l.flying[logged.GetDecision().GetSlot()]
	if s == nil { // one that no pathway could serve is settled at once
		var err error
		if s, err = l.reroute(logged.GetDecision()); err != nil {
			return err
		}
	}
	s.logged = logged
	return l.settleArrived(ctx, s)
}

// restand takes over a logged change of what was up.
func (l *loop) restand(n *callmillv1.Notice) {
	up := l.standing.up
	for _, name := range n.GetPathways() {
		for i, p := range l.pathways {
			switch {
			case p.Name() != name:
			case n.GetKind() == callmillv1.Notice_KIND_PATHWAYS_DOWN:
				up = up.Without(i)
			case n.GetKind() == callmillv1.Notice_KIND_PATHWAYS_UP:
				up = up.With(i)
			}
		}
	}
	l.stand(up)
}
