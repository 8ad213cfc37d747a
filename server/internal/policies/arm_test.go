package policies

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"
)

func armOf(values ...float64) arm {
	var a arm
	for _, v := range values {
		a.add(v)
	}
	return a
}

// The p values are those of the examples in the literature on Welch's test, as
// R's t.test(alternative = "greater", var.equal = FALSE) gives them.
func TestWelch(t *testing.T) {
	t.Parallel()
	a := armOf(27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4)
	b := armOf(27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 20.5, 24.4)
	for _, c := range []struct {
		name     string
		one, two arm
		want     float64
	}{
		{"two-sided 0.021", b, a, 0.021 / 2},
		{"the other way", a, b, 1 - 0.021/2},
		{"the same", a, a, 1},
		{"no spread, equal", armOf(1, 1, 1), armOf(1, 1, 1), 1},
		{"no spread, dearer", armOf(2, 2), armOf(1, 1), 0},
		{"no spread, cheaper", armOf(1, 1), armOf(2, 2), 1},
		{"summed otherwise", armOf(0.1+0.2, 0.3), armOf(0.3, 0.3), 1},
	} {
		if got := worse(&c.one, &c.two); math.Abs(got-c.want) > 0.0005 {
			t.Errorf("%s: found p = %v, want %v", c.name, got, c.want)
		}
	}
}

// The p value is uniform where there is no difference, also where one side has
// few runs and more spread: that is what Welch's test is for. Far out in the tail
// its approximation is too bold by a factor (of 2.4 at five runs against twenty),
// which is why TestVerdicts has the last word on how often a trial errs.
func TestWelchIsCalibrated(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	const draws = 40_000
	for _, c := range []struct {
		level, least, most float64
	}{{0.05, 0.9, 1.15}, {0.01, 0.8, 1.6}, {0.0016, 0.5, 3}} {
		n := 0
		for range draws {
			var a, b arm
			for range 5 {
				a.add(10 + 2*random.NormFloat64())
			}
			for range 20 {
				b.add(10 + random.NormFloat64())
			}
			if worse(&a, &b) < c.level {
				n++
			}
		}
		if rate := float64(n) / draws / c.level; rate < c.least || rate > c.most {
			t.Errorf("level %v: found %.2f times as many, want %v to %v", c.level, rate, c.least, c.most)
		}
	}
}

// Welford's sums are those of the textbook.
func TestArm(t *testing.T) {
	t.Parallel()
	values := []float64{1e6 + 1, 1e6 + 2, 1e6 + 4, 1e6 + 8}
	mean, variance := stat.MeanVariance(values, nil)
	of := armOf(values...)
	got := of.summary()
	want := Arm{Runs: 4, Mean: mean, StandardError: math.Sqrt(variance / 4)}
	if got.Runs != want.Runs || math.Abs(got.Mean-want.Mean) > 1e-6 ||
		math.Abs(got.StandardError-want.StandardError) > 1e-9 {
		t.Errorf("found %+v, want %+v", got, want)
	}
	three := armOf(3)
	if one := three.summary(); one != (Arm{Runs: 1, Mean: 3}) {
		t.Errorf("found %+v for one run", one)
	}
}
