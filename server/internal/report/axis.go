package report

import (
	"math"
	"strconv"
)

// axis maps values onto a line of the picture, by their logarithms where log is
// set.
type axis struct {
	low, high float64 // of the values
	from, to  float64 // of the picture
	log       bool
	label     func(float64) string
}

// at is where a value is in the picture; what lies beyond is at the end.
func (a axis) at(v float64) float64 {
	v = max(a.low, min(v, a.high))
	part := 0.0
	switch {
	case a.high <= a.low:
	case a.log:
		part = math.Log(v/a.low) / math.Log(a.high/a.low)
	default:
		part = (v - a.low) / (a.high - a.low)
	}
	return a.from + part*(a.to-a.from)
}

// tick is a labelled value.
type tick struct{ At, Label string }

// ticks are round values: powers of ten on a logarithmic axis, else 3 to 7 steps
// of 1, 2 or 5 times one.
func (a axis) ticks() []tick {
	var list []tick
	add := func(v float64) { list = append(list, tick{At: place(a.at(v)), Label: a.label(v)}) }
	if !a.log {
		step := roundStep(a.high - a.low)
		for i := math.Ceil(a.low/step - 1e-9); i*step <= a.high+1e-9*step; i++ {
			add(i * step)
		}
		return list
	}
	first, last := int(math.Ceil(math.Log10(a.low)-1e-9)), int(math.Floor(math.Log10(a.high)+1e-9))
	every := 1 + (last-first)/6
	for e := first; e <= last; e += every {
		add(math.Pow(10, float64(e)))
	}
	return list
}

// roundStep divides a span into 3 to 7 steps of 1, 2 or 5 times a power of ten.
func roundStep(span float64) float64 {
	if span <= 0 {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(span/4)))
	for _, m := range []float64{1, 2, 5} {
		if span/(m*unit) <= 6 {
			return m * unit
		}
	}
	return 10 * unit
}

// place writes a coordinate.
func place(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

func powerLabel(v float64) string {
	if v >= 0.01 && v <= 1 {
		return decimal(v)
	}
	return power(int(math.Round(math.Log10(v))))
}
