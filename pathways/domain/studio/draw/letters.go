package main

import (
	"fmt"
	"image"
	"image/color"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/gofont/gosmallcaps"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// fontData returns a typeface by its name in styles.txt.
func fontData(name string) []byte {
	switch name {
	case "bold":
		return gobold.TTF
	case "italic":
		return goitalic.TTF
	case "caps":
		return gosmallcaps.TTF
	case "mono":
		return gomonobold.TTF
	default:
		return goregular.TTF
	}
}

type faceKey struct {
	name string
	size int
}

// letterer writes text. Faces are kept, since parsing them takes longer than
// drawing.
type letterer struct{ faces map[faceKey]font.Face }

func (l *letterer) face(name string, size int) (font.Face, error) {
	if f, ok := l.faces[faceKey{name, size}]; ok {
		return f, nil
	}
	parsed, err := opentype.Parse(fontData(name))
	if err != nil {
		return nil, fmt.Errorf("read the font %q: %w", name, err)
	}
	f, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: float64(size), DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		return nil, fmt.Errorf("make the font %q of size %d: %w", name, size, err)
	}
	l.faces[faceKey{name, size}] = f
	return f, nil
}

// box is where a text goes, and how large its letters are at most.
type box struct {
	x, y, w, h float64
	most       int
	// left aligns the lines at the left edge rather than in the middle.
	left bool
}

// write sets text as large as the box takes it, on as many lines as it needs.
func (l *letterer) write(p *painter, text, fontName string, c color.RGBA, b box) error {
	for size := b.most; ; size-- {
		face, err := l.face(fontName, size)
		if err != nil {
			return err
		}
		lines, ok := wrap(face, text, b.w)
		step := float64(size) * 1.08
		if (!ok || step*float64(len(lines)) > b.h) && size > 7 {
			continue
		}
		top := b.y + (b.h-step*float64(len(lines)))/2 + float64(size)*0.86
		for i, line := range lines {
			x := b.x
			if !b.left {
				x += (b.w - float64(font.MeasureString(face, line))/64) / 2
			}
			d := font.Drawer{
				Dst: p.img, Src: image.NewUniform(c), Face: face,
				Dot: fixed.P(int(x+0.5), int(top+float64(i)*step+0.5)),
			}
			d.DrawString(line)
		}
		return nil
	}
}

// wrap breaks text into lines of at most width pixels; false where a word alone
// is longer.
func wrap(face font.Face, text string, width float64) ([]string, bool) {
	var lines []string
	for word := range strings.FieldsSeq(text) {
		if float64(font.MeasureString(face, word))/64 > width {
			return lines, false
		}
		if n := len(lines); n > 0 {
			if longer := lines[n-1] + " " + word; float64(font.MeasureString(face, longer))/64 <= width {
				lines[n-1] = longer
				continue
			}
		}
		lines = append(lines, word)
	}
	return lines, true
}
