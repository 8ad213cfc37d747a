package execute

import (
	"slices"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// Scan returns what a search should find by looking at every item there is, nil
// for calls that are no searches.
func Scan(w *World, c *sample.Call) []*domain.Item {
	t := w.library.tools[c.Name]
	if t == nil || !t.searches() {
		return nil
	}
	s := w.library.search(t, c.Arguments)
	var hits []hit
	for at, it := range w.library.domain.Items {
		if h := s.try(w.Item(it.ID), at); s.found(&h) {
			hits = append(hits, h)
		}
	}
	for i := 1; i <= w.made; i++ {
		if e := w.entries[slices.IndexFunc(w.entries, func(e *entry) bool {
			return e.at == len(w.library.domain.Items)+i
		})]; e != nil {
			if h := s.try(e.item, e.at); s.found(&h) {
				hits = append(hits, h)
			}
		}
	}
	slices.SortStableFunc(hits, func(x, y hit) int {
		if x.before(&y) {
			return -1
		}
		return 1
	})
	var items []*domain.Item
	for _, h := range hits[:min(len(hits), MaxResults)] {
		if h.fits(&hits[0]) {
			items = append(items, h.item)
		}
	}
	return items
}
