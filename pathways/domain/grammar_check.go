package domain

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// check holds the productions against the tools, the graph and each other.
func (r *grammarReader) check(root *place) {
	if r.tools == nil || r.graph == nil {
		return
	}
	longest := map[string]int{RuleRequest: 1, RuleThing: 1}
	used := map[string]bool{} // rules that a scope has checked
	for _, t := range r.d.Tools {
		rules, ok := r.g.Tools[t.Name]
		if !ok {
			root.get("tools").fault("no rules for the tool "+quoted(t.Name), "request and thing for every tool")
			continue
		}
		if !r.tools[t.Name].whole {
			continue
		}
		s := r.toolScope(t, rules)
		for name := range keys(rules) {
			s.rule(name)
		}
		s.markUsed(used)
		for _, name := range []string{RuleRequest, RuleThing} {
			if len(rules[name]) > 0 {
				longest[name] = max(longest[name], s.rule(name))
				r.checkRequired(s, root.get("tools").get(t.Name).get(name), t, name)
			}
		}
	}
	say := &scope{
		reader: r, where: "a production of a phrasing", wantName: "no argument: a phrasing says the same for every tool",
		rules: r.g.Rules, names: []string{PlaceholderArticle}, sizes: longest,
	}
	for _, p := range r.g.Phrasings {
		say.productions(p.Say)
	}
	say.markUsed(used)
	none := &scope{
		reader: r, where: "a production of none", wantName: "a node type or a",
		rules: r.g.Rules, names: append([]string{PlaceholderArticle}, r.graph.types...), sizes: map[string]int{},
	}
	none.productions(r.g.None)
	none.where = "a production of chat"
	for _, talk := range r.g.Chat {
		none.productions(talk.Say)
	}
	none.markUsed(used)
	join := &scope{
		reader: r, where: "a production of join", wantName: noPlaceholder,
		rules: r.g.Rules, sizes: map[string]int{},
	}
	if _, ok := r.g.Rules[RuleJoin]; ok {
		join.rule(RuleJoin)
	}
	join.markUsed(used)
	r.checkHabits(used)
	// Rules that nothing uses must still be sound in themselves.
	unused := &scope{reader: r, rules: r.g.Rules, sizes: longest, anyName: true}
	for name := range keys(r.g.Rules) {
		if !used[name] {
			unused.rule(name)
		}
	}
}

func (r *grammarReader) toolScope(t *Tool, own map[string][]*Production) *scope {
	names := []string{PlaceholderItem, PlaceholderArticle}
	for _, p := range t.Leaves() {
		for _, name := range []string{p.Path, strings.ReplaceAll(p.Path, "[]", ""), p.Name} {
			if t.Leaf(name) == p && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	rules := maps.Clone(r.g.Rules)
	maps.Copy(rules, own) // the tool's own come first
	return &scope{
		reader: r, where: "a production of " + t.Name, wantName: "a parameter of " + t.Name + ", item or a",
		rules: rules, names: names, sizes: map[string]int{},
		// Without the content nothing is bound, and no argument known.
		anyName: !r.itemsRead,
	}
}

// checkRequired makes sure that every argument that all calls have can be said.
// What the user has before them need not be.
func (r *grammarReader) checkRequired(s *scope, p *place, t *Tool, rule string) {
	names := map[string]bool{}
	s.unfold(rule, names, map[string]bool{})
	said := map[*Param]bool{}
	for name := range names {
		said[t.Leaf(name)] = true
	}
	for _, leaf := range t.Leaves() {
		if leaf.Certain() && leaf.Said() && !said[leaf] {
			p.fault("no production that says {"+leaf.Path+"}",
				"one at least: the parameter is required")
		}
	}
}

// noPlaceholder is what texts want that may have none.
const noPlaceholder = "no placeholder"

// scope is what productions of one kind may refer to.
type scope struct {
	reader *grammarReader
	// where names the kind of production; wantName says what a placeholder
	// may name.
	where, wantName string
	rules           map[string][]*Production
	// names of placeholders.
	names   []string
	anyName bool
	// sizes are the rules checked so far, and the most parts that each can
	// unfold into; 0 while a rule is being checked.
	sizes map[string]int
}

// markUsed notes the rules that the scope has checked.
func (s *scope) markUsed(used map[string]bool) {
	for name := range s.sizes {
		used[name] = true
	}
}

// rule checks a rule and what it refers to, and returns the most parts that it
// can unfold into.
func (s *scope) rule(name string) int {
	if size, done := s.sizes[name]; done {
		return size
	}
	s.sizes[name] = 0
	size := s.productions(s.rules[name])
	s.sizes[name] = size
	return size
}

func (s *scope) productions(list []*Production) int {
	most := 1
	for _, p := range list {
		size := s.parts(p, p.Parts)
		if size > MaxExpansion {
			s.reader.places[p].fault(fmt.Sprintf("a production that unfolds into more than %d parts", MaxExpansion),
				"fewer")
			size = 1 // said once, not again wherever it is referred to
		}
		most = max(most, size)
	}
	return most
}

// parts checks parts and returns how many they can unfold into.
func (s *scope) parts(p *Production, parts []Part) int {
	sum := 0
	for _, part := range parts {
		switch part.Kind {
		case PartArgument:
			s.placeholder(p, part.Text)
			sum++
		case PartRule:
			sum += s.reference(p, part.Text)
		case PartChoice, PartOptional:
			most := 1
			for _, a := range part.Alternatives {
				most = max(most, s.parts(p, a))
			}
			sum += most
		default:
			sum++
		}
	}
	return min(sum, MaxExpansion+1)
}

func (s *scope) placeholder(p *Production, name string) {
	if !s.anyName && !slices.Contains(s.names, name) {
		at := s.reader.places[p]
		at.fault("{"+name+"} in "+s.where, s.wantName+at.hint(name, slices.Values(s.names)))
	}
}

func (s *scope) reference(p *Production, name string) int {
	at := s.reader.places[p]
	size, done := s.sizes[name]
	if _, known := s.rules[name]; !known && !done {
		want := "the name of a rule"
		if name == RuleRequest || name == RuleThing {
			want = "a rule that " + s.where + " can refer to"
		}
		at.fault("<"+name+">", want+at.hint(name, keys(s.rules)))
		return 1
	}
	if done && size == 0 {
		at.fault("<"+name+">, which leads back to itself", "rules without a circle")
		return 1
	}
	return s.rule(name)
}

// unfold adds to said the placeholders that a rule can unfold into; rules are
// those that were followed.
func (s *scope) unfold(rule string, said, rules map[string]bool) {
	if rules[rule] {
		return
	}
	rules[rule] = true
	var walk func(parts []Part)
	walk = func(parts []Part) {
		for _, part := range parts {
			switch part.Kind {
			case PartArgument:
				said[part.Text] = true
			case PartRule:
				s.unfold(part.Text, said, rules)
			default:
				for _, a := range part.Alternatives {
					walk(a)
				}
			}
		}
	}
	for _, p := range s.rules[rule] {
		walk(p.Parts)
	}
}
