package policies

import (
	"bytes"
	"log/slog"
	"testing"
	"time"

	"github.com/callmill/callmill/router"
)

// made is a policy of this name and version; other weights make another content.
func made(tb testing.TB, version string, weight float64) *router.Policy {
	tb.Helper()
	start, err := router.StartPolicy()
	if err != nil {
		tb.Fatal(err)
	}
	spec := start.Spec()
	spec.Name, spec.Version = "test", version
	spec.Weights[0] = weight
	p, err := router.NewPolicy(spec)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// clock gives a time that goes on by a second with every look.
func clock() func() time.Time {
	t := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return func() time.Time {
		t = t.Add(time.Second)
		return t
	}
}

// open opens a store, and gives what it logs.
func open(tb testing.TB, dir string, given *router.Policy) (*Store, *bytes.Buffer) {
	tb.Helper()
	log := &bytes.Buffer{}
	s, err := Open(Options{Dir: dir, Given: given, Now: clock(), Logger: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		tb.Fatal(err)
	}
	return s, log
}

func activate(tb testing.TB, s *Store, p *router.Policy) {
	tb.Helper()
	k, err := s.Activate(p)
	if err != nil {
		tb.Fatal(err)
	}
	if k.Part != Active || k.Policy.Hash() != p.Hash() || s.Active().Hash() != p.Hash() {
		tb.Fatalf("activated %s, found %v active", p.Label(), s.Active().Label())
	}
}
