package ollama

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/ollama/ollamatest"
	"github.com/callmill/callmill/pathways/ollama/tiny"
)

// The right picture reaches a model that sees, and only such a one.
func TestPicturesAreSeen(t *testing.T) {
	blind, sees := serve(t), ollamatest.Start(t)
	colours := tiny.Colours()
	// The same name is a model without eyes on the other server.
	sees.Create(t, textModel, tiny.Vision(vocabulary, colours))
	f := start(t, Options{Hosts: []string{blind.URL(), sees.URL()}})
	m := f.Models(map[Role]string{RoleText: textModel, RoleVision: textModel})
	if why := m.Down(RoleVision); why != "" {
		t.Fatal(why)
	}
	for i, c := range colours[:4] {
		var b bytes.Buffer
		dot := image.NewPaletted(image.Rect(0, 0, 40, 40), color.Palette{c.RGBA})
		encode := func() error { return png.Encode(&b, dot) }
		if i%2 == 0 {
			encode = func() error { return jpeg.Encode(&b, dot, nil) }
		}
		if err := encode(); err != nil {
			t.Fatal(err)
		}
		req := ask()
		req.Role, req.Turns[0].Pictures = []Role{RoleVision, RoleText}[i/2], [][]byte{b.Bytes()}
		answer, err := m.Ask(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(answer.JSON), c.Word) {
			t.Errorf("found %s, want it to say %s", answer.JSON, c.Word)
		}
	}
	if strings.Contains(blind.Log(t), `"/api/chat"`) {
		t.Error("a picture was sent to the model that cannot see")
	}
}

func TestPicturesGoToModelsThatSee(t *testing.T) {
	s := serve(t)
	f := start(t, Options{Hosts: []string{s.URL()}})
	m := f.Models(map[Role]string{RoleText: textModel, RoleVision: textModel})
	if why := m.Down(RoleVision); !strings.Contains(why, "cannot see pictures") {
		t.Errorf("found %q", why)
	}
	var picture, animation bytes.Buffer
	dot := image.NewPaletted(image.Rect(0, 0, 1, 1), color.Palette{color.White})
	if err := errors.Join(png.Encode(&picture, dot), gif.Encode(&animation, dot, nil)); err != nil {
		t.Fatal(err)
	}
	for _, role := range []Role{RoleVision, RoleText} {
		req := ask()
		req.Role, req.Turns[0].Pictures = role, [][]byte{picture.Bytes()}
		_, err := m.Ask(t.Context(), req)
		wantReason(t, err, pathways.ReasonUnavailable)
	}
	for _, file := range [][]byte{animation.Bytes(), []byte("garbage"), {}} {
		req := ask()
		req.Turns[0].Pictures = [][]byte{file}
		if _, err := m.Ask(t.Context(), req); err == nil || !strings.Contains(err.Error(), "want PNG or JPEG") {
			t.Errorf("found %v", err)
		}
	}
	if strings.Contains(s.Log(t), `"/api/chat"`) {
		t.Error("a picture was sent")
	}
	recovers(t, f, m)
}
