package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// The way that the README shows: a domain is written, checked, and used.
func TestAnOwnDomain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "desk")
	code, out, errs := command(t, "init-domain", dir)
	if code != exitOK || errs != "" || !strings.Contains(out, "check-domain "+dir) {
		t.Fatalf("init-domain: exit code %d, printed\n%s%s", code, out, errs)
	}
	code, out, errs = command(t, "check-domain", dir)
	if code != exitOK || errs != "" {
		t.Fatalf("check-domain: exit code %d:\n%s", code, errs)
	}
	for _, want := range []string{
		"travel: no faults", "place 16", "find_stay", "different calls", "land where they are aimed",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("check-domain does not say %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, "worth a look") || strings.Contains(out, "nothing filled") {
		t.Errorf("check-domain finds something:\n%s", out)
	}
	code, out, errs = command(t, "sample", "--count", "50", "--domain", "desk="+dir)
	if n := len(lines(t, out)); code != exitOK || n != 50 {
		t.Errorf("sample: exit code %d and %d samples:\n%s", code, n, errs)
	}
}

// A domain with three faults in three files.
func TestCheckDomainNamesEveryFault(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "desk")
	if code, _, errs := command(t, "init-domain", dir); code != exitOK {
		t.Fatal(errs)
	}
	for _, e := range [][3]string{
		{"graph.yaml", "place/iceland, place/norway, place/dolomites", "place/islande, place/norway"},
		{"grammar.yaml", "{a} {format}", "{a} {formt}"},
		{"target.yaml", "none: 0.10}", "non: 0.10}"},
	} {
		path := filepath.Join(dir, e[0])
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(strings.Replace(string(text), e[1], e[2], 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	code, out, errs := command(t, "check-domain", dir)
	if code != exitFailed || errs != "callmill: 3 faults in "+dir+"\n" {
		t.Errorf("exit code %d, said %q", code, errs)
	}
	faults := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	want := []string{"graph.yaml:", "grammar.yaml:", "target.yaml:"}
	if len(faults) != len(want) {
		t.Fatalf("found\n%s", out)
	}
	for i := range want {
		if !strings.HasPrefix(faults[i], want[i]) || !strings.Contains(faults[i], "did you mean") {
			t.Errorf("found %s, want one of %s", faults[i], want[i])
		}
	}
	code, out, _ = command(t, "check-domain", "--json", dir)
	var report struct {
		Faults  []checkedFault  `json:"faults"`
		Summary json.RawMessage `json:"summary"`
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil || code != exitFailed || len(report.Faults) != 3 ||
		report.Faults[2].File != "target.yaml" || report.Faults[2].Line == 0 || report.Summary != nil {
		t.Errorf("exit code %d (%v):\n%s", code, err, out)
	}
}

func TestCheckDomainInJSON(t *testing.T) {
	code, out, errs := command(t, "check-domain", "--json", "--attempts", "1", "testdata/small")
	var report struct {
		Faults  []checkedFault  `json:"faults"`
		Summary json.RawMessage `json:"summary"`
	}
	if err := json.Unmarshal([]byte(out), &report); code != exitOK || err != nil || report.Faults == nil {
		t.Fatalf("exit code %d (%v):\n%s%s", code, err, out, errs)
	}
	summary := &callmillv1.DomainSummary{}
	if err := protojson.Unmarshal(report.Summary, summary); err != nil || summary.GetDomain().GetName() != "small" {
		t.Errorf("found %v (%v)", summary, err)
	}
}

func TestWrongCallsOfTheDomainCommands(t *testing.T) {
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"no folder to check", []string{"check-domain"}, exitUsage, "found 0 arguments, want the name of one folder"},
		{"two folders", []string{"check-domain", "a", "b"}, exitUsage, "found 2 arguments"},
		{"no folder to write", []string{"init-domain"}, exitUsage, "found 0 arguments, want the name of one folder"},
		{"attempts", []string{"check-domain", "--attempts", "65", full}, exitUsage, `"65", want a whole number from 1 to 64`},
		{"limit", []string{"check-domain", "--limit", "0s", full}, exitUsage, `--limit: found "0s", want a duration`},
		{"missing folder", []string{"check-domain", "nowhere"}, exitFailed, "nowhere"},
		{"no domain", []string{"check-domain", full}, exitFailed, "1 fault in " + full},
		{"full folder", []string{"init-domain", full}, exitFailed, "not an empty folder"},
		{"parent", []string{"init-domain", "nowhere/desk"}, exitFailed, "no such file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, _, errs := command(t, c.args...)
			if code != c.code || !strings.Contains(errs, c.says) {
				t.Errorf("exit code %d and %q, want %d and %q", code, errs, c.code, c.says)
			}
		})
	}
}
