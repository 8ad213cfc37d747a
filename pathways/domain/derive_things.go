package domain

import (
	"slices"
	"strings"
)

// what says what is asked for: one of the arguments that stand for it, with the
// object of the tool's name or without, else that object.
func (w *toolWords) what() []string {
	var out []string
	for _, m := range w.mains {
		x := "{" + w.placeholder(m) + "}"
		alone := w.standsAlone(m)
		if alone {
			out = append(out, x, x)
		}
		if w.nameless() {
			out = append(out, x)
		}
		if w.hasPre() && alone {
			out = append(out, "(the |)<pre>"+x)
		}
		for _, kind := range w.kinds() {
			k := "{" + w.placeholder(kind) + "}"
			out = append(out, "(the |the |"+w.article()+" |)<pre>"+k+" "+x, "(the |)<pre>"+x+" "+k,
				"(the |"+w.article()+" )<pre>"+k+" (called|named|titled) "+x)
		}
		switch {
		case w.names(m):
			out = append(out, w.named(x)...)
		case w.object != "":
			out = append(out, "(the |my |)<pre>"+w.nounSaid()+" "+x, "<pre>"+x+" "+w.object)
			if !isPlural(w.object) {
				out = append(out, w.ofMany()+" <pre>"+w.nounSaid()+" (called|named) "+x)
			}
		default:
			out = append(out, "(the |my |)"+x)
		}
	}
	bare := w.withDeterminer()
	if w.nameless() {
		bare = nil
	}
	for _, k := range w.kinds() {
		bare = append(bare, "("+w.article()+" |"+w.article()+" |the |some |this |)<pre>{"+w.placeholder(k)+"}")
	}
	for range max(1, len(out)/max(1, 2*len(bare))) {
		out = append(out, bare...)
	}
	return out
}

// names says whether an argument is the name of the object: list_name of create_list.
func (w *toolWords) names(m *Param) bool {
	words := nameOnly(nameWords(m.Name))
	object := strings.Fields(w.object)
	return len(object) > 0 && len(words) == 1 && singular(words[0]) == singular(last(object))
}

// named says the object by its name: "my work list", "a list called work".
func (w *toolWords) named(x string) []string {
	one, n := w.ofMany(), w.object
	out := []string{
		"(my |the |)" + x + " " + n, one + " " + x + " " + n, "my " + x + " " + n, "the " + x + " " + n, x + " " + n,
		"(the |my |)" + n + " " + x, "(the |my |" + one + " )" + n + " (called|named|titled) " + x,
		"(the |my |)" + n + " (for|of) " + x,
	}
	if w.does(classMake) {
		out = append(out, one+" (new |)"+n+" (for|of) "+x, one+" new "+x+" "+n)
	}
	return out
}

// ofMany is the article of a thing that is there not yet, or is one of those that are.
func (w *toolWords) ofMany() string {
	if w.does(classMake) || w.does(classSeek) {
		return w.article()
	}
	return "the"
}

// withDeterminer says the object alone, as one or several.
func (w *toolWords) withDeterminer() []string {
	one := w.article()
	kinds := w.kindSaid()
	switch {
	case w.object == "" && w.hasPre():
		return []string{"(the |some |" + one + " |)<pre>one", "something"}
	case w.object == "":
		return []string{"(something|this|it)"}
	case isUncounted(w.object):
		return []string{"(the |some |any |)<pre>" + kinds}
	case isPlural(w.object):
		return []string{
			"(the |some |all |all the |any |)<pre>" + kinds, "(the |all |)<pre>" + kinds,
			one + " <pre>" + singularOf(w.object), "(" + one + " |the |any |" + one + " )<pre>" + singularOf(w.object),
		}
	case w.uniquely():
		return []string{"(the |the |)<pre>" + kinds}
	case w.does(classDrop):
		return []string{"(the |my |the |this |)<pre>" + kinds}
	case w.handles() && (w.does(classChange) || !w.does(classMake)):
		return []string{
			"(the |the |my |" + one + " |)<pre>" + kinds, "(the |the |my |all |all the |)<pre>" + plural(w.object),
		}
	case w.does(classMake):
		return []string{"(" + one + " |" + one + " |the |my |)<pre>" + kinds, "(" + one + " new |)<pre>" + kinds}
	default:
		return []string{"(" + one + " |the |the |my |)<pre>" + kinds}
	}
}

// kindSaid is the object's noun, or an argument that says its kind in its place.
func (w *toolWords) kindSaid() string {
	said := []string{w.nounSaid()}
	for _, p := range w.kinds() {
		k := "{" + w.placeholder(p) + "}"
		said = append(said, k, "["+k+" ]"+w.object)
	}
	if len(said) == 1 {
		return said[0]
	}
	return "(" + strings.Join(said, "|") + ")"
}

// kinds are the arguments that say what kind of thing is asked for: people say them
// in the noun's place.
func (w *toolWords) kinds() []*Param {
	if w.onItem {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(w.before), func(p *Param) bool {
		return !w.tables.is("kinds", last(nameWords(p.Name))) || w.fixedKind(p)
	})
}

// fixedKind says whether the values are adjectives by their schema: "one way" says no
// thing.
func (w *toolWords) fixedKind(p *Param) bool {
	return slices.ContainsFunc(nameWords(p.Name), func(word string) bool { return w.tables.is("fixed", word) })
}

