package run

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestGateLeadsItsDriverByAtMostLead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(10, false, time.Hour, func() { t.Error("expired") })
		g.begin()
		defer g.close()
		if g.Ready(0) {
			t.Error("ready without a driver")
		}
		d := g.drive(5)
		for accepted, want := range map[int64]bool{0: true, 14: true, 15: false, 99: false} {
			if g.Ready(accepted) != want {
				t.Errorf("ready after %d samples is %v, want %v", accepted, !want, want)
			}
		}
		passed := make(chan error, 1)
		go func() { passed <- g.Wait(t.Context(), 15) }()
		synctest.Wait()
		select {
		case err := <-passed:
			t.Fatalf("passed beyond the lead: %v", err)
		default:
		}
		d.Sent(9)
		synctest.Wait()
		select {
		case err := <-passed:
			t.Fatalf("passed before half of the lead was used up: %v", err)
		default:
		}
		d.Sent(10)
		if err := <-passed; err != nil {
			t.Error(err)
		}
		d.Stop()
		if g.Ready(0) || g.paused() {
			t.Error("ready without a driver, or paused before it waits")
		}
		ctx, cancel := context.WithCancel(t.Context())
		go func() { _ = g.Wait(ctx, 0) }()
		synctest.Wait()
		if !g.paused() {
			t.Error("not paused, waiting for a driver")
		}
		cancel()
	})
}

func TestGateLatestDriverCounts(t *testing.T) {
	t.Parallel()
	g := newGate(10, false, time.Hour, func() {})
	g.begin()
	defer g.close()
	old := g.drive(0)
	now := g.drive(20)
	old.Sent(1000)
	if g.Ready(30) {
		t.Error("an earlier driver moved the gate")
	}
	old.Stop()
	if !g.Ready(29) {
		t.Error("an earlier driver stopped the run")
	}
	now.Sent(25)
	if !g.Ready(34) {
		t.Error("the latest driver did not move the gate")
	}
}

func TestGateExpires(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		expired := make(chan struct{})
		g := newGate(1, false, time.Minute, func() { close(expired) })
		g.begin()
		defer g.close()
		time.Sleep(59 * time.Second) // of the bubble's clock
		d := g.drive(0)
		time.Sleep(time.Hour)
		d.Stop()
		time.Sleep(59 * time.Second)
		select {
		case <-expired:
			t.Fatal("expired before its window")
		default:
		}
		<-expired
	})
}

func TestDetachedGateIsAlwaysReady(t *testing.T) {
	t.Parallel()
	g := newGate(1, true, time.Nanosecond, func() { t.Error("expired") })
	g.begin()
	defer g.close()
	if !g.Ready(1 << 40) {
		t.Error("a detached run was held back")
	}
}

func TestGateWaitEndsWithItsContext(t *testing.T) {
	t.Parallel()
	g := newGate(1, false, time.Hour, func() {})
	g.begin()
	defer g.close()
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("enough")
	cancel(cause)
	if err := g.Wait(ctx, 0); !errors.Is(err, cause) {
		t.Errorf("error %v, want the context's cause", err)
	}
}
