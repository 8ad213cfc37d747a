package sim

import (
	"context"
	"fmt"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// Sink takes a log, run by run: Begin, its decisions, End. The run and the event
// are valid until the call returns. dataset.Writer is one that writes a file.
type Sink interface {
	Begin(run *dataset.Run) error
	Add(event *dataset.Event) error
	End(run *dataset.Run) error
}

// Write simulates a log into a sink, run after run, in memory that does not grow
// with it. Propensities are true unless the configuration says otherwise.
func Write(ctx context.Context, c Config, to Sink) error {
	if err := c.validate(); err != nil {
		return err
	}
	for i := range c.Runs {
		if err := c.write(ctx, i, to); err != nil {
			return err
		}
	}
	return nil
}

// Log simulates a log that is held in memory. It uses all cores, and gives the
// same on any number of them.
func Log(ctx context.Context, c Config) (dataset.Log, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	log := make(held, c.Runs)
	err := inParallel(c.Runs, func(i int) error { return c.write(ctx, i, &log[i]) })
	return log, err
}

// write simulates the i-th run.
func (c *Config) write(ctx context.Context, i int, to Sink) error {
	e, err := EnvironmentAt(c.Seed, c.Split, c.From+i)
	if err != nil {
		return err
	}
	w := &writer{config: c, sink: to, event: dataset.Event{Run: i}}
	if c.Events > 0 {
		// How many decisions there are is known when the run is over, so it is
		// simulated twice. Where a part of it is kept, that part counts.
		count := &writer{config: c, sink: discard{}}
		if _, err := count.fill(ctx, e, i); err != nil {
			return err
		}
		w.keep, w.of = (c.Events*(i+1))/c.Runs-(c.Events*i)/c.Runs, count.seen
	}
	run := c.run(e, i)
	if err := to.Begin(&run); err != nil {
		return fmt.Errorf("log a run: %w", err)
	}
	result, err := w.fill(ctx, e, i)
	if err != nil {
		return err
	}
	run.Accepted, run.Ended = int64(result.Gain), true
	if err := to.End(&run); err != nil {
		return fmt.Errorf("log a run: %w", err)
	}
	return nil
}

func (c *Config) run(e *Environment, i int) dataset.Run {
	run := dataset.Run{
		Name: fmt.Sprintf("runs/sim-%d-%d-%d", c.Seed, c.Split, c.From+i), Domain: "simulated",
		Policy: c.Policy.Label(), PolicyHash: c.Policy.Hash(), Document: c.Policy.Encode(),
		Count: int64(c.Samples),
	}
	if c.Luck > 0 {
		run.Name += fmt.Sprintf("-%d", c.Luck)
	}
	for _, p := range e.Pathways {
		run.Pathways = append(run.Pathways, dataset.Pathway{Name: p.Name, Modality: p.Modality, Cost: p.Cost})
	}
	return run
}

// writer turns calls into events.
type writer struct {
	config *Config
	sink   Sink
	event  dataset.Event
	// Out of so many decisions (of), so many are kept (keep); all where of is 0.
	// seen counts them.
	keep, of, seen int
}

func (w *writer) fill(ctx context.Context, e *Environment, i int) (*Result, error) {
	chooser, err := routedBy(w.config.Policy, w.config.Draw)(e)
	if err != nil {
		return nil, err
	}
	c := w.config
	return e.fill(ctx, c.Filling, chooser, lucky(c.Seed, c.Luck, c.Split, c.From+i), w.settled)
}

func (w *writer) settled(s *settled) error {
	if s.progress < w.config.Since || s.progress >= w.config.Until {
		return nil
	}
	w.seen++
	if w.of > 0 && w.seen*w.keep/w.of == (w.seen-1)*w.keep/w.of {
		return nil
	}
	e, d := &w.event, s.decision
	e.Decision, e.Mask, e.Choice, e.Features = uint64(s.slot), s.mask, s.choice, d.Features
	e.Probabilities = append(e.Probabilities[:0], d.Probabilities...)
	w.config.Record.probabilities(d, e.Probabilities)
	e.Propensity = e.Probabilities[e.Choice]
	e.Gain, e.Cost = w.config.Shift, s.cost
	if s.kind == router.Accepted {
		e.Gain++
	}
	if err := w.sink.Add(e); err != nil {
		return fmt.Errorf("log a decision: %w", err)
	}
	return nil
}

// discard is a sink that keeps nothing.
type discard struct{}

// Begin implements Sink.
func (discard) Begin(*dataset.Run) error { return nil }

// Add implements Sink.
func (discard) Add(*dataset.Event) error { return nil }

// End implements Sink.
func (discard) End(*dataset.Run) error { return nil }
