package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/runlog"
)

// DecisionQuery says whose decisions to read.
type DecisionQuery struct {
	// Runs are names, "runs/{run}", each of which must be there; all that have
	// ended where empty.
	Runs []string
	// Domain leaves out the runs of other domains, where not empty.
	Domain string
	// OnlyWithFeatures leaves out the runs that did not log the features.
	OnlyWithFeatures bool
}

// loggedRun is a run whose decisions are to be read.
type loggedRun struct {
	id  string
	log *runlog.Log
	// state is what a run is in that has no closing report in its log.
	state func() callmillv1.Run_State
	// created orders the runs.
	created time.Time
}

// Decisions reads the decisions of runs from their logs: run after run, as they
// were named or else oldest first, each opened, its decisions in the order in
// which they were settled, and closed. A run that has not ended is read as far as
// it is. What is in memory is a message's worth of the log, and where runs
// deliver on arrival the decisions under way.
//
// Slots for which no pathway could be chosen are left out: nothing was decided.
// A decision of a run that has ended and that never came back is told last, as
// failed, with its declared cost.
func (h *Host) Decisions(ctx context.Context, q DecisionQuery, visit func(*callmillv1.DecisionEvent) error) error {
	var runs []loggedRun
	add := func(r *Run) {
		runs = append(runs, loggedRun{
			id: r.id, log: r.log, state: func() callmillv1.Run_State { return r.Message().GetState() },
		})
	}
	for _, name := range unique(q.Runs) {
		r, err := h.Get(name)
		if err != nil {
			return err
		}
		add(r)
	}
	if len(q.Runs) == 0 {
		for _, r := range slices.Backward(h.List()) {
			if r.Ended() {
				add(r)
			}
		}
	}
	return readRuns(ctx, runs, q, visit)
}

// ReadDecisions is Host.Decisions for a store that no host uses. Runs that have
// not ended are PAUSED: nobody works on them.
func ReadDecisions(
	ctx context.Context, store *runlog.Store, q DecisionQuery, visit func(*callmillv1.DecisionEvent) error,
) error {
	var runs []loggedRun
	for _, name := range unique(q.Runs) {
		id, ok := strings.CutPrefix(name, "runs/")
		if !ok || !runIDPattern.MatchString(id) {
			return &FieldError{Field: "runs", Found: fmt.Sprintf("%q", name), Want: "runs/{run}"}
		}
		r, _, err := findRun(ctx, store, id)
		if errors.Is(err, runlog.ErrNotFound) || errors.Is(err, runlog.ErrEmpty) {
			return fmt.Errorf("%w: %s", ErrNotFound, name)
		}
		if err != nil {
			return err
		}
		runs = append(runs, r)
	}
	if len(q.Runs) > 0 {
		return readRuns(ctx, runs, q, visit)
	}
	ids, err := store.Runs(ctx)
	if err != nil {
		return fmt.Errorf("list the runs of the log: %w", err)
	}
	for _, id := range ids {
		r, ended, err := findRun(ctx, store, id)
		if errors.Is(err, runlog.ErrEmpty) {
			continue // nobody was told of it
		}
		if err != nil {
			return err
		}
		if ended {
			runs = append(runs, r)
		}
	}
	slices.SortFunc(runs, func(a, b loggedRun) int {
		return cmp.Or(a.created.Compare(b.created), strings.Compare(b.id, a.id))
	})
	return readRuns(ctx, runs, q, visit)
}

// findRun opens a run's log and looks at both of its ends.
func findRun(ctx context.Context, store *runlog.Store, id string) (r loggedRun, ended bool, err error) {
	log, err := store.Log(ctx, id)
	if err != nil {
		return r, false, fmt.Errorf("open the log: %w", err)
	}
	_, start, err := firstRecord(ctx, log)
	if err != nil {
		return r, false, err
	}
	_, end, err := lastRecord(ctx, log)
	if err != nil {
		return r, false, err
	}
	return loggedRun{
		id: id, log: log, created: start.GetStarted().GetCreateTime().AsTime(),
		state: func() callmillv1.Run_State { return callmillv1.Run_STATE_PAUSED },
	}, end.GetCompleted() != nil, nil
}

func readRuns(
	ctx context.Context, runs []loggedRun, q DecisionQuery, visit func(*callmillv1.DecisionEvent) error,
) error {
	for _, r := range runs {
		d := &decisionReader{run: r, visit: visit, open: map[uint64]*callmillv1.Decision{}}
		if err := d.read(ctx, q); err != nil {
			if errors.Is(err, ErrDeleted) && len(q.Runs) == 0 && !d.began {
				continue // deleted since it was listed
			}
			return fmt.Errorf("decisions of %s: %w", runName(r.id), err)
		}
	}
	return nil
}

// unique leaves out what was named before: training must not count a run twice.
func unique(names []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		was := seen[name]
		seen[name] = true
		return was
	})
}
