package policies

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/router"
)

// What was activated is there after a restart, and so is the way back.
func TestRestart(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "policies")
	a, b, c := made(t, "a", 1), made(t, "b", 2), made(t, "c", 3)
	s, _ := open(t, dir, nil)
	build := s.Active()
	activate(t, s, a)
	activate(t, s, b)
	if _, err := s.Keep(c); err != nil {
		t.Fatal(err)
	}
	before, _ := s.List()

	s, log := open(t, dir, nil)
	if got := s.Active(); got.Hash() != b.Hash() {
		t.Errorf("found %s active, want %s", got.Label(), b.Label())
	}
	after, _ := s.List()
	if len(after) != 4 || !slices.EqualFunc(before, after, func(x, y Known) bool {
		return x.Part == y.Part && x.Policy.Hash() == y.Policy.Hash() && x.Since.Equal(y.Since)
	}) {
		t.Errorf("found %v after the restart, want %v", after, before)
	}
	if after[0].Policy.Hash() != c.Hash() || after[3].Policy != s.build {
		t.Errorf("the list is not newest first: %v", after)
	}
	for _, want := range []*router.Policy{a, build} {
		k, err := s.RollBack()
		if err != nil || k.Policy.Hash() != want.Hash() || k.Part != Active {
			t.Errorf("rolled back to %v, %v, want %s", k, err, want.Label())
		}
	}
	if _, err := s.RollBack(); !errors.Is(err, ErrNoEarlier) {
		t.Errorf("found %v, want %v", err, ErrNoEarlier)
	}
	if log.Len() > 0 {
		t.Errorf("logged %s", log)
	}
}

// A version has one content, whoever brings it and wherever.
func TestVersionsAreUnique(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, _ := open(t, dir, nil)
	activate(t, s, made(t, "1", 1))
	activate(t, s, made(t, "1", 1)) // the same once more
	other := made(t, "1", 2)
	tries := map[string]func(s *Store) error{
		"keep":     func(s *Store) error { _, err := s.Keep(other); return err },
		"activate": func(s *Store) error { _, err := s.Activate(other); return err },
		"try":      func(s *Store) error { _, _, err := s.Try(other, 0.5, 4); return err },
	}
	for range 2 {
		for name, try := range tries {
			if err := try(s); !errors.Is(err, ErrVersionTaken) {
				t.Errorf("%s: found %v, want %v", name, err, ErrVersionTaken)
			}
		}
		if got := s.Active(); got.Hash() != made(t, "1", 1).Hash() {
			t.Errorf("found %s active", got.Hash())
		}
		s, _ = open(t, dir, nil)
	}
	if _, err := Open(Options{Dir: dir, Given: other}); !errors.Is(err, ErrVersionTaken) {
		t.Errorf("given at start: found %v, want %v", err, ErrVersionTaken)
	}
	if _, err := s.Find("test@2"); !errors.Is(err, ErrNotFound) {
		t.Errorf("found %v, want %v", err, ErrNotFound)
	}
	if p, err := s.Find("test@1"); err != nil || p != s.Active() {
		t.Errorf("found %v, %v", p, err)
	}
}

// A policy given at start is activated; where it is active already nothing
// changes.
func TestGiven(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, _ := open(t, dir, nil)
	a, b := made(t, "a", 1), made(t, "b", 2)
	activate(t, s, a)
	s, _ = open(t, dir, b)
	if s.Active() != b {
		t.Fatalf("found %s active, want the given one", s.Active().Label())
	}
	if _, _, err := s.Try(a, 0.5, 4); err != nil {
		t.Fatal(err)
	}
	s, _ = open(t, dir, b)
	if _, trial := s.List(); trial.Verdict != "" {
		t.Errorf("the trial ended: %s", trial.Reason)
	}
	s, _ = open(t, dir, a)
	if _, trial := s.List(); trial.Verdict != Ended {
		t.Errorf("the trial goes on beside another active policy")
	}
	for _, want := range []*router.Policy{b, a} {
		if k, err := s.RollBack(); err != nil || k.Policy.Hash() != want.Hash() {
			t.Errorf("rolled back to %v, %v, want %s", k, err, want.Label())
		}
	}
}

