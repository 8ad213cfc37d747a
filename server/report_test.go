package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/serve/servetest"
)

// TestReportCommand reports from a server and from its folder: both give the same.
func TestReportCommand(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	s := serverOn(t, dir)
	generate(t, s, &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 300, RunId: "one"}, -1)
	generate(t, s, &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 5000, RunId: "open", Lead: 8}, 40)

	live := filepath.Join(out, "live.html")
	code, stdout, stderr := command(t, "report", "one", "-o", live, "--addr", s.GRPCAddr())
	if code != exitOK || stdout != "" || !strings.Contains(stderr, "report on 300 samples to "+live) {
		t.Fatalf("exit code %d: %s%s", code, stdout, stderr)
	}
	page := read(t, live)
	for _, want := range []string{
		"succeeded</span>", "300 of 300 samples", "search_templates", "phrase/graph", "How the gap closed", "What became of",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	code, half, stderr := command(t, "report", "runs/open", "--addr", s.GRPCAddr())
	if code != exitOK || !strings.Contains(half, "The run has not ended") ||
		!strings.Contains(half, "that the target asks for") || !strings.Contains(half, "phrase/graph</th><td") {
		t.Errorf("a run under way: exit code %d, %d bytes: %s", code, len(half), stderr)
	}
	fails := func(want int, say string, args ...string) {
		t.Helper()
		code, _, stderr := command(t, append([]string{"report"}, args...)...)
		if code != want || !strings.Contains(stderr, say) {
			t.Errorf("%v: exit code %d, want %d and %q: %s", args, code, want, say, stderr)
		}
	}
	fails(exitFailed, "no such run: runs/two; the server at "+s.GRPCAddr()+" has runs/one, runs/open",
		"two", "--addr", s.GRPCAddr())
	fails(exitFailed, "ask it with --addr", "one", "--data-dir", dir)

	servetest.Stop(t, s)
	stopped := filepath.Join(out, "stopped.html")
	if code, _, stderr = command(t, "report", "runs/one", "-o", stopped, "--data-dir", dir); code != exitOK {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	if read(t, stopped) != page {
		t.Error("the folder gives another page than the server")
	}
	open := filepath.Join(out, "open.html")
	code, _, stderr = command(t, "report", "open", "-o", open, "--data-dir", dir)
	if code != exitOK || !strings.Contains(stderr, "runs/open has not ended") ||
		!strings.Contains(read(t, open), "phrase/graph</th><td") {
		t.Errorf("a run under way: exit code %d: %s", code, stderr)
	}
	fails(exitFailed, "no such run: runs/two; "+dir+" has runs/one, runs/open", "two", "--data-dir", dir)
	fails(exitUsage, "a-z", "One", "--data-dir", dir)
	fails(exitFailed, "no server answers at "+s.GRPCAddr(), "one", "--addr", s.GRPCAddr())
	left, err := filepath.Glob(filepath.Join(out, "*.new-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left over: %v %v", left, err)
	}
}

func TestReportUsage(t *testing.T) {
	t.Parallel()
	for say, args := range map[string][]string{
		"found 0 runs":           {},
		"found 2 runs":           {"a", "b"},
		"want its name":          {"runs/a/b"},
		"want one of the two":    {"a", "--addr", "x:1", "--data-dir", "y"},
		"found no server's data": {"a", "--data-dir", t.TempDir()},
		"no regular file":        {"a", "-o", t.TempDir()},
		"make the file":          {"a", "-o", filepath.Join(t.TempDir(), "none", "x.html")},
		"want debug, info":       {"a", "--log-level", "loud"},
		"unknown flag":           {"a", "--frob"},
	} {
		if code, _, stderr := command(t, append([]string{"report"}, args...)...); code != exitUsage ||
			!strings.Contains(stderr, say) {
			t.Errorf("%v: exit code %d, want %q: %s", args, code, say, stderr)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
