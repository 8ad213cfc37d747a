package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// command runs the program as a user does.
func command(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(args, &out, &errs)
	return code, out.String(), errs.String()
}

// line is the part of a printed sample that the tests look at.
type line struct {
	ID       string `json:"id"`
	Query    string `json:"query"`
	Messages []struct {
		Role    string `json:"role"`
		Content string `json:"content"`
	} `json:"messages"`
	Tools []string `json:"tools"`
	Calls []struct {
		Name      string                     `json:"name"`
		Arguments map[string]json.RawMessage `json:"arguments"`
	} `json:"calls"`
	Facets     map[string]string `json:"facets"`
	Provenance map[string]any    `json:"provenance"`
}

func lines(t *testing.T, out string) []line {
	t.Helper()
	var all []line
	for text := range strings.Lines(out) {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		all = append(all, l)
	}
	return all
}

func TestSample(t *testing.T) {
	code, out, errs := command(t, "sample", "--count", "200", "--seed", "3")
	if code != exitOK {
		t.Fatalf("exit code %d:\n%s", code, errs)
	}
	samples := lines(t, out)
	if len(samples) != 200 {
		t.Fatalf("%d samples, want 200", len(samples))
	}
	ids := map[string]bool{}
	for _, s := range samples {
		ids[s.ID] = true
		switch {
		case s.Query == "" || s.Messages[len(s.Messages)-1].Content != s.Query:
			t.Errorf("%s: query %q is not the last message", s.ID, s.Query)
		case len(s.Calls) == 0 && s.Facets["tool"] != "none":
			t.Errorf("%s: no call, but tool %s", s.ID, s.Facets["tool"])
		case len(s.Calls) > 0 && s.Calls[0].Name != s.Facets["tool"]:
			t.Errorf("%s: calls %s, but is measured as %s", s.ID, s.Calls[0].Name, s.Facets["tool"])
		case s.Provenance["domain"] != "studio":
			t.Errorf("%s: provenance %v", s.ID, s.Provenance)
		}
	}
	if len(ids) != 200 {
		t.Errorf("%d different ids, want 200", len(ids))
	}
	for _, want := range []string{
		"200 samples of studio", "search_templates", "Jensen–Shannon", "phrase/graph", "phrase/content",
	} {
		if !strings.Contains(errs, want) {
			t.Errorf("the summary does not say %q:\n%s", want, errs)
		}
	}
	for _, workers := range []string{"1", "16"} {
		if _, again, _ := command(t, "sample", "--count", "200", "--seed", "3", "--workers", workers); again != out {
			t.Errorf("%s workers print other bytes", workers)
		}
	}
}

func TestSampleOfAnOwnTarget(t *testing.T) {
	target := write(t, "target.yaml", "marginals:\n  tool: {crop_image: 0.25, resize_image: 0.75}\n")
	code, out, errs := command(t, "sample", "--count", "100", "--target", target)
	if code != exitOK {
		t.Fatalf("exit code %d:\n%s", code, errs)
	}
	tools := map[string]int{}
	for _, s := range lines(t, out) {
		tools[s.Calls[0].Name]++
	}
	if tools["crop_image"] != 25 || tools["resize_image"] != 75 {
		t.Errorf("delivered %v, want 25 and 75", tools)
	}
}

// A target that nothing can fill ends short, with what was delivered printed
// and the cells that closed named.
func TestSampleEndsShort(t *testing.T) {
	code, out, errs := command(t, "sample", "--count", "5000", "--domain", "small=testdata/small")
	if code != exitShort {
		t.Fatalf("exit code %d, want %d:\n%s", code, exitShort, errs)
	}
	if n := len(lines(t, out)); n == 0 || n >= 5000 {
		t.Errorf("%d samples", n)
	}
	for _, want := range []string{"nothing fills tool ring", "ended short", "near_duplicate"} {
		if !strings.Contains(errs, want) {
			t.Errorf("standard error does not say %q:\n%s", want, errs)
		}
	}
}

