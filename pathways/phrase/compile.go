package phrase

import (
	"fmt"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// set is a set of a tool's leaves by index, plus the item before the user.
type set uint64

// itemBit stands for {item}; leaves take the bits below it.
const itemBit set = 1 << 63

// maxLeaves is how many leaves of a tool the grammar can tell apart.
const maxLeaves = 63

// alternative is a production compiled for one tool: references resolved, and
// what it must and can say computed once, so that a draw only considers
// alternatives that fit the call.
type alternative struct {
	source    string
	weight    float64
	parts     []part
	must, can set
	// clauses says that a production of a phrasing refers to rules that are
	// said for every call; nouns, that one of them is neither request nor thing.
	clauses, nouns bool
	// bounds says that its own words bound a number, ranged that what it says can.
	bounds, ranged bool
}

// part is one element of an alternative.
type part struct {
	kind domain.PartKind
	// text of PartText; the placeholder's name of PartArgument.
	text string
	// leaf is the index of the leaf that PartArgument names; -1 for the article,
	// for the item, and for node types.
	leaf int
	// clause says that a rule is said for every call of the query.
	clause bool
	// attribute says of a leaf that a noun follows which it is said of.
	attribute bool
	// after is what the parts behind it can say.
	after set
	// options of PartChoice and PartRule; the single one of PartOptional.
	options   []*alternative
	must, can set
}

// compiled is a grammar's productions for one tool, by phrasing.
type compiled struct {
	// say holds, per phrasing of the grammar, the productions that fall in it.
	say [][]*alternative
	// rules are those that the productions refer to.
	rules map[string][]*alternative
	// alone are the ways to say a leaf alone, by its index.
	alone map[int][]alone
}

// compiler resolves the references of one tool's productions.
type compiler struct {
	grammar *domain.Grammar
	tool    *domain.Tool
	// fancy takes the productions that are not plain as well.
	fancy bool
	rules map[string][]*alternative
}

func compileTool(g *domain.Grammar, tool *domain.Tool, fancy bool) (*compiled, error) {
	if n := len(tool.Leaves()); n > maxLeaves {
		return nil, fmt.Errorf("tool %s has %d arguments, at most %d can be phrased", tool.Name, n, maxLeaves)
	}
	c := &compiler{grammar: g, tool: tool, fancy: fancy, rules: map[string][]*alternative{}}
	out := &compiled{say: make([][]*alternative, len(g.Phrasings)), rules: c.rules}
	for i := range g.Phrasings {
		alts, err := c.productions(g.Phrasings[i].Say)
		if err != nil {
			return nil, fmt.Errorf("phrasing %s for %s: %w", g.Phrasings[i].Rule.Name, tool.Name, err)
		}
		out.say[i] = alts
	}
	var err error
	if out.alone, err = c.compileAlone(); err != nil {
		return nil, fmt.Errorf("what follows up on %s: %w", tool.Name, err)
	}
	return out, nil
}

// compileFree compiles productions that say no call: those of none, and those
// of manners.
func compileFree(g *domain.Grammar, ps []*domain.Production, fancy bool) ([]*alternative, error) {
	c := &compiler{grammar: g, tool: &domain.Tool{}, fancy: fancy, rules: map[string][]*alternative{}}
	return c.productions(ps)
}

// kept returns the productions to compile: the plain ones, where only they are
// wanted and there is any.
func (c *compiler) kept(ps []*domain.Production) []*domain.Production {
	if c.fancy {
		return ps
	}
	plain := slices.DeleteFunc(slices.Clone(ps), func(p *domain.Production) bool { return p.Fancy })
	if len(plain) == 0 {
		return ps
	}
	return plain
}

func (c *compiler) productions(ps []*domain.Production) ([]*alternative, error) {
	ps = c.kept(ps)
	alts := make([]*alternative, 0, len(ps))
	for _, p := range ps {
		a, err := c.alternative(p.Parts)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", p.Source, err)
		}
		a.source, a.weight = p.Source, p.Weight
		alts = append(alts, a)
	}
	return alts, nil
}

