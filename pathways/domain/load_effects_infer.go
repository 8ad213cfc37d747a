package domain

import (
	"slices"
	"strings"
)

// verbSearch is the plainest word for a search.
const verbSearch = "search"

// findingWords stand in the names of tools that search.
func findingWords() []string {
	return strings.Fields(verbSearch + " find list browse lookup get show")
}

// inferEffects gives searches their effects in a domain that says none; see
// readEffects.
func (l *loader) inferEffects() {
	if l.tools == nil || !l.itemsWhole || len(l.d.Items) == 0 {
		return
	}
	l.d.Effects = map[string]*Effect{}
	for _, t := range l.d.Tools {
		searches := slices.ContainsFunc(nameWords(t.Name), func(word string) bool {
			return slices.Contains(findingWords(), word)
		})
		if !searches || t.edits() {
			continue
		}
		match := map[string]string{}
		for _, p := range t.leaves {
			switch {
			case p.Binding.Field == "":
			case p.Binding.Kind == BindWalk:
				match[p.Path] = MatchText
			case p.Binding.Kind == BindValues:
				match[p.Path] = p.Binding.Field
			}
		}
		if len(match) > 0 {
			l.d.Effects[t.Name] = &Effect{Finds: []string{AnyKind}, Match: match, Inferred: true}
		}
	}
}
