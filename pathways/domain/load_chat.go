package domain

import (
	_ "embed" // the default small talk and replies
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/sample"
)

// SmallTalkNotation is the chat of a grammar that says nothing of it, in the
// notation of grammar.yaml.
//
//go:embed smalltalk.yaml
var SmallTalkNotation string

// RepliesNotation are the replies of a grammar that says nothing of them, in the
// notation of grammar.yaml.
//
//go:embed replies.yaml
var RepliesNotation string

// The placeholders of replies, beside those of references.
const (
	PlaceholderTool     = "tool"
	PlaceholderArgument = "argument"
	PlaceholderCount    = "count"
)

// chatDefault is the entry that stands for the default small talk.
const chatDefault = "default"

// chat reads what people say that asks for nothing; p is nil where the grammar does
// not say.
func (r *grammarReader) chat(p *place) []SmallTalk {
	if p == nil && r.g.inEnglish() {
		return r.defaultChat()
	}
	var list []SmallTalk
	given := false
	for item := range p.elements("a list of small talk", MaxProductions) {
		if item.is(kindText) && item.datum.text == chatDefault {
			switch {
			case given:
				item.fault(quoted(chatDefault)+" again", "it once")
			case !r.g.inEnglish():
				item.wrong("small talk in the grammar's language: the default is in English")
			default:
				list = append(list, r.defaultChat()...)
			}
			given = true
			continue
		}
		if !item.mapping("say", "reply") {
			continue
		}
		talk := SmallTalk{Say: r.productions(item.need("say")), Reply: item.need("reply").replies()}
		if len(talk.Say) > 0 && len(talk.Reply) > 0 {
			list = append(list, talk)
		}
	}
	return list
}

// defaultChat is the default small talk without what a tool of the domain might be
// asked for: where one tells jokes, "tell me a joke" is no small talk.
func (r *grammarReader) defaultChat() []SmallTalk {
	names := toolNouns(r.d.Tools)
	root := readYAML(&source{name: "smalltalk.yaml", faults: r.faults}, []byte(SmallTalkNotation))
	var list []SmallTalk
	for item := range root.elements("a list of small talk", MaxProductions) {
		talk := SmallTalk{Reply: item.get("reply").replies()}
		for _, p := range r.productions(item.get("say")) {
			if !speaksOf(p.Source, names) {
				talk.Say = append(talk.Say, p)
			}
		}
		if len(talk.Say) > 0 {
			list = append(list, talk)
		}
	}
	return list
}

// toolNouns are the words of the tools' names, in the singular, but for those that
// are too small to tell anything.
func toolNouns(tools []*Tool) map[string]bool {
	small := strings.Fields("all and are can day for from has have how new now one out the this that " +
		"what when who with you your")
	nouns := map[string]bool{}
	for _, t := range tools {
		for _, w := range nameWords(t.Name) {
			if len(w) > 2 && !slices.Contains(small, w) {
				nouns[singular(w)] = true
			}
		}
	}
	return nouns
}

func speaksOf(text string, nouns map[string]bool) bool {
	return slices.ContainsFunc(Words(text), func(w string) bool { return nouns[singular(w)] })
}

