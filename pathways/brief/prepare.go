package brief

import (
	"slices"

	"github.com/callmill/callmill/pathways/domain"
)

// setters are those of the domain's tools that need some.
func setters(d *domain.Domain) map[*domain.Tool][]*domain.Tool {
	all := map[*domain.Tool][]*domain.Tool{}
	for _, t := range d.Tools {
		if list := d.Setters(t); len(list) > 0 {
			all[t] = list
		}
	}
	return all
}

// prepare draws the turns before one that no item of the library can be given to as
// it is: the last of them makes the item before the user one that can. Where the cell
// leaves the turns free, there is one more for it.
func (dr *Drafter) prepare(w *telling) bool {
	if w.before == 0 {
		if !w.a.anyTurns {
			return false
		}
		w.before = 1
	}
	item := w.b.Context
	if w.before > 1 {
		w.before--
		told := dr.onItem(w)
		w.before++
		if !told {
			return false
		}
		item = w.b.Context
	}
	dr.begin(w)
	turn, ok := dr.editBy(w, item, dr.setters[w.tool])
	if !ok {
		return false
	}
	w.b.Earlier = append(w.b.Earlier, *turn)
	w.b.Context = w.world.Item(item.ID)
	return w.world.Legal(w.tool, w.b.Context) == nil
}

// prepares says whether the call has to be prepared by another.
func (dr *Drafter) prepares(w *telling) bool {
	return w.a.called() && len(dr.setters[w.tool]) > 0 &&
		!slices.ContainsFunc(dr.setters[w.tool], func(t *domain.Tool) bool { return dr.avoids(w, t) })
}
