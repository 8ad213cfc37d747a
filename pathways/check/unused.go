package check

import (
	"fmt"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// unused finds the first mention in the query of something that a called tool
// admits and no call has. A label that can stand for several things is used
// when any one of them is.
func (in *inspection) unused() *Rejection {
	t := &in.texts[in.query]
	for _, m := range t.mentions {
		if missing, used := in.useOf(m); !used && missing.param != nil {
			return unusedMention(t.words[m.First:m.Last+1], missing)
		}
	}
	for _, m := range t.refused {
		if missing, used := in.exclusion(m); !used && missing.param != nil {
			return unusedMention(t.words[m.First:m.Last+1], missing)
		}
	}
	return nil
}

// exclusion is useOf for what is not wanted: only parameters that take that have it.
func (in *inspection) exclusion(m domain.Match) (missing admission, used bool) {
	for i := range in.calls {
		c := &in.calls[i]
		for _, e := range m.Entries {
			values, _ := c.tool.admit(e)
			for _, a := range values {
				if !a.param.excludes {
					continue
				}
				if in.hasValue(c, a) {
					return a, true
				}
				missing = a
			}
		}
	}
	return missing, false
}

// useOf returns where a called tool admits what a mention stands for, and whether
// a call has it.
func (in *inspection) useOf(m domain.Match) (missing admission, used bool) {
	for _, e := range m.Entries {
		admitted, has := in.use(e)
		if has {
			return admitted, true
		}
		if missing.param == nil {
			missing = admitted
		}
	}
	return missing, false
}

func unusedMention(words []string, a admission) *Rejection {
	want := ""
	if a.value != nil {
		want = a.value.JSON + " "
	}
	said := strings.Join(words, " ")
	return &Rejection{
		Stage: StageGrounding, Reason: ReasonUnusedMention,
		Detail:   fmt.Sprintf("the query says %q, want %sin the argument %s", said, want, a.param.name),
		Argument: a.param.name, Words: said,
	}
}

// use returns where a called tool admits the entry, with a nil param for
// nowhere, and whether a call has it there.
func (in *inspection) use(e domain.Entry) (where admission, used bool) {
	for i := range in.calls {
		c := &in.calls[i]
		values, walks := c.tool.admit(e)
		for _, a := range values {
			if in.hasValue(c, a) {
				return a, true
			}
			where = a
		}
		for _, a := range walks {
			if in.hasNode(c, a.param, e.Node) {
				return a, true
			}
			where = a
		}
	}
	return where, false
}

// hasValue says whether the call's argument is the value, or a list with it.
func (in *inspection) hasValue(c *call, a admission) bool {
	return in.anyArgument(c, a.param, func(n *node) bool { return n.json == a.value.JSON })
}

// hasNode says whether the node's value or one of its labels stands in the
// argument that a walk fills.
func (in *inspection) hasNode(c *call, p *param, n *domain.Node) bool {
	return in.anyArgument(c, p, func(arg *node) bool {
		for _, ph := range in.pipeline.phrases[n] {
			for at := range arg.words {
				if ph.begins(arg.words[at:]) && !in.partOfNode(arg.words, at, len(ph), p) {
					return true
				}
			}
		}
		return false
	})
}

// partOfNode says whether the size words of a walk at word at are part of a
// longer node that the query mentions: in "black friday card" black is no
// colour where the query says black friday.
func (in *inspection) partOfNode(words []string, at, size int, p *param) bool {
	for _, m := range in.texts[in.query].mentions {
		for _, e := range m.Entries {
			if e.Node == nil || !p.walks(e.Node.Type) {
				continue
			}
			for _, ph := range in.pipeline.phrases[e.Node] {
				if len(ph) > size && ph.covers(words, at, size) {
					return true
				}
			}
		}
	}
	return false
}

// anyArgument says whether f holds for a value that the call gives p, at any
// depth.
func (in *inspection) anyArgument(c *call, p *param, f func(*node) bool) bool {
	for i := c.root + 1; i < in.nodes[c.root].end; i++ {
		if n := &in.nodes[i]; n.param == p && f(n) {
			return true
		}
	}
	return false
}
