package router_test

import (
	"math"
	"testing"

	"github.com/callmill/callmill/router"
)

func TestEpsilonFallsFromStartToFloor(t *testing.T) {
	t.Parallel()

	e := router.Exploration{Start: 0.1, Floor: 0.02, Decay: 1000}
	for ordinal, expected := range map[uint64]float64{
		0: 0.1, 1000: 0.06, 3000: 0.04, 7000: 0.03, math.MaxUint64: 0.02,
	} {
		if found := e.Epsilon(ordinal); math.Abs(found-expected) > 1e-12 {
			t.Errorf("decision %d: found %v, expected %v", ordinal, found, expected)
		}
	}

	for last, i := e.Start, uint64(1); i < 1<<40; i *= 3 {
		found := e.Epsilon(i)
		if found >= last || found < e.Floor {
			t.Errorf("decision %d: found %v, expected %v to below %v", i, found, e.Floor, last)
		}

		last = found
	}
}
