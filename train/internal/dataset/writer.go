package dataset

import (
	"context"
	"fmt"
	"io"

	"github.com/klauspost/compress/s2"
	"google.golang.org/protobuf/encoding/protodelim"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/router"
)

// Writer writes the export format. Close it to write what is buffered.
type Writer struct {
	out *s2.Writer
}

// NewWriter writes to w, which it does not close.
func NewWriter(w io.Writer) *Writer {
	return &Writer{out: s2.NewWriter(w, s2.WriterConcurrency(1))}
}

// Begin opens a run; what follows is of it, until End.
func (w *Writer) Begin(run *Run) error {
	message := &callmillv1.DecisionRun{
		Run: run.Name, Domain: run.Domain, Policy: run.Policy, PolicyHash: run.PolicyHash,
		PolicyDocument: run.Document, Count: run.Count, FeatureVersion: router.FeatureVersion, HasFeatures: true,
		Canary: run.Canary,
	}
	for _, p := range run.Pathways {
		message.Pathways = append(message.Pathways,
			&callmillv1.PathwayInfo{Name: p.Name, Modality: p.Modality, Cost: p.Cost})
	}
	return w.write(&callmillv1.DecisionEvent{Event: &callmillv1.DecisionEvent_Run{Run: message}})
}

// Add writes a decision of the run. Event.Run is not looked at.
func (w *Writer) Add(e *Event) error {
	kind := callmillv1.Outcome_KIND_REJECTED
	if e.Gain > 0 {
		kind = callmillv1.Outcome_KIND_ACCEPTED
	}
	return w.write(&callmillv1.DecisionEvent{Event: &callmillv1.DecisionEvent_Decision{
		Decision: &callmillv1.SettledDecision{
			Decision: &callmillv1.Decision{
				Slot: e.Decision, Choice: int32(e.Choice), Propensity: e.Propensity, Probabilities: e.Probabilities,
				Mask: uint64(e.Mask), Features: e.Features,
			},
			Outcome: &callmillv1.Outcome{Kind: kind, LandedCell: -1, Gain: e.Gain, Cost: e.Cost},
		},
	}})
}

// End closes the run.
func (w *Writer) End(run *Run) error {
	state := callmillv1.Run_STATE_RUNNING
	if run.Ended {
		state = callmillv1.Run_STATE_SUCCEEDED
	}
	return w.write(&callmillv1.DecisionEvent{Event: &callmillv1.DecisionEvent_End{
		End: &callmillv1.DecisionRunEnd{State: state, Accepted: run.Accepted},
	}})
}

// Close writes what is buffered, and the end of the stream.
func (w *Writer) Close() error {
	if err := w.out.Close(); err != nil {
		return fmt.Errorf("write a decision log: %w", err)
	}
	return nil
}

func (w *Writer) write(e *callmillv1.DecisionEvent) error {
	if _, err := protodelim.MarshalTo(w.out, e); err != nil {
		return fmt.Errorf("write a decision log: %w", err)
	}
	return nil
}

// Write writes a whole log in the export format.
func Write(ctx context.Context, to io.Writer, log Log) error {
	w := NewWriter(to)
	for i, run := range log.Runs() {
		if err := w.Begin(&run); err != nil {
			return err
		}
		if err := log.Each(ctx, func(run int) bool { return run == i }, w.Add); err != nil {
			return err
		}
		if err := w.End(&run); err != nil {
			return err
		}
	}
	return w.Close()
}
