package phrase

import (
	"math/rand/v2"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// renderer expands productions for one brief, as often as it takes.
type renderer struct {
	pathway *Pathway
	voice   *voice
	brief   *pathways.Brief
	rng     *rand.Rand
	// wordiness is the chance of an optional part that says no argument.
	wordiness float64
	// lean is what the tries so far change about it.
	lean float64
	// have is what there is to say of each call, said what was said.
	have, said [maxCalls]set
	// call is the call being said; within says that a clause is.
	call   int
	within bool
	// terse says that something was said as typed into a search box.
	terse bool
	// led and trailed say that what is not a clause stands at the beginning or
	// the end: a greeting, a reason.
	led, trailed bool
	mood         mood
	// twist is what makes the query hard.
	twist twist
	// missing is what a question back will ask for.
	missing missing
	// valueEnd is where the value said last ends in buf, 0 for none.
	valueEnd int
	// dropUnit says that a unit must not follow: see unitless.
	dropUnit bool
	// bounded says that words that bound a number were said.
	bounded bool
	// broken says that what was written cannot be said.
	broken bool

	buf   []byte
	nodes []string
	trace []string
	// figure is the number that was said last.
	figure figure
	// out is the text, and keep its mask: see text.
	out, keep []byte
	// plain is the text before it is styled.
	plain []byte
	// scratch is a sample to measure.
	scratch sample.Sample
}

// Marks in buf. They cannot occur in a query: the loader refuses control
// characters.
const (
	// articleMark stands for {a} until the next word is known.
	articleMark = 0x01
	// keepMark and freeMark stand around what manners must leave alone.
	keepMark = 0x02
	freeMark = 0x03
	// spotMark stands behind the value that is twisted or left open.
	spotMark = 0x04
)

func (r *renderer) reset(p *Pathway, b *pathways.Brief, rng *rand.Rand) {
	*r = renderer{
		pathway: p, voice: p.voice(b.Language), brief: b, rng: rng, have: have(b),
		buf: r.buf[:0], out: r.out[:0], keep: r.keep[:0], plain: r.plain[:0],
		nodes: r.nodes[:0], trace: r.trace[:0],
		scratch: sample.Sample{Messages: r.scratch.Messages[:0]},
	}
	r.setTwist()
	r.setMissing()
}

// again makes ready for another try.
func (r *renderer) again() {
	r.buf, r.nodes, r.trace = r.buf[:0], r.nodes[:0], r.trace[:0]
	r.said = [maxCalls]set{}
	r.call, r.within, r.terse, r.led, r.trailed = 0, false, false, false, false
	r.mood, r.figure = mood{}, figure{}
	r.dropUnit, r.bounded, r.broken = false, false, false
	r.valueEnd = 0
}

// complete says whether every argument of every call was said.
func (r *renderer) complete() bool {
	for i := range r.have {
		if r.have[i]&^r.said[i]&^itemBit != 0 {
			return false
		}
	}
	return true
}

// pick draws an alternative by weight among those that say nothing the call
// lacks and, with the rest that others can say, all that it has; nil where none
// fits.
func (r *renderer) pick(alts []*alternative, rest set) *alternative {
	return r.draw(alts, func(_ int, a *alternative) bool { return r.fits(a, rest) })
}

func (r *renderer) draw(alts []*alternative, fits func(int, *alternative) bool) *alternative {
	if len(alts) == 1 { // nothing to draw
		if fits(0, alts[0]) {
			return alts[0]
		}
		return nil
	}
	total := 0.0
	for i, a := range alts {
		if fits(i, a) {
			total += r.weight(a)
		}
	}
	if total == 0 {
		return nil
	}
	at := r.rng.Float64() * total
	var last *alternative
	for i, a := range alts {
		if !fits(i, a) {
			continue
		}
		last = a
		if at -= r.weight(a); at < 0 {
			break
		}
	}
	return last
}

func (r *renderer) fits(a *alternative, rest set) bool {
	have := r.have[r.call]
	left := have &^ r.said[r.call]
	if a.must&^left&^itemBit != 0 || a.must&itemBit != 0 && have&itemBit == 0 {
		return false
	}
	return left&^itemBit&^a.can&^rest == 0
}

// expand writes an alternative; rest is what is said behind it. False where it
// turned out not to fit.
func (r *renderer) expand(a *alternative, rest set) bool {
	r.bounded = r.bounded || a.bounds
	for i := range a.parts {
		if !r.part(&a.parts[i], a.parts[i].after|rest) {
			return false
		}
	}
	return true
}

func (r *renderer) part(p *part, rest set) bool {
	switch p.kind {
	case domain.PartText:
		r.missing.named = r.missing.named || r.within && r.terse && r.voice.names(p.text)
		r.write(p.text)
		return true
	case domain.PartArgument:
		return r.placeholder(p)
	case domain.PartOptional:
		inner := p.options[0]
		if !r.include(inner, rest) {
			return true
		}
		return r.expand(inner, rest)
	case domain.PartRule:
		if !r.within {
			return r.rule(p, rest)
		}
	case domain.PartChoice:
	}
	a := r.pick(p.options, rest)
	if a == nil {
		return false
	}
	if r.mood.correct && p.kind == domain.PartChoice {
		r.misspeak(p, a)
	}
	return r.expand(a, rest)
}

// rule says a rule that a production of a phrasing refers to.
func (r *renderer) rule(p *part, rest set) bool {
	start := len(r.buf)
	ok := false
	if p.clause {
		ok = r.clauses(p, rest)
	} else if a := r.pick(p.options, rest); a != nil {
		ok = r.expand(a, rest)
		r.led = r.led || start == 0
	}
	r.trailed = !p.clause
	return ok
}

// include decides an optional part: with arguments, exactly when the call has
// them and they are still to be said; without, by wordiness.
func (r *renderer) include(a *alternative, rest set) bool {
	left := r.have[r.call] &^ r.said[r.call]
	switch {
	case a.must&^itemBit != 0:
		return r.fits(a, ^set(0))
	case a.can&^itemBit != 0:
		return a.can&left != 0 && r.fits(a, rest)
	default:
		return r.fits(a, ^set(0)) && r.rng.Float64() < r.wordiness
	}
}
