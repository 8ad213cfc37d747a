package domain

import (
	"slices"
	"strings"
)

// rest says the arguments behind what is asked for, in several orders: each where the
// call has it and it was not said before; those that go together mostly together.
func (w *toolWords) rest(but ...*Param) []string {
	var all []*Param
	for _, p := range w.saidLeaves() {
		if len(w.ways[p]) > 0 && !slices.Contains(but, p) {
			all = append(all, p)
		}
	}
	pairs := w.pairs()
	var orders []string
	const most = 4
	for i := range min(len(all), most) {
		at := i * len(all) / min(len(all), most)
		turned := slices.Concat(all[at:], all[:at])
		back := slices.Clone(turned)
		slices.Reverse(back)
		for _, order := range [][]*Param{turned, back} {
			if text := w.inOrder(order, pairs); !slices.Contains(orders, text) {
				orders = append(orders, text)
			}
		}
	}
	return orders
}

// inOrder says arguments one after the other, and pairs where the first of them stands.
func (w *toolWords) inOrder(order []*Param, pairs []sayPair) string {
	var b strings.Builder
	done := map[string]bool{}
	for _, p := range order {
		for i := range pairs {
			pair := &pairs[i]
			both := slices.Contains(order, pair.first) && slices.Contains(order, pair.second)
			if name := pair.rule; both && (pair.first == p || pair.second == p) && !done[name] {
				done[name] = true
				b.WriteString("([<" + name + ">]|[<" + name + ">]|)")
			}
		}
		b.WriteString("[<" + w.ruleOf(p) + ">]")
	}
	return b.String()
}

// setArguments finds how each argument is said behind what is asked for, and which are
// said before it.
func (w *toolWords) setArguments(verb string) {
	known := w.tables.roles
	w.ways, w.roles, w.mains, w.before = map[*Param][]string{}, map[*Param]*sayRole{}, nil, nil
	w.nameRules()
	for _, p := range w.saidLeaves() {
		r := w.roleOf(known, p)
		w.roles[p] = r
		if r == nil || w.onItem || p.Binding.isBoolean() {
			continue
		}
		if len(r.before) > 0 && !w.ownsContainer(p) {
			w.before = append(w.before, p)
		}
		if r.asked() || r.name == "device" && w.handles() {
			w.mains = append(w.mains, p)
		}
	}
	if w.main != nil && !slices.Contains(w.mains, w.main) && !w.onItem {
		w.mains = append(w.mains, w.main)
	}
	for _, p := range w.saidLeaves() {
		w.ways[p] = w.waysOf(p, w.roles[p], verb)
	}
}

// isContainer says whether an argument says what the tool's name puts things into.
func (w *toolWords) isContainer(p *Param) bool {
	if w.container == "" {
		return false
	}
	words := spellOut(nameWords(p.Name))
	return singular(words[0]) == singular(last(strings.Fields(w.container))) && len(nameOnly(words)) == 1
}

// ownsContainer says whether an argument says whose the container is, beside one that
// says which.
func (w *toolWords) ownsContainer(p *Param) bool {
	words := nameWords(p.Name)
	return w.containers() != nil && len(words) > 1 && last(words) == "owner" &&
		singular(words[0]) == singular(last(strings.Fields(w.container)))
}

// handles says whether the tool does something to things that are there.
func (w *toolWords) handles() bool {
	_, particle, _ := strings.Cut(w.verb, " ")
	return particle != "" || w.does("change") ||
		w.tables.is("handles", w.verb)
}

// nameOnly leaves out the words of a name that say no more than that it is one.
func nameOnly(words []string) []string {
	for len(words) > 1 && slices.Contains(strings.Fields("name title id ids description"), last(words)) {
		words = words[:len(words)-1]
	}
	return words
}

// waysOf are the ways to say an argument, with the placeholder in them.
func (w *toolWords) waysOf(p *Param, r *sayRole, verb string) []string {
	name := strings.Join(nameOnly(strings.Fields(w.said(p))), " ")
	if w.quiet.asks(name) {
		name = ""
	}
	if p.Binding.isBoolean() {
		return []string{", {" + w.placeholder(p) + "}"}
	}
	ways := w.patternsOf(p, r, verb, name)
	kind := name
	if words := strings.Fields(name); len(words) > 1 {
		kind = kindWord(words)
	}
	var out []string
	for _, way := range ways {
		if strings.Contains(way, "NAME") && name == "" || strings.Contains(way, "KIND") && kind == "" {
			continue
		}
		way = strings.NewReplacer("NAME", name, "KIND", kind, "{a}", w.article()).Replace(way)
		if w.quiet.asks(strings.NewReplacer("_", " . ", "OWNER", "", "{a}", "").Replace(way)) {
			continue
		}
		out = append(out, w.filled(way, p))
	}
	if len(out) == 0 && len(ways) > 0 {
		out = []string{" {" + w.placeholder(p) + "}"}
	}
	return out
}

// kindWord is the last word of a name, but of the number of something that thing.
func kindWord(words []string) string {
	kept := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return strings.HasPrefix(w, "numb") })
	if len(kept) == 0 {
		return last(words)
	}
	return last(kept)
}

// filled puts the placeholder into a way, and the blank before it but where a mark
// begins it.
func (w *toolWords) filled(way string, p *Param) string {
	way = strings.ReplaceAll(way, "_", "{"+w.placeholder(p)+"}")
	owner := ""
	for _, o := range w.saidLeaves() {
		if w.ownsContainer(o) {
			owner = "[{" + w.placeholder(o) + "} ]"
		}
	}
	way = strings.ReplaceAll(way, "OWNER", owner)
	if strings.HasPrefix(way, ":") {
		return way
	}
	return " " + way
}
