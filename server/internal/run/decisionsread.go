package run

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// reasonNeverBack is the reason of a decision whose slot was never settled.
const reasonNeverBack = "never_came_back"

// The fields of LogRecord that tell of decisions.
const (
	fieldSlot      protowire.Number = 2
	fieldCompleted protowire.Number = 4
	fieldRouted    protowire.Number = 5
)

// decisionReader reads the decisions of one run.
type decisionReader struct {
	run   loggedRun
	visit func(*callmillv1.DecisionEvent) error
	began bool // something was told of the run

	pathways []*callmillv1.PathwayInfo
	// open are decisions that were routed and not settled so far, by slot.
	open     map[uint64]*callmillv1.Decision
	accepted int64
	end      *callmillv1.Completed
}

// read tells all of the run that the log has now, unless the query leaves it out.
func (d *decisionReader) read(ctx context.Context, q DecisionQuery) error {
	first, start, err := firstRecord(ctx, d.run.log)
	if err != nil {
		return readError(err)
	}
	spec := start.GetStarted().GetSpec()
	if q.Domain != "" && spec.GetDomain() != q.Domain || q.OnlyWithFeatures && !spec.GetLogFeatures() {
		return nil
	}
	last, _, err := lastRecord(ctx, d.run.log)
	if err != nil {
		return readError(err)
	}
	reader, err := d.run.log.Read(ctx, first)
	if err != nil {
		return readError(err)
	}
	defer func() { _ = reader.Close() }()
	d.began, d.pathways = true, start.GetStarted().GetPathways()
	err = d.visit(&callmillv1.DecisionEvent{Event: &callmillv1.DecisionEvent_Run{Run: decisionRun(start)}})
	for at := first; err == nil && at != last; {
		var record []byte
		if at, record, err = reader.Next(ctx); err != nil {
			return readError(err)
		}
		if err = d.record(record); err != nil {
			err = fmt.Errorf("record %v: %w", at, err)
		}
	}
	if err != nil {
		return err
	}
	return d.close()
}

// decisionRun tells of a run what training wants to know.
func decisionRun(start *callmillv1.LoggedStart) *callmillv1.DecisionRun {
	s := start.GetStarted()
	return &callmillv1.DecisionRun{
		Run: s.GetRun(), Domain: s.GetSpec().GetDomain(),
		Policy: s.GetSpec().GetPolicy(), PolicyHash: s.GetPolicyHash(), PolicyDocument: start.GetPolicy(),
		Pathways: s.GetPathways(), Count: s.GetSpec().GetCount(),
		FeatureVersion: featureVersion(start.GetPolicy()), HasFeatures: s.GetSpec().GetLogFeatures(),
		Canary: start.GetCanary(),
	}
}

// featureVersion is that of a policy file, which may be older than this build; 0
// where it says none.
func featureVersion(policy []byte) int32 {
	var head struct {
		FeatureVersion int32 `json:"feature_version"`
	}
	if err := json.Unmarshal(policy, &head); err != nil {
		return 0
	}
	return head.FeatureVersion
}

// record takes one record of the log. Samples, which are most of it, are not
// decoded: SettledDecision has the fields of LoggedSlot but for the sample.
func (d *decisionReader) record(data []byte) error {
	field, kind, n := protowire.ConsumeTag(data)
	if n < 0 || kind != protowire.BytesType {
		return errors.New("found no log record")
	}
	body, n := protowire.ConsumeBytes(data[n:])
	if n < 0 {
		return fmt.Errorf("found a log record that is cut off: %w", protowire.ParseError(n))
	}
	known := proto.UnmarshalOptions{DiscardUnknown: true}
	switch field {
	case fieldSlot:
		s := &callmillv1.SettledDecision{}
		if err := known.Unmarshal(body, s); err != nil {
			return fmt.Errorf("settled slot: %w", err)
		}
		return d.settled(s)
	case fieldRouted:
		r := &callmillv1.Decision{}
		if err := known.Unmarshal(body, r); err != nil {
			return fmt.Errorf("routed slot: %w", err)
		}
		d.open[r.GetSlot()] = r
	case fieldCompleted:
		d.end = &callmillv1.Completed{}
		if err := known.Unmarshal(body, d.end); err != nil {
			return fmt.Errorf("closing report: %w", err)
		}
	default: // the start was read, and notices say nothing of decisions
	}
	return nil
}

func (d *decisionReader) settled(s *callmillv1.SettledDecision) error {
	if s.GetOutcome().GetKind() == callmillv1.Outcome_KIND_ACCEPTED {
		d.accepted++
	}
	// Where a run delivers on arrival the decision was logged when it was made, and
	// the settled slot need not repeat it.
	if routed := d.open[s.GetDecision().GetSlot()]; routed != nil {
		delete(d.open, routed.GetSlot())
		if len(s.GetDecision().GetProbabilities()) == 0 {
			s.Decision = routed
		}
	}
	if s.GetDecision().GetChoice() < 0 {
		return nil
	}
	return d.visit(&callmillv1.DecisionEvent{Event: &callmillv1.DecisionEvent_Decision{Decision: s}})
}

// close tells the decisions that never came back, where they cannot any more, and
// how the run ended.
func (d *decisionReader) close() error {
	end := &callmillv1.DecisionRunEnd{State: d.end.GetState(), Accepted: d.end.GetAccepted()}
	if d.end == nil {
		end.State, end.Accepted = d.run.state(), d.accepted
		if end.GetState() != callmillv1.Run_STATE_RUNNING {
			// It may have ended since its last record was looked up; what was read is
			// that of a run under way.
			end.State = callmillv1.Run_STATE_PAUSED
		}
		clear(d.open)
	}
	for _, slot := range slices.Sorted(maps.Keys(d.open)) {
		if d.open[slot].GetChoice() < 0 {
			continue
		}
		s := &callmillv1.SettledDecision{Decision: d.open[slot], Outcome: d.neverBack(d.open[slot])}
		if err := d.visit(&callmillv1.DecisionEvent{Event: &callmillv1.DecisionEvent_Decision{Decision: s}}); err != nil {
			return err
		}
	}
	return d.visit(&callmillv1.DecisionEvent{Event: &callmillv1.DecisionEvent_End{End: end}})
}

// neverBack is the outcome of a decision whose slot was not settled: no gain, at
// the cost that its pathway declares.
func (d *decisionReader) neverBack(r *callmillv1.Decision) *callmillv1.Outcome {
	o := &callmillv1.Outcome{
		Kind: callmillv1.Outcome_KIND_FAILED, LandedCell: -1, Stage: stagePathway, Reason: reasonNeverBack,
	}
	if c := int(r.GetChoice()); c >= 0 && c < len(d.pathways) {
		o.Cost = d.pathways[c].GetCost()
	}
	return o
}
