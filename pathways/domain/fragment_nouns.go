package domain

import (
	"slices"
	"strings"
)

// of is the lead that makes a value part of a noun before it, in a language without the
// placeholder for an article: alone it is said of nothing.
const of = "de"

// led drops the values without a lead where there are some with one, in a language in
// which a value alone is mostly half of a phrase: "a Marsella", not "Marsella".
func (c *fragmentCutter) led() {
	if !c.words.bare || c.leaf.Ranged() {
		return
	}
	partOnly := func(f *Fragment) bool { return f.Lead == of && f.Parts[0].Kind != PartText }
	if c.some(func(f *Fragment) bool { return !partOnly(f) }) {
		c.without(partOnly)
	}
	if c.some(func(f *Fragment) bool { return f.Noun || f.Lead != "" }) {
		c.without(func(f *Fragment) bool { return !f.Noun && f.Lead == "" })
	}
}

// withArticles drops the things that lack their article, where the grammar has one
// for what is called so somewhere. What has none left is not said alone; a tool of
// which nothing would be left keeps what it has.
func (w *fragmentWalk) withArticles(things map[string]bool, all [][]Fragment) [][]Fragment {
	if len(things) == 0 {
		return all
	}
	out, left := make([][]Fragment, len(all)), false
	for i, leaf := range w.tool.Leaves() {
		out[i] = all[i]
		if things[leaf.Name] && !leaf.Ranged() {
			out[i] = slices.DeleteFunc(slices.Clone(all[i]), func(f Fragment) bool { return !f.Noun })
		}
		left = left || len(out[i]) > 0
	}
	if !left {
		return all
	}
	return out
}

// things are the names of placeholders that stand right behind an article in some
// production of the tools; none in a language that has a placeholder for articles.
func (g *Grammar) things() map[string]bool {
	words, _ := fragmentsIn(g.Language)
	if !words.bare {
		return nil
	}
	names := map[string]bool{}
	var scan func([]Part)
	scan = func(parts []Part) {
		for i := range parts {
			if p := &parts[i]; p.Kind == PartArgument && i > 0 && parts[i-1].Kind == PartText &&
				strings.HasSuffix(parts[i-1].Text, " ") && hasWord(words.articles, lastOf(strings.Fields(parts[i-1].Text))) {
				names[p.Text] = true
			}
			for _, inner := range parts[i].Alternatives {
				scan(inner)
			}
		}
	}
	for _, rules := range g.Tools {
		for _, ps := range rules {
			for _, p := range ps {
				scan(p.Parts)
			}
		}
	}
	return names
}
