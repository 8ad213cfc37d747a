package domain

import (
	_ "embed" // which texts are bound by their names
	"fmt"
	"slices"
	"strings"
)

// derivedBinds says which texts are bound by their names.
//
//go:embed derived_binds.txt
var derivedBinds string

// bindWords are the words of a line of derivedBinds.
func bindWords(key string) []string {
	var words []string
	for line := range strings.Lines(derivedBinds) {
		if list, ok := strings.CutPrefix(line, key+": "); ok {
			words = append(words, strings.Fields(list)...)
		}
	}
	return words
}

// inferRole binds a text whose name or description leaves no doubt of what it is: to
// the nodes of a type that its description names, or of the type of places that one
// sets out from; else to what anybody says for a day, a time or a person.
func (b *binder) inferRole() bool {
	if typ := b.typeDescribed(); typ != "" {
		return b.bindRoleNodes(typ)
	}
	role := b.roleBound()
	switch role {
	case "":
		return false
	case bindWhere:
		return b.bindRoleNodes(b.placeType())
	case roleWhom:
		if typ := b.onlyType(bindWords("persons")); typ != "" && !b.isCode() {
			return b.bindRoleNodes(typ)
		}
		if b.onlyType(bindWords("others")) != "" {
			return false
		}
	}
	values := b.usual(role)
	if len(values) == 0 {
		return false
	}
	b.bindValues(b.at, "", values)
	b.invented("is said as anybody says a " + map[string]string{
		roleDate: "date", roleTime: "time of day", rolePart: "part of the day", roleRepeat: "repetition",
		roleLong: "duration", roleWhom: "person",
	}[role])
	return true
}

const (
	bindWhere = "where"
	roleLong  = "long"
)

func (b *binder) bindRoleNodes(typ string) bool {
	if typ == "" {
		return false
	}
	b.bindNodes(b.at, typ)
	b.invented("takes the nodes of " + typ)
	return true
}

// invented notes what was bound though no file says so.
func (b *binder) invented(what string) {
	if b.param.Binding.Kind != 0 {
		b.note(b.at, fmt.Sprintf("%s: the parameter %s %s: to change that, bind it, such as %s",
			b.tool.Name, b.param.Path, what, b.example("node: TYPE")))
	}
}

// roleBound is the role that the name leaves no doubt of, empty for none.
func (b *binder) roleBound() string {
	words := nameWords(b.param.Name)
	if len(words) == 0 {
		return ""
	}
	if strings.Join(words, " ") == "part of day" || strings.Join(words, " ") == "day part" {
		return rolePart
	}
	if len(words) == 1 && slices.Contains(bindWords("ends"), words[0]) {
		return b.roleOfEnd()
	}
	bare, named := strings.CutSuffix(strings.Join(words, " "), " name") // "recipient_name"
	words = strings.Fields(bare)
	beside := bindWords("beside")
	for _, w := range words[:len(words)-1] {
		if !slices.Contains(beside, w) {
			return ""
		}
	}
	end := last(words)
	if strings.HasSuffix(b.param.Path, "[]") {
		end = singular(end)
	}
	for _, role := range []string{roleDate, roleTime, rolePart, roleRepeat, roleLong, roleWhom, bindWhere} {
		if slices.Contains(bindWords(role), end) && (!named || role == roleWhom) {
			return role
		}
	}
	return ""
}

// roleOfEnd is what the description says of a start, an end or the like: a place, a
// day, a time or a person. Where it says several, or nothing, it is none.
func (b *binder) roleOfEnd() string {
	said, found := Words(b.param.Description()), ""
	for _, sign := range []struct{ words, role string }{
		{"when day date", roleDate},
		{"time hour clock", roleTime},
		{strings.Join(bindWords("placed"), " "), bindWhere},
		{"who whom person", roleWhom},
		{"currency unit language account", "none"},
	} {
		if !anyWord(said, strings.Fields(sign.words)) {
			continue
		}
		if found != "" {
			return ""
		}
		found = sign.role
	}
	if found == "" && slices.Contains([]string{"from", "to", "via"}, b.param.Name) && b.travels() {
		return bindWhere
	}
	return found
}

func anyWord(words, list []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains(list, w) || slices.Contains(list, singular(w))
	})
}

// travels says whether the tool is about a journey.
func (b *binder) travels() bool {
	return anyWord(append(nameWords(b.tool.Name), Words(b.tool.Description)...), bindWords("travel"))
}

// placeType is the node type of the places that the parameter can only mean.
func (b *binder) placeType() string {
	text := b.param.Description()
	alone := slices.Contains([]string{"location", "place"}, b.param.Name)
	if b.isCode() || !alone && !b.travels() && !anyWord(Words(text), bindWords("placed")) {
		return ""
	}
	for _, typ := range bindWords("cities") {
		if len(b.graph.OfType(typ)) > 0 {
			return typ
		}
	}
	return b.onlyType(bindWords("stations"))
}

// onlyType is the one of these node types that there is, empty for none or several.
func (b *binder) onlyType(types []string) string {
	found := ""
	for _, typ := range types {
		if len(b.graph.OfType(typ)) == 0 {
			continue
		}
		if found != "" {
			return ""
		}
		found = typ
	}
	return found
}

// typeDescribed is the node type that the description begins with, as "The city to
// go to." does; empty for none, and where the name asks for a code or the like.
func (b *binder) typeDescribed() string {
	name := nameWords(b.param.Name)
	if len(name) == 0 || slices.Contains(bindWords("codes"), last(name)) {
		return ""
	}
	words := Words(b.param.Description())
	for len(words) > 0 && slices.Contains(strings.Fields("the a an which name of your"), words[0]) {
		words = words[1:]
	}
	for _, typ := range b.graph.Types() {
		named := nameWords(typ)
		if len(named) == 0 || len(words) < len(named) || !slices.Equal(words[:len(named)], named) {
			continue
		}
		rest := words[len(named):]
		whole := len(rest) == 0 ||
			slices.Contains(strings.Fields("to of from for where in at the that which or you is"), rest[0])
		if whole && !b.isCode() {
			return typ
		}
	}
	return ""
}
