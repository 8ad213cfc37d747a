package domain

import (
	"github.com/callmill/callmill/pathways/sample"
)

// Grammar says how people phrase requests in this domain.
type Grammar struct {
	// Phrasings in the order in which the phrasing facet tries them.
	Phrasings []Phrasing
	// Rules are named alternatives that productions refer to as <name>. The
	// rule join, which need not be there, is what stands between the calls of
	// one query.
	Rules map[string][]*Production
	// Tools maps a tool's name to its own rules: "request" (a clause that asks
	// for the call, starting with a verb in the infinitive), "thing" (the same
	// without a verb), and any other that these refer to.
	Tools map[string]map[string][]*Production
	// None are productions for queries that call no tool. A placeholder there
	// names a node type.
	//
	// Where a query makes several calls, a rule that a phrasing refers to and
	// that says arguments (request, thing, or a rule such as want) is said once
	// for each call, with join between: "crop it and then <request> of the
	// next". A tool without such a rule of its own takes the shared one.
	None []*Production
	// Manners are how people type; never nil in a loaded domain.
	Manners *Manners
	// Language that it is in, as in "en".
	Language string
	// HeadFirst says that what a thing is comes before what kind of it: the nodes of
	// a walk are said in the other order, "bufanda de lana".
	HeadFirst bool
	// And stands between the last two of a list, as in "and".
	And string
	// Chat is what people say that asks for nothing. A placeholder there names a
	// node type.
	Chat []SmallTalk
	// Replies are what the assistant says; never empty in a loaded domain.
	Replies Replies
	// Twists are what the twist facet recognises hard queries by.
	Twists sample.TwistPatterns

	// kept are the fragments of the tools, set by the loader; see Alone.
	kept map[*Tool]*keptFragments
}

// SmallTalk is what people say, and what the assistant says to it.
type SmallTalk struct {
	Say   []*Production
	Reply []string
}

// Replies are what the assistant says, each with several ways to say it. {tool}
// stands for what the tool does, {argument} for what is missing, {title}, {kind} and
// {count} for what was found.
type Replies struct {
	// Decline what no tool does; {tool} only. One at least has no placeholder.
	Decline []string
	// Question for an argument that has none of its own, with {argument} and {tool};
	// see Param.Ask.
	Question []string
	// Found goes with what a search found, with {count}, {kind} and {title}; Opened
	// with the one that is shown then, with {title} and {kind}; Done with what was
	// changed or made, with {title}, {kind} and {tool}. One at least of Found and
	// of Done has neither {title} nor {kind}, for what has none.
	Found, Opened, Done []string
}

// rules returns how the phrasing facet recognises its buckets; other needs no
// rule.
func (g *Grammar) rules() []sample.PhrasingRule {
	var rules []sample.PhrasingRule
	for _, p := range g.Phrasings {
		if p.Rule.Match != nil {
			rules = append(rules, p.Rule)
		}
	}
	return rules
}

// Names of rules that every tool has, and that the productions of phrasings
// refer to.
const (
	// RuleRequest is a clause that asks for the call.
	RuleRequest = "request"
	// RuleThing is the same without a verb.
	RuleThing = "thing"
	// RuleJoin is the shared rule of what stands between the calls of one
	// query. A grammar without it joins with "and", "and then", ", then" and
	// "and also".
	RuleJoin = "join"
)

// Phrasing is one bucket of the phrasing facet: how it is recognised, and the
// productions that are meant to fall in it. Rule.Match is nil for the bucket
// other.
type Phrasing struct {
	Rule sample.PhrasingRule
	Say  []*Production
	// Item says that nobody speaks so unless a call works on the item before them.
	Item bool
}
