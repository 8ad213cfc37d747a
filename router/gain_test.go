package router_test

import (
	"math"
	"testing"

	"github.com/callmill/callmill/router"
)

func TestGain(t *testing.T) {
	t.Parallel()

	cases := []struct {
		accepted         bool
		novelty, quality float64
		expected         float64
	}{
		{false, 1, 1, 0},
		{true, 1, 1, 1},
		{true, 0.5, 0.5, 0.25},
		{true, 2, 0.5, 0.5},
		{true, -1, 1, 0},
		{true, math.NaN(), 1, 0},
		{true, 1, math.Inf(1), 1},
	}
	for _, c := range cases {
		if found := router.Gain(c.accepted, c.novelty, c.quality); found != c.expected {
			t.Errorf("Gain(%v, %v, %v): found %v, expected %v", c.accepted, c.novelty, c.quality, found, c.expected)
		}
	}
}
