package phrase

import (
	"math/rand/v2"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
)

// renderer expands one production for one brief.
type renderer struct {
	pathway *Pathway
	brief   *pathways.Brief
	rng     *rand.Rand
	// wordiness is the chance of an optional part that says no argument.
	wordiness float64
	// have is what there is to say, said what was said.
	have, said set
	buf        []byte
	nodes      []string
	trace      []string
}

// articleMark stands for {a} until the next word is known. It cannot occur in
// a query: the loader refuses control characters.
const articleMark = 0x01

// pick draws an alternative by weight among those that say nothing the call
// lacks, and all of it where whole is set; nil where none fits.
func (r *renderer) pick(alts []*alternative, whole bool) *alternative {
	total := 0.0
	for _, a := range alts {
		if r.fits(a, whole) {
			total += a.weight
		}
	}
	if total == 0 {
		return nil
	}
	at := r.rng.Float64() * total
	var last *alternative
	for _, a := range alts {
		if !r.fits(a, whole) {
			continue
		}
		last = a
		if at -= a.weight; at < 0 {
			break
		}
	}
	return last
}

func (r *renderer) fits(a *alternative, whole bool) bool {
	left := r.have &^ r.said
	if a.must&^left&^itemBit != 0 || a.must&itemBit != 0 && r.have&itemBit == 0 {
		return false
	}
	return !whole || left&^itemBit&^a.can == 0
}

// expand writes an alternative; false where it turned out not to fit.
func (r *renderer) expand(a *alternative) bool {
	for i := range a.parts {
		if !r.part(&a.parts[i]) {
			return false
		}
	}
	return true
}

func (r *renderer) part(p *part) bool {
	switch p.kind {
	case domain.PartText:
		r.buf = append(r.buf, p.text...)
		return true
	case domain.PartArgument:
		return r.placeholder(p)
	case domain.PartOptional:
		inner := p.options[0]
		if !r.include(inner) {
			return true
		}
		return r.expand(inner)
	default:
		a := r.pick(p.options, false)
		if a == nil {
			return false
		}
		if p.kind == domain.PartRule && (p.text == ruleRequest || p.text == ruleThing) {
			r.trace = append(r.trace, a.source)
		}
		return r.expand(a)
	}
}

// include decides an optional part: with arguments, exactly when the call has
// them and they are still to be said; without, by wordiness.
func (r *renderer) include(a *alternative) bool {
	left := r.have &^ r.said
	switch {
	case a.must&^itemBit != 0:
		return r.fits(a, false)
	case a.can&^itemBit != 0:
		return a.can&left != 0 && r.fits(a, false)
	default:
		return r.fits(a, false) && r.rng.Float64() < r.wordiness
	}
}

func (r *renderer) placeholder(p *part) bool {
	switch {
	case p.text == domain.PlaceholderArticle && p.param < 0:
		r.buf = append(r.buf, articleMark)
	case p.text == domain.PlaceholderItem && p.param < 0:
		if r.brief.Context == nil {
			return false
		}
		r.said |= itemBit
		r.buf = append(r.buf, r.pathway.callItem(r.brief.Context, r.rng)...)
	case p.param < 0:
		return r.node(p.text)
	default:
		bit := set(1) << p.param
		if r.have&^r.said&bit == 0 {
			return false
		}
		call := &r.brief.Calls[0]
		arg := call.Argument(call.Tool.Params[p.param].Name)
		r.said |= bit
		r.buf = append(r.buf, r.pathway.surface(arg, r.brief, r.rng)...)
	}
	return true
}

// node says any node of a type, in productions that call no tool.
func (r *renderer) node(typ string) bool {
	nodes := r.pathway.domain.Graph.OfType(typ)
	if len(nodes) == 0 {
		return false
	}
	n := nodes[r.rng.IntN(len(nodes))]
	r.nodes = append(r.nodes, n.ID)
	r.buf = append(r.buf, pickLabel(n.Labels(), r.rng)...)
	return true
}

// text returns what was written: articles agreed with the word after them,
// white space folded, none left before punctuation.
func (r *renderer) text() string {
	out := make([]byte, 0, len(r.buf)+8)
	space := false
	for i, c := range r.buf {
		switch c {
		case ' ':
			space = len(out) > 0
			continue
		case ',', '.', '?', '!':
			space = false
		}
		if space {
			out = append(out, ' ')
			space = false
		}
		if c == articleMark {
			out = append(out, article(r.buf[i+1:])...)
			continue
		}
		out = append(out, c)
	}
	return string(out)
}
