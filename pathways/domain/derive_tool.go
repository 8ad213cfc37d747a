package domain

import (
	"slices"
	"strings"
)

// toolWords are the words that a tool is asked for with.
type toolWords struct {
	tool *Tool
	// tables are those that it is found with.
	tables *derivation
	// verbs are ways to say its verb, object the words after it; container is what
	// that is put into or taken from ("add to list").
	verbs             []string
	object, container string
	// called is the object as the name has it, also where saying it would ask for an
	// argument: then the object is what else such things are called.
	called string
	// onItem says that the tool works on the item before the user; itself that
	// the object stands for that item.
	onItem, itself bool
	// main is the text that people ask for, nil where there is none; mains are all
	// arguments that can stand for what is asked for, before those that are said
	// before it. Tools that work on an item have neither.
	main          *Param
	mains, before []*Param
	// roles are those of the arguments, nil for none; ways are how each is said
	// behind what is asked for.
	roles map[*Param]*sayRole
	ways  map[*Param][]string
	// ruleNames are those of the rules that say the arguments.
	ruleNames map[*Param]string
	// verb is the one of the name.
	verb string
	// nouns are other ways to say the object.
	nouns []string
	// quiet knows which words would ask for an argument.
	quiet *quiet
	// others are the names of the domain's other tools.
	others []splitTool
	// ownClasses are those of the verb, once they are known.
	ownClasses []string
}

// newToolWords finds the words of a tool that is called so, beside others.
func newToolWords(d *Domain, t *Tool, name *splitTool, others []splitTool) *toolWords {
	w := &toolWords{tool: t, tables: d.derived, quiet: newQuiet(d, t), others: others}
	verb, say, object := name.verb, name.say, name.words
	if len(object) > 1 && isWhereTo(object[0]) {
		// "add to list": the rest is where an argument goes, or one itself.
		w.container, object = strings.Join(object[1:], " "), nil
		if w.quiet.asks(w.container) {
			w.container = ""
		}
	}
	w.verb, w.called = verb, strings.Join(object, " ")
	w.object, w.ownClasses = w.called, w.classes()
	w.setVerbs(d, verb, say)
	for _, p := range t.Leaves() {
		switch {
		case p.Binding.Kind == BindContext:
			w.onItem = true
		case p.Binding.Kind == BindWalk && (w.main == nil || p.certain && !w.main.certain):
			w.main = p
		}
	}
	if len(object) > 0 {
		last := singular(object[len(object)-1])
		w.itself = slices.Contains(itemNames(), last) || slices.Contains(pictureNames(), last) || last == "design" ||
			slices.ContainsFunc(d.Items, func(it *Item) bool { return strings.EqualFold(it.Kind, last) })
	}
	w.setObject()
	return w
}

// setObject finds what the object is called: nothing where its name says nothing of
// what is asked for, another noun where its name would ask for an argument.
func (w *toolWords) setObject() {
	w.setNouns()
	w.setArguments(w.verb)
	if w.generic() && len(w.mains) > 0 {
		w.object, w.nouns = "", nil
	}
	if w.quiet.asks(w.object) {
		w.object = ""
		if len(w.nouns) > 0 && !w.onItem {
			w.object, w.nouns = w.nouns[0], w.nouns[1:]
		}
	}
	w.setArguments(w.verb)
}

// generic says whether the object says nothing of what is asked for.
func (w *toolWords) generic() bool {
	words := strings.Fields(w.object)
	return len(words) > 0 && w.tables.is("generic", singular(last(words)))
}

// setVerbs takes ways to say the verb, and those of the graph's action that is
// called like it.
func (w *toolWords) setVerbs(d *Domain, verb string, say []string) {
	w.verbs = slices.DeleteFunc(slices.Clone(say), w.quiet.asks)
	if len(w.verbs) == 0 {
		w.verbs = []string{verb}
	}
	w.verbs = w.apartFrom(w.verbs)
	n := actionNode(d, verb)
	if n == nil {
		return
	}
	for _, label := range n.Labels() {
		if !slices.Contains(w.verbs, label) && !w.quiet.asks(label) {
			w.verbs = append(w.verbs, escapeSaid(label))
		}
	}
}

// escapeSaid escapes what the notation of productions gives a meaning.
func escapeSaid(text string) string {
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune(`\{}<>()[]|`, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (w *toolWords) plainVerb() string {
	verb, rest, _ := strings.Cut(w.verbs[0], " ")
	switch verb {
	case verbUse:
		return ""
	case "auto":
		return verb + " " + rest
	default:
		return verb
	}
}

// article is the one that agrees with the word behind it, unless an argument is
// called so.
func (w *toolWords) article() string {
	if w.tool.Leaf(PlaceholderArticle) != nil {
		return "one"
	}
	return "{" + PlaceholderArticle + "}"
}

// does says whether the tool's verb is of a class.
func (w *toolWords) does(class string) bool { return slices.Contains(w.classes(), class) }

// withRole returns the first argument of a role, nil where there is none.
func (w *toolWords) withRole(name string) *Param {
	for _, p := range w.saidLeaves() {
		if r := w.roles[p]; r != nil && r.name == name {
			return p
		}
	}
	return nil
}
