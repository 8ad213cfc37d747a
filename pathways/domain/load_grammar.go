package domain

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/callmill/callmill/pathways/sample"
)

// maxWeight bounds the weight of a production.
const maxWeight = 1e6

// readGrammar reads grammar.yaml; Production describes the notation:
//
//	phrasings:                  # the first match measures; other may be the last
//	  - name: question
//	    match: '\?\s*$'
//	    item: true              # only where a call works on what is open; left out, any
//	    say:
//	      - "can you <request>?"
//	      - {say: "could you <request>?", weight: 2}
//	      - {say: "i wonder if you could <request>?", plain: false}
//	rules:
//	  please: [please, pls]
//	  join: [and, "and then"]   # between the calls of one query
//	tools:
//	  search_templates:
//	    request: ["(find|show me) {a} [{color}] {query}"]
//	    thing: ["[{color}] {query}"]
//	none: ["what should I write on {a} {occasion} card"]
//	chat:                       # what asks for nothing, and what is said to it
//	  - default                 # the entries of SmallTalkNotation
//	  - {say: ["(hi|hello)[ there]"], reply: ["Hello! What shall we make?"]}
//	replies:                    # what the assistant says; see Replies
//	  decline: ["I can't do that here."]
//	twists: {negation: '(?i)\b(sin|nunca)\b'}  # or correction, range, numbers
//	manners: {}                 # how people type; see Manners
//	idioms: [show me]           # never about a show
//	head_first: true            # "bufanda de lana", not "wool scarf"; left out, not so
//	and: and                    # between the last two of a list
//
// A grammar in English that says nothing of chat has the default small talk, but
// for what the tools' names speak of; "chat: []" is none. Of replies it has those
// of RepliesNotation that it leaves out. The patterns of twists stand beside those
// of English.
//
// Grammars of other languages (main is then the domain's own) are as whole as the
// main one. Their phrasings are some of the main one's, in its order, by the same
// names; of chat, replies and manners they have what they say, which must be all of
// the replies.
//
// A production with "plain: false" is for phrase/grammar alone; the other
// phrase pathways keep to the plain ones of a list where it has any.
func (l *loader) readGrammar(root *place, lang string, main *Grammar) *Grammar {
	if !root.mapping("phrasings", "rules", "tools", "none", "chat", "replies", "twists", "manners", "idioms",
		"head_first", "and") {
		return nil
	}
	r := &grammarReader{loader: l, places: map[*Production]*place{}, g: &Grammar{
		Language: lang,
		Rules:    map[string][]*Production{},
		Tools:    map[string]map[string][]*Production{},
	}}
	phrasings := root.need("phrasings")
	for p := range phrasings.elements("a list of phrasings", MaxBuckets-1) {
		r.phrasing(p)
	}
	if len(r.g.Phrasings) == 0 {
		l.unsure[sample.FacetPhrasing] = true
	}
	if phrasings.is(kindList) && len(phrasings.items) == 0 {
		phrasings.fault("an empty list", "at least one phrasing")
	}
	if main != nil {
		r.checkNames(phrasings, main)
	}
	for name, p := range root.get("rules").entries("rules, each with its productions") {
		p.keyName("a rule's name")
		if name == RuleRequest || name == RuleThing {
			p.fault("key "+quoted(name), "another name: request and thing are rules of the tools")
		}
		r.g.Rules[name] = r.productions(p)
	}
	for name, p := range root.need("tools").entries("tools, each with its rules") {
		r.toolRules(name, p)
	}
	if p := root.get("none"); p != nil {
		r.g.None = r.productions(p)
	}
	r.readSpeech(root)
	r.idioms(root.get("idioms"))
	r.g.HeadFirst, _ = root.get("head_first").boolean("whether what a thing is comes before what kind of it")
	if r.g.And = "and"; root.get("and") != nil {
		r.g.And, _ = root.get("and").text("a word between the last two of a list", MaxLabelBytes)
	}
	if len(r.places) > MaxProductions {
		root.fault(fmt.Sprintf("%d productions", len(r.places)), fmt.Sprintf("at most %d", MaxProductions))
		return r.g
	}
	r.check(root)
	return r.g
}

