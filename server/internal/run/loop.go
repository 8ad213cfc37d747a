package run

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/diversity"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/router/target"
)

// Log is where a run writes. Append may buffer; Flush sends what is buffered
// on its way, and is called before the run waits for anything.
type Log interface {
	Append(ctx context.Context, record *callmillv1.LogRecord) error
	Flush(ctx context.Context) error
}

// Pace lets a run go on or holds it back.
type Pace interface {
	// Ready says whether the run may deliver one more sample after accepted.
	Ready(accepted int64) bool
	// Wait blocks until it may, or the context ends.
	Wait(ctx context.Context, accepted int64) error
}

// nearLimit is how many accepted samples a run remembers to find near duplicates
// of them: what a live run costs in memory, see check.NearDuplicates.
const nearLimit = 100_000

// plan is a run that was checked and can begin.
type plan struct {
	name     string
	engine   *Engine
	spec     *callmillv1.RunSpec
	pathways []pathways.Pathway
	// outside has those that can be down, nil for the others.
	outside []pathways.Outside
	table   *target.Table
	policy  *router.Policy
	// onArrival is set where a model takes part; see arrival.go.
	onArrival bool
	// up is what was up when the run began, hints what to do about the others.
	up    router.Mask
	hints []string
	// heldOut are the queries that no sample may be near to. They are of the plan
	// alone: the specification that clients see has none.
	heldOut *check.HeldOut
	// always are those of the hints that what is up does not change.
	always []string
}

// loop is one run at work. It belongs to one goroutine; workers get slots
// through a channel and give them back through another.
type loop struct {
	plan

	log     Log
	pace    Pace
	history history
	publish func(*callmillv1.Progress)
	logger  *slog.Logger
	// now is the clock. No decision depends on it but in runs that settle on
	// arrival, whose log has what came of it.
	now func() time.Time

	ledger *target.Ledger
	state  *router.State
	seen   *check.Duplicates
	near   *check.NearDuplicates
	// drafter drafts by what coverage counts: the values of accepted samples.
	drafter  *brief.Drafter
	coverage *brief.Coverage
	// facets maps the table's facets to the domain's.
	facets []int
	// modality is that facet's index in the domain, writer its part of the table, the
	// first where the target leaves it free; parts is how many parts there are.
	modality, writer, parts int
	pairs                   pairs

	standing standing
	price    price
	typical  typical
	// flying are the slots under way of a run that settles on arrival, inFlight
	// how many of them each pathway has.
	flying   map[uint64]*slot
	inFlight []int

	ring  []slot // slot i stands at i % len(ring)
	next  uint64 // the next slot to aim
	first uint64 // the oldest slot that is not settled
	jobs  chan *slot
	back  chan *slot

	accepted  int64
	told      int // notices of tally.closed that are in the log
	decision  router.Decision
	gaps      [][]float64
	tally     tally
	diversity *diversity.Meter
}

func newLoop(p *plan) (*loop, error) {
	window := int(p.spec.GetWindow())
	ledger, err := target.NewLedger(p.table, target.Options{Window: window})
	if err != nil {
		return nil, fmt.Errorf("make the ledger: %w", err)
	}
	infos := make([]router.Pathway, len(p.pathways))
	for i, w := range p.pathways {
		// Every phrase is as good as the next until a judge says otherwise.
		infos[i] = router.Pathway{Name: w.Name(), Modality: string(w.Modality()), Cost: w.Cost(), Quality: 1}
	}
	facets := routerFacets(p.table)
	state, err := router.NewState(infos, facets, p.table.PartCells(0))
	if err != nil {
		return nil, fmt.Errorf("make the router's state: %w", err)
	}
	l := &loop{
		plan: *p, ledger: ledger, state: state,
		seen:      check.NewDuplicates(int(p.spec.GetCount())),
		near:      check.NewNearDuplicates(int(min(p.spec.GetCount(), nearLimit))),
		ring:      make([]slot, window),
		jobs:      make(chan *slot, window),
		back:      make(chan *slot, window),
		tally:     newTally(len(p.pathways)),
		diversity: newMeter(p.engine.Domain, p.pathways),
		now:       time.Now,

		standing: newStanding(p.engine.changed, len(p.pathways)),
		modality: p.engine.Domain.Facet(sample.FacetModality),
		price:    newPrice(p.spec.GetBudget(), p.spec.GetCount()),
		flying:   map[uint64]*slot{},
		inFlight: make([]int, len(p.pathways)),
	}
	for _, f := range facets {
		l.facets = append(l.facets, p.engine.Domain.Facet(f.Name))
		l.gaps = append(l.gaps, make([]float64, f.Buckets))
	}
	l.drafter, l.coverage = p.engine.drafter.Covering()
	l.pairs, l.parts = newPairs(p), len(p.table.Parts())
	if facet, ok := p.table.Facet(sample.FacetModality); ok {
		l.writer = p.table.PartOf(facet)
	}
	l.stand(p.up)
	return l, nil
}

