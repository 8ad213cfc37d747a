package domain

import "github.com/callmill/callmill/pathways/sample"

// Grammar says how people phrase requests in this domain.
type Grammar struct {
	// Phrasings in the order in which the phrasing facet tries them.
	Phrasings []Phrasing
	// Rules are named alternatives that productions refer to as <name>.
	Rules map[string][]*Production
	// Tools maps a tool's name to its own rules: "request" (a clause that asks
	// for the call, starting with a verb in the infinitive), "thing" (the same
	// without a verb), and any other that these refer to.
	Tools map[string]map[string][]*Production
	// None are productions for queries that call no tool. A placeholder there
	// names a node type.
	None []*Production
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
)

// Phrasing is one bucket of the phrasing facet: how it is recognised, and the
// productions that are meant to fall in it. Rule.Match is nil for the bucket
// other.
type Phrasing struct {
	Rule sample.PhrasingRule
	Say  []*Production
}
