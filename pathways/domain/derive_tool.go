package domain

import (
	"slices"
	"strings"
)

// toolWords are the words that a tool is asked for with.
type toolWords struct {
	tool *Tool
	// verbs are ways to say its verb, object the words after it.
	verbs  []string
	object string
	// onItem says that the tool works on the item before the user; itself that
	// the object stands for that item.
	onItem, itself bool
	// main is the text that people ask for, nil where there is none; mains are all
	// arguments that can stand for what is asked for, before those that are said
	// before it. Tools that work on an item have neither.
	main          *Param
	mains, before []*Param
	// ways are how each argument is said behind what is asked for.
	ways map[*Param][]string
	// verb is the one of the name.
	verb string
	// nouns are other ways to say the object.
	nouns []string
	// quiet knows which words would ask for an argument.
	quiet *quiet
}

func newToolWords(d *Domain, t *Tool) *toolWords {
	w := &toolWords{tool: t, quiet: newQuiet(d, t)}
	verb, say, object := splitName(d, nameWords(t.Name))
	if len(object) > 0 && slices.Contains(strings.Fields("to from in on into for"), object[0]) {
		object = nil // "add to playlist": the rest is an argument
		if verb == "add" {
			say = strings.Fields("add put")
		}
	}
	w.verb = verb
	if w.object = strings.Join(object, " "); w.quiet.asks(w.object) {
		w.object = ""
	}
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
	w.setNouns()
	w.setWays(verb)
	return w
}

// setVerbs takes ways to say the verb, and those of the graph's action that is
// called like it.
func (w *toolWords) setVerbs(d *Domain, verb string, say []string) {
	w.verbs = slices.DeleteFunc(slices.Clone(say), w.quiet.asks)
	if len(w.verbs) == 0 {
		w.verbs = []string{verb}
	}
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