// Whatever happens to the files, the server starts, with the last good state and
// every policy whose file is whole.
func TestDamage(t *testing.T) {
	t.Parallel()
	const head = `{"format":"callmill.policies/v1",`
	a, b := made(t, "a", 1), made(t, "b", 2)
	fileOf := func(p *router.Policy) string { return p.Hash() + ".json" }
	write := func(name, text string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			t.Helper()
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	drop := func(name string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			t.Helper()
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, c := range []struct {
		name   string
		damage []func(*testing.T, string)
		active string // version; empty for the build's
		known  int
		quiet  bool
	}{
		// The state before the last change had a.
		{"no state", []func(*testing.T, string){drop(stateName)}, "test@a", 3, true},
		{"empty state", []func(*testing.T, string){write(stateName, "")}, "test@a", 3, false},
		{"half a state", []func(*testing.T, string){write(stateName, head+`"act`)}, "test@a", 3, false},
		{"unknown key", []func(*testing.T, string){write(stateName, head+`"x":1}`)}, "test@a", 3, false},
		{"another format", []func(*testing.T, string){write(stateName, `{"format":"x"}`)}, "test@a", 3, false},
		{"two values", []func(*testing.T, string){write(stateName, `{} {}`)}, "test@a", 3, false},
		{"no state at all", []func(*testing.T, string){drop(stateName), drop(lastName)}, "", 3, true},
		{"both states", []func(*testing.T, string){write(stateName, "x"), write(lastName, "x")}, "", 3, false},
		{"the active policy", []func(*testing.T, string){write(fileOf(b), "{}")}, "test@a", 2, false},
		{"the active policy is gone", []func(*testing.T, string){drop(fileOf(b))}, "test@a", 2, false},
		{"another policy in its place", []func(*testing.T, string){write(fileOf(b), string(a.Encode()))}, "test@a", 2, false},
		{"every policy", []func(*testing.T, string){write(fileOf(a), "{"), write(fileOf(b), "")}, "", 1, false},
		{"foreign files", []func(*testing.T, string){write("notes.txt", "x"), write("old.json", "x")}, "test@b", 3, true},
		{"half a write", []func(*testing.T, string){write(stateName+".new-123", "{")}, "test@b", 3, true},
		{"another of its version", []func(*testing.T, string){
			write(fileOf(made(t, "b", 9)), string(made(t, "b", 9).Encode())),
		}, "test@b", 3, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			s, _ := open(t, dir, nil)
			activate(t, s, a)
			activate(t, s, b)
			for _, damage := range c.damage {
				damage(t, dir)
			}
			s, log := open(t, dir, nil)
			want := c.active
			if want == "" {
				want = s.build.Label()
			}
			list, _ := s.List()
			if got := s.Active().Label(); got != want || len(list) != c.known {
				t.Errorf("found %s active of %d, want %s of %d\n%s", got, len(list), want, c.known, log)
			}
			if quiet := log.Len() == 0; quiet != c.quiet {
				t.Errorf("found the log %q", log)
			}
			// It goes on from there, and the damage is gone.
			d := made(t, "d", 4)
			activate(t, s, d)
			s, _ = open(t, dir, nil)
			if got := s.Active().Label(); got != d.Label() {
				t.Errorf("found %s active after the next start, want %s", got, d.Label())
			}
			left, err := filepath.Glob(filepath.Join(dir, "*"+fresh+"*"))
			if err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

// What cannot be written has not happened.
func TestNotWritten(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "policies")
	s, _ := open(t, dir, nil)
	a := made(t, "a", 1)
	activate(t, s, a)
	// The folder becomes a file: nothing can be made in it, by root neither.
	if err := errors.Join(os.RemoveAll(dir), os.WriteFile(dir, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Activate(made(t, "b", 2)); err == nil {
		t.Error("no error")
	}
	if _, err := s.RollBack(); err == nil {
		t.Error("no error")
	}
	if list, _ := s.List(); s.Active() != a || len(list) != 2 {
		t.Errorf("found %s active of %d, want %s of 2", s.Active().Label(), len(list), a.Label())
	}
	if _, err := Open(Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), "folder of the policies") {
		t.Errorf("found %v for a folder that is a file", err)
	}
}

// A store does what a plain list of the active policies does, through restarts.
func TestAgainstAModel(t *testing.T) {
	t.Parallel()
	all := []*router.Policy{made(t, "0", 0), made(t, "1", 1), made(t, "2", 2), made(t, "3", 3)}
	root, dirs := t.TempDir(), 0
	rapid.Check(t, func(rt *rapid.T) {
		dirs++
		dir := filepath.Join(root, strconv.Itoa(dirs))
		s, _ := open(t, dir, nil)
		stack, kept := []string{s.Active().Hash()}, map[string]bool{s.Active().Hash(): true}
		onTrial := ""
		acts := map[string]func(){
			"activate": func() {
				p := rapid.SampledFrom(all).Draw(rt, "policy")
				if _, err := s.Activate(p); err != nil {
					rt.Fatal(err)
				}
				if stack[len(stack)-1] != p.Hash() {
					stack = append(stack, p.Hash())
				}
				kept[p.Hash()], onTrial = true, ""
			},
			"try": func() {
				p := rapid.SampledFrom(all).Draw(rt, "policy")
				_, _, err := s.Try(p, 0.25, 10)
				if isActive := stack[len(stack)-1] == p.Hash(); isActive != errors.Is(err, ErrActive) {
					rt.Fatalf("found %v", err)
				} else if !isActive {
					kept[p.Hash()], onTrial = true, p.Hash()
				}
			},
			"roll back": func() {
				_, err := s.RollBack()
				switch {
				case onTrial != "":
					onTrial = ""
				case len(stack) == 1:
					if !errors.Is(err, ErrNoEarlier) {
						rt.Fatalf("found %v", err)
					}
					return
				default:
					stack = stack[:len(stack)-1]
				}
				if err != nil {
					rt.Fatal(err)
				}
			},
			"restart": func() { s, _ = open(t, dir, nil) },
		}
		// Few steps: each of them waits for the disk.
		names := rapid.SliceOfN(rapid.SampledFrom([]string{"activate", "try", "roll back", "restart"}), 1, 8)
		for _, act := range names.Draw(rt, "acts") {
			acts[act]()
			list, trial := s.List()
			if s.Active().Hash() != stack[len(stack)-1] || len(list) != len(kept) {
				rt.Fatalf("found %s active of %d, want %v of %d", s.Active().Hash(), len(list), stack, len(kept))
			}
			if is := trial != nil && trial.Verdict == ""; is != (onTrial != "") {
				rt.Fatalf("found the trial %v, want %q", trial, onTrial)
			}
			for _, k := range list {
				if (k.Part == OnTrial) != (k.Policy.Hash() == onTrial) || (k.Part == Active) != (k.Policy == s.Active()) {
					rt.Fatalf("found part %d of %s", k.Part, k.Policy.Label())
				}
			}
		}
	})
}
