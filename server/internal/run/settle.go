package run

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/types/known/durationpb"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/router/target"
	"github.com/callmill/callmill/server/internal/wire"
)

// publishEvery is after how many settled slots the progress is published, if
// nothing else publishes it earlier.
const publishEvery = 1024

// settle ends a slot: it is judged by what was settled before it, and its
// outcome becomes part of what later slots are judged and aimed by.
func (l *loop) settle(ctx context.Context, s *slot) error {
	o := s.logged.GetOutcome()
	if s.logged == nil {
		o = l.judge(s)
	}
	// The log first: what it does not take has not happened.
	if s.logged == nil {
		record := &callmillv1.LoggedSlot{Decision: s.decision, Outcome: o}
		if l.onArrival && s.pathway >= 0 {
			// The log has the decision whole, from when it was made.
			record.Decision = &callmillv1.Decision{
				Slot: s.ordinal, Cell: s.decision.GetCell(), Choice: s.decision.GetChoice(),
			}
		}
		if o.GetKind() == callmillv1.Outcome_KIND_ACCEPTED {
			record.Sample = s.result.message
		}
		err := l.log.Append(ctx, &callmillv1.LogRecord{Record: &callmillv1.LogRecord_Slot{Slot: record}})
		if err != nil {
			return fmt.Errorf("log slot %d: %w", s.ordinal, err)
		}
	}
	closings := l.ledger.Settle(s.cell, ledgerOutcome(o))
	l.price.settle(o.GetCost(), o.GetKind() == callmillv1.Outcome_KIND_ACCEPTED)
	if s.pathway >= 0 {
		if l.onArrival && s.logged == nil {
			l.note(s.pathway, o)
		}
		if err := l.state.Settle(l.routerOutcome(s, o)); err != nil {
			return fmt.Errorf("settle slot %d: %w", s.ordinal, err)
		}
	}
	l.typical.add(o.GetModelTime().AsDuration(), int(o.GetModelCalls()))
	l.tally.add(s, o, l.partsOf)
	if o.GetKind() == callmillv1.Outcome_KIND_ACCEPTED {
		l.accepted++
		given := s.result.sample
		if s.logged != nil {
			was := wire.SampleFrom(s.logged.GetSample())
			s.result.fingerprint, s.result.gist = check.Fingerprint(was), check.GistOf(was)
			given = was
		}
		l.coverage.Add(given.Calls)
		l.diversity.Add(s.pathway, given)
		l.seen.Add(s.result.fingerprint)
		l.near.Add(&s.result.gist)
	}
	if s.ordinal%publishEvery == 0 {
		l.publish(l.progress())
	}
	for i := range closings {
		l.tally.closed = append(l.tally.closed, l.closingNotices(&closings[i])...)
	}
	return l.tell(ctx)
}

// judge gives the slot its outcome: duplicates and near
// duplicates first, then room in the target.
func (l *loop) judge(s *slot) *callmillv1.Outcome {
	r := &s.result
	o := &callmillv1.Outcome{LandedCell: -1, Kind: r.kind, Stage: r.stage, Reason: r.reason}
	if s.pathway >= 0 {
		o.Cost = l.pathways[s.pathway].Cost()
	}
	if r.modelCalls > 0 {
		o.ModelTime, o.ModelCalls = durationpb.New(r.modelTime), int32(r.modelCalls)
		o.Cost = cmp.Or(l.typical.relative(r.modelTime), o.GetCost())
	}
	quality := 1.0
	if r.verdict != nil {
		quality = r.verdict.Score
		o.Score = &quality
	}
	o.Unjudged = string(r.unjudged)
	if r.sample == nil {
		return o
	}
	o.Landed = make([]int32, len(r.landed))
	for i, b := range r.landed {
		o.Landed[i] = int32(b)
	}
	cell, inside := l.table.Cell(r.landed)
	if inside {
		o.LandedCell = int32(cell)
	}
	switch {
	case l.seen.Seen(r.fingerprint):
		o.Kind, o.Stage = callmillv1.Outcome_KIND_DUPLICATE, string(check.StageDuplicates)
		o.Reason = string(check.ReasonDuplicate)
	case l.near.Near(&r.gist):
		o.Kind, o.Stage = callmillv1.Outcome_KIND_DUPLICATE, string(check.StageDuplicates)
		o.Reason = string(check.ReasonNearDuplicate)
	case !inside:
		o.Kind, o.Stage, o.Reason = callmillv1.Outcome_KIND_SURPLUS, stageLedger, reasonOutsideTarget
	case !l.ledger.Open(cell):
		o.Kind, o.Stage, o.Reason = callmillv1.Outcome_KIND_SURPLUS, stageLedger, reasonSurplus
	default:
		o.Kind, o.Gain = callmillv1.Outcome_KIND_ACCEPTED, router.Gain(true, 1, quality)
	}
	return o
}

