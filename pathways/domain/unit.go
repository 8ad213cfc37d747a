package domain

import (
	"maps"
	"math"
	"slices"
	"strconv"
)

// OtherUnits lists the words of units that the parameter's numbers are not in, in
// order.
func (r *Range) OtherUnits() []string { return slices.Sorted(maps.Keys(r.Scales)) }

// InUnit gives a number in a unit of which one is so many of the number's own, as
// people would say it: with one decimal, or two for quarters. It is not ok where
// that takes more, or comes to nothing.
func InUnit(number, scale float64) (text string, ok bool) {
	v := number / scale
	if quarters := math.Round(v * 4); quarters != 0 && quarters/4*scale == number {
		return strconv.FormatFloat(quarters/4, 'f', -1, 64), true
	}
	if tenths := math.Round(v * 10); tenths != 0 && math.Abs(tenths/10*scale-number) <= 1e-9*math.Abs(number) {
		return strconv.FormatFloat(tenths/10, 'f', -1, 64), true
	}
	return "", false
}
