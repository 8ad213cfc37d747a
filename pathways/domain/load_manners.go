package domain

import (
	_ "embed" // the default manners
	"fmt"
	"strings"
)

// MannersNotation is the manners of a grammar that has none of its own, in the
// notation of grammar.yaml, with a comment on every key.
//
//go:embed manners.yaml
var MannersNotation string

// The placeholders of references.
const (
	PlaceholderKind  = "kind"
	PlaceholderTitle = "title"
)

// maxTypos bounds the typos of one query.
const maxTypos = 10

// manners reads the section manners of a grammar; p is nil where there is none.
func (r *grammarReader) manners(p *place) *Manners {
	if p == nil && !r.g.inEnglish() {
		return &Manners{}
	}
	if p == nil {
		p = readYAML(&source{name: "manners.yaml", faults: r.faults}, []byte(MannersNotation))
	}
	m := &Manners{}
	if !p.mapping("openers", "closers", "fillers", "hesitations", "corrections", "references", "again",
		"typos", "casing", "punctuation", "number_words", "units") {
		return m
	}
	m.Openers = r.habit(p.get("openers"))
	m.Closers = r.habit(p.get("closers"))
	m.Fillers = r.habit(p.get("fillers"))
	m.Hesitations = r.habit(p.get("hesitations"))
	m.Corrections = r.habit(p.get("corrections"))
	m.References = r.habit(p.get("references"), PlaceholderKind, PlaceholderTitle)
	m.Again = r.habit(p.get("again"), PlaceholderKind, PlaceholderTitle)
	m.Typos = readTypos(p.get("typos"))
	m.Casing = readCasing(p.get("casing"))
	if at := p.get("punctuation"); at.mapping("drop", "stop") {
		m.Punctuation = Punctuation{Drop: at.get("drop").chance(), Stop: at.get("stop").chance()}
	}
	m.NumberWords = p.get("number_words").chance()
	m.Units, m.UnitChance = readUnits(p.get("units"))
	return m
}

// habit reads {chance, say}. Its productions may refer to the shared rules, and
// to the placeholders in names.
func (r *grammarReader) habit(p *place, names ...string) Habit {
	if !p.mapping("chance", "say") {
		return Habit{}
	}
	h := Habit{Chance: p.need("chance").chance(), Say: r.productions(p.need("say"))}
	r.habits = append(r.habits, habitScope{h.Say, names})
	return h
}

// habitScope is a habit's productions and the placeholders they may have.
type habitScope struct {
	say   []*Production
	names []string
}

// checkHabits holds the productions of manners against the shared rules.
func (r *grammarReader) checkHabits(used map[string]bool) {
	for _, h := range r.habits {
		want := noPlaceholder
		if len(h.names) > 0 {
			want = strings.Join(h.names, " or ")
		}
		s := &scope{
			reader: r, where: "a production of manners", wantName: want,
			rules: r.g.Rules, names: h.names, sizes: map[string]int{},
		}
		s.productions(h.say)
		s.markUsed(used)
	}
}

func readTypos(p *place) Typos {
	if !p.mapping("chance", "most", "swap", "drop", "double", "neighbour", "keyboard") {
		return Typos{}
	}
	t := Typos{Chance: p.need("chance").chance(), Most: 1}
	if n, ok := p.get("most").integer("how many typos a query has at most,", 1, maxTypos); ok {
		t.Most = n
	}
	t.Swap = p.get("swap").typoWeight()
	t.Drop = p.get("drop").typoWeight()
	t.Double = p.get("double").typoWeight()
	t.Neighbour = p.get("neighbour").typoWeight()
	for row := range p.get("keyboard").elements("a list of rows of keys", MaxLabels) {
		if text, ok := row.text("the keys of one row", MaxLabelBytes); ok {
			t.Keyboard = append(t.Keyboard, strings.ToLower(text))
		}
	}
	switch {
	case t.Neighbour > 0 && len(t.Keyboard) == 0:
		p.fault("no keyboard", "its rows, to know which keys are neighbours")
	case t.Chance > 0 && t.Swap+t.Drop+t.Double+t.Neighbour == 0:
		p.fault("no weight above 0", "one of swap, drop, double and neighbour")
	}
	return t
}

func readCasing(p *place) Casing {
	if !p.mapping("lower", "sentence", "shout") {
		return Casing{}
	}
	c := Casing{Lower: p.get("lower").chance(), Sentence: p.get("sentence").chance(), Shout: p.get("shout").chance()}
	if sum := c.Lower + c.Sentence + c.Shout; sum > 1 {
		p.fault(fmt.Sprintf("chances that add up to %.4g", sum), "at most 1: they exclude each other")
	}
	return c
}

// readUnits reads groups of units that mean the same. A unit is in one group.
func readUnits(p *place) ([][]string, float64) {
	if !p.mapping("chance", "same") {
		return nil, 0
	}
	var groups [][]string
	seen := map[string]bool{}
	for group := range p.need("same").elements("a list of groups of units", MaxLabels) {
		var units []string
		for at := range group.elements("a list of units that mean the same", MaxLabels) {
			unit, ok := at.text("a unit", MaxLabelBytes)
			switch {
			case !ok:
			case strings.ContainsAny(unit, " \t\n0123456789,.?!"):
				at.wrong("one word, without digits and punctuation")
			case seen[unit]:
				at.fault(quoted(unit)+" again", "each unit once")
			default:
				seen[unit] = true
				units = append(units, unit)
			}
		}
		groups = append(groups, units)
	}
	return groups, p.need("chance").chance()
}

// chance returns a number from 0 to 1, 0 where there is none.
func (p *place) chance() float64 {
	const want = "a chance from 0 to 1"
	v, ok := p.number(want)
	if ok && !(v >= 0 && v <= 1) { // not a NaN either
		p.wrong(want)
		return 0
	}
	return v
}

// typoWeight returns a weight, 0 where there is none.
func (p *place) typoWeight() float64 {
	v, ok := p.number("a weight")
	if ok && !(v >= 0 && v <= maxWeight) {
		p.wrong(fmt.Sprintf("a weight from 0 to %d", int(maxWeight)))
		return 0
	}
	return v
}
