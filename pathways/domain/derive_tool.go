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
	// main is the leaf that is what people ask for, nil where there is none.
	main *Param
	// named says that the object is the main leaf's name: "explain_word(word)".
	named bool
	// quiet knows which words would ask for an argument.
	quiet *quiet
}

func newToolWords(d *Domain, t *Tool) *toolWords {
	w := &toolWords{tool: t, quiet: newQuiet(d, t)}
	verb, say, object := splitName(d, nameWords(t.Name))
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
	if len(object) > 0 && !w.onItem {
		w.setNamed(singular(object[len(object)-1]))
	}
	if len(object) > 0 {
		last := singular(object[len(object)-1])
		w.itself = slices.Contains(itemNames(), last) || slices.Contains(pictureNames(), last) || last == "design" ||
			slices.ContainsFunc(d.Items, func(it *Item) bool { return strings.EqualFold(it.Kind, last) })
	}
	return w
}

// setNamed makes a leaf that every call has the main one, if it is called like
// the tool's object.
func (w *toolWords) setNamed(object string) {
	for _, p := range w.tool.Leaves() {
		words := nameWords(p.Name)
		if p.certain && p.Said() && len(words) > 0 && singular(words[len(words)-1]) == object && !isBoolean(&p.Binding) {
			w.main, w.named = p, true
			return
		}
	}
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

// requests are clauses that ask for the call.
func (w *toolWords) requests() []string {
	verb := w.verbs[0]
	if len(w.verbs) > 1 {
		verb = "(" + strings.Join(w.verbs, "|") + ")"
	}
	arguments := w.arguments()
	if w.main != nil && !w.onItem {
		text := "{" + w.placeholder(w.main) + "}"
		if w.named {
			if w.object == "" {
				return []string{verb + " " + text + arguments}
			}
			return []string{verb + " (the |)" + w.object + " " + text + arguments, verb + " " + text + arguments}
		}
		if w.main.certain {
			return []string{
				verb + " " + w.noun(text) + arguments,
				verb + " " + w.withArticle() + " (of|for|with) " + text + arguments,
			}
		}
		return []string{
			verb + " " + w.withArticle() + "[ (of|for|with) " + text + "]" + arguments,
		}
	}
	object := w.withArticle()
	switch {
	case w.onItem && (w.itself || w.object == ""):
		object = "{item}"
	case w.onItem:
		object += " (of|for|on|in) {item}"
	}
	return []string{strings.TrimSpace(verb+" "+object) + arguments}
}

// things are the same as people type it into a search box. They begin with no
// verb, as imperatives do.
func (w *toolWords) things() []string {
	bare := w.bareArguments()
	switch {
	case w.named:
		return []string{"{" + w.placeholder(w.main) + "} " + w.plainVerb() + bare}
	case w.main != nil && !w.onItem && w.main.certain:
		return []string{w.noun("{"+w.placeholder(w.main)+"}") + bare}
	case w.main != nil && !w.onItem:
		return []string{"[{" + w.placeholder(w.main) + "} ]" + w.objectOr("quick "+w.plainVerb()) + bare}
	case w.object == "":
		return []string{"quick " + w.plainVerb() + bare}
	default:
		return []string{strings.TrimSpace(w.object+" "+w.plainVerb()) + bare}
	}
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

func (w *toolWords) objectOr(otherwise string) string {
	if w.object == "" {
		return otherwise
	}
	return w.object
}

// noun puts what is asked for before the object: "birthday card templates".
func (w *toolWords) noun(text string) string {
	if w.object == "" {
		return text
	}
	return text + " " + w.object
}

// withArticle returns the object as a noun phrase.
func (w *toolWords) withArticle() string {
	words := strings.Fields(w.object)
	switch {
	case len(words) == 0:
		return "something"
	case singular(words[len(words)-1]) != words[len(words)-1]:
		return "[(some|the) ]" + w.object
	case w.onItem:
		return "the " + w.object
	default:
		return "({a}|the) " + w.object
	}
}
