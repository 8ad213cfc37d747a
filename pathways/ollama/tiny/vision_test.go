package tiny_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"path"
	"slices"
	"testing"

	"github.com/ollama/ollama/api"
	"github.com/ollama/ollama/types/model"

	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/ollama/ollamatest"
	"github.com/callmill/callmill/pathways/ollama/tiny"
)

const seenSchema = `{"type":"object","additionalProperties":false,"required":["seen","query"],"properties":{
  "seen":{"type":"array","minItems":1,"maxItems":4,"items":{"type":"string"}},"query":{"type":"string"}}}`

// picture is of one colour, but for one stripe of another.
func picture(
	t *testing.T, most, stripe tiny.Colour, width, height int, encode func(io.Writer, image.Image) error,
) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(img, img.Bounds(), image.NewUniform(most.RGBA), image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(0, 0, width, height/20), image.NewUniform(stripe.RGBA), image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The picture decides what the answer says: every colour, every size and form, and
// two formats.
func TestVisionNamesTheColour(t *testing.T) {
	t.Parallel()
	s := ollamatest.Start(t)
	colours := tiny.Colours()
	s.Create(t, "see", tiny.Vision([]string{"birthday", "card"}, colours))
	asJPEG := func(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, nil) }
	for i, c := range colours {
		other := colours[(i+1)%len(colours)]
		for form, img := range map[string][]byte{
			"small": picture(t, c, other, 20, 20, png.Encode),
			"wide":  picture(t, c, other, 400, 60, png.Encode),
			"high":  picture(t, c, other, 90, 700, asJPEG),
		} {
			answer := decode(t, seenSchema, ask(t, s, &api.GenerateRequest{
				Model: "see", Prompt: "What would a person ask for? [[birthday card]]",
				Format: json.RawMessage(seenSchema), Images: []api.ImageData{img},
			}))
			if got, want := answer["query"], c.Word+" birthday card"; got != want {
				t.Errorf("%s, %s: query %q, want %q", c.Word, form, got, want)
			}
			if got := answer["seen"].([]any)[0]; got != c.Word {
				t.Errorf("%s, %s: seen %q", c.Word, form, got)
			}
		}
	}
}

// Without a picture it copies as the text model does.
func TestVisionWithoutPicture(t *testing.T) {
	t.Parallel()
	s := ollamatest.Start(t)
	s.Create(t, "see", tiny.Vision([]string{"birthday", "card"}, tiny.Colours()))
	for _, text := range []string{"birthday card", "poster, 1080x1080", "naïve café"} {
		got := decode(t, querySchema, ask(t, s, &api.GenerateRequest{
			Model: "see", Prompt: "Say [[" + text + "]]", Format: json.RawMessage(querySchema),
		}))["query"]
		if got != text {
			t.Errorf("got %q, want %q", got, text)
		}
	}
}

// Every tenth picture of studio is taken, and shapes the answer: one of the known
// colours, and not always the same.
func TestVisionTakesStudiosPictures(t *testing.T) {
	t.Parallel()
	s := ollamatest.Start(t)
	s.Create(t, "see", tiny.Vision([]string{"card"}, tiny.Colours()))
	names, err := fs.Glob(studio.Files(), "pictures/*")
	if err != nil || len(names) < 20 {
		t.Fatalf("%d pictures, %v", len(names), err)
	}
	seen := map[string]int{}
	for i := 0; i < len(names); i += 10 {
		data, err := fs.ReadFile(studio.Files(), names[i])
		if err != nil {
			t.Fatal(err)
		}
		got := decode(t, seenSchema, ask(t, s, &api.GenerateRequest{
			Model: "see", Prompt: "Say [[card]]", Format: json.RawMessage(seenSchema), Images: []api.ImageData{data},
		}))["seen"].([]any)[0].(string)
		if !slices.ContainsFunc(tiny.Colours(), func(c tiny.Colour) bool { return c.Word == got }) {
			t.Errorf("%s: seen %q", path.Base(names[i]), got)
		}
		seen[got]++
	}
	t.Logf("seen %v", seen)
	if len(seen) < 3 {
		t.Errorf("seen %v: want more than two colours", seen)
	}
}

func TestCapabilities(t *testing.T) {
	t.Parallel()
	s := ollamatest.Start(t)
	s.Create(t, "words", tiny.Text([]string{"card"}))
	s.Create(t, "see", tiny.Vision([]string{"card"}, tiny.Colours()))
	for name, want := range map[string]bool{"words": false, "see": true} {
		res, err := s.Client(t).Show(t.Context(), &api.ShowRequest{Model: name})
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.Contains(res.Capabilities, model.CapabilityVision); got != want {
			t.Errorf("%s: capabilities %v", name, res.Capabilities)
		}
		if !slices.Contains(res.Capabilities, model.CapabilityCompletion) {
			t.Errorf("%s: capabilities %v", name, res.Capabilities)
		}
	}
}
