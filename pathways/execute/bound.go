package execute

import (
	"maps"
	"slices"
	"strconv"

	"github.com/callmill/callmill/pathways/domain"
)

// limit is an argument that bounds an attribute.
type limit struct {
	path, attribute string
	// least says that the attribute is at least the argument, else it is at most.
	least bool
}

// bound is a limit with the number that a call gives.
type bound struct {
	*limit

	number float64
}

// limits are those of a tool, in a fixed order.
func limits(t *domain.Tool, e *domain.Effect) []limit {
	var all []limit
	add := func(bounds map[string]string, least bool) {
		for _, path := range slices.Sorted(maps.Keys(bounds)) {
			l := limit{path: path, attribute: bounds[path], least: least}
			if leaf := t.Leaf(path); leaf != nil {
				l.path = leaf.Path
			}
			all = append(all, l)
		}
	}
	add(e.Most, false)
	add(e.Least, true)
	return all
}

// bounded returns the bounds of a call.
func (t *tool) bounded(arguments string) []bound {
	var bounds []bound
	for i := range t.limits {
		for _, text := range argumentTexts(arguments, t.limits[i].path) {
			if number, err := strconv.ParseFloat(text, 64); err == nil && len(bounds) < maxTerms {
				bounds = append(bounds, bound{&t.limits[i], number})
			}
		}
	}
	return bounds
}

// holds says whether an item has a number there, and none beyond the bound.
func (b *bound) holds(it *domain.Item) bool {
	number, ok := domain.NumberIn(it.Field(b.attribute))
	switch {
	case !ok:
		return false
	case b.least:
		return number >= b.number
	default:
		return number <= b.number
	}
}
