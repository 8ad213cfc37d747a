package phrase

import (
	"github.com/callmill/callmill/pathways/domain"
)

// A query that makes several calls says each of them in a clause of its own:
// the rules of a phrasing that say arguments, such as <request> and <want>, are
// said once for every call, with the rule join between. What goes around them
// (greetings, reasons, "please") is said once.

// maxCalls is how many calls a query can make.
const maxCalls = 4

// defaultJoin stands between clauses where the grammar has no rule join.
func defaultJoin() []*domain.Production {
	return []*domain.Production{
		{Source: "and", Weight: 3, Parts: textParts("and")},
		{Source: "and then", Weight: 2, Parts: textParts("and then")},
		{Source: ", then", Weight: 1, Parts: textParts(", then")},
		{Source: "and also", Weight: 1, Parts: textParts("and also")},
	}
}

func textParts(text string) []domain.Part {
	return []domain.Part{{Kind: domain.PartText, Text: text}}
}

// markClauses finds the rules that are clauses: those of the tools, and those
// that a phrasing refers to and that say arguments of some tool.
func markClauses(grammar map[string]*compiled) {
	names := map[string]bool{ruleRequest: true, ruleThing: true}
	for _, c := range grammar {
		eachSaid(c, func(_ *alternative, p *part) {
			if p.can&^itemBit != 0 {
				names[p.text] = true
			}
		})
	}
	for _, c := range grammar {
		eachSaid(c, func(a *alternative, p *part) {
			p.clause = names[p.text]
			a.clauses = a.clauses || p.clause
			a.nouns = a.nouns || p.clause && p.text != ruleRequest && p.text != ruleThing
		})
	}
}

// eachSaid calls f with the rules that productions of phrasings refer to, and
// the production.
func eachSaid(c *compiled, f func(*alternative, *part)) {
	for _, say := range c.say {
		for _, a := range say {
			eachRule(a, a, f)
		}
	}
}

func eachRule(top, a *alternative, f func(*alternative, *part)) {
	for i := range a.parts {
		p := &a.parts[i]
		if p.kind == domain.PartRule {
			f(top, p)
			continue
		}
		for _, o := range p.options {
			eachRule(top, o, f)
		}
	}
}

// opening draws the production of a phrasing for all calls of the brief.
func (r *renderer) opening(phrasing int) *alternative {
	alts := r.voice.grammar[r.brief.Calls[0].Tool.Name].say[phrasing]
	if len(r.brief.Calls) == 1 {
		return r.pick(alts, 0)
	}
	// Edits of one item go together as requests, "crop it and export it"; "i
	// need it in 3:2 and it as png" is for where there is nothing better.
	if edits(r.brief) {
		a := r.draw(alts, func(i int, a *alternative) bool { return !a.nouns && r.fitsAll(phrasing, i, a) })
		if a != nil {
			return a
		}
	}
	return r.draw(alts, func(i int, a *alternative) bool { return r.fitsAll(phrasing, i, a) })
}

// fitsAll says whether production i of a phrasing, which is a for the first call,
// can say every call.
func (r *renderer) fitsAll(phrasing, i int, a *alternative) bool {
	if !a.clauses || !r.fits(a, 0) {
		return false
	}
	ok := true
	for c := range r.brief.Calls[1:] {
		r.call = c + 1
		ok = ok && r.fits(r.voice.grammar[r.brief.Calls[r.call].Tool.Name].say[phrasing][i], 0)
	}
	r.call = 0
	return ok
}

// clauses says a rule once for every call.
func (r *renderer) clauses(p *part, rest set) bool {
	r.within = true
	ok := r.clause(p.options, p.text, rest)
	for i := 1; ok && i < len(r.brief.Calls); i++ {
		r.buf = append(r.buf, ' ')
		join := r.pick(r.voice.join, ^set(0))
		if join == nil || !r.expand(join, ^set(0)) {
			ok = false
			break
		}
		r.buf = append(r.buf, ' ')
		r.call = i
		ok = r.clause(r.voice.grammar[r.brief.Calls[i].Tool.Name].rules[p.text], p.text, 0)
	}
	r.call, r.within = 0, false
	return ok
}

// clause says a rule for the call at hand.
func (r *renderer) clause(options []*alternative, name string, rest set) bool {
	a := r.pick(options, rest)
	if a == nil {
		return false
	}
	r.trace = append(r.trace, a.source)
	r.terse = r.terse || name == ruleThing
	return r.expand(a, rest) && r.settle()
}
