package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// answered checks that a question asks for what the query does not say: no value of
// the argument, and no number with its unit. What may be said of another argument
// of the tool as well is taken for that, once for each.
func (in *inspection) answered() *Rejection {
	r := in.sample.Reply
	if r == nil || r.Kind != sample.ReplyQuestion || r.Argument == "" {
		return nil
	}
	t := in.pipeline.tools[r.Tool]
	if t == nil || len(in.texts) == 0 {
		return nil
	}
	if it := in.item(); it != nil {
		in.addName(in.pipeline.content.title(it))
	}
	for _, it := range in.list() {
		in.addName(in.pipeline.content.title(it))
	}
	in.mention()
	asked := slices.DeleteFunc(slices.Clone(t.leaves), func(p *param) bool {
		name, _, _ := strings.Cut(p.name, "/")
		return name != r.Argument
	})
	found, room := in.toldOf(t, asked)
	if len(found) <= len(room) {
		return nil
	}
	said := strings.Join(in.texts[in.query].words[found[0].first:found[0].last+1], " ")
	return &Rejection{
		Stage: StageGrounding, Reason: ReasonAnsweredAlready,
		Detail:   fmt.Sprintf("the question is for %s of %s, and the query says %q", r.Argument, r.Tool, said),
		Argument: r.Argument, Words: said,
	}
}

// toldOf returns where the query says something of the parameters asked for, and the
// other parameters that it may be said of.
func (in *inspection) toldOf(t *tool, asked []*param) (found []extent, room map[*param]bool) {
	q := &in.texts[in.query]
	room = map[*param]bool{}
	for _, m := range q.mentions {
		if t.may(m, asked) {
			found = append(found, extent{m.First, m.Last})
			t.others(m, asked, room)
		}
	}
	in.scan(q)
	for i := range q.numerals {
		n := &q.numerals[i]
		given := func(p *param) bool { return n.scaleFor(p) != nil || n.ownUnit(p) }
		if !slices.ContainsFunc(asked, given) {
			continue
		}
		found = append(found, extent{n.first, n.last})
		for _, p := range t.leaves {
			if given(p) && !slices.Contains(asked, p) {
				room[p] = true
			}
		}
	}
	return found, room
}

// may says whether a mention can stand for one of the parameters.
func (t *tool) may(m domain.Match, params []*param) bool {
	return slices.ContainsFunc(m.Entries, func(e domain.Entry) bool {
		values, walks := t.admit(e)
		return slices.ContainsFunc(slices.Concat(values, walks), func(a admission) bool {
			return slices.Contains(params, a.param)
		})
	})
}

// others adds the other parameters that a mention can stand for to room.
func (t *tool) others(m domain.Match, params []*param, room map[*param]bool) {
	for _, e := range m.Entries {
		values, walks := t.admit(e)
		for _, a := range slices.Concat(values, walks) {
			if !slices.Contains(params, a.param) {
				room[a.param] = true
			}
		}
	}
}
