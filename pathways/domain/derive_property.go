package domain

import "strings"

// property finds what a tool changes of something: the argument that is called like
// the last word of its object, and what it is of ("light color": the lights' color);
// nil for none.
func (w *toolWords) property() (p *Param, of string) {
	words := strings.Fields(w.called)
	if len(words) < 2 || w.onItem || !w.does(classChange) {
		return nil, ""
	}
	end := words[len(words)-1]
	of = strings.Join(words[:len(words)-1], " ")
	for _, p := range w.saidLeaves() {
		if name := nameWords(p.Name); last(name) == end && !w.quiet.asks(of) && !p.Binding.isBoolean() {
			return p, of
		}
	}
	return nil, ""
}

// changes are ways to ask for a change of a property: "make the lights blue".
func (w *toolWords) changes() []string {
	p, of := w.property()
	if p == nil {
		return nil
	}
	x := "{" + w.placeholder(p) + "}"
	place := ""
	if room := w.withRole("room"); room != nil {
		place = "([{" + w.placeholder(room) + "} ]|)"
	}
	it := "(the |the |my |all the |)" + place + "(" + plural(of) + "|" + plural(of) + "|" + of + ")"
	out := []string{
		"(set|change|turn|switch|put) " + it + "<rest> to " + x, "(set|change|turn|switch) " + it + " to " + x + "<rest>",
		"make " + it + " " + x + "<rest>", "(make|turn) " + it + " " + x + "<rest>", "make " + it + "<rest> " + x,
	}
	var kept []string
	for _, say := range out {
		if say, ok := w.quiet.line(strings.ReplaceAll(say, "<rest>", w.behind())); ok {
			kept = append(kept, say)
		}
	}
	return kept
}

// wishedChanges are wishes for it.
func (w *toolWords) wishedChanges() []string {
	p, of := w.property()
	if p == nil {
		return nil
	}
	x := "{" + w.placeholder(p) + "}"
	it, rest := "(the |my |)"+plural(of), w.behind()
	return []string{
		"(i|we) (want|need|'d like|would like) " + it + rest + " (to be |)" + x,
		"(i|we) (want|need|'d like|would like) " + it + " (to be |)" + x + rest,
		"(i|we) (want|need|'d like|would like) " + x + " " + plural(of) + rest,
	}
}
