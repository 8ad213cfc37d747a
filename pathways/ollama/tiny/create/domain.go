package main

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"github.com/callmill/callmill/pathways/ollama/tiny"
)

// own are the parts of studio that are written for the tiny models.
//
//go:embed prompts.yaml target.yaml
var own embed.FS

// writeDomain makes a folder with a copy of studio in which the prompts and the
// target are ours. A folder that is there already stays as it is.
func writeDomain(dir string, studio fs.FS) (made bool, err error) {
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		if err != nil {
			return false, fmt.Errorf("looking for the folder of the domain: %w", err)
		}
		return false, nil
	}
	tmp, err := os.MkdirTemp(filepath.Dir(filepath.Clean(dir)), ".tiny-")
	if err != nil {
		return false, fmt.Errorf("making a folder for the domain: %w", err)
	}
	defer func() { _ = os.RemoveAll(tmp) }() // gone where all went well
	if err := os.CopyFS(tmp, layered{own, studio}); err != nil {
		return false, fmt.Errorf("copying studio: %w", err)
	}
	if err := tellTones(tmp); err != nil {
		return false, err
	}
	if err := os.Rename(tmp, dir); err != nil {
		return false, fmt.Errorf("making a folder for the domain: %w", err)
	}
	return true, nil
}

// tellTones adds to each item what the vision model sees of its picture, the colour
// nearest to the mean of all pixels, as the attribute tone: what a model says that it
// saw is held against the item's metadata.
func tellTones(dir string) error {
	name := filepath.Join(dir, "content.jsonl")
	data, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("reading the content: %w", err)
	}
	var out bytes.Buffer
	lines := json.NewEncoder(&out)
	for line := range bytes.Lines(data) {
		var item map[string]any
		if err := json.Unmarshal(line, &item); err != nil {
			return fmt.Errorf("reading the content: %w", err)
		}
		attributes, ok := item["attributes"].(map[string]any)
		if picture, has := item["picture"].(string); ok && has {
			if attributes["tone"], err = tone(filepath.Join(dir, filepath.FromSlash(picture))); err != nil {
				return err
			}
		}
		if err := lines.Encode(item); err != nil {
			return fmt.Errorf("writing the content: %w", err)
		}
	}
	if err := os.WriteFile(name, out.Bytes(), 0o600); err != nil {
		return fmt.Errorf("writing the content: %w", err)
	}
	return nil
}

// tone is the word of the colour that is nearest to the mean of a picture's pixels.
func tone(name string) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("reading a picture: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	picture, err := png.Decode(file)
	if err != nil {
		return "", fmt.Errorf("reading the picture %s: %w", name, err)
	}
	var sum [3]float64
	size := picture.Bounds()
	for y := size.Min.Y; y < size.Max.Y; y++ {
		for x := size.Min.X; x < size.Max.X; x++ {
			r, g, b, _ := picture.At(x, y).RGBA()
			sum[0], sum[1], sum[2] = sum[0]+float64(r), sum[1]+float64(g), sum[2]+float64(b)
		}
	}
	best, least := "", math.Inf(1)
	for _, c := range tiny.Colours() {
		d := 0.0
		for i, v := range [3]uint8{c.RGBA.R, c.RGBA.G, c.RGBA.B} {
			mean := sum[i] / float64(size.Dx()*size.Dy()) / math.MaxUint16
			d += (mean - float64(v)/math.MaxUint8) * (mean - float64(v)/math.MaxUint8)
		}
		if d < least {
			best, least = c.Word, d
		}
	}
	return best, nil
}

// layered is the files of over, and those of under that over has not.
type layered struct{ over, under fs.FS }

// Open implements fs.FS. Folders are listed as under has them.
func (l layered) Open(name string) (fs.File, error) {
	if info, err := fs.Stat(l.over, name); err == nil && !info.IsDir() {
		return l.over.Open(name) //nolint:wrapcheck // as the file system says it
	}
	return l.under.Open(name) //nolint:wrapcheck // as the file system says it
}
