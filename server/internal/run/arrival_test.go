package run

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/phrase"
	"github.com/callmill/callmill/pathways/sample"
)

// machine stands in for a server with a model: pathways that need it are down
// with it, and behave as it is told.
type machine struct {
	mu      sync.Mutex
	reason  string
	changes chan struct{}
	calls   atomic.Int64
	// answer decides what becomes of a call; nil means that all go well.
	answer func(ctx context.Context, n int64) error
}

func newMachine() *machine { return &machine{changes: make(chan struct{})} }

func (m *machine) set(reason string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reason = reason
	close(m.changes)
	m.changes = make(chan struct{})
}

func (m *machine) down() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.reason
}

func (m *machine) changed() <-chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.changes
}

// writer is a text pathway on a machine. It says what a phrase pathway says.
type writer struct {
	*machine

	name   string
	domain *domain.Domain
	phrase pathways.Pathway
	tools  []string        // it serves only these, all where nil
	kind   sample.Modality // text where empty
}

func (w *writer) Name() string              { return w.name }
func (w *writer) Modality() sample.Modality { return cmp.Or(w.kind, sample.ModalityText) }
func (w *writer) Cost() float64             { return 1 }
func (w *writer) Down() string              { return w.down() }

func (w *writer) ServesTool(t *domain.Tool) bool {
	return w.tools == nil || t != nil && slices.Contains(w.tools, t.Name)
}

func (w *writer) CanServe(b *pathways.Brief) bool {
	if m := b.Bucket(w.domain.Facet(sample.FacetModality)); m != "" && m != string(w.Modality()) {
		return false
	}
	var first *domain.Tool
	if len(b.Calls) > 0 {
		first = b.Calls[0].Tool
	}
	return w.ServesTool(first) && len(b.Calls) < 2
}

func (w *writer) Write(ctx context.Context, b *pathways.Brief, rng *rand.Rand) (*pathways.Candidate, error) {
	n := w.calls.Add(1)
	if w.answer != nil {
		if err := w.answer(ctx, n); err != nil {
			return nil, err
		}
	}
	if reason := w.down(); reason != "" {
		return nil, &pathways.Failure{Reason: pathways.ReasonUnavailable, Detail: reason}
	}
	own := *b
	own.Buckets = slices.Clone(b.Buckets)
	own.Buckets[w.domain.Facet(sample.FacetModality)] = ""
	c, err := w.phrase.Write(ctx, &own, rng)
	if err != nil {
		return nil, err
	}
	c.Turns = []sample.ModelTurn{{
		Purpose: sample.PurposeWrite, Model: "fake", Attempts: 1, Duration: time.Duration(1+n%3) * time.Millisecond,
	}}
	return c, nil
}

// mixed is studio with a text pathway on a machine.
func mixed(tb testing.TB, m *machine) *Engine {
	tb.Helper()
	return engineOf(tb, &writer{machine: m, name: "text/fake"})
}

