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
// people would say it: whole, or with a half. It is not ok where that takes more, or
// comes to nothing.
func InUnit(number, scale float64) (text string, ok bool) {
	halves := math.Round(number / scale * 2)
	if halves == 0 || math.Abs(halves/2*scale-number) > 1e-9*math.Abs(number) {
		return "", false
	}
	return strconv.FormatFloat(halves/2, 'f', -1, 64), true
}
