package policies

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/callmill/callmill/router"
)

// Options say where policies are kept.
type Options struct {
	// Dir is the folder, which is made where it is missing. Only one store may use
	// it at a time: it belongs below a folder that its owner has locked. Empty
	// means that all is kept in memory.
	Dir string
	// Given is a policy that the operator names at start; nil where none. It is
	// activated as through the API: what was active before is what RollBack goes
	// back to, and a trial under way ends. Where it is active already nothing
	// changes, a trial goes on.
	Given *router.Policy
	// Logger gets what is wrong with the folder, and the verdicts of trials; nil
	// means nobody does.
	Logger *slog.Logger
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// Store is a server's policies. Its methods may be called from any goroutine;
// those that only read never wait for those that write.
type Store struct {
	dir    folder
	build  *router.Policy
	logger *slog.Logger
	now    func() time.Time

	changing sync.Mutex // held by the one that makes another view
	view     atomic.Pointer[view]
}

// view is all that a store knows at one time. It is never changed.
type view struct {
	*state

	// byHash has every policy, byVersion those that can be named.
	byHash, byVersion map[string]*router.Policy
	active            *router.Policy
}

// Open opens the folder, or makes a store in memory.
func Open(o Options) (*Store, error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	build, err := router.StartPolicy()
	if err != nil {
		return nil, fmt.Errorf("the policy that ships: %w", err)
	}
	s := &Store{dir: folder(o.Dir), build: build, logger: o.Logger, now: o.Now}
	if err := s.load(); err != nil {
		return nil, err
	}
	if o.Given != nil && o.Given.Hash() != s.Active().Hash() {
		if _, err := s.Activate(o.Given); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// load reads the folder and makes the first view of what can be used of it.
func (s *Store) load() error {
	files, err := s.dir.policies(s.logger)
	if err != nil {
		return err
	}
	st, err := s.dir.state(s.logger)
	if err != nil {
		return err
	}
	v := &view{state: st, byHash: map[string]*router.Policy{s.build.Hash(): s.build}}
	since := map[string]time.Time{s.build.Hash(): s.now().UTC()}
	delete(files, s.build.Hash())
	for hash, f := range files {
		v.byHash[hash], since[hash] = f.policy, f.written.UTC()
	}
	for hash := range since {
		if t, ok := st.Since[hash]; ok {
			since[hash] = t
		}
	}
	st.Since = since
	s.repair(v)
	v.byVersion = s.names(v)
	v.active = s.find(v, v.Active)
	s.view.Store(v)
	return nil
}

// repair has a state go on without the policies that are gone.
func (s *Store) repair(v *view) {
	for s.find(v, v.Active) == nil {
		before := ofBuild
		if n := len(v.Earlier); n > 0 {
			before, v.Earlier = v.Earlier[n-1], v.Earlier[:n-1]
		}
		s.logger.Error("the active policy is gone or damaged; the one before it takes over",
			"policy", v.Active, "before", before)
		v.Active = before
	}
	v.Earlier = slices.DeleteFunc(v.Earlier, func(ref string) bool { return s.find(v, ref) == nil })
	t := v.Canary
	if !t.underWay() {
		return
	}
	switch {
	case s.find(v, t.Policy) == nil:
		t.end(Ended, "the policy on trial is gone or damaged")
	case t.Control != v.Active || t.ControlHash != s.find(v, v.Active).Hash():
		t.end(Ended, "the policy that it was compared with is not the active one any more")
	}
}

// names gives every policy that can be found by its version. Where two have the
// same, the build's counts, then the active one, then the older one.
func (s *Store) names(v *view) map[string]*router.Policy {
	hashes := slices.SortedFunc(maps.Keys(v.byHash), func(a, b string) int {
		return cmp.Or(v.Since[a].Compare(v.Since[b]), strings.Compare(a, b))
	})
	out := map[string]*router.Policy{}
	for _, hash := range append([]string{s.build.Hash(), s.find(v, v.Active).Hash()}, hashes...) {
		p := v.byHash[hash]
		if have := out[p.Label()]; have == nil {
			out[p.Label()] = p
		} else if have != p {
			s.logger.Error("two policies have the same version; one cannot be named",
				"version", p.Label(), "named", have.Hash(), "other", hash)
		}
	}
	return out
}

// find gives the policy that a state refers to, nil where it is not there.
func (s *Store) find(v *view, ref string) *router.Policy {
	if ref == ofBuild {
		return s.build
	}
	return v.byHash[ref]
}

// refTo is how states refer to a policy.
func (s *Store) refTo(p *router.Policy) string {
	if p.Hash() == s.build.Hash() {
		return ofBuild
	}
	return p.Hash()
}

// change makes another view: of what is there, with the policy added where it is
// not nil, and with the change that do makes. Nothing changes where it fails, or
// where it cannot be written.
func (s *Store) change(add *router.Policy, do func(*view) error) (*view, error) {
	s.changing.Lock()
	defer s.changing.Unlock()
	old := s.view.Load()
	v := &view{state: old.clone(), byHash: old.byHash, byVersion: old.byVersion}
	isNew := add != nil && v.byHash[add.Hash()] == nil
	if isNew {
		if err := v.add(add, s.now()); err != nil {
			return nil, err
		}
	}
	if err := do(v); err != nil {
		return nil, err
	}
	v.active = s.find(v, v.Active)
	if isNew {
		// Before the state that refers to it.
		if err := s.dir.keep(add); err != nil {
			return nil, fmt.Errorf("keep the policy: %w", err)
		}
	}
	if err := s.dir.save(v.state); err != nil {
		return nil, fmt.Errorf("keep the state of the policies: %w", err)
	}
	s.view.Store(v)
	return v, nil
}

// add has a view know a policy.
func (v *view) add(p *router.Policy, now time.Time) error {
	if v.byVersion[p.Label()] != nil {
		return fmt.Errorf("%w: %s", ErrVersionTaken, p.Label())
	}
	v.byHash, v.byVersion = maps.Clone(v.byHash), maps.Clone(v.byVersion)
	v.byHash[p.Hash()], v.byVersion[p.Label()] = p, p
	v.Since[p.Hash()] = now.UTC()
	return nil
}

// errNothing says that a change has nothing to change.
var errNothing = errors.New("nothing to change")
