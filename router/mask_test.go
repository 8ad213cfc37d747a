package router_test

import (
	"testing"

	"github.com/callmill/callmill/router"
)

func TestMask(t *testing.T) {
	t.Parallel()

	m := router.Mask(0).With(0).With(5).With(63).With(-1).With(64)
	if m.Count() != 3 {
		t.Errorf("found %#x with %d members, expected 3", m, m.Count())
	}

	for k := -1; k <= 64; k++ {
		if expected := k == 0 || k == 5 || k == 63; m.Has(k) != expected {
			t.Errorf("pathway %d: found %v, expected %v", k, m.Has(k), expected)
		}
	}

	if m = m.Without(5).Without(5).Without(-1).Without(64); m.Count() != 2 || m.Has(5) {
		t.Errorf("found %#x after removing 5", m)
	}

	for n, expected := range map[int]router.Mask{-1: 0, 0: 0, 1: 1, 8: 0xff, 64: ^router.Mask(0), 65: ^router.Mask(0)} {
		if found := router.AllPathways(n); found != expected {
			t.Errorf("all of %d: found %#x, expected %#x", n, found, expected)
		}
	}
}
