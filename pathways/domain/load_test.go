package domain

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func TestLoad(t *testing.T) {
	d, err := Load(os.DirFS("testdata/good"))
	if err != nil {
		t.Fatal(err)
	}
	checkInvariants(t, d)
	var b strings.Builder
	describeDomain(&b, d)
	golden, err := os.ReadFile("testdata/good.golden")
	if *update {
		err = os.WriteFile("testdata/good.golden", []byte(b.String()), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if !*update && b.String() != string(golden) {
		t.Errorf("got\n%s\nwant\n%s", b.String(), golden)
	}
}

// describeDomain writes what was made of the files, to be read by eye.
func describeDomain(b *strings.Builder, d *Domain) {
	fmt.Fprintf(b, "%s %s\n%s\n", d.Name, d.Hash, d.Description)
	for _, tool := range d.Tools {
		fmt.Fprintf(b, "tool %s, %d required: %s\n", tool.Name, tool.Required(), tool.Parameters)
		for _, p := range tool.Params {
			fmt.Fprintf(b, "  %s required=%t kind=%d", p.Name, p.Required, p.Binding.Kind)
			switch bind := &p.Binding; bind.Kind {
			case BindRange:
				_, first := bind.Range.At(0)
				_, last := bind.Range.At(bind.Range.Len() - 1)
				fmt.Fprintf(b, " %s to %s in %d, units %q", first, last, bind.Range.Len(), bind.Range.Units)
			case BindWalk:
				fmt.Fprintf(b, " %+v", bind.Walk)
			default:
			}
			fmt.Fprintf(b, " type=%q field=%q\n", p.Binding.NodeType, p.Binding.Field)
			if p.Said() {
				fmt.Fprintf(b, "    left open as %q, asked for as %q\n", p.Vague, p.Ask)
			}
			for _, v := range p.Binding.Values {
				fmt.Fprintf(b, "    %s %q node=%s\n", v.JSON, v.Labels, nodeID(v.Node))
			}
		}
	}
	for _, n := range d.Graph.Nodes {
		fmt.Fprintf(b, "node %s %q value=%q\n", n.ID, n.Labels(), n.Value)
		for _, r := range d.Graph.Relations() {
			for _, relation := range []string{r, "^" + r} {
				for _, to := range d.Graph.Neighbours(n, relation) {
					fmt.Fprintf(b, "  %s %s\n", relation, to.ID)
				}
			}
		}
	}
	for _, it := range d.Items {
		fmt.Fprintf(b, "item %s %q %q %q %v %q:", it.ID, it.Kind, it.Title, it.Keywords, it.Attributes, it.Picture)
		for _, n := range it.Nodes {
			b.WriteString(" " + n.ID)
		}
		b.WriteByte('\n')
	}
	for _, f := range d.Facets {
		fmt.Fprintf(b, "facet %s %q\n", f.Name, f.Buckets)
	}
	for _, c := range d.Impossible() {
		fmt.Fprintf(b, "impossible %v\n", c)
	}
	fmt.Fprintf(b, "models %v\n", d.Models)
	for _, purpose := range purposes() {
		for _, p := range d.PromptsFor(purpose) {
			fmt.Fprintf(b, "prompt %s %.8s temperature=%g max_tokens=%d\n", p.Name, p.Hash, p.Temperature, p.MaxTokens)
		}
	}
	fmt.Fprintf(b, "target %v %v %v %v\n", d.Target.Marginals, d.Target.Conditionals, d.Target.Joints, d.Target.Impossible)
	fmt.Fprintf(b, "lines %v\n", d.Target.Lines)
}

func nodeID(n *Node) string {
	if n == nil {
		return "none"
	}
	return n.ID
}

func TestLoadDirStaysInside(t *testing.T) {
	outside := t.TempDir()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/good")); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadDir(dir); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, want string }{
		{"graph.yaml", `graph.yaml: found "graph.yaml" (path escapes from parent), want a file inside the domain's folder`},
		{"pictures/t1.png", `content.jsonl:1: picture: found "pictures/t1.png" (path escapes from parent), ` +
			`want a file inside the domain's folder`},
	} {
		original := filepath.Join(dir, filepath.FromSlash(c.name))
		moved := filepath.Join(outside, filepath.Base(c.name))
		if err := os.Rename(original, moved); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(moved, original); err != nil {
			t.Skip("no links here:", err)
		}
		_, err := LoadDir(dir)
		var faults Faults
		if !errors.As(err, &faults) || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
		// A link that stays inside is as good as the file.
		inside := filepath.Join(dir, "inside")
		if err := errors.Join(os.Remove(original), os.Rename(moved, inside)); err != nil {
			t.Fatal(err)
		}
		link, err := filepath.Rel(filepath.Dir(original), inside)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(link, original); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadDir(dir); err != nil {
			t.Error(err)
		}
		if err := errors.Join(os.Remove(original), os.Rename(inside, original)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := LoadDir(filepath.Join(dir, "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func TestHash(t *testing.T) {
	hash := func(change func(fstest.MapFS)) string {
		fsys := goodDomain(t)
		change(fsys)
		d, err := Load(fsys)
		if err != nil {
			t.Fatal(err)
		}
		return d.Hash
	}
	same := hash(func(fstest.MapFS) {})
	if got := hash(func(f fstest.MapFS) { f["notes.txt"] = &fstest.MapFile{Data: []byte("x")} }); got != same {
		t.Error("a file that the domain does not use changes the hash")
	}
	for _, name := range []string{"graph.yaml", "pictures/t1.png", "domain.yaml", "content.jsonl"} {
		if got := hash(func(f fstest.MapFS) { f[name].Data = append(f[name].Data, '\n') }); got == same {
			t.Errorf("a change of %s does not change the hash", name)
		}
	}
}

func TestFaultsAreCapped(t *testing.T) {
	fsys := goodDomain(t)
	fsys["content.jsonl"].Data = []byte(strings.Repeat("{\"id\": 1}\n", 5000))
	_, err := Load(fsys)
	var faults Faults
	if !errors.As(err, &faults) || len(faults) != MaxFaults+1 {
		t.Fatalf("%d faults: %v", len(faults), err)
	}
	if got := faults[MaxFaults].String(); got != "found more than 100 faults, want the ones above repaired first" {
		t.Error(got)
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		file, text, want string
	}{
		{"graph.yaml", strings.Repeat("#\n", MaxFileBytes/2+1), `"graph.yaml" of 16777218 bytes, want at most 16777216`},
		{"graph.yaml", "nodes: " + strings.Repeat("{a: ", 70) + strings.Repeat("}", 70), "want at most 64 levels"},
		{"graph.yaml", "nodes: {c: {x: {synonyms: [" + strings.Repeat("a, ", 300) + "]}}}", "300 items, want at most 200"},
		{"graph.yaml", "nodes: {c: {x: {label: " + strings.Repeat("a", 300) + "}}}", "found 300 bytes, want at most 200"},
		{"tools.json", "[" + strings.Repeat(`{"name":"x"},`, MaxTools) + `{"name":"y"}]`, "1001 functions, want at most"},
		{"target.yaml", "marginals:\n  words: {\"1-3\": \xff}", "target.yaml:2: found byte 0xff, want UTF-8"},
	} {
		fsys := goodDomain(t)
		fsys[c.file].Data = []byte(c.text)
		if _, err := Load(fsys); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %.300v, want %s", err, c.want)
		}
	}
}
