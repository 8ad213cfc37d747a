package brief

import (
	"slices"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// So many tools are offered where not all are.
const (
	leastOffered = 2
	mostOffered  = 8
)

// offer draws the tools to choose from; false where they cannot be what the cell
// wants. It draws nothing where all are offered.
func (dr *Drafter) offer(w *telling) bool {
	if w.a.offered == "" {
		return true
	}
	all := dr.domain.Tools
	offered := dr.needed(w)
	if slices.ContainsFunc(offered, func(t *domain.Tool) bool {
		return dr.avoids(w, t) && t != w.tool || dr.standsIn(w, t)
	}) {
		return false
	}
	size := min(leastOffered+w.rng.IntN(mostOffered-leastOffered+1), len(all)-1)
	if w.a.offered == sample.OfferedNear {
		t := dr.nearMiss(w)
		if t == nil {
			return false
		}
		if !slices.Contains(offered, t) {
			offered = append(offered, t)
		}
	}
	for _, i := range w.rng.Perm(len(all)) {
		if len(offered) >= size {
			break
		}
		if t := all[i]; !slices.Contains(offered, t) && !dr.avoids(w, t) && !dr.standsIn(w, t) {
			offered = append(offered, t)
		}
	}
	if len(offered) == 0 || len(offered) >= len(all) {
		return false
	}
	w.rng.Shuffle(len(offered), func(i, j int) { offered[i], offered[j] = offered[j], offered[i] })
	w.b.Offered = offered
	return true
}

// nearMiss draws a tool that is easily taken for the right one, nil where there is
// none.
func (dr *Drafter) nearMiss(w *telling) *domain.Tool {
	if w.tool == nil {
		return nil
	}
	near := slices.DeleteFunc(slices.Clone(dr.domain.NearMisses(w.tool)), func(t *domain.Tool) bool {
		return dr.standsIn(w, t)
	})
	if len(near) == 0 {
		return nil
	}
	return near[w.rng.IntN(len(near))]
}

// standsIn says whether a tool would do for the one that is withheld.
func (dr *Drafter) standsIn(w *telling, t *domain.Tool) bool {
	return w.withheld && w.tool != nil && dr.domain.StandsIn(w.tool, t)
}

// needed lists the tools that must be offered: those that are called, or that a
// question is about, and those of the turns before.
func (dr *Drafter) needed(w *telling) []*domain.Tool {
	var tools []*domain.Tool
	add := func(t *domain.Tool) {
		if !slices.Contains(tools, t) {
			tools = append(tools, t)
		}
	}
	if !w.withheld {
		for i := range w.b.Calls {
			add(w.b.Calls[i].Tool)
		}
	}
	for i := range w.b.Earlier {
		for j := range w.b.Earlier[i].Brief.Calls {
			add(w.b.Earlier[i].Brief.Calls[j].Tool)
		}
	}
	return tools
}
