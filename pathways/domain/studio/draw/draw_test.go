package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/callmill/callmill/pathways/domain/domaintest"
)

// maxPicture bounds a picture's size, so that the repository stays small.
const maxPicture = 8 << 10

func load(t *testing.T) (*studio, []*item) {
	t.Helper()
	st, err := newStudio()
	if err != nil {
		t.Fatal(err)
	}
	items, err := readItems("../content.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	return st, items
}

// The pictures in the repository are those that this program draws: pixel by
// pixel, since another version of Go may compress them differently. A sample of
// each kind stands for the rest.
func TestPicturesAreCurrent(t *testing.T) {
	t.Parallel()
	st, items := load(t)
	drawn := 0
	for i, it := range items {
		if it.Picture == "" || i%25 != 1 {
			continue
		}
		drawn++
		data, err := st.draw(it)
		if err != nil {
			t.Fatal(err)
		}
		have, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(it.Picture)))
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := st.draw(it); !bytes.Equal(data, again) {
			t.Errorf("%s is another picture each time", it.ID)
		}
		if !samePixels(t, data, have) {
			t.Errorf("%s is out of date: run go generate ./pathways/domain/studio", it.Picture)
		}
	}
	if drawn < 8 {
		t.Errorf("only %d pictures were drawn", drawn)
	}
}

func samePixels(t *testing.T, a, b []byte) bool {
	t.Helper()
	x, errX := png.Decode(bytes.NewReader(a))
	y, errY := png.Decode(bytes.NewReader(b))
	if errX != nil || errY != nil {
		t.Fatal(errX, errY)
	}
	if x.Bounds() != y.Bounds() {
		return false
	}
	for py := range x.Bounds().Dy() {
		for px := range x.Bounds().Dx() {
			if x.At(px, py) != y.At(px, py) {
				return false
			}
		}
	}
	return true
}

// Every picture that an item names is there, small, and drawn by some item; no
// file lies about that no item names.
func TestPicturesAreThere(t *testing.T) {
	t.Parallel()
	_, items := load(t)
	named := map[string]bool{}
	for _, it := range items {
		if it.Picture != "" {
			named[filepath.Base(it.Picture)] = true
		}
	}
	files, err := os.ReadDir("../pictures")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > maxPicture {
			t.Errorf("%s has %d bytes, more than %d", f.Name(), info.Size(), maxPicture)
		}
		if !named[f.Name()] {
			t.Errorf("no item has the picture %s", f.Name())
		}
		delete(named, f.Name())
	}
	for name := range named {
		t.Errorf("there is no picture %s", name)
	}
}

// Nearly every item can be drawn, whether it has a picture or not.
func TestItemsCanBeDrawn(t *testing.T) {
	t.Parallel()
	st, items := load(t)
	failed, tried := 0, domaintest.Draws(len(items))
	for i := range tried {
		it := items[i*len(items)/tried]
		var err error
		if it.Kind == "template" {
			_, err = st.drawTemplate(it)
		} else {
			_, err = st.lib.readScene(it.Attributes["scene"])
		}
		if err != nil {
			failed++
			t.Logf("%s: %v", it.ID, err)
		}
	}
	if failed*50 > tried {
		t.Errorf("%d of %d items cannot be drawn", failed, tried)
	}
}

func TestPartsThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, words := range [][]string{
		{"red"},
		{"red", "c", "1"},
		{"red", "c", "1", "2", "x"},
		{"red", "z", "1", "2", "3"},
		{"red", "p", "1", "2", "3", "4"},
	} {
		if p, err := parsePart(words); err == nil {
			t.Errorf("%q was read as %+v", words, p)
		}
	}
}
