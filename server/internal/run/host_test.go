package run

import (
	"context"
	"errors"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/runlog"
)

// hostOn starts a host on a folder; stop ends it as a shutdown does.
func hostOn(t *testing.T, dir string, engines ...*Engine) (h *Host, stop func()) {
	t.Helper()
	store, err := runlog.Open(t.Context(), runlog.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Store: store, Engines: map[string]*Engine{}, MaxLive: 3}
	for _, e := range engines {
		o.Engines[e.Domain.Name] = e
	}
	h, err = NewHost(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 20*time.Second)
		defer cancel()
		if err := errors.Join(h.Stop(ctx), store.Close(ctx)); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return h, stop
}

// follow reads a run as its driving stream, up to so many samples (all where
// negative), and returns the frames and the last cursor.
func follow(t *testing.T, r *Run, after string, samples int) (frames []*callmillv1.Frame, last string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	f, err := r.Frames(ctx, after)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	d := r.Drive(f.Samples())
	defer d.Stop()
	last = after
	for got := 0; samples < 0 || got < samples; {
		frame, err := f.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		d.Sent(f.Samples())
		frames, last = append(frames, frame), frame.GetCursor()
		if frame.GetSample() != nil {
			got++
		}
		if frame.GetCompleted() != nil {
			break
		}
	}
	return frames, last
}

func samplesOf(frames []*callmillv1.Frame) []*callmillv1.Sample {
	var out []*callmillv1.Sample
	for _, f := range frames {
		if f.GetSample() != nil {
			out = append(out, f.GetSample())
		}
	}
	return out
}

func equalSamples(t *testing.T, got, want []*callmillv1.Sample) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d samples, want %d", len(got), len(want))
	}
	for i := range got {
		if !proto.Equal(got[i], want[i]) {
			t.Fatalf("sample %d is\n%v\nwant\n%v", i, got[i], want[i])
		}
	}
}

// A run that is interrupted by a shutdown delivers, over two hosts, what it
// would have delivered in one go.
func TestRunGoesOnInTheNextHost(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	spec := &callmillv1.RunSpec{Domain: e.Domain.Name, Count: 400, Seed: 5, Lead: 16}
	h, _ := hostOn(t, t.TempDir(), e)
	whole, err := h.Create(t.Context(), spec, "whole", "")
	if err != nil {
		t.Fatal(err)
	}
	want, _ := follow(t, whole, "", -1)

	dir := t.TempDir()
	h, stop := hostOn(t, dir, e)
	r, err := h.Create(t.Context(), spec, "cut", "")
	if err != nil {
		t.Fatal(err)
	}
	first, cursor := follow(t, r, "", 123)
	stop()
	h, _ = hostOn(t, dir, e)
	r, err = h.Get("runs/cut")
	if err != nil {
		t.Fatal(err)
	}
	second, _ := follow(t, r, cursor, -1)
	equalSamples(t, append(samplesOf(first), samplesOf(second)...), samplesOf(want))
	end, wantEnd := second[len(second)-1].GetCompleted(), want[len(want)-1].GetCompleted()
	end.EndTime, wantEnd.EndTime = nil, nil
	if !proto.Equal(end, wantEnd) {
		t.Errorf("the report is\n%v\nwant\n%v", end, wantEnd)
	}
	resumed := 0
	for _, f := range second {
		if f.GetNotice().GetKind() == callmillv1.Notice_KIND_RESUMED {
			resumed++
		}
	}
	if resumed != 1 {
		t.Errorf("%d notices say that the run was taken up again, want 1", resumed)
	}
}

