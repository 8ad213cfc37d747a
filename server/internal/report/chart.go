package report

import (
	"slices"
	"strings"
)

// chart is a picture, ready for the template: what is drawn where, and by which
// class of the style sheet. All coordinates are written out.
type chart struct {
	ID, Title, Text     string // Text says what is to be seen, for those who cannot
	Width, Height       string
	Left, Right         string // of the plot
	Top, Bottom         string
	Middle, Below, High string // where the labels of the axes stand
	X, Y                []tick
	XLabel, YLabel      string
	Paths               []path
	Bars                []bar
}

type (
	path struct{ Class, D, Title string }
	bar  struct{ Class, X, Y, Width, Height, Title string }
)

// margins around a plot, for its labels.
type margins struct{ left, right, top, bottom float64 }

// frame is a chart under construction: its axes, which know the room of the plot.
type frame struct {
	chart

	x, y axis
}

func newFrame(id, title, text string, width, height float64, m margins, x, y axis) *frame {
	x.from, x.to, y.from, y.to = m.left, width-m.right, height-m.bottom, m.top
	f := &frame{x: x, y: y}
	f.chart = chart{
		ID: id, Title: title, Text: text, Width: place(width), Height: place(height),
		Left: place(x.from), Right: place(x.to), Top: place(y.to), Bottom: place(y.from),
		Middle: place((x.from + x.to) / 2), Below: place(height - 5), High: place((y.from + y.to) / 2),
		X: x.ticks(), Y: y.ticks(),
	}
	return f
}

// line joins the points.
func (f *frame) line(class, title string, x, y []float64) {
	var d strings.Builder
	for i := range x {
		step := "L"
		if i == 0 {
			step = "M"
		}
		d.WriteString(step + place(f.x.at(x[i])) + " " + place(f.y.at(y[i])))
	}
	f.Paths = append(f.Paths, path{Class: class, D: d.String(), Title: title})
}

// band fills what is between two lines of steps: from edge to edge of x they are
// at low and high.
func (f *frame) band(class, title string, edges, low, high []float64) {
	if len(edges) < 2 {
		return
	}
	var d strings.Builder
	step := "M"
	to := func(x, y float64) {
		d.WriteString(step + place(f.x.at(x)) + " " + place(f.y.at(y)))
		step = "L"
	}
	for i := range high {
		to(edges[i], high[i])
		to(edges[i+1], high[i])
	}
	for i, y := range slices.Backward(low) {
		to(edges[i+1], y)
		to(edges[i], y)
	}
	f.Paths = append(f.Paths, path{Class: class, D: d.String() + "Z", Title: title})
}

// column draws a bar from the bottom to y, over x1 to x2.
func (f *frame) column(class, title string, x1, x2, y float64) {
	left, right := f.x.at(x1)+0.5, f.x.at(x2)-0.5
	f.Bars = append(f.Bars, bar{
		Class: class, Title: title, X: place(left), Width: place(max(0.5, right-left)),
		Y: place(f.y.at(y)), Height: place(f.y.from - f.y.at(y)),
	})
}
