package router

import (
	"math"
	"testing"
)

func TestSoftmaxIsStable(t *testing.T) {
	t.Parallel()

	cases := []struct {
		name     string
		scores   []float64
		mask     Mask
		expected []float64
	}{
		{"equal", []float64{3, 3}, 0b11, []float64{0.5, 0.5}},
		{"huge", []float64{1e300, 1e300, 0}, 0b111, []float64{0.5, 0.5, 0}},
		{"tiny", []float64{-1e300, -1e300}, 0b11, []float64{0.5, 0.5}},
		{"shifted", []float64{1000 + math.Ln2, 1000}, 0b11, []float64{2. / 3, 1. / 3}},
		{"masked best", []float64{9, 1, 1}, 0b110, []float64{0, 0.5, 0.5}},
		{"one", []float64{9, 1, 1}, 0b100, []float64{0, 0, 1}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()

			found := []float64{7, 7, 7}[:len(c.scores)]
			softmax(c.scores, c.mask, found)

			for k, p := range found {
				if math.Abs(p-c.expected[k]) > 1e-12 {
					t.Errorf("found %v, expected %v", found, c.expected)
				}
			}
		})
	}
}

func TestMix(t *testing.T) {
	t.Parallel()

	p := []float64{0.9, 0, 0.1, 0}
	mix(p, 0b1101, 0.3)

	for k, expected := range []float64{0.7*0.9 + 0.1, 0, 0.7*0.1 + 0.1, 0.1} {
		if math.Abs(p[k]-expected) > 1e-15 {
			t.Errorf("pathway %d: found %v, expected %v", k, p[k], expected)
		}
	}

	forced := []float64{0, 1, 0}
	if mix(forced, 0b010, 0.07); forced[1] != 1 {
		t.Errorf("without a choice: found %v, expected exactly 1", forced[1])
	}
}

func TestDrawAtTheEdges(t *testing.T) {
	t.Parallel()

	nearOne := math.Nextafter(1, 0)

	cases := []struct {
		name          string
		probabilities []float64
		mask          Mask
		u             float64
		expected      int
	}{
		{"zero", []float64{0.5, 0.5}, 0b11, 0, 0},
		{"zero, first masked", []float64{0, 0.5, 0.5}, 0b110, 0, 1},
		{"a boundary belongs to the next", []float64{0.5, 0.5}, 0b11, 0.5, 1},
		{"below one", []float64{0.5, 0.5}, 0b11, nearOne, 1},
		{"below one, last masked", []float64{0.5, 0.5, 0}, 0b011, nearOne, 1},
		{"beyond a sum that fell short", []float64{0.5, 0.5 - 1e-12, 0}, 0b011, nearOne, 1},
		{"pathway 63", append(make([]float64, 63), 1), 1 << 63, nearOne, 63},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()

			if found := draw(c.probabilities, c.mask, c.u); found != c.expected {
				t.Errorf("found %d, expected %d", found, c.expected)
			}
		})
	}
}

func TestDotIsTheSumOfProducts(t *testing.T) {
	t.Parallel()

	var w, x row

	expected := 0.0

	for i := range NumFeatures {
		w[i], x[i] = float64(i+1), float64(2*i-7)
		expected += w[i] * x[i]
	}

	if found := dot(&w, &x); found != expected { // whole numbers: exact in any order
		t.Errorf("found %v, expected %v", found, expected)
	}
}
