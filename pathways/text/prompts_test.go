package text_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/pathways/text"
)

var update = flag.Bool("update", false, "write what studio's prompts come to, to be read by eye")

// recorder keeps what a model is asked, and answers as it is told.
type recorder struct {
	scripted

	mu       sync.Mutex
	requests []*ollama.Request
}

func newRecorder() *recorder {
	m := &recorder{}
	m.answer = func(r *ollama.Request, wrong string) string {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.requests = append(m.requests, r)
		return obedient(r, wrong)
	}
	return m
}

// What models are asked, for a handful of briefs.
func TestStudioPrompts(t *testing.T) {
	d := load(t)
	var b strings.Builder
	for i, c := range []struct {
		pathway         int
		tool, calls     string
		words, phrasing string
		seed            uint64
	}{
		{0, "recolor_item", "1", "4-6", "imperative", 1},
		{0, "search_templates", "1", "17+", "wish", 2},
		{0, "generate_image", "2+", "11-16", "question", 3},
		{0, "none", "0", "7-10", "statement", 4},
		{0, "print_design", "1", "", "", 5},
		{1, "add_text", "1", "7-10", "hesitant", 6},
		{1, "none", "0", "1-3", "polite", 7},
		{2, "search_images", "1", "4-6", "keywords", 8},
		{2, "apply_palette", "1", "7-10", "pointing", 9},
	} {
		m := newRecorder()
		p := all(t, d, m)[c.pathway]
		briefs := drafts(t, d, 1, func(_ int, buckets []string) {
			buckets[d.Facet(sample.FacetTool)], buckets[d.Facet(sample.FacetCalls)] = c.tool, c.calls
			buckets[d.Facet(sample.FacetWords)], buckets[d.Facet(sample.FacetPhrasing)] = c.words, c.phrasing
			buckets[d.Facet(sample.FacetModality)] = string(sample.ModalityText)
		})
		_, err := p.Write(t.Context(), briefs[0], source(c.seed))
		if _, typed := pathways.ReasonOf(err); err != nil && !typed {
			t.Fatal(err)
		}
		seen := ""
		for _, r := range m.requests {
			if r.Prompt+r.Turns[0].Text == seen {
				continue // asked again
			}
			seen = r.Prompt + r.Turns[0].Text
			fmt.Fprintf(&b, "=== %d: %s, temperature %g, %d tokens\n%s\n---\n%s\n\n",
				i, r.Prompt, r.Temperature, r.MaxTokens, r.System, r.Turns[0].Text)
		}
	}
	const name = "testdata/prompts.golden"
	if *update {
		if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(golden) {
		t.Errorf("run with -update and read %s; got\n%s", name, b.String())
	}
}

// Every style of studio, and every default, says all values of the calls in words
// that the checks take, and never names what is on the screen.
func TestPromptsSayEveryValue(t *testing.T) {
	t.Parallel()
	d := load(t)
	bare := load(t)
	defaults, err := domain.Load(withoutPrompts(t))
	if err != nil {
		t.Fatal(err)
	}
	bare.Prompts = defaults.Prompts
	for _, domains := range []*domain.Domain{d, bare} {
		m := newRecorder()
		three := all(t, domains, m)
		for i, b := range drafts(t, domains, 300, nil) {
			for _, p := range three[:2] {
				m.requests = nil
				if _, err := p.Write(t.Context(), b, source(uint64(i))); err != nil && len(m.requests) == 0 {
					continue // nothing to rewrite
				}
				r := m.requests[0]
				user := r.Turns[0].Text
				for c := range b.Calls {
					for _, a := range b.Calls[c].Arguments {
						if say := a.Say(); len(say) > 0 && !strings.Contains(user, `"`+say[0]+`"`) {
							t.Fatalf("%s does not say %s %s:\n%s", r.Prompt, a.Path, a.JSON, user)
						}
					}
				}
				if b.Context != nil && strings.Contains(r.System+user, b.Context.ID) {
					t.Fatalf("%s names %s:\n%s", r.Prompt, b.Context.ID, user)
				}
				if strings.Contains(user, "<no value>") || strings.Contains(user, "\n\n\n") {
					t.Fatalf("%s makes\n%s", r.Prompt, user)
				}
			}
		}
	}
}

// withoutPrompts are studio's files but its prompts.
func withoutPrompts(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(studio.Files(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(studio.Files(), name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	delete(files, "prompts.yaml")
	return files
}

// The first turn of the query first knows neither tools nor calls; the second knows
// no more than a reader of the query would.
func TestQueryFirstIsNotTold(t *testing.T) {
	t.Parallel()
	d := load(t)
	m := newRecorder()
	p := all(t, d, m)[2]
	for i, b := range drafts(t, d, 200, nil) {
		if !p.CanServe(b) {
			continue
		}
		m.requests = nil
		_, _ = p.Write(t.Context(), b, source(uint64(i)))
		for _, r := range m.requests {
			user := r.System + r.Turns[0].Text
			if r.Purpose == sample.PurposeWrite && slices.ContainsFunc(d.Tools, func(tool *domain.Tool) bool {
				return strings.Contains(user, tool.Name) || strings.Contains(user, tool.Description)
			}) {
				t.Fatalf("who writes is told of a tool:\n%s", user)
			}
			if b.Context != nil && strings.Contains(user, b.Context.ID) {
				t.Fatalf("the item's id is told:\n%s", user)
			}
		}
		if n := len(m.requests); n > 0 && m.requests[n-1].Purpose == sample.PurposeLabel &&
			!strings.Contains(m.requests[n-1].Turns[0].Text, "no_call") {
			t.Fatal("who labels must call something")
		}
	}
}

var _ text.Model = (*recorder)(nil)
