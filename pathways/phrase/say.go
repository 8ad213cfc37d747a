package phrase

import (
	"bytes"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
)

// placeholder says what {…} stands for.
func (r *renderer) placeholder(p *part) bool {
	if p.text == domain.PlaceholderArticle && p.leaf < 0 {
		r.aside()
		r.buf = append(r.buf, articleMark)
		return true
	}
	ok := r.value(p)
	r.valueEnd = len(bytes.TrimRight(r.buf, " \x02\x03"))
	return ok
}

// value says what a placeholder stands for that is no article.
func (r *renderer) value(p *part) bool {
	switch {
	case p.leaf >= 0:
		return r.argument(p)
	case r.mood.referring:
		return r.reference(p.text)
	case p.text == domain.PlaceholderItem:
		return r.item()
	default:
		return r.node(p.text)
	}
}

// argument says a leaf of the call: of a list, every element.
func (r *renderer) argument(p *part) bool {
	leaf := p.leaf
	bit := set(1) << leaf
	if r.have[r.call]&^r.said[r.call]&bit == 0 {
		return false
	}
	r.said[r.call] |= bit
	r.aside()
	r.dropUnit = false
	call := &r.brief.Calls[r.call]
	param := call.Tool.Leaves()[leaf]
	left := 0
	for i := range call.Arguments {
		if call.Arguments[i].Param == param {
			left++
		}
	}
	if left == 0 {
		return r.leaveOpen(p, param)
	}
	if left == 1 {
		r.bound(param)
	}
	r.figure.digits = left > 1 && !r.spokenAll(call, param) // nobody writes "two, three and 44"
	for i := range call.Arguments {
		arg := &call.Arguments[i]
		if arg.Param != param {
			continue
		}
		if arg == r.twist.argument {
			r.twisted(arg)
		} else {
			start := len(r.buf)
			r.mark(keepMark)
			r.surface(arg)
			r.mark(freeMark)
			r.lead(start, param)
		}
		if left--; left > 1 {
			r.buf = append(r.buf, ", "...)
		} else if left == 1 {
			r.buf = append(append(append(r.buf, ' '), r.voice.and...), ' ')
		}
	}
	return true
}

// mark writes a mark where manners will look for it.
func (r *renderer) mark(m byte) {
	if r.voice.manners != nil {
		r.buf = append(r.buf, m)
	}
}

// node says any node of a type, in productions that call no tool.
func (r *renderer) node(typ string) bool {
	nodes := r.pathway.domain.Graph.OfType(typ)
	if len(nodes) == 0 {
		return false
	}
	n := nodes[r.rng.IntN(len(nodes))]
	r.nodes = append(r.nodes, n.ID)
	r.mark(keepMark)
	r.buf = append(r.buf, pickLabel(n.LabelsIn(r.brief.Language), r.rng)...)
	r.mark(freeMark)
	return true
}

// have is what a brief has to say of each call: every argument but those that
// the context, the tool or the turn before shows, and the item where there is one:
// what is open, or what the call works on.
func have(b *pathways.Brief) [maxCalls]set {
	var out [maxCalls]set
	for i := range min(len(b.Calls), maxCalls) {
		call := &b.Calls[i]
		for j, leaf := range call.Tool.Leaves() {
			if leaf.Said() && !b.Carried(leaf) && has(call, leaf) {
				out[i] |= 1 << j
			}
		}
		if b.Context != nil || call.Item != nil {
			out[i] |= itemBit
		}
	}
	return out
}

func has(call *pathways.PlannedCall, leaf *domain.Param) bool {
	for i := range call.Arguments {
		if call.Arguments[i].Param == leaf {
			return true
		}
	}
	return false
}
