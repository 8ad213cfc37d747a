package router

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestLnIsTheNaturalLogarithm(t *testing.T) {
	t.Parallel()

	rapid.Check(t, func(t *rapid.T) {
		x := math.Exp(rapid.Float64Range(-700, 700).Draw(t, "ln"))
		if found, expected := ln(x), math.Log(x); math.Abs(found-expected) > 1e-12*(1+math.Abs(expected)) {
			t.Fatalf("ln %v: found %v, expected %v", x, found, expected)
		}
	})

	for _, x := range []float64{1, math.Sqrt2, math.Nextafter(math.Sqrt2, 2), 0.5, 2} {
		if found, expected := ln(x), math.Log(x); math.Abs(found-expected) > 1e-12 {
			t.Errorf("ln %v: found %v, expected %v", x, found, expected)
		}
	}

	for _, x := range []float64{0, math.SmallestNonzeroFloat64} {
		if found := ln(x); found > -700 {
			t.Errorf("ln %v: found %v, expected less than -700", x, found)
		}
	}
}
