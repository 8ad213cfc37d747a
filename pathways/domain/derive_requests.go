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

// Rules of tools in derived grammars, beside request and thing.
const (
	ruleAsk   = "ask"
	ruleWish  = "wish"
	ruleDo    = "do"
	ruleFront = "front"
	ruleWhat  = "what"
	rulePre   = "pre"
	ruleRest  = "rest"
	// ruleOthers says all but the container.
	ruleOthers = "others"
	// ruleUnnamed says all but what can stand for what is asked for.
	ruleUnnamed = "unnamed"
)

// rules are those of the tool: request and thing, ask and wish where people say
// that, and those which they refer to.
func (w *toolWords) rules() []toolRule {
	what := "<what>"
	if w.onItem {
		what = w.onObject()
	}
	what += w.where()
	framed := map[string][]string{}
	if !w.onItem {
		framed = w.frames()
		framed[RuleRequest] = append(framed[RuleRequest], w.changes()...)
		framed[ruleWish] = append(framed[ruleWish], w.wishedChanges()...)
	}
	request := w.requests(w.verbs, what)
	plain := slices.DeleteFunc(slices.Clone(w.verbs), func(v string) bool { return strings.HasSuffix(v, " me") })
	if len(plain) == 0 {
		plain = []string{w.verb}
	}
	list := []toolRule{
		{RuleRequest, weighed(request, framed[RuleRequest])},
		{RuleThing, append(w.things(), framed[RuleThing]...)},
		{ruleDo, w.requests(plain, what)},
	}
	if !w.onItem {
		list = append(list, toolRule{ruleWhat, w.what()})
		list = append(list, w.asked(what, framed)...)
		if front := w.fronted(what); front != nil {
			list = append(list, toolRule{ruleFront, front})
		}
	}
	list = w.withPre(list)
	if w.behind() == "" {
		return list
	}
	return append(list, w.restRules()...)
}

// withPre adds the rule of what is said before the object, or takes the references to
// it away where that is nothing.
func (w *toolWords) withPre(list []toolRule) []toolRule {
	if pre := w.pre(); pre != nil && !w.onItem {
		return append(list, toolRule{rulePre, pre})
	}
	for i := range list {
		for j, say := range list[i].say {
			list[i].say[j] = strings.ReplaceAll(say, "<"+rulePre+">", "")
		}
	}
	return list
}

// restRules are those of what is said behind the object.
func (w *toolWords) restRules() []toolRule {
	var list []toolRule
	list = append(list, toolRule{ruleRest, w.rest()})
	if p := w.containers(); p != nil {
		list = append(list, toolRule{ruleOthers, orNow(w.rest(p))})
	}
	if w.nameless() {
		list = append(list, toolRule{ruleUnnamed, orNow(w.rest(w.mains...))})
	}
	for _, p := range w.saidLeaves() {
		if ways := w.ways[p]; len(ways) > 0 {
			list = append(list, toolRule{w.ruleOf(p), ways})
		}
	}
	for _, p := range w.pairs() {
		list = append(list, toolRule{p.rule, p.ways})
	}
	return list
}

// orNow says something where nothing is left to say.
func orNow(rest []string) []string {
	if len(rest) == 0 {
		return []string{"[ now]"}
	}
	return rest
}

// nameless says whether arguments alone can stand for what is asked for.
func (w *toolWords) nameless() bool {
	return w.object == "" && len(w.mains) > 0 && !w.onItem
}

// weighed are the usual productions as often as all others together.
func weighed(usual, others []string) []string {
	var out []string
	for range max(1, len(others)/len(usual)) {
		out = append(out, usual...)
	}
	return append(out, others...)
}

// requests are imperatives: the verb, and what is asked for; what belongs to the verb
// may stand behind it, "turn the light off".
func (w *toolWords) requests(verbs []string, what string) []string {
	say := verbs[0]
	if len(verbs) > 1 {
		say = "(" + strings.Join(verbs, "|") + ")"
	}
	if w.verbAlone() {
		return []string{say + w.behind()} // "log out"
	}
	out := []string{say + " " + what + w.behind()}
	if it, ok := w.quiet.line("(something|this|it|that)"); ok && w.nameless() {
		out = append(out, say+" "+it+"<"+ruleUnnamed+">")
	}
	if p := w.containers(); p != nil && !w.onItem {
		others := "<" + ruleOthers + ">"
		out = append(out, say+" "+what+" "+w.ownContainer()+others, say+" "+what+"<"+w.ruleOf(p)+">"+others)
	}
	if _, particle, _ := strings.Cut(w.verb, " "); particle == "" || w.onItem {
		return out
	}
	for _, v := range verbs {
		if first, particle, ok := strings.Cut(v, " "); ok && isParticle(first, particle) {
			out = append(out, first+" "+what+" "+particle+w.behind())
		}
	}
	return out
}

