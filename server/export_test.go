package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/s2"
	"google.golang.org/protobuf/encoding/protodelim"
	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/serve"
	"github.com/callmill/callmill/server/internal/serve/servetest"
)

// exported reads a file as training does.
func exported(t *testing.T, name string) []*callmillv1.DecisionEvent {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := bufio.NewReader(s2.NewReader(f))
	var all []*callmillv1.DecisionEvent
	for {
		e := &callmillv1.DecisionEvent{}
		switch err := protodelim.UnmarshalFrom(in, e); {
		case errors.Is(err, io.EOF):
			return all
		case err != nil:
			t.Fatal(err)
		}
		all = append(all, e)
	}
}

// serverOn serves a folder, and makes runs in it.
func serverOn(t *testing.T, dir string) *serve.Server {
	t.Helper()
	o := servetest.Options(t)
	o.HTTPAddr, o.Log.Dir, o.PolicyDir = "", dir, filepath.Join(dir, "policies")
	return servetest.Start(t, o)
}

func generate(t *testing.T, s *serve.Server, req *callmillv1.GenerateSamplesRequest, until int) {
	t.Helper()
	stream, err := servetest.Client(t, s).GenerateSamples(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	r := &servetest.Reading{}
	if err := r.Read(t, servetest.NextOf(stream), until); err != nil {
		t.Fatal(err)
	}
}

// TestExport exports from a server and from its folder: both give the same.
func TestExport(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	s := serverOn(t, dir)
	generate(t, s, &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 80, RunId: "one", LogFeatures: true}, -1)
	generate(t, s, &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 20, RunId: "two"}, -1)
	generate(t, s, &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 5000, RunId: "open", Lead: 8}, 10)

	live := filepath.Join(out, "live.s2")
	code, stdout, stderr := command(t, "export", "--decisions", "--out", live, "--addr", s.GRPCAddr())
	if code != exitOK || stdout != "" || !strings.Contains(stderr, "2 runs with ") || !strings.Contains(stderr, live) {
		t.Fatalf("exit code %d: %s%s", code, stdout, stderr)
	}
	events := exported(t, live)
	if len(events) < 104 || events[0].GetRun().GetRun() != "runs/one" || !events[0].GetRun().GetHasFeatures() ||
		events[len(events)-1].GetEnd().GetAccepted() != 20 {
		t.Fatalf("found %d events: %v", len(events), events[0])
	}
	open := filepath.Join(out, "open.s2")
	code, _, stderr = command(t, "export", "--decisions", "--out", open, "--addr", s.GRPCAddr(), "open", "runs/two")
	if code != exitOK || !strings.Contains(stderr, "runs/open has not ended") || strings.Contains(stderr, "runs/two has") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
	marked := false
	for _, e := range exported(t, open) {
		switch e.GetEnd().GetState() {
		case callmillv1.Run_STATE_RUNNING, callmillv1.Run_STATE_PAUSED:
			marked = true
		default:
		}
	}
	if !marked {
		t.Error("the run under way is not marked")
	}
	code, _, stderr = command(t, "export", "--decisions", "--out", open, "--data-dir", dir)
	if code != exitFailed || !strings.Contains(stderr, "ask it with --addr") {
		t.Errorf("a folder in use: exit code %d: %s", code, stderr)
	}

	servetest.Stop(t, s)
	stopped := filepath.Join(out, "stopped.s2")
	if code, _, stderr = command(t, "export", "--decisions", "--out", stopped, "--data-dir", dir); code != exitOK {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	again := exported(t, stopped)
	if len(again) != len(events) {
		t.Fatalf("found %d events in the folder, want %d", len(again), len(events))
	}
	for i := range events {
		if !proto.Equal(events[i], again[i]) {
			t.Fatalf("event %d differs:\n%v\n%v", i, again[i], events[i])
		}
	}
	few := filepath.Join(out, "few.s2")
	code, _, stderr = command(t, "export", "--decisions", "--out", few, "--data-dir", dir,
		"--with-features", "--domain", "studio")
	if code != exitOK || !strings.Contains(stderr, "1 run with ") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
	// The folder is as it was: the run under way goes on.
	s = serverOn(t, dir)
	code, _, stderr = command(t, "export", "--decisions", "--out", open, "--addr", s.GRPCAddr(), "open")
	if code != exitOK {
		t.Errorf("exit code %d: %s", code, stderr)
	}
	left, err := filepath.Glob(filepath.Join(out, "*.new-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind %v, %v", left, err)
	}
}

// TestExportFaults has every fault exit with its code, say what to do, and leave
// the file that was there.
func TestExportFaults(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out.s2")
	if err := os.WriteFile(out, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serverOn(t, filepath.Join(dir, "data"))
	addr := s.GRPCAddr()
	generate(t, s, &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 3, RunId: "r"}, -1)
	data := filepath.Join(dir, "stopped")
	servetest.Stop(t, serverOn(t, data))
	to := func(args ...string) []string { return append([]string{"--decisions", "--out"}, args...) }
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"nothing to export", []string{"--out", out}, exitUsage, "--decisions"},
		{"nowhere", []string{"--decisions"}, exitUsage, "--out"},
		{"two sources", to(out, "--addr", addr, "--data-dir", dir), exitUsage, "one of the two"},
		{"no folder", to(out, "--data-dir", filepath.Join(dir, "x")), exitUsage, "no such file"},
		{"no place", to(filepath.Join(dir, "x", "y"), "--addr", addr), exitUsage, "--out"},
		{"a folder as a file", to(dir, "--addr", addr), exitUsage, "no regular file"},
		{"no such run", to(out, "--addr", addr, "gone"), exitFailed, "gone"},
		{"no run's name", to(out, "--addr", addr, "../x"), exitUsage, "runs[0]"},
		{"no such run there", to(out, "--data-dir", data, "gone"), exitFailed, "gone"},
		{"no run's name there", to(out, "--data-dir", data, "UP"), exitUsage, "runs/UP"},
		{"no server", to(out, "--addr", "127.0.0.1:1"), exitFailed, "no server answers at 127.0.0.1:1"},
		{"unknown flag", []string{"--samples"}, exitUsage, "--samples"},
	} {
		code, _, stderr := command(t, append([]string{"export"}, c.args...)...)
		if code != c.code || !strings.Contains(stderr, c.says) {
			t.Errorf("%s: exit code %d, want %d, and %q in %s", c.name, code, c.code, c.says, stderr)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "x")); err == nil {
		t.Error("a folder was made")
	}
	if was, err := os.ReadFile(out); err != nil || string(was) != "precious" {
		t.Errorf("found %q, %v in the place of the old file", was, err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*.new-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind %v, %v", left, err)
	}
}

// TestLogFeaturesFlag refuses a share that is none.
func TestLogFeaturesFlag(t *testing.T) {
	for _, share := range []string{"-0.1", "1.1", "NaN"} {
		code, _, stderr := command(t, "--log-features", share, "--data-dir", t.TempDir())
		if code != exitUsage || !strings.Contains(stderr, "--log-features") {
			t.Errorf("%s: exit code %d: %s", share, code, stderr)
		}
	}
}