func (c *compiler) alternative(parts []domain.Part) (*alternative, error) {
	a := &alternative{weight: 1, parts: make([]part, 0, len(parts))}
	for i, p := range parts {
		cp, err := c.part(p)
		if err != nil {
			return nil, err
		}
		a.must |= cp.must
		a.can |= cp.can
		a.bounds = a.bounds || cp.kind == domain.PartArgument && i > 0 && endsBound(parts[i-1], c.tool.Leaf(cp.text))
		a.ranged = a.ranged || slices.ContainsFunc(cp.options, func(o *alternative) bool { return o.ranged })
		cp.attribute = cp.leaf >= 0 && describes(parts[i+1:])
		a.parts = append(a.parts, cp)
	}
	a.ranged = a.ranged || a.bounds
	for i := len(a.parts) - 1; i > 0; i-- {
		a.parts[i-1].after = a.parts[i].after | a.parts[i].can
	}
	return a, nil
}

// describes says whether what follows a value begins with a noun.
func describes(parts []domain.Part) bool {
	if len(parts) == 0 || parts[0].Kind != domain.PartText || !strings.HasPrefix(parts[0].Text, " ") {
		return false
	}
	if strings.TrimSpace(parts[0].Text) != "" {
		return isNoun(parts[0].Text)
	}
	if len(parts) == 1 || parts[1].Kind != domain.PartChoice {
		return false
	}
	for _, a := range parts[1].Alternatives {
		if len(a) == 0 || a[0].Kind != domain.PartText || !isNoun(a[0].Text) {
			return false
		}
	}
	return true
}

// isNoun says whether a text begins with a word that a value can be said of.
func isNoun(text string) bool {
	text = strings.TrimLeft(text, " ")
	word, _, _ := strings.Cut(text, " ")
	return word != "" && word[0] >= 'a' && word[0] <= 'z' && !noNoun.has(strings.TrimRight(word, ",.?!:;"))
}

func (c *compiler) part(p domain.Part) (part, error) {
	out := part{kind: p.Kind, text: p.Text, leaf: -1}
	switch p.Kind {
	case domain.PartText:
		return out, nil
	case domain.PartArgument:
		out.must = c.placeholder(&out)
		out.can = out.must
		return out, nil
	case domain.PartRule:
		alts, err := c.rule(p.Text)
		if err != nil {
			return out, err
		}
		out.options = alts
	default:
		for _, inner := range p.Alternatives {
			a, err := c.alternative(inner)
			if err != nil {
				return out, err
			}
			out.options = append(out.options, a)
		}
	}
	out.must, out.can = span(out.options)
	if p.Kind == domain.PartOptional {
		out.must = 0
	}
	return out, nil
}

// placeholder resolves {name} and returns what it says. An argument that is called
// item, and has to be said, comes before what the user has before them.
func (c *compiler) placeholder(p *part) set {
	leaf := c.tool.Leaf(p.text)
	if p.text == domain.PlaceholderItem && (leaf == nil || !leaf.Said()) {
		return itemBit
	}
	for i, l := range c.tool.Leaves() {
		if l == leaf && leaf != nil {
			p.leaf = i
			return 1 << i
		}
	}
	return 0
}

// rule compiles a rule once per tool. The loader has refused cycles.
func (c *compiler) rule(name string) ([]*alternative, error) {
	if alts, ok := c.rules[name]; ok {
		return alts, nil
	}
	ps, ok := c.grammar.Tools[c.tool.Name][name]
	if !ok {
		ps, ok = c.grammar.Rules[name]
	}
	if !ok || len(ps) == 0 {
		return nil, fmt.Errorf("rule <%s> is not defined", name)
	}
	alts, err := c.productions(ps)
	if err != nil {
		return nil, err
	}
	c.rules[name] = alts
	return alts, nil
}

// span returns what every one of the alternatives says, and what any can say.
func span(alts []*alternative) (must, can set) {
	must = ^set(0)
	for _, a := range alts {
		must &= a.must
		can |= a.can
	}
	if len(alts) == 0 {
		must = 0
	}
	return must, can
}
