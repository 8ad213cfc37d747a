// Draw makes the pictures of the studio domain from its content's own metadata:
// kind, topic, scene, style, technique, colour and headline. What a picture
// shows is what its item says, and nothing is random, so every run writes the
// same bytes.
//
//	go generate ./pathways/domain/studio
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/image/font"
)

// item is what a line of the content library says.
type item struct {
	ID         string            `json:"id"`
	Kind       string            `json:"kind"`
	Title      string            `json:"title"`
	Keywords   []string          `json:"keywords"`
	Attributes map[string]string `json:"attributes"`
	Picture    string            `json:"picture"`
}

// studio draws items.
type studio struct {
	lib     *library
	text    *letterer
	formats map[string]format
}

func newStudio() (*studio, error) {
	lib, err := readLibrary()
	if err != nil {
		return nil, err
	}
	return &studio{lib: lib, text: &letterer{faces: map[faceKey]font.Face{}}, formats: newFormats()}, nil
}

// draw returns an item's picture as a PNG.
func (st *studio) draw(it *item) ([]byte, error) {
	var p *painter
	var err error
	if it.Kind == "template" {
		p, err = st.drawTemplate(it)
	} else {
		p, err = st.drawScene(it)
	}
	if err != nil {
		return nil, fmt.Errorf("draw %s: %w", it.ID, err)
	}
	return encode(p.img)
}

// readItems reads a content library.
func readItems(path string) ([]*item, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the content: %w", err)
	}
	var items []*item
	for line := range bytes.Lines(data) {
		it := &item{}
		if err := json.Unmarshal(line, it); err != nil {
			return nil, fmt.Errorf("read the content: %w", err)
		}
		items = append(items, it)
	}
	return items, nil
}

// run draws every item that has a picture; with check it lists, on out, the items
// that can be drawn, and why others cannot.
func run(out io.Writer, dir string, check bool) error {
	st, err := newStudio()
	if err != nil {
		return err
	}
	items, err := readItems(filepath.Join(dir, "content.jsonl"))
	if err != nil {
		return err
	}
	for _, it := range items {
		if it.Picture == "" && !check {
			continue
		}
		data, err := st.draw(it)
		switch {
		case check && err != nil:
			_, err = fmt.Fprintln(out, "#", err)
		case check:
			_, err = fmt.Fprintln(out, it.ID)
		case err != nil:
		default:
			err = os.WriteFile(filepath.Join(dir, filepath.FromSlash(it.Picture)), data, 0o600)
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", it.ID, err)
		}
	}
	return nil
}

func main() {
	dir := flag.String("dir", ".", "the `folder` of the domain")
	check := flag.Bool("check", false, "only list the items that can be drawn, and why others cannot")
	flag.Parse()
	if err := run(os.Stdout, *dir, *check); err != nil {
		fmt.Fprintln(os.Stderr, "draw:", err)
		os.Exit(1)
	}
}
