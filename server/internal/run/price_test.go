package run

import (
	"math/rand/v2"
	"testing"
	"time"
)

// A buyer chooses between a good that costs 1 and one that costs 10, by the
// price: the budget holds, and is used.
func TestPriceHoldsTheBudget(t *testing.T) {
	t.Parallel()
	const count = 5000
	for _, each := range []float64{1.5, 3, 6, 9} { // budget per sample
		p := newPrice(each*count, count)
		rng := rand.New(rand.NewPCG(1, 2))
		spent := 0.0
		for range count {
			// The dear one is worth up to 20 more, the price charges 9 more.
			cost := 1.0
			if 20*rng.Float64() > 9*p.extra {
				cost = 10
			}
			spent += cost
			p.settle(cost, true)
		}
		if spent > 1.02*each*count || spent < 0.9*min(each, 10)*count {
			t.Errorf("a budget of %v a sample: spent %v", each, spent/count)
		}
	}
}

func TestPriceIsFreeWithoutABudget(t *testing.T) {
	t.Parallel()
	p := newPrice(0, 100)
	for range 200 {
		p.settle(50, true)
	}
	if p.extra != 0 {
		t.Errorf("the price is %v", p.extra)
	}
	p = newPrice(1000, 100) // more than it takes
	for range 90 {
		p.settle(1, true)
	}
	if p.extra != 0 {
		t.Errorf("the price is %v though the budget is ample", p.extra)
	}
}

// What failed counts too.
func TestPriceChargesFailures(t *testing.T) {
	t.Parallel()
	p := newPrice(100, 100)
	for range 10 {
		p.settle(2, false)
		p.settle(2, true)
	}
	if p.recent != 4 || p.extra <= 0 {
		t.Errorf("a sample costs %v, the price is %v", p.recent, p.extra)
	}
}

func TestTypical(t *testing.T) {
	t.Parallel()
	var c typical
	for range enough - 1 {
		c.add(100*time.Millisecond, 1)
	}
	if got := c.relative(time.Second); got != 0 {
		t.Errorf("%v after %d calls, want nothing yet", got, c.calls)
	}
	c.add(300*time.Millisecond, 1)
	if got, want := c.relative(250*time.Millisecond), 2.0; got != want {
		t.Errorf("relative cost %v, want %v", got, want)
	}
	if got := c.relative(time.Hour); got != costMost {
		t.Errorf("an hour costs %v", got)
	}
	if got := c.relative(0); got != 0 {
		t.Errorf("nothing costs %v", got)
	}
}
