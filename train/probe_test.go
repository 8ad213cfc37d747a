package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// probeFile writes rows of two functions, some for none.
func probeFile(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "rows.jsonl")
	rows := strings.Repeat(`{"query":"find cats","calls":[{"id":"call_1","name":"find","arguments":{"q":"cats"}}]}
{"query":"hello","calls":[],"reply":{"kind":"chat","text":"Hi."}}
{"query":"crop it","tool":"crop","arguments":{}}
`, 8)
	if err := os.WriteFile(name, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestProbeUsage has every wrong call exit with 2 and name what is wrong.
func TestProbeUsage(t *testing.T) {
	good := probeFile(t)
	bad := filepath.Join(t.TempDir(), "bad.jsonl")
	if err := os.WriteFile(bad, []byte(`{"query":"x"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "--train: want a file"},
		{[]string{"--train", good}, "--test: want a file"},
		{[]string{"--train", "nowhere.jsonl", "--test", good}, "--train: open nowhere.jsonl"},
		{[]string{"--train", good, "--test", "nowhere.jsonl"}, "--test: open nowhere.jsonl"},
		{[]string{"--train", good, "--test", t.TempDir()}, "--test: "},
		{[]string{"--train", bad, "--test", good}, "bad.jsonl:1: found neither"},
		{[]string{"--train", good, "--test", good, "--sizes", "0"}, "--sizes: found 0"},
		{[]string{"--train", good, "--test", good, "--sizes", "3,99"}, "--sizes: found 99, want 1 to 24"},
		{[]string{"--train", good, "--test", good, "--sizes", "x"}, "--sizes"},
		{[]string{"--train", good, "--test", good, "--mistakes", "-1"}, "--mistakes: found -1"},
		{[]string{"--train", good, "--test", good, "more"}, `found "more"`},
		{[]string{"--tests", good}, "--tests"},
	} {
		var out, errs bytes.Buffer
		code := run(append([]string{"probe"}, c.args...), &out, &errs)
		if code != exitUsage || out.Len() > 0 || !strings.Contains(errs.String(), c.says) {
			t.Errorf("%v: exit code %d, want %d, printed %q, and %q in %s", c.args, code, exitUsage, out.String(), c.says,
				errs.String())
		}
	}
	var out, errs bytes.Buffer
	if code := run([]string{"probe", "--train", good, "--test", good, "--sizes", "12,24"}, &out, &errs); code != exitOK ||
		strings.Count(out.String(), "\n") != 3 {
		t.Errorf("exit code %d: %s%s", code, out.String(), errs.String())
	}
}
