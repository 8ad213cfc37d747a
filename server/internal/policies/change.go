package policies

import (
	"errors"
	"fmt"

	"github.com/callmill/callmill/router"
)

// Keep takes a policy in without activating it.
func (s *Store) Keep(p *router.Policy) (Known, error) {
	v, err := s.change(p, func(*view) error { return nil })
	if err != nil {
		return Known{}, err
	}
	return v.known(v.byHash[p.Hash()]), nil
}

// Activate has all new runs use a policy, from now on. A trial under way ends.
func (s *Store) Activate(p *router.Policy) (Known, error) {
	v, err := s.change(p, func(v *view) error {
		if v.Active == s.refTo(p) && !v.Canary.underWay() {
			return nil
		}
		if v.Canary.underWay() {
			v.Canary.end(Ended, p.Label()+" was activated")
		}
		v.activate(s.refTo(p))
		return nil
	})
	if err != nil {
		return Known{}, err
	}
	return v.known(v.byHash[p.Hash()]), nil
}

// Try has a share of new runs, in (0, 1), use a policy, until so many of its runs
// have ended, MinRuns to MaxRuns. A trial under way ends.
func (s *Store) Try(p *router.Policy, share float64, runs int) (Known, *Trial, error) {
	v, err := s.change(p, func(v *view) error {
		if v.Active == s.refTo(p) {
			return fmt.Errorf("%w: %s", ErrActive, p.Label())
		}
		v.Canary = &trial{
			Policy: p.Hash(), Version: p.Label(), Control: v.Active, ControlHash: s.find(v, v.Active).Hash(),
			Share: share, Runs: runs, Began: s.now().UTC(), Open: map[string]bool{},
		}
		return v.Canary.validate()
	})
	if err != nil {
		return Known{}, nil, err
	}
	return v.known(v.byHash[p.Hash()]), v.trial(), nil
}

// RollBack ends the trial under way, or, where there is none, activates the
// policy that was active before the present one. It gives the active policy.
func (s *Store) RollBack() (Known, error) {
	v, err := s.change(nil, func(v *view) error {
		if v.Canary.underWay() {
			v.Canary.end(Ended, "it was rolled back")
			return nil
		}
		n := len(v.Earlier)
		if n == 0 {
			return ErrNoEarlier
		}
		v.Active, v.Earlier = v.Earlier[n-1], v.Earlier[:n-1]
		return nil
	})
	if err != nil {
		return Known{}, err
	}
	return v.known(v.active), nil
}

// Assign gives a new run that names no policy the one to use, and says whether
// that is the one on trial. A run that took part is to be told of with Ended.
func (s *Store) Assign(run string) (p *router.Policy, onTrial bool) {
	v := s.view.Load()
	if !v.Canary.underWay() {
		return v.active, false
	}
	v, err := s.change(nil, func(v *view) error {
		if !v.Canary.underWay() {
			return errNothing
		}
		onTrial = v.Canary.assign(run)
		return nil
	})
	switch {
	case err != nil:
		if !errors.Is(err, errNothing) {
			s.logger.Error("run takes no part in the trial", "run", run, "error", err)
		}
		return s.Active(), false
	case onTrial:
		return v.byHash[v.Canary.Policy], true
	default:
		return v.active, false
	}
}

// Ended tells how a run ended: its cost per delivered sample, in typical model
// calls, and whether it counts. Runs that take no part in a trial under way, and
// those told of before, change nothing.
func (s *Store) Ended(run string, cost float64, counts bool) {
	if !s.view.Load().takesPart(run) {
		return
	}
	v, err := s.change(nil, func(v *view) error {
		if !v.takesPart(run) {
			return errNothing
		}
		v.Canary.settle(run, cost, counts)
		verdict, reason := v.Canary.judge()
		if verdict == "" {
			return nil
		}
		v.Canary.end(verdict, reason)
		if verdict == Promoted {
			v.activate(s.refTo(v.byHash[v.Canary.Policy]))
		}
		return nil
	})
	switch {
	case errors.Is(err, errNothing):
	case err != nil:
		// The run stays open, and is told of again at the next start.
		s.logger.Error("run not counted in the trial", "run", run, "error", err)
	case !v.Canary.underWay():
		s.logger.Warn("trial of a policy ended", "policy", v.Canary.Version,
			"verdict", v.Canary.Verdict, "reason", v.Canary.Reason, "active", v.active.Label())
	}
}

// Reconcile has the trial forget the runs under way that are not there any more.
func (s *Store) Reconcile(there func(run string) bool) {
	var gone []string
	if v := s.view.Load(); v.Canary.underWay() {
		for run := range v.Canary.Open {
			if !there(run) {
				gone = append(gone, run)
			}
		}
	}
	for _, run := range gone {
		s.Ended(run, 0, false)
	}
}

// takesPart says whether a run is one of the trial's that are under way.
func (v *view) takesPart(run string) bool {
	if !v.Canary.underWay() {
		return false
	}
	_, ok := v.Canary.Open[run]
	return ok
}
