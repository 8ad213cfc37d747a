package brief

import (
	"slices"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
)

// addDependent plans a second call that works on what the first one finds or
// makes: on the best result, as a user who has seen none of them means that one.
func (dr *Drafter) addDependent(w *telling) bool {
	b, followers := w.b, dr.followers[w.tool]
	dr.begin(w)
	first, ok := carry(w.world, b)
	if !ok || len(first.Items) == 0 || len(followers) == 0 {
		return false
	}
	b.Calls[0].Result = first.Results[0]
	item := first.Items[0]
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

// finds says whether a search finds items of that kind.
func finds(e *domain.Effect, kind string) bool {
	return slices.Contains(e.Finds, domain.AnyKind) || slices.Contains(e.Finds, kind)
}