func TestSampleKeepsItsLog(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if code, _, errs := command(t, "sample", "--count", "20", "--data-dir", dir); code != exitOK {
		t.Fatalf("exit code %d:\n%s", code, errs)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) == 0 {
		t.Errorf("nothing is left in %s: %v", dir, err)
	}
}

func TestWrongCalls(t *testing.T) {
	badTarget := write(t, "bad.yaml", "marginals:\n  tool: {crop_imag: 1}\n")
	unfit := write(t, "unfit.yaml", "marginals:\n  tool: {crop_image: 0.5}\n")
	badPolicy := write(t, "policy.json", "{\n  \"format\": \"nothing\"\n}\n")
	badDomain := t.TempDir()
	if err := os.WriteFile(filepath.Join(badDomain, "domain.yaml"), []byte("name: x\ncolour: red\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		args []string
		code int
		says []string
	}{
		{"unknown command", []string{"smaple"}, exitUsage, []string{`unknown command "smaple"`}},
		{"unknown flag", []string{"sample", "--cuont", "3"}, exitUsage, []string{"--cuont", "--help"}},
		{"argument", []string{"sample", "5"}, exitUsage, []string{`found "5"`, "--help"}},
		{
			"count below zero",
			[]string{"sample", "--count", "-3"},
			exitUsage,
			[]string{`--count: found "-3", want a whole number, at least 1`},
		},
		{
			"count",
			[]string{"sample", "--count", "0"},
			exitUsage,
			[]string{`--count: found "0", want a whole number, at least 1`},
		},
		{
			"format",
			[]string{"sample", "--format", "xml"},
			exitUsage,
			[]string{`--format: found "xml", want one of jsonl, openai, xlam, hermes` + "\n"},
		},
		{"format of files", []string{"sample", "--format", "bfcl"}, exitUsage, []string{"--format: found", "exported"}},
		{"workers", []string{"sample", "--workers", "2000"}, exitUsage, []string{"--workers: found 2000"}},
		{"log level", []string{"sample", "--log-level", "loud"}, exitUsage, []string{`--log-level: found "loud"`}},
		{
			"pathway",
			[]string{"sample", "--pathways", "phrase/none"},
			exitUsage,
			[]string{"--pathways: found", "phrase/graph"},
		},
		{"unknown domain", []string{"sample", "--domain", "kiosk"}, exitUsage, []string{`"kiosk"`, "--domain kiosk=DIR"}},
		{"domain syntax", []string{"sample", "--domain", "=x"}, exitUsage, []string{"want NAME or NAME=DIR"}},
		{"missing folder", []string{"sample", "--domain", "a=nowhere"}, exitUsage, []string{"nowhere"}},
		{"bad domain", []string{"sample", "--domain", "a=" + badDomain}, exitUsage, []string{"domain.yaml:2", "colour"}},
		{"missing target", []string{"sample", "--target", "nowhere.yaml"}, exitUsage, []string{"--target", "nowhere"}},
		{
			"bad target",
			[]string{"sample", "--target", badTarget},
			exitUsage,
			[]string{"bad.yaml:2", "crop_imag", "crop_image"},
		},
		{"shares", []string{"sample", "--target", unfit}, exitUsage, []string{"unfit.yaml:2", "marginals[0]", "0.5", "1"}},
		{"bad policy", []string{"sample", "--policy", badPolicy}, exitUsage, []string{"policy.json", "line 2", "format"}},
		{"sync", []string{"--sync", "never"}, exitUsage, []string{`--sync: found "never", want interval or always`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, out, errs := command(t, c.args...)
			if code != c.code || out != "" {
				t.Errorf("exit code %d and output %q, want %d and nothing", code, out, c.code)
			}
			for _, want := range c.says {
				if !strings.Contains(errs, want) {
					t.Errorf("the message does not say %q:\n%s", want, errs)
				}
			}
		})
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"sample", "--help"}} {
		code, out, _ := command(t, args...)
		if code != exitOK || !strings.Contains(out, "Usage:") || !strings.Contains(out, "--domain") {
			t.Errorf("%v: exit code %d, printed\n%s", args, code, out)
		}
	}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
