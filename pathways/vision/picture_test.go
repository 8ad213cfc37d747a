package vision_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/vision"
)

// gallery is a domain of one picture that is searched for by its title.
func gallery(t *testing.T, name string, picture []byte) (*domain.Domain, fstest.MapFS) {
	t.Helper()
	files := fstest.MapFS{
		"domain.yaml": {Data: []byte("name: gallery\ndescription: Pictures.\n")},
		"tools.json": {Data: []byte(`[{"name": "find", "description": "Find pictures.", "parameters": {"type": "object",
  "properties": {"query": {"type": "string"}}, "required": ["query"]}}]`)},
		"bindings.yaml": {Data: []byte("find:\n  query: {field: title}\n")},
		"content.jsonl": {Data: fmt.Appendf(nil,
			`{"id":"a","kind":"photo","title":"Red barn","keywords":["red","barn"],"picture":%q}`, name)},
		name: {Data: picture},
	}
	d, err := domain.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return d, files
}

// halves is a picture that is red on the left, and blue, or see-through, on the
// right.
func halves(width, height int, right color.Color) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			if x < width/2 {
				img.Set(x, y, color.NRGBA{R: 0xff, A: 0xff})
			} else {
				img.Set(x, y, right)
			}
		}
	}
	return img
}

func encoded(t *testing.T, name string, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	if strings.HasSuffix(name, ".png") {
		err = png.Encode(&b, img)
	} else {
		err = jpeg.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Pictures are shown as they are, and smaller where they are larger than models
// look at, with the same in them.
func TestShowsThePicture(t *testing.T) {
	t.Parallel()
	blue, nothing := color.NRGBA{B: 0xff, A: 0xff}, color.NRGBA{}
	for _, c := range []struct {
		name          string
		width, height int
		right         color.Color
		// what is shown; 0 for the file as it is.
		shownWidth, shownHeight int
	}{
		{"a.png", 200, 100, blue, 0, 0},
		{"b.jpg", 1024, 1024, blue, 0, 0},
		{"c.png", 1025, 100, blue, 1024, 99},
		{"d.jpg", 1000, 2500, blue, 409, 1024},
		{"e.png", 5000, 50, nothing, 1024, 10},
		{"f.png", 3, 4000, blue, 1, 1024},
	} {
		file := encoded(t, c.name, halves(c.width, c.height, c.right))
		d, _ := gallery(t, c.name, file)
		m := &scripted{say: func(r *ollama.Request, _ int, _ error) (string, error) {
			return reply([]string{"red"}, wanted(r)[0]), nil
		}}
		p := vision.Need(d, m, check.New(d))
		if _, err := p.Write(t.Context(), briefFor(t, d, p), rand.New(rand.NewPCG(1, 1))); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		shown := m.requests[0].Turns[0].Pictures[0]
		if c.shownWidth == 0 {
			if !bytes.Equal(shown, file) {
				t.Errorf("%s is not shown as it is", c.name)
			}
			continue
		}
		img, format, err := image.Decode(bytes.NewReader(shown))
		if err != nil || format != "jpeg" {
			t.Errorf("%s: shown in %q, %v", c.name, format, err)
			continue
		}
		if size := img.Bounds().Size(); size != image.Pt(c.shownWidth, c.shownHeight) {
			t.Errorf("%s of %d × %d is shown as %v, want %d × %d", c.name, c.width, c.height, size, c.shownWidth, c.shownHeight)
		}
		if c.shownWidth < 10 {
			continue
		}
		middle := c.shownHeight / 2
		if got := img.At(c.shownWidth/4, middle); !near(got, color.NRGBA{R: 0xff, A: 0xff}) {
			t.Errorf("%s: the left is %v, want red", c.name, got)
		}
		right := c.right
		if right == nothing {
			right = color.White
		}
		if got := img.At(3*c.shownWidth/4, middle); !near(got, right) {
			t.Errorf("%s: the right is %v, want %v", c.name, got, right)
		}
	}
}

// near says whether two colors are the same but for what JPEG does to them.
func near(x, y color.Color) bool {
	xr, xg, xb, _ := x.RGBA()
	yr, yg, yb, _ := y.RGBA()
	for _, pair := range [][2]uint32{{xr, yr}, {xg, yg}, {xb, yb}} {
		if max(pair[0], pair[1])-min(pair[0], pair[1]) > 0x0800 {
			return false
		}
	}
	return true
}

// A picture that is gone, changed or broken is a failure of its slot.
func TestNoPicture(t *testing.T) {
	t.Parallel()
	whole := encoded(t, "a.png", halves(2000, 10, color.White))
	for name, c := range map[string]struct {
		loaded []byte
		later  []byte
	}{
		"gone":    {whole, nil},
		"changed": {whole, encoded(t, "a.png", halves(10, 10, color.White))},
		"broken":  {whole[:len(whole)/2], whole[:len(whole)/2]},
	} {
		d, files := gallery(t, "a.png", c.loaded)
		if delete(files, "a.png"); c.later != nil {
			files["a.png"] = &fstest.MapFile{Data: c.later}
		}
		m := &scripted{}
		p := vision.Need(d, m, check.New(d))
		_, err := p.Write(t.Context(), briefFor(t, d, p), rand.New(rand.NewPCG(1, 1)))
		if reason, _ := pathways.ReasonOf(err); reason != vision.ReasonNoPicture || len(m.requests) > 0 {
			t.Errorf("%s: error %v after %d questions", name, err, len(m.requests))
		}
	}
}

// Several workers scale large pictures one after the other; one whose time is up
// does not wait.
func TestScalingIsBounded(t *testing.T) {
	t.Parallel()
	d, _ := gallery(t, "a.png", encoded(t, "a.png", halves(1500, 1500, color.White)))
	m := &scripted{say: func(r *ollama.Request, _ int, _ error) (string, error) {
		return reply([]string{"red"}, wanted(r)[0]), nil
	}}
	p := vision.Need(d, m, check.New(d))
	b := briefFor(t, d, p)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var wg sync.WaitGroup
	for i := range uint64(8) {
		wg.Go(func() {
			if i == 3 {
				cancel()
			}
			if _, err := p.Write(ctx, b, rand.New(rand.NewPCG(i, 1))); err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if _, err := p.Write(t.Context(), b, rand.New(rand.NewPCG(1, 1))); err != nil {
		t.Errorf("after an ended context: %v", err)
	}
}
