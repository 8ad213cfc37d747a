package report

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestNumbers(t *testing.T) {
	t.Parallel()
	for x, want := range map[float64]string{
		0: "0", 1: "1", -2.5: "−2.5", 0.12345: "0.1235", 123456: "123456", 1e7: "1.00e+07", 1e-6: "1.00e−06",
		0.3: "0.3", 1234.5678: "1235", 99.999: "100", math.Inf(1): "–", math.Inf(-1): "–", 10: "10", 200: "200",
	} {
		if found := number(x); found != want {
			t.Errorf("%v: found %q, expected %q", x, found, want)
		}
	}
	if found := number(math.NaN()); found != "–" {
		t.Errorf("found %q", found)
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1\u202f000", -1234567: "−1\u202f234\u202f567"} {
		if found := whole(n); found != want {
			t.Errorf("found %q, expected %q", found, want)
		}
	}
	if found := share(0.12345); found != "12.35 %" && found != "12.34 %" {
		t.Errorf("found %q", found)
	}
}

// TestAxes checks that any values have their place between the ends of an axis,
// in their order, and that there are some ticks and not too many.
func TestAxes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.Float64Range(-1e6, 1e6)).Draw(t, "values")
		a := newAxis(100, 500, append(values, math.NaN(), math.Inf(1))...)
		if n := len(a.ticks()); n < 2 || n > 10 {
			t.Fatalf("found %d ticks from %v to %v", n, a.low, a.high)
		}
		for i, v := range values {
			// An end is a round number, and what is beyond it by less than can be seen
			// is drawn there.
			if slack := 1e-8 * (a.high - a.low); v < a.low-slack || v > a.high+slack || a.at(v) < 100 || a.at(v) > 500 {
				t.Fatalf("%v is at %v, the axis goes from %v to %v", v, a.at(v), a.low, a.high)
			}
			if i > 0 && (v > values[i-1]) != (a.at(v) > a.at(values[i-1])) && math.Abs(v-values[i-1]) > 1e-3 {
				t.Fatalf("%v and %v change places", v, values[i-1])
			}
		}
	})
}
