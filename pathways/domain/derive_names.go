package domain

import (
	"slices"
	"strconv"
	"strings"
)

// ruleOf names the rule that says a leaf.
func (w *toolWords) ruleOf(p *Param) string { return w.ruleNames[p] }

// nameRules names the rules that say the leaves, no two alike: userName and user_name
// have the same words.
func (w *toolWords) nameRules() {
	w.ruleNames = map[*Param]string{}
	taken := map[string]bool{}
	for _, p := range w.saidLeaves() {
		name := unlike("say_"+strings.Join(nameWords(w.placeholder(p)), "_"), func(name string) bool { return taken[name] })
		w.ruleNames[p], taken[name] = name, true
	}
}

// unlike cuts a rule's name to what names may have, and numbers it where it is taken.
func unlike(name string, taken func(string) bool) string {
	const most = MaxLabelBytes / 2
	name = name[:min(len(name), most)]
	out := name
	for i := 2; taken(out); i++ {
		out = name + "_" + strconv.Itoa(i)
	}
	return out
}

// saidLeaves returns the leaves that a query has to say.
func (w *toolWords) saidLeaves() []*Param {
	return slices.DeleteFunc(slices.Clone(w.tool.Leaves()), func(p *Param) bool { return !p.Said() })
}

// placeholder returns the shortest name that stands for the leaf in productions.
func (w *toolWords) placeholder(p *Param) string {
	if w.tool.Leaf(p.Name) == p && p.Name != PlaceholderArticle && p.Name != PlaceholderItem {
		return p.Name
	}
	return strings.ReplaceAll(p.Path, "[]", "")
}

// said returns the words of a leaf's name, those around it too where two leaves
// would be said alike.
func (w *toolWords) said(p *Param) string {
	path := strings.Split(strings.ReplaceAll(p.Path, "[]", ""), ".")
	words := func(n int) string {
		var list []string
		for _, name := range path[len(path)-n:] {
			list = append(list, nameWords(name)...)
		}
		return strings.Join(list, " ")
	}
	n := 1
	if w.tool.Leaf(p.Name) != p && len(path) > 1 {
		n = 2
	}
	if text := words(n); text != "" {
		return text
	}
	return p.Name
}
