package domain

import (
	"slices"
	"strings"
)

// sayRoleOf finds the role of a leaf: by words of its name that say it together, by
// the last word, then the others, with the direction that they give, and by what its
// description asks for; nil for none.
func sayRoleOf(list []sayRole, p *Param) *sayRole {
	words := spellOut(nameWords(p.Name))
	if r := rolesOf(list, func(have string) bool { return togetherIn(have, words) }); r != nil {
		return r
	}
	if r := measured(p); r != nil {
		return r
	}
	numeric := p.Binding.Kind == BindRange
	words = nameOnly(words) // "city_name" is a city
	for i, w := range slices.Backward(words) {
		r := rolesOf(list, func(have string) bool { return isRoleWord(have, w, numeric) })
		if r == nil {
			continue
		}
		if turned := directed(list, r, words, i); turned != nil {
			return turned
		}
		if w == roleState && statesOnly(p) {
			return roleNamed(list, roleState)
		}
		if who := personal(list, p, r); who != nil {
			return who
		}
		return r
	}
	if last(nameWords(p.Name)) == "name" {
		return roleNamed(list, roleMain)
	}
	return roleNamed(list, describedRole(p.Description()))
}

// statesOnly says whether an argument that is called state has states of something,
// not the abbreviations or the names of a country's.
func statesOnly(p *Param) bool {
	b := &p.Binding
	return b.Kind == BindValues && b.NodeType == "" && !slices.ContainsFunc(b.Values, func(v *Value) bool {
		text := strings.Trim(v.JSON, `"`)
		return len(text) < 3 || text[0] >= 'A' && text[0] <= 'Z' && strings.ToUpper(text) != text
	})
}

// isRoleWord says whether a word of a role is one of a name; with # it is for numbers.
func isRoleWord(have, word string, numeric bool) bool {
	have, forNumbers := strings.CutSuffix(have, "#")
	return (numeric || !forNumbers) && (have == word || have == singular(word))
}

func rolesOf(list []sayRole, is func(string) bool) *sayRole {
	for i := range list {
		if slices.ContainsFunc(list[i].words, is) {
			return &list[i]
		}
	}
	return nil
}

// togetherIn says whether all of several words joined by + are in a name.
func togetherIn(have string, words []string) bool {
	if !strings.Contains(have, "+") {
		return false
	}
	for w := range strings.SplitSeq(have, "+") {
		if !slices.Contains(words, w) {
			return false
		}
	}
	return true
}

func roleNamed(list []sayRole, name string) *sayRole {
	for i := range list {
		if list[i].name == name {
			return &list[i]
		}
	}
	return nil
}