func ledgerOutcome(o *callmillv1.Outcome) target.Outcome {
	if isFault(o) {
		return target.Unavailable()
	}
	switch o.GetKind() {
	case callmillv1.Outcome_KIND_ACCEPTED:
		return target.Accepted(int(o.GetLandedCell()))
	case callmillv1.Outcome_KIND_SURPLUS:
		if o.GetLandedCell() >= 0 {
			return target.Surplus(int(o.GetLandedCell()))
		}
		return target.Failed()
	case callmillv1.Outcome_KIND_UNAVAILABLE:
		return target.Unavailable()
	default:
		return target.Failed()
	}
}

func (l *loop) routerOutcome(s *slot, o *callmillv1.Outcome) *router.Outcome {
	out := &router.Outcome{
		Pathway: s.pathway, Cell: l.table.PartCell(s.cell, 0), Buckets: l.table.Buckets(s.cell),
		LandedCell: l.homeOf(int(o.GetLandedCell())), Gain: o.GetGain(), Cost: o.GetCost(),
		Latency: l.typical.relative(o.GetModelTime().AsDuration()),
	}
	if len(o.GetLanded()) > 0 {
		out.Landed = make([]int, len(o.GetLanded()))
		for i, b := range o.GetLanded() {
			out.Landed[i] = int(b)
		}
	}
	switch o.GetKind() {
	case callmillv1.Outcome_KIND_ACCEPTED:
		out.Kind = router.Accepted
	case callmillv1.Outcome_KIND_DUPLICATE:
		out.Kind = router.Duplicate
	case callmillv1.Outcome_KIND_SURPLUS:
		out.Kind = router.Surplus
	case callmillv1.Outcome_KIND_UNAVAILABLE:
		out.Kind = router.Unavailable
	default:
		out.Kind = router.Rejected
	}
	return out
}

// homeOf is the first part's cell of a cell, which the router's skills go by: that of
// the other parts has little to do with who wrote the sample. -1 stays.
func (l *loop) homeOf(cell int) int {
	if cell < 0 {
		return cell
	}
	return l.table.PartCell(cell, 0)
}

// partsOf is the cell of every part that a cell consists of.
func (l *loop) partsOf(cell int) []partCell {
	cells := make([]partCell, l.parts)
	for k := range cells {
		cells[k] = partCell{k, l.table.PartCell(cell, k)}
	}
	return cells
}

// tell logs the notices of cells that closed. While a log is replayed it waits:
// the log has them, all but perhaps the last.
func (l *loop) tell(ctx context.Context) error {
	if !l.history.done {
		return nil
	}
	for ; l.told < len(l.tally.closed); l.told++ {
		if l.told < l.history.notices {
			continue
		}
		n := l.tally.closed[l.told]
		err := l.log.Append(ctx, &callmillv1.LogRecord{Record: &callmillv1.LogRecord_Notice{Notice: n}})
		if err != nil {
			return fmt.Errorf("log a notice: %w", err)
		}
	}
	return nil
}

// closingNotices says that a cell closed, and which buckets were lost with it.
func (l *loop) closingNotices(c *target.Closing) []*callmillv1.Notice {
	cell := make([]*callmillv1.FacetValue, len(c.Buckets))
	words := make([]string, len(c.Buckets))
	for i, b := range c.Buckets {
		name := c.Facets[i]
		cell[i] = &callmillv1.FacetValue{Facet: name, Bucket: b}
		words[i] = name + " " + b
	}
	why := fmt.Sprintf("%d slots in a row missed it", c.Failed+c.Elsewhere+c.Surplus)
	if c.Stranded {
		why = "what it goes with was closed"
	}
	notices := []*callmillv1.Notice{{
		Kind:    callmillv1.Notice_KIND_CELL_CLOSED,
		Message: fmt.Sprintf("nothing fills %s: %s; its share goes to its neighbours", strings.Join(words, ", "), why),
		Cell:    cell, Reasons: l.tally.reasonsOf(partCell{c.Part, c.Cell}),
	}}
	for _, b := range c.Lost {
		notices = append(notices, &callmillv1.Notice{
			Kind:    callmillv1.Notice_KIND_BUCKET_CLOSED,
			Message: fmt.Sprintf("nothing fills %s %s any more: its share is 0 from here on", b.Facet, b.Bucket),
			Cell:    []*callmillv1.FacetValue{{Facet: b.Facet, Bucket: b.Bucket}},
		})
	}
	return notices
}

func decisionMessage(d *router.Decision, s *slot, price float64, features bool) *callmillv1.Decision {
	m := &callmillv1.Decision{
		Slot: s.ordinal, Cell: int32(s.cell), Choice: int32(d.Choice), Propensity: d.Propensity,
		Probabilities: slices.Clone(d.Probabilities), Mask: uint64(d.Mask), Epsilon: d.Epsilon, Price: price,
	}
	if features {
		m.Scores, m.Features = slices.Clone(d.Scores), slices.Clone(d.Features)
	}
	return m
}