// replies reads the replies of a grammar; what it leaves out is the default in
// English, and a fault in any other language.
func (r *grammarReader) replies(root *place) Replies {
	p, defaults := root.get("replies"), (*place)(nil)
	if r.g.inEnglish() {
		defaults = readYAML(&source{name: "replies.yaml", faults: r.faults}, []byte(RepliesNotation))
	} else if p == nil {
		root.fault("no replies", "the key replies: those by default are in English")
	}
	var g Replies
	lists := []struct {
		name  string
		into  *[]string
		names []string
		// bare are placeholders that one of the texts must do without.
		bare []string
	}{
		{"decline", &g.Decline, []string{PlaceholderTool}, []string{PlaceholderTool}},
		{"question", &g.Question, []string{PlaceholderArgument, PlaceholderTool}, nil},
		{
			"found", &g.Found,
			[]string{PlaceholderCount, PlaceholderKind, PlaceholderTitle},
			[]string{PlaceholderKind, PlaceholderTitle},
		},
		{"opened", &g.Opened, []string{PlaceholderTitle, PlaceholderKind}, nil},
		{
			"done", &g.Done,
			[]string{PlaceholderTitle, PlaceholderKind, PlaceholderTool},
			[]string{PlaceholderTitle, PlaceholderKind, PlaceholderTool},
		},
	}
	known := make([]string, len(lists))
	for i := range lists {
		known[i] = lists[i].name
	}
	whole := p == nil || p.mapping(known...)
	for _, l := range lists {
		at := p.get(l.name)
		switch {
		case at != nil:
		case defaults != nil:
			at = defaults.get(l.name)
		case whole && p != nil:
			p.fault("no "+l.name, "the key "+l.name+": those by default are in English")
		}
		*l.into = at.replies(l.names...)
		if len(l.bare) > 0 && len(*l.into) > 0 && !slices.ContainsFunc(*l.into, func(text string) bool {
			return !slices.ContainsFunc(l.bare, func(name string) bool { return strings.Contains(text, "{"+name+"}") })
		}) {
			at.fault("no text without {"+strings.Join(l.bare, "} and {")+"}", "one at least, for where there is none")
		}
	}
	return g
}

// replies reads a list of what the assistant says, whose placeholders are among
// names.
func (p *place) replies(names ...string) []string {
	var list []string
	for item := range p.elements("a list of what the assistant says", MaxLabels) {
		text, ok := item.text("what the assistant says", MaxTextBytes)
		switch {
		case !ok:
		case slices.Contains(list, text):
			item.fault(quoted(text)+" again", "each once")
		default:
			item.placeholders(text, names)
			list = append(list, text)
		}
	}
	if p.is(kindList) && len(p.items) == 0 {
		p.fault("an empty list", "at least one text")
	}
	return list
}

// placeholders faults what is in braces and not among names.
func (p *place) placeholders(text string, names []string) {
	want := noPlaceholder
	if len(names) > 0 {
		want = "{" + strings.Join(names, "} or {") + "}"
	}
	for _, found := range regexp.MustCompile(`\{[^{}]*\}|[{}]`).FindAllString(text, -1) {
		name := strings.Trim(found, "{}")
		if len(found) < 2 || !slices.Contains(names, name) {
			p.fault(fmt.Sprintf("%s in %s", quoted(found), quoted(text)), want+p.hint(name, slices.Values(names)))
			return
		}
	}
}

// twists reads the patterns of hard queries. Those of English stand beside what its
// grammar adds.
func (r *grammarReader) twists(p *place) sample.TwistPatterns {
	var t sample.TwistPatterns
	if r.g.inEnglish() {
		t = sample.EnglishTwists()
	}
	if !p.mapping("correction", "negation", "range", "numbers") {
		return t
	}
	for _, f := range []struct {
		key  string
		into **regexp.Regexp
	}{{"correction", &t.Correction}, {"negation", &t.Negation}, {"range", &t.Range}, {"numbers", &t.Numbers}} {
		re := p.get(f.key).pattern()
		if re != nil && *f.into != nil {
			both, err := regexp.Compile("(?:" + (*f.into).String() + ")|(?:" + re.String() + ")")
			if err != nil {
				p.get(f.key).fault("a regular expression that is too large", "a smaller one")
				continue
			}
			re = both
		}
		if re != nil {
			*f.into = re
		}
	}
	return t
}

// pattern returns the place's regular expression, nil where there is none.
func (p *place) pattern() *regexp.Regexp {
	text, ok := p.text("a regular expression", MaxTextBytes)
	if !ok {
		return nil
	}
	re, err := regexp.Compile(text)
	if err != nil {
		p.fault(quoted(text), "a regular expression as Go reads it ("+err.Error()+")")
	}
	return re
}
