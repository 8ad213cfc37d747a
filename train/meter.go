package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/train/internal/fit"
)

// meter shows how far the work is: a bar on a terminal, otherwise a line now and
// then.
type meter struct {
	w        io.Writer
	terminal bool
	last     time.Time
	drawn    bool

	decisions, runs int64
	start           float64 // what the starting policy is worth
}

// How often the bar is redrawn, and how often a line is written.
const (
	barEvery  = 100 * time.Millisecond
	lineEvery = 2 * time.Second
)

func newMeter(w io.Writer) *meter {
	f, ok := w.(*os.File)
	return &meter{w: w, terminal: ok && term.IsTerminal(int(f.Fd())), last: time.Now()}
}

// due reports whether it is time to say something again.
func (m *meter) due() bool {
	every := lineEvery
	if m.terminal {
		every = barEvery
	}
	now := time.Now()
	if now.Sub(m.last) < every {
		return false
	}
	m.last = now
	return true
}

// showf replaces the bar, or prints a line.
func (m *meter) showf(format string, args ...any) {
	if !m.terminal {
		fmt.Fprintf(m.w, format+"\n", args...)
		return
	}
	fmt.Fprintf(m.w, "\r\x1b[K"+format, args...)
	m.drawn = true
}

// clear takes the bar away.
func (m *meter) clear() {
	if m.drawn {
		fmt.Fprint(m.w, "\r\x1b[K")
		m.drawn = false
	}
}

// read counts an event of the log.
func (m *meter) read(e *callmillv1.DecisionEvent) {
	switch e.GetEvent().(type) {
	case *callmillv1.DecisionEvent_Run:
		m.runs++
		return
	case *callmillv1.DecisionEvent_Decision:
		m.decisions++
	default:
		return
	}
	// A clock reading per decision would cost more than reading it.
	if m.decisions%1024 == 0 && m.due() {
		m.showf("read %d decisions of %d runs", m.decisions, m.runs)
	}
}

// fitted tells of a step.
func (m *meter) fitted(p fit.Point) {
	if p.Step == 0 {
		m.start = p.HeldOut.Robust
	}
	if p.Step == p.Of {
		m.clear()
		return
	}
	if !m.due() {
		return
	}
	text := fmt.Sprintf("step %d of %d  loss %.4f  held-out runs %+.4f", p.Step, p.Of, p.Loss, p.HeldOut.Robust-m.start)
	if m.terminal {
		const width = 30
		done := width * p.Step / max(1, p.Of)
		text = fmt.Sprintf("[%s%s] %3d%%  ", strings.Repeat("#", done), strings.Repeat(".", width-done),
			100*p.Step/max(1, p.Of)) + text //nolint:mnd // per cent
	}
	m.showf("%s", text)
}