// run makes samples until all are delivered, no cell is open, or a context ends:
// while the log is replayed only base counts, so that whoever ends the run ends
// it where its log does; then life. Workers are the caller's to start, before,
// and to end, after.
func (l *loop) run(base, life context.Context) error {
	if l.onArrival {
		return l.runOnArrival(base, life)
	}
	for {
		if err := l.aim(l.inForce(base, life)); err != nil {
			return err
		}
		// Aiming may have come to the end of the log.
		ctx := l.inForce(base, life)
		if l.first == l.next {
			return l.finish(ctx)
		}
		s := &l.ring[l.first%uint64(len(l.ring))]
		if err := l.await(ctx, s); err != nil {
			return err
		}
		if err := l.settle(ctx, s); err != nil {
			return err
		}
		l.first++
	}
}

// inForce is the context that counts now.
func (l *loop) inForce(base, life context.Context) context.Context {
	if l.history.done {
		return life
	}
	return base
}

// finish logs what is still to be told. The log of a run that was taken up may
// lack the notices of its very last slot.
func (l *loop) finish(ctx context.Context) error {
	logged, err := l.history.next(ctx)
	if err != nil {
		return fmt.Errorf("read the end of the log: %w", err)
	}
	if logged != nil {
		return fmt.Errorf("the log goes on at slot %d, where this build ends", l.next)
	}
	if err := l.tell(ctx); err != nil {
		return err
	}
	return l.log.Flush(ctx)
}

// aim starts slots until the window is full, or as many are under way as
// samples are missing.
func (l *loop) aim(ctx context.Context) error {
	for {
		underWay := l.next - l.first
		missing := uint64(l.spec.GetCount() - l.accepted)
		if underWay >= uint64(len(l.ring)) || underWay >= missing {
			return nil
		}
		cell, ok := l.ledger.Next()
		if !ok {
			return nil
		}
		s := &l.ring[l.next%uint64(len(l.ring))]
		*s = slot{ordinal: l.next, cell: cell, pathway: -1}
		l.next++
		l.pairs.join(s)
		logged, err := l.history.next(ctx)
		if err != nil {
			return fmt.Errorf("read the log of slot %d: %w", s.ordinal, err)
		}
		if logged != nil {
			if err := recall(s, logged); err != nil {
				return err
			}
			l.pairs.routed(s)
			continue
		}
		if err := l.resume(ctx); err != nil {
			return err
		}
		l.route(s)
		if !s.done {
			l.jobs <- s // has room for the whole window
		}
	}
}

// resume tells that the run was taken up again, once.
func (l *loop) resume(ctx context.Context) error {
	if !l.history.resumed {
		return nil
	}
	l.history.resumed = false
	return l.log.Append(ctx, &callmillv1.LogRecord{Record: &callmillv1.LogRecord_Notice{Notice: &callmillv1.Notice{
		Kind:    callmillv1.Notice_KIND_RESUMED,
		Message: fmt.Sprintf("the server started again and took the run up at slot %d", l.next-1),
	}}})
}

// recall fills a slot with what the log says of it.
func recall(s *slot, logged *callmillv1.LoggedSlot) error {
	d := logged.GetDecision()
	if d.GetSlot() != s.ordinal || int(d.GetCell()) != s.cell {
		return fmt.Errorf("the log has slot %d at cell %d where this build has slot %d at cell %d: "+
			"it was written by another build, domain or policy", d.GetSlot(), d.GetCell(), s.ordinal, s.cell)
	}
	s.logged, s.decision, s.pathway, s.done = logged, d, int(d.GetChoice()), true
	return nil
}

// await blocks until the slot is worked on and the pace allows its sample.
func (l *loop) await(ctx context.Context, s *slot) error {
	for !s.done {
		select {
		case b := <-l.back:
			b.done = true
			continue
		default:
		}
		if err := l.log.Flush(ctx); err != nil {
			return err
		}
		select {
		case b := <-l.back:
			b.done = true
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	if s.logged != nil {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	if l.pace.Ready(l.accepted) {
		return nil
	}
	if err := l.log.Flush(ctx); err != nil {
		return err
	}
	l.publish(l.progress())
	return l.pace.Wait(ctx, l.accepted)
}
