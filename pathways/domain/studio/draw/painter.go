package main

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// point is a place in a picture, in pixels.
type point struct{ x, y float64 }

// painter draws filled outlines on one picture. Pictures are small enough for
// the rasterizer to count in whole numbers, so that every run and every
// architecture gives the same pixels.
type painter struct {
	img    *image.RGBA
	ras    *vector.Rasterizer
	shapes *library
}

func newPainter(lib *library, width, height int, paper color.RGBA) *painter {
	p := &painter{
		img: image.NewRGBA(image.Rect(0, 0, width, height)), ras: vector.NewRasterizer(width, height), shapes: lib,
	}
	draw.Draw(p.img, p.img.Bounds(), image.NewUniform(paper), image.Point{}, draw.Src)
	return p
}

func (p *painter) width() float64  { return float64(p.img.Rect.Dx()) }
func (p *painter) height() float64 { return float64(p.img.Rect.Dy()) }

// flush fills the outline drawn so far.
func (p *painter) flush(c color.RGBA) {
	p.ras.ClosePath()
	p.ras.Draw(p.img, p.img.Bounds(), image.NewUniform(c), image.Point{})
	p.ras.Reset(p.img.Rect.Dx(), p.img.Rect.Dy())
}

func (p *painter) moveTo(a point) { p.ras.MoveTo(float32(a.x), float32(a.y)) }
func (p *painter) lineTo(a point) { p.ras.LineTo(float32(a.x), float32(a.y)) }
func (p *painter) cubeTo(a, b, c point) {
	p.ras.CubeTo(float32(a.x), float32(a.y), float32(b.x), float32(b.y), float32(c.x), float32(c.y))
}

func (p *painter) polygon(c color.RGBA, points ...point) {
	if len(points) < 3 {
		return
	}
	p.moveTo(points[0])
	for _, at := range points[1:] {
		p.lineTo(at)
	}
	p.flush(c)
}

func (p *painter) rect(c color.RGBA, x, y, w, h float64) {
	p.polygon(c, point{x, y}, point{x + w, y}, point{x + w, y + h}, point{x, y + h})
}

// round draws a rectangle with round corners.
func (p *painter) round(c color.RGBA, x, y, w, h, r float64) {
	r = min(r, w/2, h/2)
	if r <= 0 {
		p.rect(c, x, y, w, h)
		return
	}
	k := r * (1 - circleArc)
	p.moveTo(point{x + r, y})
	p.lineTo(point{x + w - r, y})
	p.cubeTo(point{x + w - k, y}, point{x + w, y + k}, point{x + w, y + r})
	p.lineTo(point{x + w, y + h - r})
	p.cubeTo(point{x + w, y + h - k}, point{x + w - k, y + h}, point{x + w - r, y + h})
	p.lineTo(point{x + r, y + h})
	p.cubeTo(point{x + k, y + h}, point{x, y + h - k}, point{x, y + h - r})
	p.lineTo(point{x, y + r})
	p.cubeTo(point{x, y + k}, point{x + k, y}, point{x + r, y})
	p.flush(c)
}

// circleArc is how far the control points of a cubic curve are from the ends of
// a quarter circle of radius 1.
const circleArc = 0.5523

// oval draws an ellipse of two radii.
func (p *painter) oval(c color.RGBA, x, y, rx, ry float64) {
	kx, ky := rx*circleArc, ry*circleArc
	p.moveTo(point{x + rx, y})
	p.cubeTo(point{x + rx, y + ky}, point{x + kx, y + ry}, point{x, y + ry})
	p.cubeTo(point{x - kx, y + ry}, point{x - rx, y + ky}, point{x - rx, y})
	p.cubeTo(point{x - rx, y - ky}, point{x - kx, y - ry}, point{x, y - ry})
	p.cubeTo(point{x + kx, y - ry}, point{x + rx, y - ky}, point{x + rx, y})
	p.flush(c)
}

// slice draws a part of a circle, from one angle to another in degrees.
func (p *painter) slice(c color.RGBA, x, y, r float64, from, to float64) {
	points := []point{{x, y}}
	for i := range 33 {
		sin, cos := math.Sincos((from + (to-from)*float64(i)/32) * math.Pi / 180)
		points = append(points, point{x + r*cos, y + r*sin})
	}
	p.polygon(c, points...)
}

// blob draws a smooth closed outline through points (Catmull-Rom).
func (p *painter) blob(c color.RGBA, points []point) {
	n := len(points)
	if n < 3 {
		return
	}
	p.moveTo(points[0])
	for i := range points {
		a, b := controls(points[(i+n-1)%n], points[i], points[(i+1)%n], points[(i+2)%n])
		p.cubeTo(a, b, points[(i+1)%n])
	}
	p.flush(c)
}

// controls returns the control points of the curve from b to c.
func controls(a, b, c, d point) (point, point) {
	return point{b.x + (c.x-a.x)/6, b.y + (c.y-a.y)/6}, point{c.x - (d.x-b.x)/6, c.y - (d.y-b.y)/6}
}

// line draws a line of a width with round ends.
func (p *painter) line(c color.RGBA, width float64, points []point) {
	from := points[0]
	for _, at := range points {
		p.oval(c, at.x, at.y, width/2, width/2)
		dx, dy := at.x-from.x, at.y-from.y
		if length := math.Hypot(dx, dy); length > 0 {
			nx, ny := -dy/length*width/2, dx/length*width/2
			p.polygon(c, point{from.x + nx, from.y + ny}, point{at.x + nx, at.y + ny},
				point{at.x - nx, at.y - ny}, point{from.x - nx, from.y - ny})
		}
		from = at
	}
}

// curve draws a smooth line through points.
func (p *painter) curve(c color.RGBA, width float64, points []point) {
	const steps = 8
	var path []point
	at := func(i int) point { return points[min(max(0, i), len(points)-1)] }
	for i, b := range points {
		e := at(i + 1)
		c1, c2 := controls(at(i-1), b, e, at(i+2))
		for s := range steps {
			t := float64(s) / steps
			u := 1 - t
			path = append(path, point{
				u*u*u*b.x + 3*u*u*t*c1.x + 3*u*t*t*c2.x + t*t*t*e.x,
				u*u*u*b.y + 3*u*u*t*c1.y + 3*u*t*t*c2.y + t*t*t*e.y,
			})
		}
	}
	p.line(c, width, path)
}

// shade darkens an ellipse by some per cent.
func (p *painter) shade(x, y, rx, ry float64, percent int) {
	p.oval(color.RGBA{A: uint8(percent * 255 / 100)}, x, y, rx, ry)
}
