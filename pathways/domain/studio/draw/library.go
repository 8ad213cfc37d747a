package main

import (
	_ "embed"
	"fmt"
	"image/color"
	"strconv"
	"strings"
)

//go:embed shapes.txt
var shapesText string

//go:embed places.txt
var placesText string

//go:embed styles.txt
var stylesText string

//go:embed symbols.txt
var symbolsText string

// part is one element of a shape: what is drawn, in which colour, with which
// numbers.
type part struct {
	ink  string
	kind string
	// use is the name of the shape that a part of kind u draws.
	use     string
	numbers []float64
}

// shape is a drawing by name; shapes.txt describes how they are written.
type shape struct {
	name  string
	parts []part
	// size of a thing, ground of a place.
	size float64
	// paper and font of a style.
	paper, font string
}

// library is all there is to draw.
type library struct {
	shapes, places, fronts, styles map[string]*shape
	// symbols map keywords to the names of shapes that stand for them.
	symbols map[string]string
}

func readLibrary() (*library, error) {
	lib := &library{
		shapes: map[string]*shape{}, places: map[string]*shape{}, fronts: map[string]*shape{}, styles: map[string]*shape{},
		symbols: map[string]string{},
	}
	for line := range strings.Lines(symbolsText) {
		if keyword, name, ok := strings.Cut(strings.TrimSpace(line), " = "); ok {
			lib.symbols[keyword] = name
		}
	}
	for _, file := range []struct {
		name, text string
		into       func(*shape, []string) map[string]*shape
	}{
		{"shapes.txt", shapesText, func(s *shape, words []string) map[string]*shape {
			s.name, s.size = sized(words, 1)
			return lib.shapes
		}},
		{"places.txt", placesText, func(s *shape, words []string) map[string]*shape {
			if words[0] == "before" {
				s.name = strings.Join(words[1:], " ")
				return lib.fronts
			}
			s.name, s.size = sized(words, 90)
			return lib.places
		}},
		{"styles.txt", stylesText, func(s *shape, words []string) map[string]*shape {
			n := len(words) - 2
			s.name, s.paper, s.font = strings.ReplaceAll(strings.Join(words[:n], " "), "_", " "), words[n], words[n+1]
			return lib.styles
		}},
	} {
		for i, line := range strings.Split(file.text, "\n") {
			head, body, ok := strings.Cut(line, " = ")
			if !ok || strings.HasPrefix(line, "#") {
				continue
			}
			s := &shape{}
			into := file.into(s, strings.Fields(head))
			if into[s.name] != nil {
				return nil, fmt.Errorf("%s:%d: %s again", file.name, i+1, s.name)
			}
			into[s.name] = s
			for text := range strings.SplitSeq(body, "; ") {
				part, err := parsePart(strings.Fields(text))
				if err != nil {
					return nil, fmt.Errorf("%s:%d: %q: %w", file.name, i+1, text, err)
				}
				s.parts = append(s.parts, part)
			}
		}
	}
	return lib, lib.check()
}

// sized splits a size off the end of a name.
func sized(words []string, standard float64) (string, float64) {
	last := len(words) - 1
	if size, err := strconv.ParseFloat(words[last], 64); err == nil && last > 0 {
		return strings.Join(words[:last], " "), size
	}
	return strings.Join(words, " "), standard
}

// least returns how many numbers a kind of part needs, 0 for no kind.
func least(kind string) int {
	switch kind {
	case "f":
		return 2
	case "c", "u":
		return 3
	case "e", "r":
		return 4
	case "a", "l", "s":
		return 5
	case "p", "b":
		return 6
	}
	return 0
}

func parsePart(words []string) (part, error) {
	var p part
	if len(words) < 3 {
		return p, fmt.Errorf("found %d words, want a colour, a kind and numbers", len(words))
	}
	if words[0] == "u" {
		p.kind = "u"
		p.use, words = strings.Join(words[1:len(words)-3], " "), words[len(words)-3:]
	} else {
		p.ink, p.kind, words = words[0], words[1], words[2:]
	}
	for _, w := range words {
		n, err := strconv.ParseFloat(w, 64)
		if err != nil {
			return p, fmt.Errorf("found %q, want a number", w)
		}
		p.numbers = append(p.numbers, n)
	}
	if n := least(p.kind); n == 0 || len(p.numbers) < n {
		return p, fmt.Errorf("%d numbers for the kind %q", len(p.numbers), p.kind)
	}
	return p, nil
}