func TestEndsOfARun(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	h, _ := hostOn(t, t.TempDir(), e)
	spec := func() *callmillv1.RunSpec {
		return &callmillv1.RunSpec{Domain: e.Domain.Name, Count: 5000, Lead: 4}
	}
	t.Run("cancelled", func(t *testing.T) {
		t.Parallel()
		r, err := h.Create(t.Context(), spec(), "cancelled", "")
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Delete(t.Context(), r.Name()); !errors.Is(err, ErrNotEnded) {
			t.Errorf("deleting a live run gave %v", err)
		}
		_, cursor := follow(t, r, "", 10)
		for range 2 { // the second changes nothing
			if err := r.Cancel(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		rest, _ := follow(t, r, cursor, -1)
		if s := rest[len(rest)-1].GetCompleted().GetState(); s != callmillv1.Run_STATE_CANCELLED {
			t.Errorf("ended as %v", s)
		}
		if err := h.Delete(t.Context(), r.Name()); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Get(r.Name()); !errors.Is(err, ErrNotFound) {
			t.Errorf("a deleted run was found: %v", err)
		}
	})
	t.Run("expired", func(t *testing.T) {
		t.Parallel()
		s := spec()
		s.ResumeWindow = durationpb.New(20 * time.Millisecond)
		r, err := h.Create(t.Context(), s, "expired", "")
		if err != nil {
			t.Fatal(err)
		}
		select {
		case <-r.over:
		case <-time.After(20 * time.Second):
			t.Fatal("not expired")
		}
		if got := r.Message().GetState(); got != callmillv1.Run_STATE_EXPIRED {
			t.Errorf("state %v", got)
		}
	})
	t.Run("detached", func(t *testing.T) {
		t.Parallel()
		s := spec()
		s.Count, s.Detached = 50, true
		r, err := h.Create(t.Context(), s, "detached", "")
		if err != nil {
			t.Fatal(err)
		}
		<-r.over
		if m := r.Message(); m.GetState() != callmillv1.Run_STATE_SUCCEEDED || m.GetProgress().GetAccepted() != 50 {
			t.Errorf("ended as %v", m)
		}
	})
}

func TestCreateIsIdempotentByRequestID(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	dir := t.TempDir()
	h, stop := hostOn(t, dir, e)
	spec := &callmillv1.RunSpec{Domain: e.Domain.Name, Count: 10, Detached: true}
	one, err := h.Create(t.Context(), spec, "", "request")
	if err != nil {
		t.Fatal(err)
	}
	<-one.over
	again := func(h *Host) {
		t.Helper()
		two, err := h.Create(t.Context(), spec, "", "request")
		if err != nil || two.Name() != one.Name() {
			t.Errorf("the same request made %v, %v; want %s", two, err, one.Name())
		}
	}
	again(h)
	stop()
	h, _ = hostOn(t, dir, e)
	again(h)
	spec.Count = 11
	if _, err := h.Create(t.Context(), spec, "", "request"); !errors.Is(err, ErrRequestIDReused) {
		t.Errorf("another request with the same id gave %v", err)
	}
}

func TestBadSpecifications(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	h, _ := hostOn(t, t.TempDir(), e)
	for name, c := range map[string]struct {
		change func(*callmillv1.RunSpec)
		field  string
		is     error
	}{
		"no count":       {func(s *callmillv1.RunSpec) { s.Count = 0 }, "count", nil},
		"window":         {func(s *callmillv1.RunSpec) { s.Window = -1 }, "window", nil},
		"workers":        {func(s *callmillv1.RunSpec) { s.Workers = 1 << 20 }, "workers", nil},
		"lead":           {func(s *callmillv1.RunSpec) { s.Lead = -5 }, "lead", nil},
		"resume window":  {func(s *callmillv1.RunSpec) { s.ResumeWindow = durationpb.New(-1) }, "resume_window", nil},
		"pathway":        {func(s *callmillv1.RunSpec) { s.Pathways = []string{"text/none"} }, "pathways[0]", nil},
		"domain":         {func(s *callmillv1.RunSpec) { s.Domain = "nowhere" }, "", ErrDomainNotFound},
		"policy":         {func(s *callmillv1.RunSpec) { s.Policy = "none@0" }, "", ErrPolicyNotFound},
		"target is none": {func(s *callmillv1.RunSpec) { s.Target = &callmillv1.Target{} }, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &callmillv1.RunSpec{Domain: e.Domain.Name, Count: 10}
			c.change(s)
			_, err := h.Create(t.Context(), s, "", "")
			if err == nil {
				t.Fatal("no error")
			}
			if f, ok := errors.AsType[*FieldError](err); c.field != "" && (!ok || f.Field != c.field) {
				t.Errorf("error %v, want one of field %s", err, c.field)
			}
			if c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("error %v, want %v", err, c.is)
			}
		})
	}
	if n := len(h.List()); n != 0 {
		t.Errorf("%d runs are left of what failed", n)
	}
}

func TestTooManyLiveRuns(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	h, _ := hostOn(t, t.TempDir(), e)
	spec := &callmillv1.RunSpec{Domain: e.Domain.Name, Count: 10}
	for range 3 {
		if _, err := h.Create(t.Context(), spec, "", ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Create(t.Context(), spec, "", ""); !errors.Is(err, ErrTooMany) {
		t.Errorf("the fourth run gave %v", err)
	}
	if err := h.List()[0].Cancel(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Create(t.Context(), spec, "", ""); err != nil {
		t.Errorf("after one ended: %v", err)
	}
}
