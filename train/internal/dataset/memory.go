package dataset

import (
	"context"
	"slices"
)

// Memory is a log that is held in memory whole, for simulated runs and tests.
// The zero value is empty. It may be read by several goroutines while nobody
// adds to it. It checks nothing.
type Memory struct {
	runs   []Run
	events [][]Event // by run
	number int
}

// AddRun opens a run and returns its index: the value of Event.Run for Add.
func (m *Memory) AddRun(run Run) int {
	m.runs = append(m.runs, run)
	m.events = append(m.events, nil)
	return len(m.runs) - 1
}

// Add adds a decision of the run that it names. Its slices are copied.
func (m *Memory) Add(event *Event) {
	kept := *event
	kept.Probabilities = slices.Clone(event.Probabilities)
	kept.Features = slices.Clone(event.Features)
	m.events[event.Run] = append(m.events[event.Run], kept)
	m.number++
}

// End closes a run with the number of samples that it delivered.
func (m *Memory) End(run int, accepted int64) {
	m.runs[run].Ended, m.runs[run].Accepted = true, accepted
}

// Len returns the number of decisions.
func (m *Memory) Len() int { return m.number }

// Runs implements Log.
func (m *Memory) Runs() []Run { return slices.Clone(m.runs) }

// Each implements Log.
func (m *Memory) Each(ctx context.Context, use func(run int) bool, visit func(*Event) error) error {
	var e Event
	for run, events := range m.events {
		if use != nil && !use(run) {
			continue
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for i := range events {
			e = events[i] // a visitor that changes the event's fields does not change the log's
			if err := visit(&e); err != nil {
				return err
			}
		}
	}
	return nil
}
