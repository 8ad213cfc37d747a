package check

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// grounding checks that the query and the calls say the same, in both
// directions: every argument follows from what the sample shows, and every
// value that the query names is in a call.
//
// Both rest on mentions. A mention is a label of the lexicon that stands in the
// words of a message, not inside a longer label and not inside a name (see
// inspection.name). With the same mentions in both directions a query has one
// right answer: "a black friday poster" neither allows nor asks for black.
func (in *inspection) grounding() *Rejection {
	if len(in.calls) == 0 {
		if in.sample.Reply == nil {
			return nil
		}
		in.fold()
		return in.answered()
	}
	in.fold()
	if r := in.follow(); r != nil {
		return r
	}
	in.name()
	in.mention()
	in.point()
	for i := range in.calls {
		c := &in.calls[i]
		in.at = i
		for j := range in.members(c.root) {
			if at := in.ungrounded(j, in.nodes[j].param); at >= 0 {
				return in.ungroundedArgument(c, in.nodes[j].param, at)
			}
		}
	}
	if r := in.changedSeveral(); r != nil {
		return r
	}
	return in.unused()
}

// members iterates over the members of an object, or an array's elements.
func (in *inspection) members(i int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for j := i + 1; j < in.nodes[i].end; j = in.nodes[j].end {
			if !yield(j) {
				return
			}
		}
	}
}

// ungrounded returns the first leaf of node i that follows from nothing the
// sample shows, or -1.
func (in *inspection) ungrounded(i int, p *param) int {
	if in.nodes[i].carried || in.derivable(i, p) || in.given(p.schema, i) {
		return -1
	}
	switch in.nodes[i].kind {
	case kindArray:
		element := p.element()
		for j := range in.members(i) {
			if at := in.ungrounded(j, element); at >= 0 {
				return at
			}
		}
		return -1
	case kindObject:
		for j := range in.members(i) {
			if at := in.ungrounded(j, p.member(in.nodes[j].key)); at >= 0 {
				return at
			}
		}
		return -1
	case kindNull, kindBool, kindNumber, kindString:
	}
	return i
}

// derivable says whether node i follows from the messages or the context.
func (in *inspection) derivable(i int, p *param) bool {
	n := &in.nodes[i]
	if v, ok := p.values[n.json]; ok {
		return in.mentioned(v) || in.refusedFor(p, v) || in.saysItem(v, n, p.binding.Field) ||
			n.kind == kindNumber && in.counted(n, p)
	}
	if p.binding != nil && p.binding.Kind == domain.BindContext {
		return in.isItem(n, p.binding.Field) || in.isListed(n, p.binding.Field) || in.isResult(n)
	}
	switch n.kind {
	case kindString:
		if p.walk != nil {
			return in.walked(n, p)
		}
		return in.said(n)
	case kindNumber:
		return in.counted(n, p)
	case kindNull, kindBool, kindArray, kindObject:
	}
	return false
}

// isItem says whether n is that field of the item before the user, or that the
// query points at.
func (in *inspection) isItem(n *node, field string) bool {
	have := in.itemField(field)
	return have != "" && have == n.text
}

// saysItem says whether that field of the item before the user is the value, or
// one of its labels.
func (in *inspection) saysItem(v *domain.Value, n *node, field string) bool {
	have := in.itemField(field)
	if have == "" {
		return false
	}
	if strings.EqualFold(have, n.text) {
		return true
	}
	for _, label := range v.AllLabels() {
		if strings.EqualFold(have, label) {
			return true
		}
	}
	return false
}

func (in *inspection) ungroundedArgument(c *call, p *param, at int) *Rejection {
	n := &in.nodes[at]
	want := "want it in a message, the context or the tool"
	switch v, ok := p.values[n.json]; {
	case ok:
		want = fmt.Sprintf("want one of %q in a message", v.Labels)
	case p.binding != nil && p.binding.Kind == domain.BindContext:
		want = fmt.Sprintf("want the context item's %s, %q", p.binding.Field, in.itemField(p.binding.Field))
	}
	if was := in.was(at); was != "" {
		want += ", or as the call before has it, " + was
	}
	return &Rejection{
		Stage: StageGrounding, Reason: ReasonUngroundedArgument,
		Detail: fmt.Sprintf("%s (%s): %s is %s, which nothing shows; %s", c.ID, c.Name, in.path(c.root, at), n.json, want),
		Call:   c.ID, Argument: in.path(c.root, at), Value: n.json,
	}
}

// path says where node at is below node i: "size/width", "tags/0".
func (in *inspection) path(i, at int) string {
	k := 0
	for j := range in.members(i) {
		if at >= in.nodes[j].end {
			k++
			continue
		}
		step := in.nodes[j].key
		if in.nodes[i].kind == kindArray {
			step = strconv.Itoa(k)
		}
		if j == at {
			return step
		}
		return step + "/" + in.path(j, at)
	}
	return ""
}
