package domain

import (
	"slices"
	"strings"
)

// patternsOf are the ways of an argument's role, before the names are put in.
func (w *toolWords) patternsOf(p *Param, r *sayRole, verb, name string) []string {
	switch {
	case r == nil:
		return plainWays(p, name)
	case len(r.behind) == 0:
		return w.bareWays(p, r, name)
	case strings.HasSuffix(r.name, timeRole) && slices.Contains(r.behind, "_"):
		return append(slices.Clone(r.behind), shapedWays(p, nil)...)
	}
	switch r.behind[0] {
	case "COLLECTION":
		return w.collectionWays(verb)
	case "DATE":
		return shapedWays(p, waysIn("_, on _, for _"))
	case "TIME":
		return shapedWays(p, waysIn("at _, _, for _"))
	case "PART":
		return shapedWays(p, waysIn("_, in the _, for the _"))
	case "DEVICE":
		return waysIn("on _, on the _, with the _, on my _, _")
	default:
		return r.behind
	}
}

// bareWays are those of roles that need no words: of what is asked for, and of what
// is said before it.
func (w *toolWords) bareWays(p *Param, r *sayRole, name string) []string {
	switch {
	case r.asked() && w.onItem:
		return plainWays(p, name)
	case w.onItem:
		return waysIn("in _, to _, with NAME _")
	case r.asked() && w.atPlaces(p):
		return waysIn("at _, at _, _, called _")
	case r.asked() && last(nameWords(p.Name)) != name:
		return waysIn("_, _, _, called _, named _, with NAME _")
	case r.asked():
		return waysIn("_, _, _, with _, with NAME _")
	case w.ownsContainer(p):
		return nil
	default:
		return waysIn("_")
	}
}

// plainWays are those of arguments that no role is known for.
func plainWays(p *Param, name string) []string {
	last := name[strings.LastIndexByte(name, ' ')+1:]
	switch {
	case name == "":
		return waysIn("with _")
	case p.Binding.Kind == BindRange && singular(last) != last:
		return waysIn("with _ NAME, _ NAME")
	case p.Binding.Kind == BindRange:
		return waysIn("with NAME _, with {a} NAME of _, NAME _")
	case p.Binding.Kind == BindWalk:
		return waysIn("with NAME _, and NAME _, NAME _")
	default:
		return waysIn("_, _, with _, with NAME _, NAME _")
	}
}

// atPlaces says whether an argument names where people go.
func (w *toolWords) atPlaces(p *Param) bool {
	return slices.ContainsFunc(nameWords(p.Name), func(word string) bool { return w.tables.is("visited", word) })
}

// collectionWays are the ways to say where something is put, or taken from, by the
// verb of the tool.
func (w *toolWords) collectionWays(verb string) []string {
	noun := "KIND"
	if w.container != "" {
		noun = w.container
	}
	ways := "from Y, from my Y NOUN, from the Y NOUN, in Y, on my Y NOUN"
	switch {
	case slices.Contains(strings.Fields("add put save insert append send move copy"), verb):
		ways = "to Y, to Y, to Y NOUN, to Y NOUN, to my Y, to my Y NOUN, to the Y NOUN, to the NOUN Y, on my Y NOUN, " +
			"in my Y NOUN, on the Y NOUN, onto Y, to my Y NOUN, to my NOUN called Y, in Y, into the Y NOUN"
	case slices.Contains(strings.Fields("remove delete take drop clear"), verb):
		ways = "from Y, from Y NOUN, from my Y, from my Y NOUN, from the Y NOUN, from Y NOUN, off my Y NOUN, " +
			"off the Y NOUN, from the NOUN Y, on my Y NOUN"
	}
	// Whose it is takes the place of "the" and "my".
	return waysIn(strings.NewReplacer("the Y", "the _", "my Y", "my _", "Y", "OWNER_", "NOUN", noun).Replace(ways))
}

// waysIn splits a list of ways.
func waysIn(text string) []string { return strings.Split(text, ", ") }
