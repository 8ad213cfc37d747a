package run

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/router"
)

// standing is which pathways of a run are up, as the run knows it. Clocks and other
// hosts have their say in it: what changed is logged, and replayed from there.
type standing struct {
	// up is what says that it is up and has not tripped. A modality without any of
	// them gives its share to the others.
	up router.Mask
	// changed gives a channel that is closed at the next change of what is up.
	changed func() <-chan struct{}
	// muted pathways were unavailable though they say that they are up, and are left
	// alone until then; fails counts that in a row.
	muted []time.Time
	fails []int
	// A pathway whose calls fail in a row trips: it counts as down until open, and
	// then gets one call at a time until one succeeds.
	faults, trips []int
	open          []time.Time
	// aside are the cells that nothing could serve now, with how often in a row, since
	// when there are any. soon says that some of them only wait for a pathway that is
	// left alone.
	aside      map[int]int
	asideSince time.Time
	soon       bool
}

func newStanding(changed func() <-chan struct{}, pathways int) standing {
	return standing{
		changed: changed,
		muted:   make([]time.Time, pathways), fails: make([]int, pathways),
		faults: make([]int, pathways), trips: make([]int, pathways), open: make([]time.Time, pathways),
		aside: map[int]int{},
	}
}

const (
	// A muted pathway is left alone for this long, doubled each time in a row.
	muteLeast = 250 * time.Millisecond
	muteMost  = 10 * time.Second
	// A pathway trips after so many faults in a row, for this long, doubled each
	// time that it was no better then.
	tripFaults = 3
	tripLeast  = 5 * time.Second
	tripMost   = 10 * time.Minute
	// A cell is put aside after so many briefs that nothing could serve: the next may
	// be another matter. asidePause is after how long such cells are tried again.
	asideTries = 16
	asidePause = time.Second
)

// changes returns a channel that is closed when it is worth looking again.
func (s *standing) changes() <-chan struct{} {
	if s.changed == nil {
		return nil
	}
	return s.changed()
}

// note draws conclusions from how a call to a pathway outside of the process ended.
func (l *loop) note(pathway int, o *callmillv1.Outcome) {
	s, now := &l.standing, l.now()
	switch {
	case l.outside[pathway] == nil, o.GetReason() == reasonInterrupted:
		// Says nothing of the pathway.
	case o.GetKind() == callmillv1.Outcome_KIND_UNAVAILABLE:
		if l.outside[pathway].Down() != "" || now.Before(s.muted[pathway]) {
			return // known, or this one was under way when that was found
		}
		s.muted[pathway] = now.Add(min(muteLeast<<min(s.fails[pathway], 10), muteMost))
		s.fails[pathway]++
	case isFault(o):
		s.faults[pathway]++
		if s.faults[pathway] >= tripFaults && !now.Before(s.open[pathway]) {
			s.open[pathway] = now.Add(min(tripLeast<<min(s.trips[pathway], 10), tripMost))
			s.trips[pathway]++
		}
	default:
		s.fails[pathway], s.faults[pathway], s.trips[pathway] = 0, 0, 0
	}
}

// isFault says whether a slot failed of its model's server, and not of what was
// asked or said: that tells nothing about the cell.
func isFault(o *callmillv1.Outcome) bool {
	return o.GetStage() == stagePathway &&
		(o.GetReason() == string(pathways.ReasonTimeout) || o.GetReason() == string(pathways.ReasonServerFault))
}

// resting says whether a pathway that is up gets no call now.
func (l *loop) resting(pathway int, now time.Time) bool {
	s := &l.standing
	return now.Before(s.muted[pathway]) || s.trips[pathway] > 0 && l.inFlight[pathway] > 0
}

// putAside notes that nothing can serve a cell now; soon says that what could is not
// down.
func (s *standing) putAside(cell int, soon bool, now time.Time) {
	if len(s.aside) == 0 {
		s.asideSince, s.soon = now, false
	}
	s.aside[cell]++
	s.soon = s.soon || soon
}