// readSpeech reads what depends on the language more than on the tools.
func (r *grammarReader) readSpeech(root *place) {
	r.g.Manners = r.manners(root.get("manners"))
	if p := root.get("manners").get("number_words"); !r.g.inEnglish() && r.g.Manners.NumberWords > 0 {
		p.wrong("none: they are English words")
	}
	r.g.Chat = r.chat(root.get("chat"))
	r.g.Replies = r.replies(root)
	r.g.Twists = r.twists(root.get("twists"))
}

// idioms reads what a label is part of without being meant: the lexicon takes
// the longest match, and one that stands for nothing asks for nothing.
func (r *grammarReader) idioms(p *place) {
	for _, text := range p.labels("words that stand together") {
		if r.d.Lexicon != nil {
			r.d.Lexicon.Add(text, Entry{})
		}
	}
}

// grammarReader reads a grammar and remembers where its productions stand.
type grammarReader struct {
	*loader

	g      *Grammar
	places map[*Production]*place
	// habits are the productions of manners.
	habits []habitScope
}

func (r *grammarReader) phrasing(p *place) {
	if !p.mapping("name", "match", "say", "item") {
		r.unsure[sample.FacetPhrasing] = true
		return
	}
	name, _ := p.need("name").name("a phrasing's name")
	var rule sample.PhrasingRule
	rule.Name = name
	for _, have := range r.g.Phrasings {
		if have.Rule.Name == name && name != "" {
			p.get("name").fault(quoted(name)+" again", "each phrasing once")
		}
	}
	if n := len(r.g.Phrasings); n > 0 && r.g.Phrasings[n-1].Rule.Name == sample.BucketOther {
		p.fault("a phrasing after other", "other as the last: it takes what no match has taken")
	}
	match := p.get("match")
	switch {
	case name == sample.BucketOther && match != nil:
		match.fault("a match", "none: other takes what no match has taken")
	case name != sample.BucketOther && match == nil:
		p.fault("no match", "a regular expression that recognises the phrasing")
	}
	rule.Match = match.pattern()
	if rule.Match == nil && name != sample.BucketOther {
		// The bucket stays, so that targets that name it are not faulted.
		rule.Match = regexp.MustCompile(`$.`)
	}
	say := r.productions(p.need("say"))
	item, _ := p.get("item").boolean("whether only those speak so who have an item before them")
	r.g.Phrasings = append(r.g.Phrasings, Phrasing{Rule: rule, Say: say, Item: item})
}

func (r *grammarReader) toolRules(name string, p *place) {
	r.toolNamed(p)
	rules := map[string][]*Production{}
	for rule, at := range p.entries("rules of " + name) {
		at.keyName("a rule's name")
		rules[rule] = r.productions(at)
	}
	for _, rule := range []string{RuleRequest, RuleThing} {
		if p.is(kindMapping) && p.get(rule) == nil {
			p.fault("no "+rule, "the rules request and thing for every tool")
		}
	}
	r.g.Tools[name] = rules
}

// productions reads a list of productions, each a text or {say, weight, plain}.
func (r *grammarReader) productions(p *place) []*Production {
	var list []*Production
	for item := range p.elements("a list of productions", MaxProductions) {
		say, weight, fancy := item, 1.0, false
		if item.is(kindMapping) {
			if !item.mapping("say", "weight", "plain") {
				continue
			}
			say = item.need("say")
			if w, ok := item.get("weight").number("a weight"); ok {
				weight = w
			}
			if plain, ok := item.get("plain").boolean("whether all phrase pathways use it"); ok {
				fancy = !plain
			}
			if !(weight > 0 && weight <= maxWeight) { // not a NaN either
				item.get("weight").wrong(fmt.Sprintf("a weight above 0, at most %d", int(maxWeight)))
				continue
			}
		}
		text, ok := say.text("a production", MaxProductionBytes)
		if !ok {
			continue
		}
		production, err := ParseProduction(text)
		if e, wrong := errors.AsType[*productionError](err); wrong {
			say.fault(fmt.Sprintf("%s at column %d of %s", e.found, e.column, quoted(text)), e.want)
			continue
		}
		production.Weight, production.Fancy = weight, fancy
		r.places[production] = say
		list = append(list, production)
	}
	if p.is(kindList) && len(p.items) == 0 {
		p.fault("an empty list", "at least one production")
	}
	return list
}