// engineOf is studio with pathways on machines; changes are those of the first.
func engineOf(tb testing.TB, writers ...*writer) *Engine {
	tb.Helper()
	d, err := domain.Load(studio.Files())
	if err != nil {
		tb.Fatal(err)
	}
	p, err := phrase.Graph(d)
	if err != nil {
		tb.Fatal(err)
	}
	for _, w := range writers {
		w.domain, w.phrase = d, p
	}
	e, err := NewEngine(d, Outside{Changed: writers[0].changed, Pathways: these(writers...)})
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// these are an engine's pathways that need something outside.
func these(
	writers ...*writer,
) func([]pathways.Pathway, *check.Pipeline) ([]pathways.Outside, error) {
	made := make([]pathways.Outside, len(writers))
	for i, w := range writers {
		made[i] = w
	}
	return func([]pathways.Pathway, *check.Pipeline) ([]pathways.Outside, error) { return made, nil }
}

// halves asks for one half of the samples from each of phrase and text.
func halves() *callmillv1.Target {
	return &callmillv1.Target{
		Marginals: []*callmillv1.Marginal{
			{Facet: "modality", Shares: []*callmillv1.Share{
				{Bucket: "phrase", Share: 0.5}, {Bucket: "text", Share: 0.5},
			}},
			{Facet: "tool", Shares: []*callmillv1.Share{
				{Bucket: "search_templates", Share: 0.7}, {Bucket: "search_images", Share: 0.3},
			}},
		},
	}
}

// byModality counts the delivered samples.
func (m *memory) byModality() map[string]int {
	out := map[string]int{}
	for _, r := range m.records {
		if s := r.GetSlot().GetSample(); s != nil {
			out[s.GetProvenance().GetPathway()[:4]]++
		}
	}
	return out
}

func (m *memory) notices(kind callmillv1.Notice_Kind) []*callmillv1.Notice {
	var out []*callmillv1.Notice
	for _, r := range m.records {
		if n := r.GetNotice(); n.GetKind() == kind {
			out = append(out, n)
		}
	}
	return out
}

// The shares of the modalities bind while both are up.
func TestArrivalHoldsShares(t *testing.T) {
	t.Parallel()
	m := newMachine()
	p := planOf(t, mixed(t, m), &callmillv1.RunSpec{Count: 600, Seed: 3, Target: halves()})
	if !p.onArrival {
		t.Fatal("a run with a model settles in order")
	}
	log := &memory{}
	end, err := play(t, p, log)
	if err != nil {
		t.Fatal(err)
	}
	if got := log.byModality(); got["text"] < 298 || got["phra"] < 298 || end.GetAccepted() != 600 {
		t.Errorf("delivered %v", got)
	}
	if g := end.GetPathways()[3]; g.GetCost() <= 0 || g.GetGain() != float64(g.GetAccepted()) {
		t.Errorf("report %v", g)
	}
}

// A call that hangs keeps no other slot waiting, and is settled when it ends.
func TestArrivalPassesWhatHangs(t *testing.T) {
	t.Parallel()
	m := newMachine()
	release := make(chan struct{})
	m.answer = func(ctx context.Context, n int64) error {
		if n > 1 {
			return nil
		}
		select {
		case <-release:
			return &pathways.Failure{Reason: pathways.ReasonTimeout, Spent: time.Second}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	p := planOf(t, mixed(t, m), &callmillv1.RunSpec{Count: 400, Seed: 3, Target: halves()})
	log := &released{memory: memory{}, after: 399, release: release}
	end, err := play(t, p, &log.memory, log)
	if err != nil {
		t.Fatal(err)
	}
	if end.GetAccepted() != 400 || !log.done {
		t.Fatalf("%d samples", end.GetAccepted())
	}
	refused := end.GetPathways()[3].GetRefused()
	if !slices.ContainsFunc(refused, func(r *callmillv1.ReasonCount) bool {
		return r.GetReason() == string(pathways.ReasonTimeout) && r.GetCount() == 1
	}) {
		t.Errorf("refused %v", refused)
	}
}

// released is a log that lets go of what hangs after so many samples.
type released struct {
	memory

	after   int
	release chan struct{}
	done    bool
	samples int
}

func (r *released) Append(ctx context.Context, record *callmillv1.LogRecord) error {
	if record.GetSlot().GetSample() != nil {
		r.samples++
	}
	if r.samples >= r.after && !r.done {
		r.done = true
		close(r.release)
	}
	return r.memory.Append(ctx, record)
}

// While the machine is down its share goes to the others, and it joins when it
// is back; the log tells of both.
func TestArrivalGoesOnWithoutTheMachine(t *testing.T) {
	t.Parallel()
	m := newMachine()
	var went, back atomic.Bool
	m.answer = func(context.Context, int64) error {
		if m.calls.Load() == 100 && went.CompareAndSwap(false, true) {
			m.set("the server is gone: start it again")
		}
		return nil
	}
	p := planOf(t, mixed(t, m), &callmillv1.RunSpec{Count: 1000, Seed: 3, Target: halves()})
	log := &watched{memory: memory{}, each: func(samples int) {
		if samples == 600 && back.CompareAndSwap(false, true) {
			m.set("")
		}
	}}
	end, err := play(t, p, &log.memory, log)
	if err != nil {
		t.Fatal(err)
	}
	down, up := log.notices(callmillv1.Notice_KIND_PATHWAYS_DOWN), log.notices(callmillv1.Notice_KIND_PATHWAYS_UP)
	if len(down) < 1 || len(up) < 1 || !strings.Contains(down[0].GetMessage(), "text/fake went down: the server is gone") {
		t.Errorf("notices %v, %v", down, up)
	}
	got := log.byModality()
	if end.GetAccepted() != 1000 || got["text"] < 200 || got["text"] > 400 {
		t.Errorf("delivered %v", got)
	}
	if c := end.GetClosedCells(); c != 0 {
		t.Errorf("%d cells closed", c)
	}
	for _, d := range end.GetDivergences() {
		if d.GetInForce() > 0.001 {
			t.Errorf("%v: divergence %v from the target in force", d.GetFacets(), d.GetInForce())
		}
	}
}

// watched is a log that tells of every delivered sample.
type watched struct {
	memory

	samples int
	each    func(samples int)
}

func (w *watched) Append(ctx context.Context, record *callmillv1.LogRecord) error {
	if record.GetSlot().GetSample() != nil {
		w.samples++
		w.each(w.samples)
	}
	return w.memory.Append(ctx, record)
}

// A run without any pathway that is up waits, and goes on when one comes.
func TestArrivalWaits(t *testing.T) {
	t.Parallel()
	m := newMachine()
	m.answer = func(context.Context, int64) error {
		if m.calls.Load() == 50 {
			m.set("gone")
			time.AfterFunc(50*time.Millisecond, func() { m.set("") })
		}
		return nil
	}
	p := planOf(t, mixed(t, m), &callmillv1.RunSpec{
		Count: 150, Seed: 3, Pathways: []string{"text/fake"},
		Target: &callmillv1.Target{Marginals: halves().GetMarginals()[1:]},
	})
	log := &memory{}
	end, err := play(t, p, log)
	if err != nil {
		t.Fatal(err)
	}
	if end.GetAccepted() != 150 || len(log.notices(callmillv1.Notice_KIND_PATHWAYS_UP)) == 0 {
		t.Errorf("%d samples, closed %d", end.GetAccepted(), end.GetClosedCells())
	}
}

// A run that is broken off anywhere goes on from its log with the same books:
// nothing is lost, nothing comes twice, and what was under way is told.
func TestArrivalGoesOnFromItsLog(t *testing.T) {
	t.Parallel()
	m := newMachine()
	e := mixed(t, m)
	spec := &callmillv1.RunSpec{Count: 200, Seed: 3, Target: halves()}
	whole := &memory{}
	if _, err := play(t, planOf(t, e, proto.CloneOf(spec)), whole); err != nil {
		t.Fatal(err)
	}
	for cut := 1; cut < len(whole.records); cut += 37 {
		log := &memory{records: slices.Clone(whole.records[:cut])}
		routed, settled := log.underWay()
		end, err := play(t, planOf(t, e, proto.CloneOf(spec)), log)
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		if end.GetAccepted() != 200 {
			t.Fatalf("cut at %d: %d samples", cut, end.GetAccepted())
		}
		interrupted := 0
		seen := map[string]bool{}
		for _, r := range log.records {
			s := r.GetSlot()
			if s.GetOutcome().GetReason() == reasonInterrupted {
				interrupted++
				if s.GetOutcome().GetCost() <= 0 {
					t.Fatalf("interrupted slot %v", s)
				}
			}
			if q := s.GetSample().GetQuery(); q != "" {
				if seen[q] {
					t.Fatalf("cut at %d: %q comes twice", cut, q)
				}
				seen[q] = true
			}
		}
		if interrupted != routed-settled {
			t.Errorf("cut at %d: %d slots are told as interrupted, want %d", cut, interrupted, routed-settled)
		}
		for _, r := range log.records {
			if d := r.GetRouted(); d != nil && d.GetPropensity() <= 0 {
				t.Fatalf("routed %v", d)
			}
		}
		routed, settled = log.underWay()
		if routed != settled {
			t.Errorf("cut at %d: %d slots were routed, %d of them settled", cut, routed, settled)
		}
	}
}

// underWay counts the slots that were routed, and those of them that were settled.
func (m *memory) underWay() (routed, settled int) {
	for _, r := range m.records {
		switch {
		case r.GetRouted() != nil:
			routed++
		case r.GetSlot().GetDecision().GetChoice() >= 0 && r.GetSlot() != nil:
			settled++
		}
	}
	return routed, settled
}

// Where none of the pathways that may write is up no run begins, and the reason
// says what to do.
func TestNoPathway(t *testing.T) {
	t.Parallel()
	m := newMachine()
	m.set("no server answers at http://127.0.0.1:1: start it")
	e := mixed(t, m)
	h := &Host{engines: map[string]*Engine{"studio": e}}
	_, err := h.prepare("runs/x", &callmillv1.RunSpec{
		Domain: "studio", Count: 1, Window: 64, Pathways: []string{"text/fake"},
	}, nil)
	if !errors.Is(err, ErrNoPathway) || !strings.Contains(err.Error(), "start it") {
		t.Errorf("error %v", err)
	}
	p, err := h.prepare("runs/x", &callmillv1.RunSpec{Domain: "studio", Count: 1, Window: 64}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if p.up.Has(3) || !slices.Equal(p.hints, []string{m.down()}) {
		t.Errorf("up %b, hints %v", p.up, p.hints)
	}
}

// What no pathway of a modality can serve is no cell of the table.
func TestUnserved(t *testing.T) {
	t.Parallel()
	d, err := domain.Load(studio.Files())
	if err != nil {
		t.Fatal(err)
	}
	// The domain's own target wants text for more than this.
	d.Target = &domain.Target{Marginals: d.Target.Marginals[:1]}
	w := &writer{machine: newMachine(), name: "text/fake", domain: d, tools: []string{"search_images"}}
	e, err := NewEngine(d, Outside{Pathways: these(w)})
	if err != nil {
		t.Fatal(err)
	}
	table, err := e.Fit(&domain.Target{Marginals: []domain.Marginal{
		{Facet: "modality", Shares: []domain.Share{{Bucket: "phrase", Share: 0.9}, {Bucket: "text", Share: 0.1}}},
		{Facet: "tool", Shares: []domain.Share{
			{Bucket: "search_templates", Share: 0.5}, {Bucket: "search_images", Share: 0.5},
		}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for c := range table.Cells() {
		names := table.BucketNames(c)
		if slices.Contains(names, "text") && slices.Contains(names, "search_templates") {
			t.Errorf("cell %v is there", names)
		}
	}
	if table.Cells() != 3 {
		t.Errorf("%d cells, want 3", table.Cells())
	}
}
