package main

import (
	"fmt"
	"image"
	"image/color"
)

// vignette darkens the edges a little, in steps, as lenses do.
func (p *painter) vignette() {
	w, h := p.img.Rect.Dx(), p.img.Rect.Dy()
	for y := range h {
		for x := range w {
			// The distance to the middle, 0 to 200 at the corners.
			dx, dy := 100*(2*x-w)/w, 100*(2*y-h)/h
			if d := (dx*dx + dy*dy) / 100; d > 110 {
				p.img.SetRGBA(x, y, mix(p.img.RGBAAt(x, y), names["black"], 6*((d-110)/30+1)))
			}
		}
	}
}

// each maps every pixel.
func (p *painter) each(f func(x, y int, c color.RGBA) color.RGBA) {
	b := p.img.Bounds()
	next := image.NewRGBA(b)
	for y := range b.Dy() {
		for x := range b.Dx() {
			next.SetRGBA(x, y, f(x, y, p.img.RGBAAt(x, y)))
		}
	}
	p.img = next
}

// edge says how much a pixel differs from those to its right and below it.
func (p *painter) edge(x, y int) int {
	far := func(a, b color.RGBA) int {
		return abs(int(a.R)-int(b.R)) + abs(int(a.G)-int(b.G)) + abs(int(a.B)-int(b.B))
	}
	b := p.img.Bounds().Max
	c := p.img.RGBAAt(x, y)
	return max(far(c, p.img.RGBAAt(min(x+2, b.X-1), y)), far(c, p.img.RGBAAt(x, min(y+2, b.Y-1))))
}

func abs(n int) int { return max(n, -n) }

// outline draws a line where colours meet.
func (p *painter) outline(c color.RGBA, least int) {
	p.each(func(x, y int, have color.RGBA) color.RGBA {
		if p.edge(x, y) > least {
			return c
		}
		return have
	})
}

// blocks gives cells of a size the colour in their middle.
func (p *painter) blocks(size int) {
	p.each(func(x, y int, _ color.RGBA) color.RGBA {
		return p.img.RGBAAt(x/size*size+size/2, y/size*size+size/2)
	})
}

// lines keeps only the outlines, on paper.
func (p *painter) lines(ink, paper color.RGBA, least int) {
	p.each(func(x, y int, _ color.RGBA) color.RGBA {
		if p.edge(x, y) > least {
			return ink
		}
		return paper
	})
}

// technique makes the picture look as if it was made that way.
func (p *painter) technique(name string, ink inks) error {
	if p.drawn(name, ink) || p.painted(name) || p.built(name) {
		return nil
	}
	return fmt.Errorf("no way to draw in %q", name)
}

// drawn applies the techniques of lines.
func (p *painter) drawn(name string, ink inks) bool {
	white, black, cream := names["white"], names["black"], names["cream"]
	switch name {
	case "line art":
		p.lines(mix(ink["dark"], black, 30), white, 50)
	case "pencil sketch":
		p.hatch(names["charcoal"], cream, 4, 1)
	case "ink drawing":
		p.hatch(black, white, 3, -1)
	case "woodcut":
		p.woodcut(mix(ink["dark"], black, 50), mix(cream, ink["main"], 18))
	case "comic book":
		p.halftone()
		p.outline(black, 90)
		p.frame(black, 0, 3)
	case "cartoon":
		p.outline(black, 90)
	case "anime":
		p.fade(18)
		p.outline(mix(ink["dark"], black, 50), 130)
	default:
		return false
	}
	return true
}

// painted applies the techniques of brushes.
func (p *painter) painted(name string) bool {
	cream := names["cream"]
	switch name {
	case "oil painting":
		p.dabs(4)
	case "impressionist":
		p.dabs(3)
	case "watercolor":
		p.fade(30)
		p.wash(names["white"])
	case "pastel drawing":
		p.fade(38)
		p.grain(cream)
	case "gouache":
		p.frame(cream, 0, 10)
	case "storybook":
		p.outline(names["darkbrown"], 120)
		p.frame(cream, 0, 9)
	default:
		return false
	}
	return true
}

// built applies the techniques that put a picture together.
func (p *painter) built(name string) bool {
	switch name {
	case "pixel art":
		p.blocks(4)
	case "stained glass":
		p.panes(11)
		p.frame(names["black"], 0, 5)
	case "mosaic":
		p.stones(6, mix(names["cream"], names["gray"], 40))
	case "low poly", "origami":
		p.facets(16)
	case "papercut":
		p.relief(3)
	case "claymation", "3D render", "isometric":
		p.relief(2)
		p.gloss()
	case "synthwave":
		p.synthwave()
	case "photorealistic":
		p.vignette()
	default:
		return false
	}
	return true
}

// fade lets some per cent of white into the picture.
func (p *painter) fade(part int) {
	p.each(func(_, _ int, c color.RGBA) color.RGBA { return mix(c, names["white"], part) })
}

// hatch draws in gray lines: outlines, and strokes where it is dark.
func (p *painter) hatch(ink, paper color.RGBA, step, slope int) {
	p.each(func(x, y int, c color.RGBA) color.RGBA {
		l := light(c)
		stroke := (x + slope*y + 4096) % (2 * step)
		switch {
		case p.edge(x, y) > 60, l < 70 && stroke%step == 0, l < 130 && stroke == 0:
			return ink
		case l < 190 && stroke == step:
			return mix(ink, paper, 60)
		}
		return paper
	})
}

// woodcut cuts the picture into two tones with level strokes between.
func (p *painter) woodcut(ink, paper color.RGBA) {
	p.each(func(x, y int, c color.RGBA) color.RGBA {
		l := light(c)
		if p.edge(x, y) > 100 || l < 75 || l < 120 && y%4 < 2 || l < 165 && y%6 == 0 {
			return ink
		}
		return paper
	})
}

// halftone puts dots over the tones that are neither light nor dark.
func (p *painter) halftone() {
	p.each(func(x, y int, c color.RGBA) color.RGBA {
		dx, dy := x%6-3, (y+x/6%2*3)%6-3
		if l := light(c); dx*dx+dy*dy < 4 && l > 60 && l < 225 {
			return mix(c, names["black"], 14)
		}
		return c
	})
}
