//go:build long

package run

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"io/fs"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/home"
	"github.com/callmill/callmill/pathways/domain/shop"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/router/target"
	"github.com/callmill/callmill/server/internal/wire"
)

// What a million samples of a domain must hold at every prefix past settled.
const (
	settled        = 2_000
	mostDivergence = 0.001
)

// A million samples of each domain: no call that its tool's schema refuses, no
// sample twice, and every facet and every named pair within mostDivergence of the
// target in force at every prefix. CALLMILL_SAMPLES makes it fewer.
func TestMillionSamples(t *testing.T) {
	count := int64(1_000_000)
	if text := os.Getenv("CALLMILL_SAMPLES"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			t.Fatalf("CALLMILL_SAMPLES: %v", err)
		}
		count = n
	}
	for _, d := range []struct {
		name  string
		files fs.FS
	}{
		{"studio", studio.Files()}, {"home", home.Files()}, {"shop", shop.Files()},
	} {
		t.Run(d.name, func(t *testing.T) { audit(t, d.files, count) })
	}
}

func audit(t *testing.T, files fs.FS, count int64) {
	d, err := domain.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	e, err := NewEngine(d, Outside{})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	p := planOf(t, e, &callmillv1.RunSpec{Count: count, Seed: 1})
	l, err := newLoop(p)
	if err != nil {
		t.Fatal(err)
	}
	a := &auditor{loop: l, domain: d, seen: map[uint64]struct{}{}, worst: map[string]float64{}}
	l.log, l.pace, l.publish = a, free{}, func(*callmillv1.Progress) {}
	l.logger, l.history = slog.New(slog.DiscardHandler), history{done: true}
	stop := l.startWorkers(t.Context(), int(p.spec.GetWorkers()))
	err = l.run(t.Context(), t.Context())
	stop()
	if err != nil {
		t.Fatal(err)
	}
	a.measure() // the last sample
	report := l.report(callmillv1.Run_STATE_SUCCEEDED)
	t.Logf("%d samples of %d slots in %s (%.0f/s with the audit), %d calls, %d invalid, %d twice, %d of %d cells closed",
		a.samples, report.GetSlots(), time.Since(began).Round(time.Second), float64(a.samples)/time.Since(began).Seconds(),
		a.calls, a.invalid, a.twice, report.GetClosedCells(), p.cells())
	for _, m := range margins(l.ledger) {
		name := strings.Join(m.Facets, "×")
		t.Logf("  %-22s worst %.7f at any prefix past %d, %.7f at the end", name, a.worst[name], settled, m.FromInForce)
		if a.worst[name] > mostDivergence {
			t.Errorf("%s is %.6f from the target in force at some prefix, want at most %v", name, a.worst[name], mostDivergence)
		}
	}
	for _, j := range report.GetJoints() {
		t.Logf("  joint of %s: %.7f, rounding floor %.7f, %d cells", strings.Join(j.GetDivergence().GetFacets(), "×"),
			j.GetDivergence().GetInForce(), j.GetFloor(), j.GetCells())
	}
	for _, n := range report.GetClosed() {
		t.Logf("  dry: %s", n.GetMessage())
	}
	if a.samples != count || a.invalid > 0 || a.twice > 0 {
		t.Errorf("%d samples, want %d; %d have a call that its schema refuses, %d were there before",
			a.samples, count, a.invalid, a.twice)
	}
}

// auditor is a log that keeps nothing and looks at everything, by other means than
// the checks of the run.
type auditor struct {
	*loop

	domain                         *domain.Domain
	samples, calls, invalid, twice int64
	seen                           map[uint64]struct{}
	worst                          map[string]float64
}

// Flush implements Log.
func (a *auditor) Flush(context.Context) error { return nil }

// Append implements Log. The ledger has booked every sample before this one.
func (a *auditor) Append(_ context.Context, r *callmillv1.LogRecord) error {
	m := r.GetSlot().GetSample()
	if m == nil {
		return nil
	}
	a.measure()
	a.samples++
	s := wire.SampleFrom(m)
	for _, calls := range answered(s) {
		for i := range calls {
			a.calls++
			tool := a.domain.Tool(calls[i].Name)
			if tool == nil || tool.Check(calls[i].Arguments) != nil {
				a.invalid++
			}
		}
	}
	// What a training set would have of it.
	row := &sample.Sample{Messages: s.Messages, Calls: s.Calls, Reply: s.Reply, Context: s.Context}
	sum := sha256.Sum256(row.AppendJSON(nil))
	key := binary.BigEndian.Uint64(sum[:])
	if _, again := a.seen[key]; again {
		a.twice++
	}
	a.seen[key] = struct{}{}
	return nil
}

// answered are the calls of the sample and of its earlier turns.
func answered(s *sample.Sample) [][]sample.Call {
	all := [][]sample.Call{s.Calls}
	for i := range s.Messages {
		all = append(all, s.Messages[i].Calls)
	}
	return all
}

// measure compares what was delivered so far with the target in force.
func (a *auditor) measure() {
	if a.samples <= settled {
		return
	}
	for _, m := range margins(a.ledger) {
		name := strings.Join(m.Facets, "×")
		a.worst[name] = max(a.worst[name], m.FromInForce)
	}
}

func margins(l *target.Ledger) []target.MarginReport {
	facets, pairs := l.Margins()
	return append(facets, pairs...)
}
