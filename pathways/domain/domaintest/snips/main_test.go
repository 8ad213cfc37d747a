package main

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/phrase"
	"github.com/callmill/callmill/pathways/sample"
)

// The domain that is made of the real data is one: nearly every draft can be said
// and passes the checks.
func TestRealDomain(t *testing.T) {
	t.Parallel()
	shared, err := filepath.Abs("../../../../../shared/data/snips")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(shared); err != nil {
		t.Skipf("no real data in ../shared/data beside the project: %v", err)
	}
	d := made(t, shared)
	grammar, err := phrase.Grammar(d)
	if err != nil {
		t.Fatal(err)
	}
	drafter, pipeline := brief.New(d), check.New(d)
	const drafts = 700
	passed := 0
	refused := map[string]int{}
	for i := range uint64(drafts) {
		rng := rand.New(rand.NewPCG(i, 1))
		b, err := drafter.Draft(i, make([]string, len(d.Facets)), rng)
		if err != nil || len(b.Calls) == 0 {
			t.Fatal(b, err)
		}
		c, err := grammar.Write(context.Background(), b, rng)
		if err != nil {
			refused[err.Error()]++
			continue
		}
		s := &sample.Sample{Messages: c.Messages, Calls: c.Calls, Tools: []string{b.Calls[0].Tool.Name}}
		if r := pipeline.Verify(s); r != nil {
			refused[string(r.Reason)]++
			continue
		}
		passed++
	}
	t.Logf("%d of %d drafts passed", passed, drafts)
	if passed < drafts*8/10 {
		t.Errorf("%d of %d drafts passed, want 80%%: %v", passed, drafts, refused)
	}
}

// A few rows make a domain too, with the values that the rows have.
func TestSmallDomain(t *testing.T) {
	t.Parallel()
	const rows = `{"query": "jazz on Zvooq", "tool": "PlayMusic", ` +
		`"arguments": {"genre": "jazz", "service": "Zvooq"}}` + "\n"
	dir := t.TempDir()
	// Every node type needs a value, and a closed one needs it more often than slips
	// come.
	var bindings bindingFile
	if err := readYAML(os.DirFS("files"), "bindings.yaml", &bindings); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(strings.Repeat(rows, rare+1))
	for tool, params := range bindings {
		for param := range params {
			row := `{"query": "x", "tool": "` + tool + `", "arguments": {"` + param + `": "` + param + ` value"}}` + "\n"
			b.WriteString(strings.Repeat(row, rare+1))
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "train.jsonl"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	d := made(t, dir)
	for _, typ := range []string{"genre", "service"} {
		if n := len(d.Graph.OfType(typ)); n != 2 {
			t.Errorf("%d nodes of type %s, want 2", n, typ)
		}
	}
	if n := d.Graph.OfType("service")[0]; n.Label != "Zvooq" && d.Graph.OfType("service")[1].Label != "Zvooq" {
		t.Errorf("found the service %q, want Zvooq", n.Label)
	}
}

// made runs the command on a folder and loads what it made.
func made(t *testing.T, data string) *domain.Domain {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "snips")
	var stderr bytes.Buffer
	if code := run([]string{"--data", data, "--out", dir}, &stderr); code != 0 {
		t.Fatalf("exit %d: %s", code, stderr.String())
	}
	d, err := domain.LoadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// What is held out is not in the rest, and the same for equal seeds.
func TestSplit(t *testing.T) {
	t.Parallel()
	var rows []row
	for i := range 1000 {
		rows = append(rows, row{Query: strings.Repeat("x", i+1)})
	}
	rest, held := split(rows, 0.1, 5)
	_, again := split(rows, 0.1, 5)
	if len(rest)+len(held) != len(rows) || len(held) < 60 || len(held) > 140 || len(again) != len(held) {
		t.Fatalf("%d and %d rows, then %d, want 900 and 100", len(rest), len(held), len(again))
	}
	seen := map[string]bool{}
	for _, r := range rest {
		seen[r.Query] = true
	}
	for i, r := range held {
		if seen[r.Query] || again[i].Query != r.Query {
			t.Errorf("row %d of those held out is in the rest, or not held out again", i)
		}
	}
}

// The command says what is wrong with what it was given.
func TestFaults(t *testing.T) {
	t.Parallel()
	bad := t.TempDir()
	const rows = "{\"query\": \"x\"}\nnot json\n"
	if err := os.WriteFile(filepath.Join(bad, "train.jsonl"), []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{nil, 2, "want --data DIR"},
		{[]string{"--data", "x", "y"}, 2, "no arguments"},
		{[]string{"--dat", "x"}, 2, "not defined"},
		{[]string{"--data", filepath.Join(bad, "none")}, 1, "no such file"},
		{[]string{"--data", bad, "--out", t.TempDir()}, 1, "train.jsonl:2: found \"not json\""},
	} {
		var stderr bytes.Buffer
		if code := run(c.args, &stderr); code != c.code || !strings.Contains(stderr.String(), c.want) {
			t.Errorf("%q: exit %d: %s, want exit %d with %q", c.args, code, stderr.String(), c.code, c.want)
		}
	}
}
