package domain

import (
	"slices"
	"strings"
)

// splitTool is what the name of a tool says: a verb, ways to say it, and what it does
// that to: the words behind it, and as an object the last one in the singular.
type splitTool struct {
	tool   *Tool
	verb   string
	say    []string
	words  []string
	object []string
}

func newSplitTool(d *Domain, t *Tool) splitTool {
	verb, say, words := splitName(d, t)
	object := words
	if len(object) > 1 && isWhereTo(object[0]) {
		object = nil
	}
	return splitTool{tool: t, verb: verb, say: say, words: words, object: headOf(object)}
}

// isWhereTo says whether a word leads to what something is put into or taken from.
func isWhereTo(word string) bool {
	return slices.Contains(strings.Fields("to from in on into onto for"), word)
}

// headOf cuts an object before what it is of or in, "distance to downtown", and makes
// one thing of it.
func headOf(object []string) []string {
	object = slices.Clone(object)
	for i, word := range object {
		if i > 0 && (isWhereTo(word) || slices.Contains(strings.Fields("of by with at near about"), word)) {
			object = object[:i]
			break
		}
	}
	if n := len(object); n > 0 {
		object[n-1] = singular(object[n-1])
	}
	return object
}

func (n *splitTool) does(class string) bool { return slices.Contains(verbClasses(n.verb), class) }

// siblings are the other tools that do something to the same objects: only a verb
// tells which of them is asked for.
func (w *toolWords) siblings() []splitTool {
	own := headOf(strings.Fields(w.called))
	if len(own) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(w.others), func(o splitTool) bool {
		if len(o.object) == 0 || last(o.object) != last(own) {
			return true
		}
		ofOther := propertyWord(last(own)) && !slices.Contains([]string{"event", "list"}, last(own))
		return ofOther && !slices.Equal(o.object, own)
	})
}

// classes are those of the tool's verb; a verb that makes and does something else
// makes nothing beside a tool whose verb only makes: get_table is no book_table.
func (w *toolWords) classes() []string {
	if w.ownClasses != nil {
		return w.ownClasses
	}
	list := verbClasses(w.verb)
	if !slices.Contains(list, classMake) || len(list) < 3 {
		return list
	}
	makes := func(o splitTool) bool { return o.does(classMake) && len(verbClasses(o.verb)) < len(list) }
	if slices.ContainsFunc(w.siblings(), makes) {
		return slices.DeleteFunc(list, func(c string) bool { return c == classMake })
	}
	return list
}

// apartFrom leaves out the ways to say the verb that a sibling is asked for with: its
// own ways, and those of what it does and this tool does not.
func (w *toolWords) apartFrom(verbs []string) []string {
	siblings := w.siblings()
	plain := func(v string) string { return strings.TrimSuffix(v, " me") }
	ofSibling := func(v string) bool {
		return slices.ContainsFunc(siblings, func(o splitTool) bool {
			if slices.ContainsFunc(o.say, func(s string) bool { return plain(s) == plain(v) }) || plain(v) == o.verb {
				return true
			}
			return slices.ContainsFunc(verbClasses(plain(v)), func(c string) bool { return o.does(c) && !w.does(c) })
		})
	}
	kept := slices.Clone(verbs[:1])
	for _, v := range verbs[1:] {
		if plain(v) == plain(verbs[0]) || !ofSibling(v) {
			kept = append(kept, v)
		}
	}
	return kept
}

// needsVerb says whether the object alone would not tell what is to be done with it:
// something goes, or another tool does something else to it. Who says no more than the
// thing looks for it.
func (w *toolWords) needsVerb() bool {
	if w.called == "" || w.verb == verbUse || w.does(classSeek) {
		return false
	}
	return w.does(classDrop) || len(w.siblings()) > 0
}

// standsAlone says whether an argument can be said instead of the object: not where
// another tool takes such an argument too and is asked for alike, nor where what goes
// would be something else, "cancel" and the restaurant's name.
func (w *toolWords) standsAlone(m *Param) bool {
	if w.nameless() {
		return true
	}
	return !slices.ContainsFunc(w.others, func(o splitTool) bool {
		takes := slices.ContainsFunc(o.tool.Leaves(), func(p *Param) bool { return sameKind(p, m) })
		return takes && (w.does(classDrop) || w.verb == "leave" || w.soughtAlike(&o))
	})
}

// sameKind says whether two arguments take the same things.
func sameKind(a, b *Param) bool {
	if a.Binding.NodeType != "" || b.Binding.NodeType != "" {
		return a.Binding.NodeType == b.Binding.NodeType
	}
	return a.Said() && last(nameOnly(nameWords(a.Name))) == last(nameOnly(nameWords(b.Name)))
}

// soughtAlike says whether both tools look something up, or a verb is said of both.
func (w *toolWords) soughtAlike(o *splitTool) bool {
	plays := strings.Fields("play watch track")
	if w.does(classSeek) && o.does(classSeek) && !slices.Contains(plays, w.verb) && !slices.Contains(plays, o.verb) {
		return true
	}
	return slices.ContainsFunc(w.verbs, func(v string) bool { return slices.Contains(o.say, v) })
}
