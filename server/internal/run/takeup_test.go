package run

import (
	"context"
	"errors"
	"testing"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// logged makes a run in a folder, reads so many samples of it, and shuts down.
func logged(t *testing.T, e *Engine, dir string, samples int) (cursor string) {
	t.Helper()
	h, stop := hostOn(t, dir, e)
	spec := &callmillv1.RunSpec{Domain: e.Domain.Name, Count: 20_000, Seed: 5}
	r, err := h.Create(t.Context(), spec, "run", "")
	if err != nil {
		t.Fatal(err)
	}
	_, cursor = follow(t, r, "", samples)
	stop()
	return cursor
}

// A host that is stopped while it replays a run leaves it as it was.
func TestStopWhileReplaying(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	dir := t.TempDir()
	cursor := logged(t, e, dir, 1500)
	for i := range 6 {
		h, stop := hostOn(t, dir, e)
		r, err := h.Get("runs/run")
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(i) * time.Millisecond) // stops at different moments
		stop()
		if r.Ended() {
			t.Fatalf("shutdown %d ended the run: %v", i, r.Message().GetCompleted())
		}
	}
	h, _ := hostOn(t, dir, e)
	r, err := h.Get("runs/run")
	if err != nil {
		t.Fatal(err)
	}
	if frames, _ := follow(t, r, cursor, 10); len(samplesOf(frames)) != 10 {
		t.Errorf("%d samples after the shutdowns, want 10", len(samplesOf(frames)))
	}
}

// A run that is cancelled while it is replayed ends where its log ends.
func TestCancelWhileReplaying(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	dir := t.TempDir()
	logged(t, e, dir, 1500)
	h, _ := hostOn(t, dir, e)
	r, err := h.Get("runs/run")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Cancel(t.Context()); err != nil {
		t.Fatal(err)
	}
	frames, _ := follow(t, r, "", -1)
	end := frames[len(frames)-1].GetCompleted()
	if n := len(samplesOf(frames)); end.GetState() != callmillv1.Run_STATE_CANCELLED || end.GetAccepted() != int64(n) {
		t.Errorf("ended as %v with %d samples, the log has %d", end.GetState(), end.GetAccepted(), n)
	}
}

// A caller that leaves while its run is created leaves either the run or
// nothing: no name taken by half a log.
func TestCreateByACallerWhoLeaves(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	h, _ := hostOn(t, t.TempDir(), e)
	spec := &callmillv1.RunSpec{Domain: e.Domain.Name, Count: 5, Detached: true}
	for i := range 16 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*250*time.Microsecond)
		r, err := h.Create(ctx, spec, "left", "")
		cancel()
		if err != nil {
			r, err = h.Create(t.Context(), spec, "left", "")
		}
		if err != nil {
			t.Fatalf("attempt %d: %v", i, err)
		}
		<-r.Done()
		if err := h.Delete(t.Context(), r.Name()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCursorOfADeletedRunIsRefused(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	h, _ := hostOn(t, t.TempDir(), e)
	spec := &callmillv1.RunSpec{Domain: e.Domain.Name, Count: 20}
	var old string
	for range 2 {
		r, err := h.Create(t.Context(), spec, "again", "")
		if err != nil {
			t.Fatal(err)
		}
		if old != "" {
			if _, err := r.Frames(t.Context(), old); !errors.Is(err, ErrCursor) {
				t.Errorf("the cursor of a deleted run of that name gave %v", err)
			}
		}
		_, old = follow(t, r, "", 10)
		if err := errors.Join(r.Cancel(t.Context()), h.Delete(t.Context(), r.Name())); err != nil {
			t.Fatal(err)
		}
	}
}

// The same request is known again although what it leaves to the server, such
// as the number of workers, has changed since.
func TestRequestIsKnownByWhatItAsked(t *testing.T) {
	t.Parallel()
	e := studioEngine(t)
	dir := t.TempDir()
	h, stop := hostOn(t, dir, e)
	spec := &callmillv1.RunSpec{Domain: e.Domain.Name, Count: 5, Detached: true}
	one, err := h.Create(t.Context(), spec, "", "request")
	if err != nil {
		t.Fatal(err)
	}
	<-one.Done()
	stop()
	h, _ = hostOn(t, dir, e)
	again, err := h.Get(one.Name())
	if err != nil {
		t.Fatal(err)
	}
	again.spec.Workers++ // as on a machine with another number of cores
	if two, err := h.Create(t.Context(), spec, "", "request"); err != nil || two.Name() != one.Name() {
		t.Errorf("the same request made %v, %v; want %s", two, err, one.Name())
	}
}