// verbAlone says whether the verb says it all: "log out".
func (w *toolWords) verbAlone() bool {
	return w.object == "" && len(w.mains) == 0 && !w.onItem && w.container == "" && strings.Contains(w.verb, " ")
}

// where is what the tool's name puts things into, where no argument says it: then it
// is said in any case.
func (w *toolWords) where() string {
	if w.container == "" || w.containers() != nil {
		return ""
	}
	return " " + w.ownContainer()
}

// ownContainer says the container that has no name.
func (w *toolWords) ownContainer() string {
	to := "(to|to|on|in|into)"
	if w.does(classDrop) {
		to = "(from|from|off)"
	}
	return to + " (my|the|my|the|this) " + w.container
}

// containers is the argument that says the container, nil for none.
func (w *toolWords) containers() *Param {
	for _, p := range w.saidLeaves() {
		if w.isContainer(p) {
			return p
		}
	}
	return nil
}

// asked are questions and wishes: for something that can be had, else to do it.
func (w *toolWords) asked(what string, framed map[string][]string) []toolRule {
	have := what + w.behind()
	ask := []string{
		"(can|could|would|will) you <request>", "(can|could) i <do>", "how (do|can) i <do>",
		"(can|could|would) you please <request>", "(can|could|would|will) you <request>",
	}
	wish := []string{
		"(i|we) (want|need|'d like|would like) to <do>", "(i|we) (want|need|'d like) you to <do>",
		"help me <do>", "let's <do>",
	}
	had := []string{
		"(i|we) (want|need|'d like|would like) " + have, "(i|we) (want|need|'d like|would like) " + have,
		"i'm (looking for|after) " + have,
	}
	one := len(w.siblings()) == 0 // who wants it wants nothing else done to it
	if w.does(classMake) {
		ask = append(ask, "is it possible to <do>")
		if one {
			ask = append(ask, "(can|could|may) (i|we) (get|have) "+have)
			wish = append(wish, had...)
		}
	}
	if w.does(classSeek) {
		ask = append(weighed([]string{ask[0]}, nil), w.seeking(what)...)
		to := "(see|know|find)"
		if one {
			wish = append(wish, had...)
			to = "(see|know|have|get|find)"
		}
		wish = append(wish, "(i|we) (want|need|'d like|would like) to "+to+" "+have, "i'd like to (see|know) "+have)
	}
	return []toolRule{{ruleAsk, weighed(ask, framed[ruleAsk])}, {ruleWish, weighed(wish, framed[ruleWish])}}
}

// seeking are questions for what can be had.
func (w *toolWords) seeking(what string) []string {
	have := what + w.behind()
	one, get := len(w.siblings()) == 0, "see"
	if one {
		get = "(get|have|see)"
	}
	out := []string{
		"(what's|what is|what are) " + have, "what (is|are) " + have, "(can|could) (i|we) " + get + " " + have,
		"(can|could) you tell me " + have, "do you (know|have) " + have,
	}
	if one {
		out = append(out, "what about "+have)
	}
	switch {
	case w.object == "":
	case w.uniquely():
		out = append(out, "what('s| is) the "+w.nounSaid()+w.where()+w.behind())
	default:
		many := "<pre>" + plural(w.object)
		out = append(out,
			"(what|which) "+many+w.where()+w.behind(), "(what|which) "+many+" (are|are there|do you have)"+w.where()+w.behind(),
			"(are there|do you have|have you got) (any |)"+many+w.where()+w.behind(), "is there "+have,
			"(what|which) "+many+" (are available|are there)"+w.where()+w.behind(),
		)
		if one {
			out = append(out, "where (can|could) (i|we) (get|find) "+have,
				"(what|which) "+many+" can i get"+w.where()+w.behind())
		}
	}
	for _, wh := range w.tables.describedQuestion(w.tool.Description) {
		if !w.quiet.asks(wh) {
			out = append(out, escapeSaid(wh)+w.behind(), escapeSaid(wh)+w.behind(), escapeSaid(wh)+" <what>"+w.behind())
		}
	}
	return out
}

// uniquely says whether there is one of what is asked for: a price, the weather.
func (w *toolWords) uniquely() bool {
	gets := slices.Contains(strings.Fields("get fetch read check retrieve"), w.verb)
	return gets && !isPlural(w.object) || isUncounted(w.object)
}

// fronted are imperatives that say when or where first.
func (w *toolWords) fronted(what string) []string {
	var out []string
	for _, name := range []string{roleDate, roleTime, rolePart, rolePlace, roleRepeat, "room"} {
		if p := w.withRole(name); p != nil && len(w.ways[p]) > 0 {
			out = append(out, "<"+w.ruleOf(p)+">(,|) <do>")
			if !w.needsVerb() {
				out = append(out, "<"+w.ruleOf(p)+">(,|) "+what+w.behind())
			}
		}
	}
	for i, say := range out {
		// The rule begins with a blank.
		out[i] = strings.TrimSpace(say)
	}
	return out
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
