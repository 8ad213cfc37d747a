package run

import (
	"context"
	"log/slog"
	"runtime"
	"testing"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/domaintest"
)

// nowhere is a log that keeps nothing.
type nowhere struct{}

func (nowhere) Append(context.Context, *callmillv1.LogRecord) error { return nil }
func (nowhere) Flush(context.Context) error                         { return nil }

// few and many are how long the two runs are that are compared.
const few, many = 12_000, 40_000

// A run's memory grows with the number of samples by the duplicate index, 18
// bytes a sample, and by nothing else once the memory for near duplicates and
// the reservoirs of the figures on diversity are full. Not parallel: it measures the heap.
func TestMemoryGrowsByTheDuplicateIndexOnly(t *testing.T) {
	d, err := domain.Load(domaintest.Large())
	if err != nil {
		t.Fatal(err)
	}
	e, err := NewEngine(d, Outside{})
	if err != nil {
		t.Fatal(err)
	}
	least, most := heapAfter(t, e, few), heapAfter(t, e, many)
	const index, noise = 18, 512 << 10
	if grown := int64(most) - int64(least); grown > (many-few)*index+noise {
		t.Errorf("the heap grew by %d bytes over %d samples, want at most %d each", grown, many-few, index)
	}
}

// heapAfter is what lives on the heap when a run has made its samples, with
// everything that the run holds.
func heapAfter(t *testing.T, e *Engine, samples int64) uint64 {
	t.Helper()
	p := planOf(t, e, &callmillv1.RunSpec{Count: samples, Seed: 1})
	l, err := newLoop(p)
	if err != nil {
		t.Fatal(err)
	}
	l.log, l.pace, l.publish = nowhere{}, free{}, func(*callmillv1.Progress) {}
	l.near = check.NewNearDuplicates(few) // full in both runs, as the meter of diversity is
	l.logger, l.history = slog.New(slog.DiscardHandler), history{done: true}
	stop := l.startWorkers(t.Context(), 2)
	err = l.run(t.Context(), t.Context())
	stop()
	if err != nil {
		t.Fatal(err)
	}
	// Twice: what pools hold goes with the second collection.
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	runtime.KeepAlive(l)
	return m.HeapAlloc
}
