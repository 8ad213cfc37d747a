package run

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"go.uber.org/goleak"
	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/server/internal/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// memory is a log that only remembers.
type memory struct {
	records []*callmillv1.LogRecord
	// failAt makes the append of that record fail, from 1; 0 never.
	failAt int
}

var errDisk = errors.New("the disk is gone")

func (m *memory) Append(_ context.Context, r *callmillv1.LogRecord) error {
	if m.failAt > 0 && len(m.records)+1 >= m.failAt {
		return errDisk
	}
	m.records = append(m.records, r)
	return nil
}

func (m *memory) Flush(context.Context) error { return nil }

// lines are the delivered samples as users get them.
func (m *memory) lines() []byte {
	var out []byte
	for _, r := range m.records {
		if s := r.GetSlot().GetSample(); s != nil {
			out = append(wire.SampleFrom(s).AppendJSON(out), '\n')
		}
	}
	return out
}

// free never holds a run back.
type free struct{}

func (free) Ready(int64) bool                  { return true }
func (free) Wait(context.Context, int64) error { return nil }

func studioEngine(tb testing.TB) *Engine {
	tb.Helper()
	d, err := domain.Load(studio.Files())
	if err != nil {
		tb.Fatal(err)
	}
	e, err := NewEngine(d, Outside{})
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

func planOf(tb testing.TB, e *Engine, spec *callmillv1.RunSpec) *plan {
	tb.Helper()
	policy, err := router.StartPolicy()
	if err != nil {
		tb.Fatal(err)
	}
	spec.Domain = e.Domain.Name
	h := &Host{engines: map[string]*Engine{e.Domain.Name: e}}
	filled, err := fill(spec, 1_000_000, policy)
	if err != nil {
		tb.Fatal(err)
	}
	p, err := h.prepare("runs/test", filled, policy)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// play runs a plan into a log, after what the log has already.
func play(tb testing.TB, p *plan, m *memory, wrapped ...Log) (*callmillv1.Completed, error) {
	tb.Helper()
	l, err := newLoop(p)
	if err != nil {
		tb.Fatal(err)
	}
	past := m.records
	l.log, l.pace, l.publish = m, free{}, func(*callmillv1.Progress) {}
	if len(wrapped) > 0 {
		l.log = wrapped[0]
	}
	l.logger = slog.New(slog.DiscardHandler)
	l.history = history{read: func(context.Context) (*callmillv1.LogRecord, error) {
		if len(past) == 0 {
			return &callmillv1.LogRecord{}, nil
		}
		r := past[0]
		past = past[1:]
		return r, nil
	}}
	ctx, cancel := context.WithCancel(tb.Context())
	stop := l.startWorkers(ctx, int(p.spec.GetWorkers()))
	err = l.run(ctx, ctx)
	cancel()
	stop()
	return l.report(callmillv1.Run_STATE_SUCCEEDED), err
}

func TestSameBytesWithAnyNumberOfWorkers(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	var want []byte
	for _, workers := range []int32{1, 2, 16} {
		m := &memory{}
		if _, err := play(t, planOf(t, e, &callmillv1.RunSpec{Count: 700, Seed: 7, Workers: workers}), m); err != nil {
			t.Fatal(err)
		}
		got := m.lines()
		if n := bytes.Count(got, []byte("\n")); n != 700 {
			t.Fatalf("%d workers delivered %d samples, want 700", workers, n)
		}
		if want == nil {
			want = got
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%d workers delivered other bytes than 1 worker", workers)
		}
	}
	m := &memory{}
	if _, err := play(t, planOf(t, e, &callmillv1.RunSpec{Count: 700, Seed: 8}), m); err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(m.lines(), want) {
		t.Error("another seed delivered the same samples")
	}
}

// A run taken up from any prefix of its log goes on as if nothing had happened.
func TestTakenUpFromAnyPrefix(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	for _, window := range []int32{1, 64} {
		t.Run(fmt.Sprint("window ", window), func(t *testing.T) {
			t.Parallel()
			spec := &callmillv1.RunSpec{Count: 300, Seed: 3, Window: window, LogFeatures: true}
			whole := &memory{}
			wantReport, err := play(t, planOf(t, e, spec), whole)
			if err != nil {
				t.Fatal(err)
			}
			for _, cut := range []int{0, 1, 2, 63, 64, 65, 150, len(whole.records) - 1, len(whole.records)} {
				m := &memory{records: append([]*callmillv1.LogRecord{}, whole.records[:cut]...)}
				report, err := play(t, planOf(t, e, spec), m)
				if err != nil {
					t.Fatalf("from record %d: %v", cut, err)
				}
				if !proto.Equal(report, wantReport) {
					t.Errorf("from record %d the report is\n%v\nwant\n%v", cut, report, wantReport)
				}
				if len(m.records) != len(whole.records) {
					t.Fatalf("from record %d there are %d records, want %d", cut, len(m.records), len(whole.records))
				}
				for i := range m.records {
					if !proto.Equal(m.records[i], whole.records[i]) {
						t.Fatalf("from record %d, record %d is\n%v\nwant\n%v", cut, i, m.records[i], whole.records[i])
					}
				}
			}
		})
	}
}

func TestLogOfAnotherBuildIsRefused(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	m := &memory{}
	if _, err := play(t, planOf(t, e, &callmillv1.RunSpec{Count: 50, Seed: 3}), m); err != nil {
		t.Fatal(err)
	}
	m.records[10].GetSlot().GetDecision().Cell++
	if _, err := play(t, planOf(t, e, &callmillv1.RunSpec{Count: 50, Seed: 3}), m); err == nil {
		t.Error("a log with another cell was taken up")
	}
}

func TestLogFailureEndsTheRun(t *testing.T) {
	t.Parallel()
	m := &memory{failAt: 20}
	_, err := play(t, planOf(t, studioEngine(t), &callmillv1.RunSpec{Count: 50}), m)
	if !errors.Is(err, errDisk) {
		t.Errorf("error %v, want the log's", err)
	}
}
