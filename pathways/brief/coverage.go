package brief

import (
	"math/rand/v2"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// choices is how many values are drawn for one to be taken: that which came
// least often so far. Two already spread draws far better than one
// (Mitzenmacher 2001); a few more find the last values of a long list.
const choices = 6

// Coverage counts which values of arguments a run has given, so that what nobody
// could learn from it yet comes before what was there already. Equal runs count
// equally. It must not be added to while others draft with it.
type Coverage struct {
	drafter *Drafter
	given   []uint32 // by the number of the value
}

// admitted is a value of a parameter, as JSON text.
type admitted struct {
	param *domain.Param
	json  string
}

// number numbers the values of top-level parameters that draw from closed lists.
func number(d *domain.Domain) map[admitted]int {
	numbers := map[admitted]int{}
	for _, t := range d.Tools {
		for _, p := range t.Params {
			if p.Binding.Kind != domain.BindValues {
				continue
			}
			for _, v := range p.Binding.Values {
				numbers[admitted{p, v.JSON}] = len(numbers)
			}
		}
	}
	return numbers
}

// Covering returns a drafter that draws values that the coverage has counted less
// often rather than others, by their weights. In the coverage nothing was given.
func (dr *Drafter) Covering() (*Drafter, *Coverage) {
	covering := *dr
	covering.coverage = &Coverage{drafter: dr, given: make([]uint32, len(dr.numbers))}
	return &covering, covering.coverage
}

// Add counts the values in calls: those of the closed lists that parameters draw
// from, lists and objects left out.
func (c *Coverage) Add(calls []sample.Call) {
	for i := range calls {
		tool := c.drafter.domain.Tool(calls[i].Name)
		if tool == nil {
			continue
		}
		for _, p := range tool.Params {
			if p.Binding.Kind != domain.BindValues {
				continue
			}
			text, ok := sample.ArgumentText(calls[i].Arguments, p.Name)
			if !ok {
				continue
			}
			at, known := c.drafter.numbers[admitted{p, text}]
			if !known {
				at, known = c.drafter.numbers[admitted{p, sample.StringJSON(text)}]
			}
			if known {
				c.given[at]++
			}
		}
	}
}

// drawValue draws an admitted value of a parameter.
func (dr *Drafter) drawValue(p *domain.Param, item *domain.Item, rng *rand.Rand) *domain.Value {
	v := drawValue(&p.Binding, item, rng)
	if dr.coverage == nil || v == nil || len(p.Binding.Values) == 1 {
		return v
	}
	least := dr.coverage.load(p, v)
	for range choices - 1 {
		other := drawValue(&p.Binding, item, rng)
		if other == v {
			continue
		}
		if load := dr.coverage.load(p, other); load < least {
			v, least = other, load
		}
	}
	return v
}

// load is how often a value was given, by its weight; 0 for those not counted.
func (c *Coverage) load(p *domain.Param, v *domain.Value) float64 {
	at, known := c.drafter.numbers[admitted{p, v.JSON}]
	if !known {
		return 0
	}
	n := float64(c.given[at])
	if v.Node != nil {
		n /= v.Node.Weight
	}
	return n
}
