package run

import (
	"context"
	"sync"
	"time"
)

// gate paces a run by its driving stream: the run leads what the stream has
// sent by at most lead samples, and stands still while no stream drives it. A
// detached run passes always.
type gate struct {
	lead     int64
	detached bool
	window   time.Duration
	// expire is called, in a goroutine of its own, when no stream drove the run
	// for the window. It must not call the gate.
	expire func()

	mu     sync.Mutex
	driver *Drive
	sent   int64
	timer  *time.Timer
	closed bool
	begun  bool
	// waiting is set while the run stands at the gate.
	waiting bool
	// wake is closed and made anew when who waits shall look again.
	wake chan struct{}
	// wakeAt is how many samples must have been sent before it is worth it.
	wakeAt int64
}

func newGate(lead int64, detached bool, window time.Duration, expire func()) *gate {
	return &gate{lead: lead, detached: detached, window: window, expire: expire, wake: make(chan struct{})}
}

// begin starts the resume window. Until then the run is at work on its log.
func (g *gate) begin() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.begun = true
	g.arm()
}

// arm starts the resume window where nothing drives the run.
func (g *gate) arm() {
	if !g.begun || g.detached || g.closed || g.driver != nil {
		return
	}
	g.timer = time.AfterFunc(g.window, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		// Under the lock, so that no driver comes in between.
		if g.driver == nil && !g.closed {
			g.expire()
		}
	})
}

// Ready implements Pace.
func (g *gate) Ready(accepted int64) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.ready(accepted)
}

func (g *gate) ready(accepted int64) bool {
	return g.detached || g.driver != nil && accepted < g.sent+g.lead
}

// Wait implements Pace. A run that has its whole lead sleeps until half of it
// is used up: woken for every sample, it would make and log them one by one.
func (g *gate) Wait(ctx context.Context, accepted int64) error {
	wakeAt := accepted - g.lead/2
	for {
		g.mu.Lock()
		ok, wake := g.ready(accepted) && (g.detached || g.sent >= wakeAt), g.wake
		g.wakeAt, g.waiting = wakeAt, !ok
		g.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// paused says whether the run stands still until a stream drives it.
func (g *gate) paused() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.waiting && g.driver == nil
}

// close ends the resume window for good.
func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	if g.timer != nil {
		g.timer.Stop()
	}
}

func (g *gate) signal() {
	close(g.wake)
	g.wake = make(chan struct{})
}

// Drive is a stream's hold on the pace of a run. The latest one counts; an
// earlier one goes on without effect.
type Drive struct {
	gate *gate
}

// drive makes a new driver; sent is how many samples its client has already.
func (g *gate) drive(sent int64) *Drive {
	g.mu.Lock()
	defer g.mu.Unlock()
	d := &Drive{gate: g}
	g.driver, g.sent = d, sent
	if g.timer != nil {
		g.timer.Stop()
	}
	g.signal()
	return d
}

// Sent says that the client has been sent so many samples of the run in all.
func (d *Drive) Sent(samples int64) {
	g := d.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.driver != d || samples <= g.sent {
		return
	}
	before := g.sent
	g.sent = samples
	if before < g.wakeAt && samples >= g.wakeAt {
		g.signal()
	}
}

// Stop lets go of the run, which pauses unless another stream drives it.
func (d *Drive) Stop() {
	g := d.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.driver != d {
		return
	}
	g.driver = nil
	g.arm()
	g.signal()
}
