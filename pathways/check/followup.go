package check

import (
	"fmt"

	"github.com/callmill/callmill/pathways"
)

// A query may leave out what was said right before: "and in Paris?" asks for the
// weather, and for the day, of the call before it. Such a sample is told by the facet's
// measure, see domain.Domain.Carries. What the query leaves out follows from that call
// alone, and from no word that was said earlier; what it says follows from the query
// alone. All that the call before has must be there again, but for one argument that is
// other, or added. What is before the user is never carried over: that is as it is now.

// follow finds out whether the query follows up on the call right before, and marks
// what is carried over from it. A query that is worded so, but says all that the call
// has, stands for itself, and may drop nothing.
func (in *inspection) follow() *Rejection {
	before := in.sample.CallBefore()
	if before == nil || len(in.calls) != 1 {
		return nil
	}
	carries := in.pipeline.domain.Carries(in.sample)
	if !carries && !in.elliptical() {
		return nil
	}
	_, root, fault := in.decode(before.Arguments)
	if fault != "" {
		return nil // the execution stage says so
	}
	c := &in.calls[0]
	d := difference{dropped: -1}
	in.compare(&d, c.root, root, c.tool.param)
	switch {
	case d.dropped >= 0:
		n := &in.nodes[d.dropped]
		return in.unfollowed(ReasonDroppedArgument, in.path(root, d.dropped), n.json, fmt.Sprintf(
			"the call before has %s, and the query takes nothing back", n.json))
	case !carries:
		return nil
	case c.Arguments == before.Arguments:
		return in.unfollowed(ReasonUnchanged, "", "", "it repeats the call before, want something else that the query says")
	}
	for _, at := range d.same {
		in.nodes[at].carried = true
	}
	in.leader, in.apart = root, d
	in.texts[0] = in.texts[in.query]
	clear(in.texts[1:])
	in.texts, in.query = in.texts[:1], 0
	return nil
}

// changedSeveral says that a query that follows up on the call before changes more
// than one argument of it, nil where it does not.
func (in *inspection) changedSeveral() *Rejection {
	if len(in.apart.changed) < 2 {
		return nil
	}
	root, first, next := in.calls[0].root, in.apart.changed[0], in.apart.changed[1]
	return in.unfollowed(ReasonChangedSeveral, in.path(root, next), in.nodes[next].json, fmt.Sprintf(
		"neither it nor %s is as in the call before, and a query that leaves the rest out says one argument",
		in.path(root, first)))
}

// was is what the call before has where node at is in the call, empty for nothing or
// where that cannot be carried over.
func (in *inspection) was(at int) string {
	if in.leader == 0 || !in.nodes[at].param.told() {
		return ""
	}
	path := in.path(in.calls[0].root, at)
	for j := in.leader + 1; j < in.nodes[in.leader].end; j++ {
		if in.path(in.leader, j) == path {
			return in.nodes[j].json
		}
	}
	return ""
}

func (in *inspection) unfollowed(reason pathways.Reason, argument, value, detail string) *Rejection {
	c := &in.calls[0]
	where := ""
	if argument != "" {
		where = argument + ": "
	}
	return &Rejection{
		Stage: StageGrounding, Reason: reason, Detail: fmt.Sprintf("%s (%s): %s%s", c.ID, c.Name, where, detail),
		Call: c.ID, Argument: argument, Value: value,
	}
}
