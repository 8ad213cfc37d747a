package policies

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/callmill/callmill/router"
)

// Part is what a policy does in the server.
type Part int

// The parts.
const (
	// Inactive: only runs that name it use it.
	Inactive Part = iota
	// OnTrial: a share of new runs uses it.
	OnTrial
	// Active: new runs use it.
	Active
)

// Known is a policy of a store.
type Known struct {
	Policy *router.Policy
	Part   Part
	// Since is when the server got it.
	Since time.Time
}

// Arm sums up the runs of one side of a trial.
type Arm struct {
	// Runs ended, and counted.
	Runs int
	// Mean is that of the cost per delivered sample, in typical model calls;
	// StandardError that of the mean, 0 below two runs.
	Mean, StandardError float64
}

// Trial is a policy's trial, as it stands.
type Trial struct {
	// Version is the policy's, "name@version".
	Version string
	// Share of new runs, in (0, 1), and number of runs that end the trial.
	Share float64
	Runs  int
	// Trial are the policy's own runs, Control those of the active one meanwhile.
	Trial, Control Arm
	Began          time.Time
	// Verdict is empty while the trial goes on; Reason says why it ended.
	Verdict Verdict
	Reason  string
}

// Active is the policy that new runs use, but for a trial's share.
func (s *Store) Active() *router.Policy { return s.view.Load().active }

// Find gives a policy by its version, "name@version".
func (s *Store) Find(version string) (*router.Policy, error) {
	p := s.view.Load().byVersion[version]
	if p == nil {
		return nil, fmt.Errorf("%w: %q", ErrNotFound, version)
	}
	return p, nil
}

// Get gives a policy with the part it plays.
func (s *Store) Get(version string) (Known, error) {
	v := s.view.Load()
	p := v.byVersion[version]
	if p == nil {
		return Known{}, fmt.Errorf("%w: %q", ErrNotFound, version)
	}
	return v.known(p), nil
}

// List gives every policy that can be named, and the active one, newest first,
// with the trial under way, or else the last one.
func (s *Store) List() ([]Known, *Trial) {
	v := s.view.Load()
	out := make([]Known, 0, len(v.byVersion))
	for _, p := range v.byVersion {
		out = append(out, v.known(p))
	}
	if v.byVersion[v.active.Label()] != v.active {
		out = append(out, v.known(v.active))
	}
	slices.SortFunc(out, func(a, b Known) int {
		return cmp.Or(b.Since.Compare(a.Since), strings.Compare(a.Policy.Label(), b.Policy.Label()))
	})
	return out, v.trial()
}

func (v *view) known(p *router.Policy) Known {
	k := Known{Policy: p, Since: v.Since[p.Hash()]}
	switch {
	case p == v.active:
		k.Part = Active
	case v.Canary.underWay() && v.Canary.Policy == p.Hash():
		k.Part = OnTrial
	}
	return k
}

// trial gives the state's trial, nil where there was none.
func (v *view) trial() *Trial {
	t := v.Canary
	if t == nil {
		return nil
	}
	return &Trial{
		Version: t.Version, Share: t.Share, Runs: t.Runs, Began: t.Began,
		Trial: t.Trial.summary(), Control: t.Beside.summary(), Verdict: t.Verdict, Reason: t.Reason,
	}
}
