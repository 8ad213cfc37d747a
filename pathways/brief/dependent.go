package brief

import (
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
)

// shareLater is how often another than the best result is meant, of several.
const shareLater = 1.0 / 3

// addDependent plans a second call that works on what the first one finds or
// makes: mostly on the best result, as a user who has seen none of them means that
// one, else on another, whose place can be said all the same.
func (dr *Drafter) addDependent(w *telling) bool {
	b, followers := w.b, dr.followers[w.tool]
	dr.begin(w)
	first, ok := carry(w.world, b)
	if !ok || len(first.Items) == 0 || len(followers) == 0 {
		return false
	}
	b.Calls[0].Result = first.Results[0]
	item := first.Items[0]
	if dr.placed(w, first) && w.rng.Float64() < shareLater {
		item = first.Items[1+w.rng.IntN(len(first.Items)-1)]
	}
	for range partnerTries {
		next := followers[w.rng.IntN(len(followers))]
		if dr.avoids(w, next) || w.world.Legal(next, item) != nil {
			continue
		}
		call, ok := dr.drawBeside(item, next, w.rng)
		if !ok || call.Item == nil {
			continue
		}
		call.DependsOn = []int{0}
		made := call.Sample(pathways.CallID(1))
		if _, err := w.world.Call(&made); err != nil {
			continue
		}
		b.Calls = append(b.Calls, call)
		return true
	}
	return false
}

// placed says whether a turn found several items, of which people can say the place:
// only English has words for it.
func (dr *Drafter) placed(w *telling, found *pathways.Turn) bool {
	e, g := dr.domain.Effect(w.tool), dr.grammar(w.b.Language)
	return len(found.Items) > 1 && e != nil && len(e.Finds) > 0 &&
		(g.Language == "" || strings.HasPrefix(g.Language, "en"))
}

// finds says whether a search finds items of that kind.
func finds(e *domain.Effect, kind string) bool {
	return slices.Contains(e.Finds, domain.AnyKind) || slices.Contains(e.Finds, kind)
}
