package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
)

// maxColors is how many colours a picture keeps. Up to 16 fit in half a byte
// for each pixel; more keep the outlines smooth.
const maxColors = 48

// encode reduces the colours and writes a PNG.
func encode(img *image.RGBA) ([]byte, error) {
	var buf bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(&buf, reduce(img)); err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return buf.Bytes(), nil
}

// tally is a colour and how many pixels have it.
type tally struct {
	c color.RGBA
	n int
}

// reduce maps the picture to at most maxColors colours: the pixels are cut into
// groups, always the widest in two, and each takes its mean (median cut).
func reduce(img *image.RGBA) *image.Paletted {
	counts := map[color.RGBA]int{}
	for i := 0; i < len(img.Pix); i += 4 {
		// The last two bits are not seen, and make more pixels alike.
		counts[color.RGBA{R: img.Pix[i] &^ 3, G: img.Pix[i+1] &^ 3, B: img.Pix[i+2] &^ 3, A: 255}]++
	}
	all := make([]tally, 0, len(counts))
	for c, n := range counts {
		all = append(all, tally{c, n})
	}
	slices.SortFunc(all, func(a, b tally) int { return order(a.c) - order(b.c) })
	groups := [][]tally{all}
	for len(groups) < maxColors {
		at, channel, widest := -1, 0, 0
		for i, g := range groups {
			if ch, width := spread(g); width > widest {
				at, channel, widest = i, ch, width
			}
		}
		if at < 0 {
			break
		}
		low, high := cut(groups[at], channel)
		groups[at] = low
		groups = append(groups, high)
	}
	palette, index := make(color.Palette, len(groups)), make(map[color.RGBA]uint8, len(all))
	for i, g := range groups {
		palette[i] = mean(g)
		for _, t := range g {
			index[t.c] = uint8(i)
		}
	}
	out := image.NewPaletted(img.Bounds(), palette)
	for i := range out.Pix {
		p := img.Pix[4*i:]
		out.Pix[i] = index[color.RGBA{R: p[0] &^ 3, G: p[1] &^ 3, B: p[2] &^ 3, A: 255}]
	}
	return out
}

func order(c color.RGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }

func channelOf(c color.RGBA, i int) int { return [...]int{int(c.R), int(c.G), int(c.B)}[i] }

// spread returns the channel in which a group reaches widest, and how much that
// counts: the more pixels the group has, the more.
func spread(g []tally) (channel, width int) {
	pixels := 0
	for _, t := range g {
		pixels += t.n
	}
	for ch := range 3 {
		least, most := 255, 0
		for _, t := range g {
			least, most = min(least, channelOf(t.c, ch)), max(most, channelOf(t.c, ch))
		}
		weight := 0
		for n := pixels; n > 0; n >>= 1 {
			weight++
		}
		if w := max(0, most-least) * weight; w > width {
			channel, width = ch, w
		}
	}
	return channel, width
}

// cut divides a group where its pixels are half on each side.
func cut(g []tally, channel int) (low, high []tally) {
	g = slices.Clone(g)
	slices.SortFunc(g, func(a, b tally) int {
		if d := channelOf(a.c, channel) - channelOf(b.c, channel); d != 0 {
			return d
		}
		return order(a.c) - order(b.c)
	})
	pixels := 0
	for _, t := range g {
		pixels += t.n
	}
	seen := 0
	for i, t := range g {
		if seen += t.n; 2*seen >= pixels || i == len(g)-2 {
			return g[:i+1], g[i+1:]
		}
	}
	return g[:1], g[1:]
}

// mean is the colour in the middle of a group; a colour that most of it has
// stays as it is.
func mean(g []tally) color.RGBA {
	var r, gr, b, n int
	for _, t := range g {
		r, gr, b, n = r+int(t.c.R)*t.n, gr+int(t.c.G)*t.n, b+int(t.c.B)*t.n, n+t.n
	}
	for _, t := range g {
		if 2*t.n > n {
			return t.c
		}
	}
	return color.RGBA{R: uint8(r / n), G: uint8(gr / n), B: uint8(b / n), A: 255}
}
