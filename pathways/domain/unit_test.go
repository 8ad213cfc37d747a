package domain

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func TestInUnit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		number, scale float64
		want          string
	}{
		{90, 60, "1.5"},
		{30, 60, "0.5"},
		{120, 60, "2"},
		{0.9, 0.3, "3"},
		{45, 60, ""},
		{42, 60, ""},
		{75, 60, ""},
		{5, 60, ""},
		{0, 60, ""},
	} {
		if got, ok := InUnit(c.number, c.scale); got != c.want || ok != (c.want != "") {
			t.Errorf("%v in %v: %q, %v, want %q", c.number, c.scale, got, ok, c.want)
		}
	}
}

// What is said is the number again, and a whole or half one.
func TestInUnitIsTheNumber(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		halves := rapid.IntRange(1, 1000).Draw(t, "halves")
		scale := rapid.SampledFrom([]float64{0.001, 0.3, 2.54, 7, 60, 1000}).Draw(t, "scale")
		text, ok := InUnit(float64(halves)/2*scale, scale)
		v, err := strconv.ParseFloat(text, 64)
		if !ok || err != nil || v*2 != float64(halves) {
			t.Fatalf("%d halves of %v are %q, %v", halves, scale, text, ok)
		}
	})
}
