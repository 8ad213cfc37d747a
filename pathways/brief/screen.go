package brief

import (
	"math/rand/v2"
	"slices"

	"github.com/callmill/callmill/pathways/domain"
)

// So many items are on a list that people point into.
const (
	leastListed = 2
	mostListed  = 5
)

// screen draws the list on the user's screen and the item of it that is meant. In a
// dialogue the list is what the last search found.
func (dr *Drafter) screen(w *telling) (*domain.Item, bool) {
	items := w.tool.ContextItems()
	if len(items) < leastListed {
		return nil, false
	}
	item := items[w.rng.IntN(len(items))]
	if w.before == 0 {
		w.b.Screen = listWith(item, items, w.rng)
		return item, len(w.b.Screen) >= leastListed
	}
	dr.begin(w)
	if !dr.findable(w, item.Kind) || !dr.others(w, w.before-1) {
		return nil, false
	}
	turn, ok := dr.searchFor(w, item, leastListed)
	if !ok {
		return nil, false
	}
	w.b.Earlier = append(w.b.Earlier, *turn)
	w.b.Screen = turn.Items[:min(len(turn.Items), mostListed)]
	at := slices.IndexFunc(w.b.Screen, func(it *domain.Item) bool { return it.ID == item.ID })
	if at < 0 {
		return nil, false
	}
	return w.b.Screen[at], true
}

// listWith returns a list with the item, at any place, and others of its kind.
func listWith(item *domain.Item, items []*domain.Item, rng *rand.Rand) []*domain.Item {
	n := leastListed + rng.IntN(mostListed-leastListed+1)
	list := make([]*domain.Item, 0, n)
	list = append(list, item)
	for tries := 8 * n; len(list) < n && tries > 0; tries-- {
		other := items[rng.IntN(len(items))]
		if other.Kind == item.Kind && !slices.Contains(list, other) {
			list = append(list, other)
		}
	}
	rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}
