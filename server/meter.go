package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// meter shows how far a run is: a bar on a terminal, otherwise a line now and
// then.
type meter struct {
	w        io.Writer
	terminal bool
	want     int64
	have     int64
	began    time.Time
	last     time.Time
	drawn    bool
}

// How often the bar is redrawn, and how often a line is written.
const (
	barEvery  = 100 * time.Millisecond
	lineEvery = 2 * time.Second
)

func newMeter(w io.Writer, want int64) *meter {
	f, ok := w.(*os.File)
	now := time.Now()
	return &meter{w: w, terminal: ok && term.IsTerminal(int(f.Fd())), want: want, began: now, last: now}
}

// add counts a sample.
func (m *meter) add() {
	m.have++
	// A clock reading per sample would be the most expensive thing here.
	if m.have%16 != 0 && m.have != m.want {
		return
	}
	now := time.Now()
	every := lineEvery
	if m.terminal {
		every = barEvery
	}
	if now.Sub(m.last) < every {
		return
	}
	m.last = now
	if m.terminal {
		m.draw(now)
		return
	}
	fmt.Fprintf(m.w, "%d of %d samples (%.0f/s)\n", m.have, m.want, m.rate(now))
}

// say prints a line without disturbing the bar.
func (m *meter) say(line string) {
	m.clear()
	fmt.Fprintln(m.w, line)
}

// clear takes the bar away.
func (m *meter) clear() {
	if m.drawn {
		fmt.Fprint(m.w, "\r\x1b[K")
		m.drawn = false
	}
}

func (m *meter) draw(now time.Time) {
	const width = 30
	done := int(int64(width) * m.have / max(1, m.want))
	fmt.Fprintf(m.w, "\r\x1b[K[%s%s] %3d%%  %d of %d  %.0f/s",
		strings.Repeat("#", done), strings.Repeat(".", width-done),
		100*m.have/max(1, m.want), m.have, m.want, m.rate(now))
	m.drawn = true
}

func (m *meter) rate(now time.Time) float64 {
	return float64(m.have) / max(now.Sub(m.began).Seconds(), 1e-9)
}
