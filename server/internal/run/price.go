package run

import "math"

// price holds a run to its budget. It is the multiplier of the budget's
// constraint, raised while samples cost more than what is left allows and
// lowered while they cost less (dual ascent, as budget pacing does it: Balseiro
// and Gur 2019); the router charges it on top of the price that its policy was
// trained at. It depends on settled outcomes alone.
type price struct {
	budget, count float64

	spent, made float64
	// recent is the cost of a sample, averaged over about the last hundred.
	recent, owed float64
	extra        float64
}

const (
	priceStep = 0.05
	priceMost = 64
	// priceMemory is over how many samples the recent cost is averaged.
	priceMemory = 100
)

func newPrice(budget float64, count int64) price {
	return price{budget: budget, count: float64(count)}
}

// settle books a slot, delivered or not.
func (p *price) settle(cost float64, accepted bool) {
	if p.budget <= 0 {
		return
	}
	p.spent += cost
	p.owed += cost
	if !accepted {
		return
	}
	p.made++
	p.recent += (p.owed - p.recent) / min(p.made, priceMemory)
	p.owed = 0
	left, missing := p.budget-p.spent, p.count-p.made
	if missing <= 0 {
		return
	}
	over := 1.0 // nothing is left: the most that one step can do
	if left > 0 && p.recent > 0 {
		over = math.Tanh(math.Log(p.recent * missing / left))
	}
	p.extra = min(max(0, p.extra+priceStep*over), priceMost)
}
