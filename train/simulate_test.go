package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

func simulate(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(append([]string{"simulate"}, args...), &out, &errs)
	return out.String(), errs.String(), code
}

func TestASimulatedLogIsOneThatTrainingReads(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "log.s2")
	args := []string{"--out", path, "--runs", "3", "--samples", "60", "--events", "100", "--under-way", "4"}
	if _, stderr, code := simulate(t, args...); code != exitOK {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	log, err := dataset.Open(t.Context(), dataset.File(path))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := log.Close(); err != nil {
			t.Error(err)
		}
	}()
	n := 0
	err = log.Each(t.Context(), nil, func(*dataset.Event) error {
		n++
		return nil
	})
	if runs := log.Runs(); err != nil || n != 100 || len(runs) != 3 || runs[0].Accepted != 60 {
		t.Errorf("got %d decisions of %+v, %v, want 100 of 3 runs", n, log.Runs(), err)
	}
	first, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, stderr, code := simulate(t, args...); code != exitOK {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	if again, err := os.ReadFile(path); err != nil || !bytes.Equal(first, again) {
		t.Errorf("the same flags gave another log: %v", err)
	}
}

func TestTheTableHasEveryWayToRoute(t *testing.T) {
	stdout, stderr, code := simulate(t, "--table", "--quick")
	if code != exitOK {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	for _, row := range []string{
		"uniform", "EXP3", "best fixed mix in hindsight", "greedy on pathway averages", "contextual plug-in greedy, ε 0.02",
		"learned, 500 offline decisions", "index policy, true parameters | 1.000",
	} {
		if !strings.Contains(stdout, "| "+row) {
			t.Errorf("no row %q in\n%s", row, stdout)
		}
	}
}

func TestAPolicyIsLearnedInTheSimulator(t *testing.T) {
	path := filepath.Join(t.TempDir(), "policy.json")
	if _, stderr, code := simulate(t, "--learn", path, "--quick"); code != exitOK {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p, err := router.ParsePolicy(data)
	if err != nil {
		t.Fatal(err)
	}
	if p.Label() != "start@2" || !strings.Contains(p.Spec().Card, "make policy; seed 1") {
		t.Errorf("got %s: %s", p.Label(), p.Spec().Card)
	}
}

func TestSimulateIsToldWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"nothing": {nil, exitUsage, "nothing to do"},
		"policy":  {[]string{"--table", "--policy", "missing.json"}, exitUsage, "missing.json"},
		"runs":    {[]string{"--out", filepath.Join(t.TempDir(), "log"), "--runs", "0"}, exitUsage, "0 runs"},
		"out":     {[]string{"--out", filepath.Join(t.TempDir(), "no", "log")}, exitUsage, "--out"},
	} {
		t.Run(name, func(t *testing.T) {
			_, stderr, code := simulate(t, c.args...)
			if code != c.code || !strings.Contains(stderr, c.says) {
				t.Errorf("got exit %d: %s, want %d and %q", code, stderr, c.code, c.says)
			}
		})
	}
}
