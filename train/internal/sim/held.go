package sim

import (
	"context"
	"slices"

	"github.com/callmill/callmill/train/internal/dataset"
)

// held is a log in memory.
type held []heldRun

type heldRun struct {
	run    dataset.Run
	events []dataset.Event
}

// Begin implements Sink.
func (h *heldRun) Begin(*dataset.Run) error { return nil }

// Add implements Sink.
func (h *heldRun) Add(e *dataset.Event) error {
	kept := *e
	kept.Probabilities, kept.Features = slices.Clone(e.Probabilities), slices.Clone(e.Features)
	h.events = append(h.events, kept)
	return nil
}

// End implements Sink.
func (h *heldRun) End(run *dataset.Run) error {
	h.run = *run
	return nil
}

// Runs implements dataset.Log.
func (h held) Runs() []dataset.Run {
	runs := make([]dataset.Run, len(h))
	for i := range h {
		runs[i] = h[i].run
	}
	return runs
}

// Each implements dataset.Log.
func (h held) Each(ctx context.Context, use func(run int) bool, visit func(*dataset.Event) error) error {
	for run := range h {
		if use != nil && !use(run) {
			continue
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for i := range h[run].events {
			e := h[run].events[i] // what a visitor does to it stays with the visitor
			e.Run = run
			if err := visit(&e); err != nil {
				return err
			}
		}
	}
	return nil
}

// Joined is several logs as one: their runs, one log after the other.
type Joined []dataset.Log

// Runs implements dataset.Log.
func (j Joined) Runs() []dataset.Run {
	var runs []dataset.Run
	for _, log := range j {
		runs = append(runs, log.Runs()...)
	}
	return runs
}

// Each implements dataset.Log.
func (j Joined) Each(ctx context.Context, use func(run int) bool, visit func(*dataset.Event) error) error {
	from := 0
	for _, log := range j {
		within := func(run int) bool { return use == nil || use(from+run) }
		err := log.Each(ctx, within, func(e *dataset.Event) error {
			at := *e
			at.Run += from
			return visit(&at)
		})
		if err != nil {
			return err
		}
		from += len(log.Runs())
	}
	return nil
}
