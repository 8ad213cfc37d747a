package export

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"google.golang.org/protobuf/proto"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

func allFormats(t *testing.T) []Format {
	t.Helper()
	formats, err := ParseFormats(Names())
	if err != nil {
		t.Fatal(err)
	}
	return formats
}

// TestWrite writes a run in every format in three parts, and reads it again.
func TestWrite(t *testing.T) {
	t.Parallel()
	run := studioSamples(t)
	dir := filepath.Join(t.TempDir(), "set")
	o := Options{
		Dir: dir, Formats: allFormats(t),
		Split: Split{
			Parts: []Part{{"train", 0.8}, {"dev", 0.1}, {"test", 0.1}}, Seed: 3, Apart: ApartNodes | ApartItems,
		},
	}
	result, err := Write(t.Context(), run.source(), o)
	if err != nil {
		t.Fatal(err)
	}
	sum := result.Dropped
	for _, p := range result.Parts {
		sum += p.Samples
		if p.Samples == 0 {
			t.Errorf("%s is empty", p.Name)
		}
	}
	if sum != studioCount || result.Dropped == 0 {
		t.Errorf("parts %v and %d dropped are %d, want %d", result.Parts, result.Dropped, sum, studioCount)
	}
	rows := map[string]int64{}
	seen := map[string]string{}
	for _, f := range result.Files {
		if f.Format == "" {
			continue
		}
		file, err := os.Open(filepath.Join(dir, f.Path))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		lines := int64(0)
		for in := bufio.NewScanner(file); in.Scan(); lines++ {
			if f.Format == "jsonl" {
				apart(t, seen, f.Part, in.Bytes())
			}
		}
		if lines != f.Rows {
			t.Errorf("%s has %d rows, want %d", f.Path, lines, f.Rows)
		}
		if !strings.Contains(f.Path, "/"+bfclAnswers) {
			rows[f.Format+" "+f.Part] += lines
		}
	}
	for _, f := range o.Formats {
		got, want := int64(0), studioCount-result.Dropped
		for _, p := range result.Parts {
			got += rows[f.Name+" "+p.Name]
		}
		for _, l := range result.LeftOut {
			if l.Format == f.Name {
				want -= l.Samples
			}
		}
		if got != want {
			t.Errorf("%s has %d rows, want %d", f.Name, got, want)
		}
	}
	checkFront(t, dir, result.Files)
	if left, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if _, err := Write(t.Context(), run.source(), o); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("wrote over what was there: %v", err)
	}
}

// splitName is what Hugging Face's datasets admits as the name of a split
// (_split_re in src/datasets/naming.py).
var splitName = regexp.MustCompile(`^\w+(\.\w+)*$`)

// checkFront reads the head of a card as a hub does: every file but the card is in one
// split of one configuration, and all that is named is there.
func checkFront(t *testing.T, dir string, files []File) {
	t.Helper()
	card, err := os.ReadFile(filepath.Join(dir, cardName))
	if err != nil {
		t.Fatal(err)
	}
	head, _, ok := strings.Cut(strings.TrimPrefix(string(card), "---\n"), "\n---\n")
	if !ok {
		t.Fatalf("the card has no head:\n%s", card)
	}
	var meta struct {
		Name     string   `yaml:"pretty_name"`
		Language []string `yaml:"language"`
		Tags     []string `yaml:"tags"`
		Configs  []struct {
			Name  string `yaml:"config_name"`
			Files []struct {
				Split string    `yaml:"split"`
				Path  yaml.Node `yaml:"path"`
			} `yaml:"data_files"`
		} `yaml:"configs"`
	}
	decoder := yaml.NewDecoder(strings.NewReader(head))
	decoder.KnownFields(true)
	if err := decoder.Decode(&meta); err != nil {
		t.Fatalf("%v in\n%s", err, head)
	}
	left := map[string]bool{}
	for _, f := range files {
		left[f.Path] = f.Path != cardName
	}
	configured := map[string]bool{}
	for _, c := range meta.Configs {
		for _, f := range c.Files {
			if configured[c.Name+" "+f.Split] || !splitName.MatchString(f.Split) {
				t.Errorf("%s has the split %q", c.Name, f.Split)
			}
			configured[c.Name+" "+f.Split] = true
			var paths []string
			if f.Path.Decode(&paths) != nil {
				paths = make([]string, 1)
				if err := f.Path.Decode(&paths[0]); err != nil {
					t.Fatal(err)
				}
			}
			for _, p := range paths {
				if !left[p] || !strings.Contains(p, "/"+f.Split) {
					t.Errorf("%s of %s has %s, which is not there, or there already", f.Split, c.Name, p)
				}
				left[p] = false
			}
		}
	}
	for p, without := range left {
		if without {
			t.Errorf("%s is in no configuration", p)
		}
	}
}

