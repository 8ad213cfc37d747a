package brief

import (
	"math/rand/v2"

	"github.com/callmill/callmill/pathways/domain"
)

// bound is what an argument of a search bounds.
type bound struct {
	attribute string
	// least says that the attribute is at least the argument, else it is at most.
	least bool
}

// bounds finds the arguments of searches that bound an attribute.
func bounds(d *domain.Domain) map[*domain.Param]bound {
	all := map[*domain.Param]bound{}
	for _, t := range d.Tools {
		e := d.Effect(t)
		if e == nil {
			continue
		}
		for _, leaf := range t.Leaves() {
			if attribute := e.Most[leaf.Path]; attribute != "" {
				all[leaf] = bound{attribute, false}
			}
			if attribute := e.Least[leaf.Path]; attribute != "" {
				all[leaf] = bound{attribute, true}
			}
		}
	}
	return all
}

// drawRange draws a number: a bound that the item, if there is one, is within.
func (dr *Drafter) drawRange(p *domain.Param, item *domain.Item, rng *rand.Rand) (number float64, text string) {
	r := &p.Binding.Range
	b, bounded := dr.bounds[p]
	if !bounded || item == nil {
		return drawNumber(r, rng)
	}
	has, ok := domain.NumberIn(item.Field(b.attribute))
	if !ok {
		return drawNumber(r, rng)
	}
	number, text, ok = drawNumberLike(r, rng, func(v float64) bool {
		return b.least && v <= has || !b.least && v >= has
	})
	if !ok {
		return drawNumber(r, rng)
	}
	return number, text
}
