package report

import (
	"math"
	"strconv"
)

// axis maps values onto a line of the picture.
type axis struct {
	low, high float64 // of the values
	from, to  float64 // of the picture
	step      float64 // from tick to tick
}

// newAxis covers the finite ones of the values, with round numbers at its ends.
func newAxis(from, to float64, values ...float64) axis {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			low, high = min(low, v), max(high, v)
		}
	}
	if low > high {
		low, high = 0, 1
	}
	if high-low < 1e-9*max(1, math.Abs(high)) {
		low, high = low-0.5*max(1e-3, math.Abs(low)), high+0.5*max(1e-3, math.Abs(high))
	}
	step := roundStep(high - low)
	return axis{
		low: math.Floor(low/step+1e-9) * step, high: math.Ceil(high/step-1e-9) * step, from: from, to: to, step: step,
	}
}

// roundStep divides a span into 3 to 7 steps of 1, 2 or 5 times a power of ten.
func roundStep(span float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(span/4)))
	for _, m := range []float64{1, 2, 5} {
		if span/(m*power) <= 6 {
			return m * power
		}
	}
	return 10 * power
}

// at is where a value is in the picture; what lies beyond is at the end.
func (a axis) at(v float64) float64 {
	v = max(a.low, min(v, a.high))
	return a.from + (v-a.low)/(a.high-a.low)*(a.to-a.from)
}

// tick is a labelled value.
type tick struct {
	At, Label string
}

func (a axis) ticks() []tick {
	var list []tick
	for i := math.Round(a.low / a.step); i*a.step <= a.high+1e-6*a.step; i++ {
		list = append(list, tick{At: place(a.at(i * a.step)), Label: number(math.Round(i*a.step*1e9) / 1e9)})
	}
	return list
}

// place writes a coordinate.
func place(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }
