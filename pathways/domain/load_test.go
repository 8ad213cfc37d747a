package domain

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/callmill/callmill/pathways/sample"
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
	fmt.Fprintf(b, "target %v %v %v %v\n", d.Target.Marginals, d.Target.Conditionals, d.Target.Joints, d.Target.Impossible)
	fmt.Fprintf(b, "lines %v\n", d.Target.Lines)
}

func nodeID(n *Node) string {
	if n == nil {
		return "none"
	}
	return n.ID
}

// checkInvariants holds what every loaded domain promises.
func checkInvariants(tb testing.TB, d *Domain) {
	tb.Helper()
	if d.Name == "" || len(d.Hash) != 64 || len(d.Tools) == 0 || d.Graph == nil || d.Grammar == nil || d.Target == nil {
		tb.Fatalf("half a domain: %+v", d)
	}
	for _, tool := range d.Tools {
		if d.Tool(tool.Name) != tool || tool.Schema == nil {
			tb.Errorf("tool %s", tool.Name)
		}
		for _, p := range tool.Params {
			checkBinding(tb, d, p)
		}
		for _, rule := range []string{RuleRequest, RuleThing} {
			if len(d.Grammar.Tools[tool.Name][rule]) == 0 {
				tb.Errorf("tool %s has no %s", tool.Name, rule)
			}
		}
	}
	for _, n := range d.Graph.Nodes {
		if d.Graph.Node(n.ID) != n || n.ID != n.Type+"/"+strings.TrimPrefix(n.ID, n.Type+"/") || n.Value == "" {
			tb.Errorf("node %+v", n)
		}
		for _, label := range n.Labels() {
			if !stands(d.Lexicon, label, func(e Entry) bool { return e.Node == n }) {
				tb.Errorf("label %q of %s is not in the lexicon", label, n.ID)
			}
		}
	}
	for _, it := range d.Items {
		if d.Item(it.ID) != it || it.Kind == "" || it.Title == "" {
			tb.Errorf("item %+v", it)
		}
	}
	if err := d.Target.Check(d.Facets); err != nil {
		tb.Error(err)
	}
	if err := (&Target{Marginals: d.Target.Marginals, Impossible: d.Impossible()}).Check(d.Facets); err != nil &&
		len(d.Target.Marginals) > 0 {
		tb.Errorf("impossible cells: %v", err)
	}
}

func checkBinding(tb testing.TB, d *Domain, p *Param) {
	tb.Helper()
	b := &p.Binding
	switch b.Kind {
	case BindValues:
		for _, v := range b.Values {
			if p.Check(v.JSON) != nil || b.Value(v.JSON) != v || len(v.Labels) == 0 {
				tb.Errorf("%s: value %+v", p.Name, v)
			}
			for _, label := range v.Labels {
				if !stands(d.Lexicon, label, func(e Entry) bool { return e.Value == v }) {
					tb.Errorf("%s: label %q is not in the lexicon", p.Name, label)
				}
			}
		}
	case BindRange:
		for _, i := range []int{0, b.Range.Len() / 2, b.Range.Len() - 1} {
			if v, text := b.Range.At(i); p.Check(text) != nil || v < b.Range.Min || v > b.Range.Max+b.Range.Step/2 {
				tb.Errorf("%s: range %+v gives %s", p.Name, b.Range, text)
			}
		}
	case BindWalk:
		for _, s := range b.Walk {
			if len(d.Graph.OfType(s.NodeType)) == 0 {
				tb.Errorf("%s: step %+v", p.Name, s)
			}
		}
	case BindContext:
		if b.Field == "" {
			tb.Errorf("%s: no field", p.Name)
		}
	default:
		tb.Errorf("%s: no binding", p.Name)
	}
}

// stands says whether the whole label is matched and stands for such an entry.
func stands(l *Lexicon, label string, want func(Entry) bool) bool {
	words := Words(label)
	for _, m := range l.Matches(words) {
		for _, e := range m.Entries {
			if m.First == 0 && m.Last == len(words)-1 && want(e) {
				return true
			}
		}
	}
	return false
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
		{"tools.json", "[" + strings.Repeat(`{"name":"x"},`, MaxTools) + `{"name":"y"}]`, "1001 items, want at most 1000"},
		{"target.yaml", "marginals:\n  words: {\"1-3\": \xff}", "target.yaml:2: found byte 0xff, want UTF-8"},
	} {
		fsys := goodDomain(t)
		fsys[c.file].Data = []byte(c.text)
		if _, err := Load(fsys); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %.300v, want %s", err, c.want)
		}
	}
}

func TestImpossibleHolds(t *testing.T) {
	// A sample of an optional argument's value must not be ruled out, one
	// without a required argument must.
	d, err := Load(os.DirFS("testdata/good"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		call string
		want bool
	}{
		{`{"query":"x"}`, false},
		{`{"design_type":"card","query":"x"}`, false},
		{`{"color":"pink","design_type":"card","query":"x"}`, false},
		{`{"design_type":"card"}`, true},
		{`{}`, true},
		{`{"color":"pink","other":"card","query":"x"}`, true},
	} {
		s := &sample.Sample{Calls: []sample.Call{{Name: "search_templates", Arguments: c.call}}}
		if got := ruledOut(d, s); got != c.want {
			t.Errorf("%s: ruled out %t, want %t", c.call, got, c.want)
		}
	}
	if ruledOut(d, &sample.Sample{}) {
		t.Error("no call is ruled out")
	}
}

func ruledOut(d *Domain, s *sample.Sample) bool {
	for _, cells := range d.Impossible() {
		all := true
		for _, c := range cells {
			f := &d.Facets[d.Facet(c.Facet)]
			bucket := f.Buckets[f.Measure(s)]
			all = all && strings.Contains("\x00"+strings.Join(c.Buckets, "\x00")+"\x00", "\x00"+bucket+"\x00")
		}
		if all {
			return true
		}
	}
	return false
}

func TestParseTarget(t *testing.T) {
	data, err := os.ReadFile("testdata/good/target.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseTarget("mine.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Load(os.DirFS("testdata/good"))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Joints, d.Target.Joints) || got.Lines["joints[0].cells[1]"] != "mine.yaml:10" {
		t.Errorf("%+v", got)
	}
	// Targets also come without a file.
	inline := &Target{Marginals: []Marginal{{Facet: "word", Shares: []Share{{"1-3", 1}}}}}
	want := `marginals[0]: found facet "word", want one of tool, calls, words, arguments, phrasing, modality, ` +
		`design_type, content_type (did you mean "words"?)`
	if err := inline.Check(d.Facets); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err := ParseTarget("t.yaml", []byte("marginals: [\xff]")); err == nil ||
		err.Error() != "t.yaml:1: found byte 0xff, want UTF-8" {
		t.Error(err)
	}
}
