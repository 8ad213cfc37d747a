package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestProfileUsage has every wrong call exit with 2, name what is wrong, and write
// nothing.
func TestProfileUsage(t *testing.T) {
	log := write(t, "queries.jsonl", strings.Repeat(`{"query":"find pictures of cats"}`+"\n", 50))
	bad := write(t, "bad.jsonl", `{"query":"find cats"}`+"\n[]\n")
	out := filepath.Join(t.TempDir(), "target.yaml")
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "found 0 arguments, want the name of one log"},
		{[]string{log, log}, "found 2 arguments"},
		{[]string{"nowhere.jsonl"}, "open nowhere.jsonl"},
		{[]string{t.TempDir()}, "directory"},
		{[]string{bad}, "bad.jsonl:2: found no JSON object"},
		{[]string{log, "--epsilon", "much"}, "--epsilon: "},
		{[]string{log, "--epsilon", "-1"}, "--epsilon: "},
		{[]string{log, "--contributions", "-1"}, "--contributions: found \"-1\", want a whole number"},
		{[]string{log, "--domain", "kiosk"}, "--domain"},
		{[]string{log, "--domain", "kiosk=nowhere"}, "nowhere"},
		{[]string{log, "-o", filepath.Join(t.TempDir(), "no", "t.yaml")}, "--out: "},
		{[]string{log, "--epsilom", "1"}, "--epsilom"},
	} {
		args := c.args
		if len(args) > 0 && args[0] != log {
			args = append(args, "-o", out)
		}
		code, printed, errs := command(t, append([]string{"profile"}, args...)...)
		if code != exitUsage || printed != "" || !strings.Contains(errs, c.says) {
			t.Errorf("%v: exit code %d, want %d, and %q in %s", c.args, code, exitUsage, c.says, errs)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a target was written")
	}
	_, samples, _ := command(t, "sample", "--count", "400")
	code, printed, errs := command(t, "profile", write(t, "samples.jsonl", samples), "--epsilon", "10")
	if code != exitOK || !strings.Contains(printed, "marginals") {
		t.Errorf("exit code %d: %s%s", code, printed, errs)
	}
}