// nounSaid is the object of the tool's name, or what else it is called.
func (w *toolWords) nounSaid() string {
	if len(w.nouns) == 0 {
		return w.object
	}
	own := slices.Repeat([]string{w.object}, 2*len(w.nouns))
	return "(" + strings.Join(append(own, w.nouns...), "|") + ")"
}

// hasPre says whether anything is said before the object.
func (w *toolWords) hasPre() bool { return len(w.before) > len(w.kinds()) }

// pre says the arguments that stand before what is asked for: always most of those
// that are adjectives, now and then others, "kitchen lights", "7 am alarm".
func (w *toolWords) pre() []string {
	var strict, loose strings.Builder
	for _, p := range w.before {
		if slices.Contains(w.kinds(), p) {
			continue
		}
		x := "[{" + w.placeholder(p) + "} ]"
		if len(w.ways[p]) > 0 {
			x = "(" + x + "|" + x + "|" + x + "|)"
		}
		strict.WriteString(x)
	}
	for _, p := range w.saidLeaves() {
		if n := w.apart(p); n > 0 {
			loose.WriteString("([{" + w.placeholder(p) + "} ]" + strings.Repeat("|", n) + ")")
		}
	}
	if from, to := w.withRole(roleFrom), w.withRole(roleTo); from != nil && to != nil {
		loose.WriteString("([{" + w.placeholder(from) + "} to {" + w.placeholder(to) + "} ]||||)")
	}
	out := []string{loose.String() + strict.String()}
	if strict.Len() > 0 && loose.Len() > 0 {
		out = append(out, strict.String()+loose.String())
	}
	if out[0] == "" {
		return nil
	}
	return out
}

// apart is how many times more often an argument stands behind what is asked for than
// before it; 0 for always.
func (w *toolWords) apart(p *Param) int {
	if slices.Contains(w.before, p) || slices.Contains(w.mains, p) || p.Binding.Kind != BindValues ||
		p.Binding.isBoolean() || w.isContainer(p) || w.ownsContainer(p) || len(w.ways[p]) == 0 {
		return 0
	}
	r := w.roles[p]
	if r == nil {
		return 1
	}
	switch r.name {
	case "room", "company", "service", "device", rolePart:
		return 2
	case roleTime, roleDate, "amenity", roleRepeat:
		return 6
	case rolePlace, roleNear:
		return 8
	default:
		return 0
	}
}

// onObject is the item before the user, or what the tool does something to of it.
func (w *toolWords) onObject() string {
	if w.itself || w.object == "" {
		return "{item}"
	}
	if isPlural(w.object) {
		return "[(some|the) ]" + w.object + " (of|for|on|in) {item}"
	}
	return "the " + w.object + " (of|for|on|in) {item}"
}

// things are the same as people type it into a search box. They begin with no
// verb, as imperatives do, and have the tool's object or its verb in them: values
// alone would not tell one tool from another.
func (w *toolWords) things() []string {
	object := w.object
	if object == "" {
		object = strings.TrimSpace("quick " + w.plainVerb())
		if strings.Contains(w.verb, " ") {
			object = "quick " + w.verb // "log out"
		}
	}
	if w.onItem {
		if w.object == "" {
			return []string{object + w.behind()}
		}
		return []string{strings.TrimSpace(w.object+" "+w.plainVerb()) + w.behind()}
	}
	end := w.where() + w.behind()
	if w.needsVerb() && w.object != "" {
		return w.thingsDone(end)
	}
	var out []string
	for _, m := range w.mains {
		x := "{" + w.placeholder(m) + "}"
		if w.nameless() {
			out = append(out, x+end, "<pre>"+x+end)
			for _, k := range w.kinds() {
				k := "{" + w.placeholder(k) + "}"
				out = append(out, k+" "+x+end, x+" "+k+end)
			}
			continue
		}
		out = append(out, "<pre>"+x+" "+object+end, "<pre>"+object+" "+x+end)
	}
	if _, particle, ok := strings.Cut(w.verb, " "); ok && w.object != "" {
		out = append(out, "<pre>"+plural(w.object)+" "+particle+end)
	}
	if w.nameless() {
		return append(out, object+"<"+ruleUnnamed+">")
	}
	return append(out, "<pre>"+object+end)
}

// thingsDone are things with the verb behind the object, where that alone would not
// tell what is to be done: "standing order sarah cancel".
func (w *toolWords) thingsDone(end string) []string {
	verb := w.plainVerb()
	if _, particle, ok := strings.Cut(w.verb, " "); ok {
		verb = particle
	}
	var out []string
	for _, m := range w.mains {
		x := "{" + w.placeholder(m) + "}"
		out = append(out, "<pre>"+x+" "+w.object+" "+verb+end, "<pre>"+w.object+" "+x+" "+verb+end,
			"<pre>"+w.object+" "+verb+" "+x+end)
		if w.does(classMake) && !w.does(classChange) {
			out = append(out, "new <pre>"+x+" "+w.object+end, "new <pre>"+w.object+" "+x+end)
		}
	}
	return append(out, "<pre>"+w.object+" "+verb+end)
}
