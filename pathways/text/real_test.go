package text_test

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/ollama/ollamatest"
	"github.com/callmill/callmill/pathways/ollama/tiny"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/pathways/text"
)

// realPrompts ask a model that does nothing but copy what stands in double brackets. The
// functions of a schema it draws by chance, so that its labels are right now and
// then.
const realPrompts = `
parts:
  values: >-
    {{range $i, $c := .Calls}}{{if $i}} and{{end}}
    {{- range $c.Arguments}}{{if .Say}} {{index .Say 0}}{{end}}{{end}}
    {{- else}} good morning{{end}}
text/brief:
  - {style: copy, temperature: 0.3, user: 'Say [[please{{template "values" .}}]]'}
text/rewrite:
  - {style: copy, temperature: 0.3, user: '{{.Query}} Say [[kindly{{template "values" .}}]]'}
text/query:
  - {style: copy, temperature: 0.3, user: 'Say [[{{range $i, $n := .Nodes}}{{if $i}} {{end}}{{$n.Label}}{{end}}]]'}
label:
  - {style: copy, temperature: 1, user: 'Say [[{{.Query}}]]'}
`

// realFiles are a domain whose values are words: the tiny model says numbers
// letter by letter, and not for long.
var realFiles = map[string]string{
	"domain.yaml": "name: shop\n",
	"tools.json": `[
		{"name": "find_design", "description": "Find a design.", "parameters": {"type": "object",
			"properties": {"query": {"type": "string", "minLength": 1}, "color": {"type": "string"}},
			"required": ["query"], "additionalProperties": false}},
		{"name": "translate_text", "description": "Translate a design.", "parameters": {"type": "object",
			"properties": {"item_id": {"type": "string"}, "language": {"type": "string"}},
			"required": ["item_id", "language"], "additionalProperties": false}}]`,
	"bindings.yaml": `
find_design: {query: {walk: "occasion? -suits-> product"}, color: {node: color}}
translate_text: {item_id: {context: id}, language: {node: language}}
`,
	"graph.yaml": `
nodes:
  occasion: {birthday: {synonyms: [bday]}, wedding: {}, halloween: {}, housewarming: {}}
  product: {card: {synonyms: [greeting card]}, poster: {}, flyer: {}, invitation: {synonyms: [invite]}}
  color: {pink: {synonyms: [rosy]}, mint: {}, navy: {}}
  language: {finnish: {value: fi}, norwegian: {value: nb}, welsh: {value: cy}}
edges:
  suits:
    occasion/birthday: [product/card, product/poster, product/invitation]
    occasion/wedding: [product/card, product/invitation]
    occasion/halloween: [product/poster, product/flyer]
    occasion/housewarming: [product/invitation, product/flyer]
`,
	"content.jsonl": `{"id": "tpl-1", "kind": "template", "title": "Autumn Walk", "keywords": ["leaves", "forest"]}
{"id": "tpl-2", "kind": "template", "title": "Night Train", "keywords": ["travel"]}
`,
	"prompts.yaml": realPrompts,
}

// realDomain is the domain of these files.
func realDomain(t *testing.T) *domain.Domain {
	t.Helper()
	files := fstest.MapFS{}
	for name, text := range realFiles {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	d, err := domain.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// vocabulary is every word of the labels that the briefs may come to.
func vocabulary(d *domain.Domain, briefs []*pathways.Brief) []string {
	words := map[string]bool{"please": true, "kindly": true, "good": true, "morning": true, "evening": true, "and": true}
	add := func(text string) {
		for w := range strings.FieldsSeq(text) {
			words[w] = true
		}
	}
	for _, b := range briefs {
		for i := range b.Calls {
			for _, a := range b.Calls[i].Prompt().Arguments {
				for _, say := range a.Say {
					add(say)
				}
			}
		}
		for _, n := range b.Nodes() {
			add(n.Label)
		}
		if b.Item != nil {
			add(strings.Join(b.Item.Keywords, " "))
		}
	}
	for _, t := range d.Tools {
		words[t.Name] = true
	}
	return slices.Sorted(maps.Keys(words))
}

// On a real server, with a real model, all three pathways write samples that pass
// every check, and the failures are typed.
func TestRealServer(t *testing.T) {
	d := realDomain(t)
	briefs := drafts(t, d, 24, nil)
	m := realModel(t, vocabulary(d, briefs))
	checks := check.New(d)
	for _, p := range all(t, d, m) {
		asked, passed, began := 0, 0, time.Now()
		failed := map[pathways.Reason]int{}
		for i, b := range briefs {
			if !p.CanServe(b) {
				continue
			}
			asked++
			c, err := p.Write(t.Context(), b, source(uint64(i)))
			if err != nil {
				reason, ok := pathways.ReasonOf(err)
				if !ok {
					t.Errorf("%s: %v has no reason", p.Name(), err)
				}
				failed[reason]++
				continue
			}
			s := &sample.Sample{Messages: c.Messages, Calls: c.Calls, Context: c.Context}
			for _, tool := range d.Tools {
				s.Tools = append(s.Tools, tool.Name)
			}
			if r := checks.Verify(s); r != nil {
				t.Errorf("%s wrote %q, which fails: %v", p.Name(), s.Query(), r)
				continue
			}
			passed++
			provenance(t, d, p, b, c)
			turn := c.Turns[0]
			if len(turn.Digest) != 64 || turn.PromptTokens == 0 || turn.OutputTokens == 0 || turn.Duration <= 0 {
				t.Errorf("%s: turn %+v", p.Name(), turn)
			}
			if passed <= 2 {
				t.Logf("%s: %q → %v", p.Name(), s.Query(), c.Calls)
			}
		}
		t.Logf("%s: %d of %d pass every check in %v; the others: %v",
			p.Name(), passed, asked, time.Since(began).Round(time.Millisecond), failed)
		// A copied query is right. What is called for it is drawn by chance.
		least := asked / 2
		if p.Name() == text.NameQuery {
			least = 1
		}
		if asked < 15 || passed < least {
			t.Errorf("%s: %d of %d pass, want %d", p.Name(), passed, asked, least)
		}
	}
}

// realModel starts a server with a copy model, and a fleet that asks it.
func realModel(t *testing.T, words []string) *ollama.Models {
	t.Helper()
	s := ollamatest.Start(t)
	s.Create(t, "words", tiny.Text(words))
	f, err := ollama.New(ollama.Options{
		Hosts: []string{s.URL()}, Logger: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := f.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	m := f.Models(map[ollama.Role]string{ollama.RoleText: "words"})
	late := time.After(20 * time.Second)
	for {
		changed := f.Changed()
		why := m.Down(ollama.RoleText)
		if why == "" {
			return m
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("the model is down: %s", why)
		}
	}
}