// admits says which cells may be chosen; nil for all.
func (s *standing) admits(now time.Time) func(cell int) bool {
	if len(s.aside) > 0 && now.Sub(s.asideSince) >= asidePause {
		clear(s.aside)
	}
	if len(s.aside) == 0 {
		return nil
	}
	return func(cell int) bool { return s.aside[cell] < asideTries }
}

// retry gives a channel that fires when what was left alone may be tried again; nil
// where there is nothing.
func (s *standing) retry(now time.Time) (again <-chan time.Time, stop func()) {
	var least time.Duration
	consider := func(at time.Time) {
		if d := at.Sub(now); d > 0 && (least == 0 || d < least) {
			least = d
		}
	}
	for i := range s.muted {
		consider(s.muted[i])
		consider(s.open[i])
	}
	if len(s.aside) > 0 {
		consider(s.asideSince.Add(asidePause))
	}
	if least == 0 {
		return nil, func() {}
	}
	t := time.NewTimer(least)
	return t.C, func() { t.Stop() }
}

// standingNow asks every pathway. The reasons are those of the ones that are
// down, empty for the others.
func (p *plan) standingNow() (up router.Mask, reasons []string) {
	reasons = make([]string, len(p.pathways))
	for i, o := range p.outside {
		if o != nil {
			reasons[i] = o.Down()
		}
		if reasons[i] == "" {
			up = up.With(i)
		}
	}
	return up, reasons
}

// follow takes note of pathways that went or came, and logs it.
func (l *loop) follow(ctx context.Context) error {
	up, reasons := l.standingNow()
	now := l.now()
	for i, until := range l.standing.open {
		if up.Has(i) && now.Before(until) {
			up = up.Without(i)
			reasons[i] = fmt.Sprintf("%d calls in a row failed; it is tried again", l.standing.faults[i])
		}
	}
	if up == l.standing.up {
		return nil
	}
	for _, n := range l.standingNotices(up, reasons) {
		err := l.log.Append(ctx, &callmillv1.LogRecord{Record: &callmillv1.LogRecord_Notice{Notice: n}})
		if err != nil {
			return fmt.Errorf("log a notice: %w", err)
		}
		// One by one, as they are read from the log: what the ledger moves depends on
		// the way.
		l.restand(n)
	}
	clear(l.standing.aside)
	return nil
}

func (l *loop) standingNotices(up router.Mask, reasons []string) []*callmillv1.Notice {
	var went, came, why []string
	for i, p := range l.pathways {
		switch {
		case up.Has(i) == l.standing.up.Has(i):
		case up.Has(i):
			came = append(came, p.Name())
		default:
			went = append(went, p.Name())
			if !slices.Contains(why, reasons[i]) {
				why = append(why, reasons[i])
			}
		}
	}
	var out []*callmillv1.Notice
	if len(went) > 0 {
		out = append(out, &callmillv1.Notice{
			Kind: callmillv1.Notice_KIND_PATHWAYS_DOWN, Pathways: went,
			Message: strings.Join(went, ", ") + " went down: " + strings.Join(why, "; "),
		})
	}
	if len(came) > 0 {
		out = append(out, &callmillv1.Notice{
			Kind: callmillv1.Notice_KIND_PATHWAYS_UP, Pathways: came,
			Message: strings.Join(came, ", ") + " joined",
		})
	}
	return out
}

// stand makes up what is up. A modality without a pathway that is up gives its
// share to the others until one is.
func (l *loop) stand(up router.Mask) {
	l.standing.up = up
	facet, ok := l.table.Facet(sample.FacetModality)
	if !ok {
		return
	}
	buckets := l.table.Facets()[facet].Buckets
	rests := make([]bool, len(buckets))
	for b, modality := range buckets {
		rests[b] = true
		for i, p := range l.pathways {
			if string(p.Modality()) == modality && up.Has(i) {
				rests[b] = false
			}
		}
	}
	l.ledger.Suspend(facet, rests)
}

// hints says what could be done about the pathways that are down, each thing
// once.
func hints(reasons []string) []string {
	var out []string
	for _, r := range reasons {
		if r != "" && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}
