package report

import (
	"math"
	"strings"
)

// chart is a picture, ready for the template: what is drawn where, and by which
// class of the style sheet. All coordinates are written out.
type chart struct {
	ID, Title, Text        string // Text says what is to be seen, for those who cannot
	Width, Height          string
	Left, Right            string // of the plot
	Top, Bottom            string
	Middle, Below          string // where the label of x stands
	X, Y                   []tick
	XLabel, YLabel, YPlace string
	Lines                  []segment
	Paths                  []path
	Dots                   []dot
	Texts                  []text
}

type (
	segment struct{ Class, X1, Y1, X2, Y2 string }
	path    struct{ Class, D string }
	dot     struct{ Class, X, Y, R, Title string }
	text    struct{ Class, X, Y, Text string }
)

// frame is a chart under construction: the room of the plot, and its axes.
type frame struct {
	chart

	left, right, top, bottom float64
	x, y                     axis
}

// margins around a plot, for its labels.
type margins struct{ left, right, top, bottom float64 }

func newFrame(id, title, text string, width, height float64, m margins) *frame {
	f := &frame{left: m.left, right: width - m.right, top: m.top, bottom: height - m.bottom}
	f.chart = chart{
		ID: id, Title: title, Text: text, Width: place(width), Height: place(height),
		Left: place(f.left), Right: place(f.right), Top: place(f.top), Bottom: place(f.bottom),
		Middle: place((f.left + f.right) / 2), Below: place(height - 6), YPlace: place((f.top + f.bottom) / 2),
	}
	return f
}

// axes fits the axes to the values.
func (f *frame) axes(x, y []float64, xLabel, yLabel string) {
	f.x, f.y = newAxis(f.left, f.right, x...), newAxis(f.bottom, f.top, y...)
	f.X, f.Y, f.XLabel, f.YLabel = f.x.ticks(), f.y.ticks(), xLabel, yLabel
}

// line joins the points; one that is no number interrupts it.
func (f *frame) line(class string, x, y []float64) {
	var d strings.Builder
	move := true
	for i := range x {
		if math.IsNaN(y[i]) || math.IsInf(y[i], 0) {
			move = true
			continue
		}
		if move {
			d.WriteString("M")
		} else {
			d.WriteString("L")
		}
		move = false
		d.WriteString(place(f.x.at(x[i])) + " " + place(f.y.at(y[i])))
	}
	f.Paths = append(f.Paths, path{Class: class, D: d.String()})
}

func (f *frame) dot(class string, x, y, r float64, title string) {
	f.Dots = append(f.Dots, dot{Class: class, X: place(f.x.at(x)), Y: place(f.y.at(y)), R: place(r), Title: title})
}

// segment draws from one point to another, in values.
func (f *frame) segment(class string, x1, y1, x2, y2 float64) {
	f.Lines = append(f.Lines, segment{
		Class: class, X1: place(f.x.at(x1)), Y1: place(f.y.at(y1)), X2: place(f.x.at(x2)), Y2: place(f.y.at(y2)),
	})
}
