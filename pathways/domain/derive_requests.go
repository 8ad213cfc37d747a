package domain

import (
	"slices"
	"strings"
)

// toolRule is a rule of a tool in a derived grammar.
type toolRule struct {
	name string
	say  []string
}

// seeking are the verbs of tools that are asked for as questions and wishes too:
// what they give can be had.
func seeking(verb string) bool {
	return slices.Contains(strings.Fields("search find get fetch list show read check lookup look browse view track "+
		"query compare recommend suggest play watch"), verb)
}

// rules are those of the tool: request and thing, ask and wish where people say
// that, and those which they refer to.
func (w *toolWords) rules() []toolRule {
	verb := w.verbs[0]
	if len(w.verbs) > 1 {
		verb = "(" + strings.Join(w.verbs, "|") + ")"
	}
	what := "<what>"
	if w.onItem {
		what = w.onObject()
	}
	list := []toolRule{{RuleRequest, []string{verb + " " + what + w.behind()}}, {RuleThing, w.things()}}
	if !w.onItem {
		list = append(list, toolRule{"what", w.what()})
		if seeking(w.verb) {
			list = append(list, w.seekingRules(verb, what+w.behind())...)
		}
	}
	if w.behind() == "" {
		return list
	}
	list = append(list, toolRule{"rest", w.rest()})
	for _, p := range w.saidLeaves() {
		if ways := w.ways[p]; len(ways) > 0 {
			list = append(list, toolRule{w.ruleOf(p), ways})
		}
	}
	return list
}

// seekingRules are questions and wishes for something.
func (w *toolWords) seekingRules(verb, what string) []toolRule {
	return []toolRule{
		{"ask", []string{
			"(what's|what is|what are) " + what, "where can (i|we) (get|find) " + what, "is there " + what,
			"do you have " + what, "(can|could) (i|we) (get|have|see) " + what, "(can|could) you " + verb + " " + what,
		}},
		{"wish", []string{
			"(i|we) (want|need|'d like|would like) " + what, "(i|we) (want|need|'d like) to (see|have|get|find) " + what,
			"i'm (looking for|after) " + what, "let('s| us) " + verb + " " + what,
		}},
	}
}

// behind refers to what is said behind what is asked for; empty where that is
// nothing.
func (w *toolWords) behind() string {
	for _, p := range w.saidLeaves() {
		if len(w.ways[p]) > 0 {
			return "<rest>"
		}
	}
	return ""
}

// what says what is asked for: one of the arguments that stand for it, with the
// object of the tool's name or without, else that object.
func (w *toolWords) what() []string {
	var out []string
	for _, m := range w.mains {
		x, pre := "{"+w.placeholder(m)+"}", w.adjectives(m)
		out = append(out, x)
		if pre != "" {
			out = append(out, "(the |)"+pre+x)
		}
		if w.object == "" {
			continue
		}
		out = append(out, "(the |my |)"+pre+w.anyNoun()+" "+x, pre+x+" "+w.object)
		if !strings.HasSuffix(w.object, "s") {
			out = append(out, "{a} "+pre+w.anyNoun()+" (called|named) "+x)
		}
	}
	pre := w.adjectives(nil)
	switch {
	case w.object != "":
		out = append(out, "(the |some |{a} |)"+pre+w.anyNoun())
	case pre != "":
		out = append(out, "(the |some |{a} |)"+pre+"one", "something")
	default:
		out = append(out, "(something|this|it)")
	}
	return out
}

// adjectives says the arguments that stand before what is asked for, but one.
func (w *toolWords) adjectives(but *Param) string {
	var b strings.Builder
	for _, p := range w.before {
		if p != but {
			b.WriteString("[{" + w.placeholder(p) + "} ]")
		}
	}
	return b.String()
}

// anyNoun is the object of the tool's name, or what else it is called.
func (w *toolWords) anyNoun() string {
	if len(w.nouns) == 0 {
		return w.object
	}
	return "(" + strings.Join(append([]string{w.object}, w.nouns...), "|") + ")"
}

// onObject is the item before the user, or what the tool does something to of it.
func (w *toolWords) onObject() string {
	if w.itself || w.object == "" {
		return "{item}"
	}
	if words := strings.Fields(w.object); singular(words[len(words)-1]) != words[len(words)-1] {
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
	}
	if w.onItem {
		if w.object == "" {
			return []string{object + w.behind()}
		}
		return []string{strings.TrimSpace(w.object+" "+w.plainVerb()) + w.behind()}
	}
	var out []string
	for _, m := range w.mains {
		x, pre := "{"+w.placeholder(m)+"}", w.adjectives(m)
		out = append(out, pre+x+" "+object+w.behind(), pre+object+" "+x+w.behind())
	}
	return append(out, w.adjectives(nil)+object+w.behind())
}