// What a format has no place for is counted, and parts that nothing comes into are.
func TestWriteLeavesOut(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "set")
	result, err := Write(t.Context(), smallRun(), Options{
		Dir: dir, Formats: allFormats(t), Split: Split{Parts: []Part{{"no", 0.999999}, {"Some", 0.000001}}, Seed: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []LeftOut{{"openai", 1}, {"xlam", 2}, {"hermes", 1}, {"bfcl", 2}}
	if !slices.Equal(result.LeftOut, want) {
		t.Errorf("left out %v, want %v", result.LeftOut, want)
	}
	if got := result.Empty(); !slices.Equal(got, []string{"Some"}) {
		t.Errorf("found %v empty", got)
	}
	checkFront(t, dir, result.Files)
	card, err := os.ReadFile(filepath.Join(dir, cardName))
	if err != nil || !strings.Contains(string(card), "No sample came into Some.") {
		t.Errorf("the card does not tell of the empty part (%v):\n%s", err, card)
	}
}

// apart says where a line's nodes and items are in another part already.
func apart(t *testing.T, seen map[string]string, part string, line []byte) {
	t.Helper()
	var s struct {
		Context struct {
			Item struct {
				ID string `json:"id"`
			} `json:"item"`
			Items []struct {
				ID string `json:"id"`
			} `json:"items"`
		} `json:"context"`
		Provenance struct {
			Nodes []string `json:"nodes"`
			Items []string `json:"items"`
		} `json:"provenance"`
	}
	if err := json.Unmarshal(line, &s); err != nil {
		t.Fatal(err)
	}
	if id := s.Context.Item.ID; id != "" {
		s.Provenance.Items = append(s.Provenance.Items, id)
	}
	for _, it := range s.Context.Items {
		s.Provenance.Items = append(s.Provenance.Items, it.ID)
	}
	for kind, ids := range map[string][]string{"node ": s.Provenance.Nodes, "item ": s.Provenance.Items} {
		for _, id := range ids {
			if before := seen[kind+id]; before != "" && before != part {
				t.Errorf("%s%s is in %s and in %s", kind, id, before, part)
			}
			seen[kind+id] = part
		}
	}
}

// TestWriteFails has everything fail that can, and looks for what is left.
func TestWriteFails(t *testing.T) {
	t.Parallel()
	run := studioSamples(t)
	gone := errors.New("the server is gone")
	for why, c := range map[string]struct {
		change func(*Source, *Options)
		want   error
	}{
		"the stream breaks": {func(s *Source, _ *Options) {
			next, n := s.Next, 0
			s.Next = func() (*callmillv1.Frame, error) {
				if n++; n > 50 {
					return nil, gone
				}
				return next()
			}
		}, gone},
		"the stream ends early": {func(s *Source, _ *Options) {
			next, n := s.Next, 0
			s.Next = func() (*callmillv1.Frame, error) {
				if n++; n > 50 {
					return nil, io.EOF
				}
				return next()
			}
		}, errNotEnded},
		"another domain": {func(s *Source, _ *Options) {
			s.Domain = proto.CloneOf(s.Domain)
			s.Domain.Hash = "0123"
		}, errOtherDomain},
		"a tool less": {func(s *Source, _ *Options) {
			s.Domain = proto.CloneOf(s.Domain)
			s.Domain.Tools = s.Domain.GetTools()[1:]
		}, errUnknownTool},
		"cancelled":          {func(s *Source, _ *Options) { s.Next = nil }, context.Canceled},
		"no parts":           {func(_ *Source, o *Options) { o.Split.Apart = ApartNodes }, errNoParts},
		"no format":          {func(_ *Source, o *Options) { o.Formats = nil }, nil},
		"no folder to be in": {func(_ *Source, o *Options) { o.Dir = filepath.Join(o.Dir, "x") }, os.ErrNotExist},
	} {
		t.Run(strings.ReplaceAll(why, " ", "-"), func(t *testing.T) {
			t.Parallel()
			parent := t.TempDir()
			source, o := run.source(), Options{Dir: filepath.Join(parent, "set"), Formats: allFormats(t)}
			c.change(&source, &o)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if source.Next == nil {
				cancel()
			}
			_, err := Write(ctx, source, o)
			if err == nil || (c.want != nil && !errors.Is(err, c.want)) {
				t.Errorf("found %v, want %v", err, c.want)
			}
			if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func TestPrinter(t *testing.T) {
	t.Parallel()
	run := studioSamples(t)
	tools := run.tools(t)
	for _, f := range Formats() {
		var b bytes.Buffer
		p, err := NewPrinter(&b, f.Name, tools)
		if f.Several {
			if err == nil {
				t.Errorf("%s can be printed", f.Name)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range run.samples[:20] {
			if err := p.Print(s); err != nil {
				t.Fatal(err)
			}
		}
		want := strings.Join(encode(t, f.Name, tools, run.samples[:20])[""], "\n") + "\n"
		if b.String() != want {
			t.Errorf("%s prints something else than it writes", f.Name)
		}
	}
	var rows bytes.Buffer
	steps, err := NewPrinter(&rows, "xlam", tools)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range examples() {
		if err := steps.Print(s); err != nil {
			t.Fatal(err)
		}
	}
	if n := steps.LeftOut(); n != 2 || strings.Count(rows.String(), "\n") != len(examples())-2 {
		t.Errorf("%d of %d left out, want 2:\n%s", n, len(examples()), rows.String())
	}
	for _, bad := range []string{"", "csv", "openai,xlam"} {
		if _, err := NewPrinter(io.Discard, bad, tools); err == nil {
			t.Errorf("%q gives a printer", bad)
		}
	}
	// What the sample command prints is what jsonl has.
	var b bytes.Buffer
	p, err := NewPrinter(&b, "jsonl", tools)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Print(run.samples[0]); err != nil || b.String() != string(run.samples[0].AppendJSON(nil))+"\n" {
		t.Errorf("printed %s, %v", b.String(), err)
	}
}

// BenchmarkEncode writes a sample in each format. Bound by copying strings: a
// sample of studio offers 22 tools, some 9 kB that every row repeats.
func BenchmarkEncode(b *testing.B) {
	run := studioSamples(b)
	tools := run.tools(b)
	for _, f := range Formats() {
		b.Run(f.Name, func(b *testing.B) {
			e, err := f.New(tools)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if err := e.Encode(run.samples[i%studioCount], func(_, line string) error {
					b.SetBytes(int64(len(line)))
					return nil
				}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
