package domain

import (
	"maps"
	"slices"
)

// keptFragments are the fragments of a tool, with the productions that they were cut
// out of: they hold for no others.
type keptFragments struct {
	language  string
	leaves    []*Param
	rules     map[string][]*Production
	fragments [][]Fragment
}

// Fragments returns the ways to say a leaf of the tool alone, so that nobody takes it
// for another; see Alone.
func (g *Grammar) Fragments(t *Tool, leaf *Param) []Fragment {
	if i := slices.Index(t.Leaves(), leaf); i >= 0 {
		return g.Alone(t)[i]
	}
	return nil
}

// Alone returns the ways to say each of the tool's leaves alone, in the order of
// Leaves, so that nobody takes one for another. There are none in a language whose
// small words are not known, for what stands in a list, and where the value is the verb
// of the clause ("lock", "unlock"), which says nothing without an object. They are
// shared, not to be changed.
func (g *Grammar) Alone(t *Tool) [][]Fragment {
	if k := g.kept[t]; k != nil && k.language == g.Language && slices.Equal(k.leaves, t.Leaves()) &&
		maps.EqualFunc(k.rules, g.Tools[t.Name], slices.Equal[[]*Production]) {
		return k.fragments
	}
	return g.aloneAnew(t, g.things()) // put together by hand, or changed since
}

// aloneAnew is Alone without what is kept; things are those that need an article.
func (g *Grammar) aloneAnew(t *Tool, things map[string]bool) [][]Fragment {
	all := make([][]Fragment, len(t.Leaves()))
	w, known := g.cutAll(t)
	if !known {
		return all
	}
	for i, c := range w.cutters {
		if c != nil && !c.verb {
			all[i] = c.kept()
		}
	}
	return w.withArticles(things, w.told(apart(t.Leaves(), all)))
}

// keepFragments cuts what can be said alone out of the grammars, once for all that ask
// for it.
func (l *loader) keepFragments() {
	for _, g := range l.d.Grammars {
		things := g.things()
		g.kept = make(map[*Tool]*keptFragments, len(l.d.Tools))
		for _, t := range l.d.Tools {
			rules := maps.Clone(g.Tools[t.Name])
			for name, ps := range rules {
				rules[name] = slices.Clone(ps)
			}
			g.kept[t] = &keptFragments{g.Language, slices.Clone(t.Leaves()), rules, g.aloneAnew(t, things)}
		}
	}
}