// check makes sure that shapes which others use are there.
func (lib *library) check() error {
	for keyword, name := range lib.symbols {
		if lib.shapes[name] == nil {
			return fmt.Errorf("%q stands for %q, which is no shape", keyword, name)
		}
	}
	for _, list := range []map[string]*shape{lib.shapes, lib.places, lib.fronts, lib.styles} {
		for _, s := range list {
			for _, p := range s.parts {
				if p.kind == "u" && lib.shapes[p.use] == nil {
					return fmt.Errorf("%s uses %q, which is no shape", s.name, p.use)
				}
			}
		}
	}
	return nil
}

// frame maps the numbers of a shape to pixels.
type frame struct{ x, y, sx, sy float64 }

func (f frame) at(x, y float64) point { return point{f.x + x*f.sx, f.y + y*f.sy} }

func (f frame) points(numbers []float64) []point {
	list := make([]point, 0, len(numbers)/2)
	for i := 0; i+1 < len(numbers); i += 2 {
		list = append(list, f.at(numbers[i], numbers[i+1]))
	}
	return list
}

// whole is the frame that stretches a shape over the picture.
func (p *painter) whole() frame { return frame{0, 0, p.width() / 100, p.height() / 100} }

// square is the frame of a shape whose lower edge's middle is at x and y.
func square(x, y, size float64) frame { return frame{x - size/2, y - size, size / 100, size / 100} }

// shape draws a shape in a frame. Lines and circles keep to the frame's height.
func (p *painter) shape(s *shape, f frame, ink inks) {
	for i := range s.parts {
		p.part(&s.parts[i], f, ink)
	}
}

func (p *painter) part(a *part, f frame, ink inks) {
	n := a.numbers
	if a.kind == "u" {
		at, size := f.at(n[0], n[1]), n[2]
		if n[2] > 4 { // in a place: per cent of its height
			size = n[2] / 100
		}
		p.shape(p.shapes.shapes[a.use], frame{at.x, at.y, f.sy * size, f.sy * size}, ink)
		return
	}
	c, ok := ink[a.ink]
	if !ok {
		c = color.RGBA{R: 255, B: 255, A: 255} // seen at once
	}
	switch a.kind {
	case "c":
		at := f.at(n[0], n[1])
		p.oval(c, at.x, at.y, n[2]*f.unit(), n[2]*f.unit())
	case "e":
		at := f.at(n[0], n[1])
		p.oval(c, at.x, at.y, n[2]*f.sx, n[3]*f.sy)
	case "r":
		at, radius := f.at(n[0], n[1]), 0.0
		if len(n) > 4 {
			radius = n[4] * f.unit()
		}
		p.round(c, at.x, at.y, n[2]*f.sx, n[3]*f.sy, radius)
	case "f":
		u := f.unit()
		in, w := n[0]*u, max(1, n[1]*u)
		p.frame(c, in, w)
	case "p":
		p.polygon(c, f.points(n)...)
	case "b":
		p.blob(c, f.points(n))
	case "a":
		at := f.at(n[0], n[1])
		p.slice(c, at.x, at.y, n[2]*f.unit(), n[3], n[4])
	case "l":
		p.line(c, max(1, n[0]*f.unit()), f.points(n[1:]))
	case "s":
		p.curve(c, max(1, n[0]*f.unit()), f.points(n[1:]))
	}
}

func (f frame) unit() float64 { return min(f.sx, f.sy) }

// frame draws a frame along the edges of the picture.
func (p *painter) frame(c color.RGBA, in, width float64) {
	w, h := p.width(), p.height()
	p.rect(c, in, in, w-2*in, width)
	p.rect(c, in, h-in-width, w-2*in, width)
	p.rect(c, in, in, width, h-2*in)
	p.rect(c, w-in-width, in, width, h-2*in)
}
