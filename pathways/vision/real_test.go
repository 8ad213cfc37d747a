package vision_test

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/ollama/ollamatest"
	"github.com/callmill/callmill/pathways/ollama/tiny"
	"github.com/callmill/callmill/pathways/sample"
	"github.com/callmill/callmill/pathways/vision"
)

// shades is a domain whose items differ in nothing but their pictures, each of one
// color. Its prompts are for the tiny model, which copies what is in double brackets and
// names the color of a picture.
func shades(t *testing.T, words []string, colors map[string]color.RGBA) *domain.Domain {
	t.Helper()
	files := fstest.MapFS{
		"domain.yaml": {Data: []byte("name: shades\ndescription: Cards.\n")},
		"tools.json": {Data: []byte(`[
  {"name": "find", "description": "Find cards.", "parameters": {"type": "object",
    "properties": {"query": {"type": "string"}}, "required": ["query"]}},
  {"name": "turn", "description": "Turn a card.", "parameters": {"type": "object",
    "properties": {"item_id": {"type": "string"}, "side": {"enum": ["left", "right"]}},
    "required": ["item_id", "side"]}}
]`)},
		"bindings.yaml": {Data: []byte("find:\n  query: {field: title}\n")},
	}
	const ask = `  - style: tiny
    temperature: 0
    user: "Say this: [[{{range .Calls}}{{range .Arguments}}{{with .Say}}{{index . 0}}{{end}}{{end}}{{end}}]]"
`
	files["prompts.yaml"] = &fstest.MapFile{Data: []byte("vision/need:\n" + ask + "vision/edit:\n" + ask)}
	var content strings.Builder
	for _, word := range words {
		img := image.NewRGBA(image.Rect(0, 0, 120, 90))
		draw.Draw(img, img.Bounds(), image.NewUniform(colors[word]), image.Point{}, draw.Src)
		file := word + ".png"
		files[file] = &fstest.MapFile{Data: encoded(t, file, img)}
		fmt.Fprintf(&content, `{"id":%q,"kind":"picture","title":"Birthday card","attributes":{"shade":%q},"picture":%q}`,
			"item-"+word, word, file)
		content.WriteByte('\n')
	}
	files["content.jsonl"] = &fstest.MapFile{Data: []byte(content.String())}
	d, err := domain.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A real server with a model that can tell colors: where all else is equal, the
// picture decides what the query says, and so the right one reached the model.
func TestThePictureShapesTheQuery(t *testing.T) {
	t.Parallel()
	words := []string{"red", "blue", "yellow"}
	known, colors := tiny.Colours(), map[string]color.RGBA{}
	for _, c := range known {
		colors[c.Word] = c.RGBA
	}
	d := shades(t, words, colors)
	models := serve(t, tiny.Vision([]string{"birthday", "card", "left", "right"}, known))
	checks, drafter := check.New(d), brief.New(d)
	for name, makes := range makers {
		p := makes(d, models, checks)
		said := map[string]string{}
		for seed := uint64(0); len(said) < len(words) && seed < 200; seed++ {
			b, err := drafter.Draft(seed, visual(d), rand.New(rand.NewPCG(seed, 1)))
			if err != nil || !p.CanServe(b) {
				continue
			}
			it := b.Item
			if b.Context != nil {
				it = b.Context
			}
			if said[it.ID] != "" {
				continue
			}
			c, err := p.Write(t.Context(), b, rand.New(rand.NewPCG(1, 1)))
			if err != nil {
				t.Fatalf("%s: %s: %v", name, it.ID, err)
			}
			said[it.ID] = sample.LastUser(c.Messages)
			t.Logf("%s: %s: saw %q, says %q", name, it.ID, c.Seen, said[it.ID])
			if turn := c.Turns[0]; len(turn.Digest) != 64 || turn.PromptTokens == 0 || turn.OutputTokens == 0 {
				t.Errorf("%s: turn %+v", name, turn)
			}
			shade := it.Attributes["shade"]
			spoken := domain.Words(said[it.ID] + " " + strings.Join(c.Seen, " "))
			for _, word := range words {
				if slices.Contains(spoken, word) != (word == shade) {
					t.Errorf("%s: of a %s picture it says %q, and saw %q", name, shade, said[it.ID], c.Seen)
				}
			}
		}
		if len(said) < len(words) {
			t.Errorf("%s: looked at %d pictures", name, len(said))
		}
	}
}

// A model without the capability is never shown a picture.
func TestBlindModel(t *testing.T) {
	t.Parallel()
	d := load(t)
	models := serve(t, tiny.Text([]string{"birthday", "card"}))
	p := vision.Need(d, models, check.New(d))
	if p.Down() == "" {
		t.Fatal("a text model is taken for one that sees")
	}
	_, err := p.Write(t.Context(), briefFor(t, d, p), rand.New(rand.NewPCG(1, 1)))
	if reason, _ := pathways.ReasonOf(err); reason != pathways.ReasonUnavailable {
		t.Errorf("error %v", err)
	}
}

// serve starts a real server with the model, bound to the vision role.
func serve(t *testing.T, m *tiny.Model) *ollama.Models {
	t.Helper()
	const name = "tiny"
	s := ollamatest.Start(t)
	s.Create(t, name, m)
	fleet, err := ollama.New(ollama.Options{Hosts: []string{s.URL()}, Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	if err := fleet.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := fleet.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return fleet.Models(map[ollama.Role]string{ollama.RoleVision: name})
}
