package main

import "image/color"

// noise is an even spread of numbers from 0 to 255 over places, always the same.
func noise(x, y int) int {
	n := uint32(x)*374761393 + uint32(y)*668265263
	n = (n ^ n>>13) * 1274126177
	return int(n >> 16 & 255)
}

// panes cuts the picture into panes of glass with lead between them.
func (p *painter) panes(size int) {
	black := names["black"]
	p.each(func(x, y int, c color.RGBA) color.RGBA {
		shift := noise(0, y/size) % size
		if p.edge(x, y) > 80 || y%size == 0 || (x+shift)%(2*size) == 0 {
			return black
		}
		return mix(c, names["white"], 8*((x+shift)/size%2))
	})
}

// stones lays small stones with joints between them.
func (p *painter) stones(size int, joint color.RGBA) {
	p.each(func(x, y int, _ color.RGBA) color.RGBA {
		if x%size == 0 || y%size == 0 {
			return joint
		}
		cx, cy := x/size*size+size/2, y/size*size+size/2
		return mix(p.img.RGBAAt(cx, cy), names["black"], 5*(noise(cx, cy)%3))
	})
}

// facets folds the picture into triangles, every other one in shade.
func (p *painter) facets(size int) {
	p.each(func(x, y int, c color.RGBA) color.RGBA {
		fx, fy := x%size, y%size
		shade := 0
		if (fx > fy) != ((x/size+y/size)%2 == 0) {
			shade = 9
		}
		return mix(c, names["black"], shade+5*(noise(x/size, y/size)%3))
	})
}

// dabs smears the picture in short strokes.
func (p *painter) dabs(size int) {
	b := p.img.Bounds().Max
	p.each(func(x, y int, _ color.RGBA) color.RGBA {
		row := y / (size - 1)
		shift := noise(row, 1) % size
		cx := (x+shift)/size*size + size/2
		n := noise(cx, row)
		c := p.img.RGBAAt(min(max(0, cx-shift), b.X-1), min(row*(size-1)+1, b.Y-1))
		if n%2 == 0 {
			return mix(c, names["white"], 4*(n%4))
		}
		return mix(c, names["black"], 3*(n%4))
	})
}

// wash lets the paper through at the edges, as wet paint does.
func (p *painter) wash(paper color.RGBA) {
	w, h := p.img.Rect.Dx(), p.img.Rect.Dy()
	p.each(func(x, y int, c color.RGBA) color.RGBA {
		edge := min(x, y, w-1-x, h-1-y)
		torn := 4 + noise(x/9, y/9)%12
		switch {
		case edge < torn:
			return paper
		case edge < torn+3:
			return mix(c, paper, 50)
		case noise(x/14, y/11)%5 == 0:
			return mix(c, paper, 16)
		}
		return c
	})
}

// grain lets specks of the paper through.
func (p *painter) grain(paper color.RGBA) {
	p.each(func(x, y int, c color.RGBA) color.RGBA {
		if (x+2*y)%5 == 0 || (3*x-y+4096)%11 == 0 {
			return mix(c, paper, 55)
		}
		return c
	})
}

// relief casts the shadow of each colour on what is beside and below it.
func (p *painter) relief(depth int) {
	p.each(func(x, y int, c color.RGBA) color.RGBA {
		from := p.img.RGBAAt(max(0, x-depth), max(0, y-depth))
		if abs(int(from.R)-int(c.R))+abs(int(from.G)-int(c.G))+abs(int(from.B)-int(c.B)) > 70 {
			return mix(c, names["black"], 26)
		}
		return c
	})
}

// gloss lightens the upper side of what stands out.
func (p *painter) gloss() {
	b := p.img.Bounds().Max
	p.each(func(x, y int, c color.RGBA) color.RGBA {
		below := p.img.RGBAAt(min(x+2, b.X-1), min(y+2, b.Y-1))
		if light(below)-light(c) > 40 {
			return mix(c, names["white"], 30)
		}
		return c
	})
}

// synthwave turns the picture to night colours with lines across.
func (p *painter) synthwave() {
	dark, mid := color.RGBA{R: 35, G: 12, B: 70, A: 255}, names["magenta"]
	bright := color.RGBA{R: 120, G: 240, B: 255, A: 255}
	p.each(func(x, y int, c color.RGBA) color.RGBA {
		var out color.RGBA
		if l := light(c) * 100 / 255; l < 50 {
			out = mix(dark, mid, 2*(l/10*10))
		} else {
			out = mix(mid, bright, 2*(l/10*10-50))
		}
		if p.edge(x, y) > 110 {
			out = bright
		}
		if y%4 == 0 {
			out = mix(out, dark, 25)
		}
		return out
	})
}
