package domain

import (
	_ "embed" // how derived grammars say arguments
	"slices"
	"strings"
)

// derivedRoles says how derived grammars say arguments.
//
//go:embed derived_roles.txt
var derivedRoles string

// sayRole is how arguments with certain words in their names are said.
type sayRole struct {
	name  string
	words []string
	// before and behind what is asked for; of what is asked for maybe neither.
	before, behind []string
}

// asked says whether it is the role of what people ask for.
func (r *sayRole) asked() bool { return strings.HasPrefix(r.name, "main") }

// sayRoles reads derivedRoles.
func sayRoles() []sayRole {
	var list []sayRole
	for line := range strings.Lines(derivedRoles) {
		line = strings.TrimSpace(line)
		name, rest, ok := strings.Cut(line, ": ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		words, ways, _ := strings.Cut(rest, ": ")
		r := sayRole{name: name, words: strings.Fields(words)}
		for way := range strings.SplitSeq(ways, ", ") {
			if before, ok := strings.CutPrefix(way, "^"); ok {
				r.before = append(r.before, before)
			} else if way != "" {
				r.behind = append(r.behind, way)
			}
		}
		list = append(list, r)
	}
	return list
}

// sayRoleOf finds the role of a leaf by its name, the last word first; nil for none.
func sayRoleOf(list []sayRole, p *Param) *sayRole {
	words := nameWords(p.Name)
	for _, w := range slices.Backward(words) {
		for i := range list {
			for _, have := range list[i].words {
				numeric, isNumeric := strings.CutSuffix(have, "#")
				if isNumeric && p.Binding.Kind != BindRange {
					continue
				}
				if numeric == w || numeric == singular(w) {
					return &list[i]
				}
			}
		}
	}
	return nil
}

// collectionWays are the ways to say where something is put, or taken from, by the
// verb of the tool.
func collectionWays(verb string) []string {
	switch {
	case slices.Contains(strings.Fields("add put save insert append send move copy"), verb):
		return waysIn("to _, to my _, to the _ NAME, to my _ NAME, onto _, in _")
	case slices.Contains(strings.Fields("remove delete take drop clear"), verb):
		return waysIn("from _, from my _, from the _ NAME, off _")
	default:
		return waysIn("from _, from my _ NAME, in _, on _")
	}
}

// waysIn splits a list of ways.
func waysIn(text string) []string { return strings.Split(text, ", ") }
