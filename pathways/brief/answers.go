package brief

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// withholds says whether what is declined is what a tool would do that is not
// offered, rather than what no tool does.
func (dr *Drafter) withholds(a *ask, rng *rand.Rand) bool {
	switch a.offered {
	case sample.OfferedNear:
		return true
	case sample.OfferedFar:
		return len(dr.grammar(a.language).None) == 0 || rng.IntN(2) == 0
	default:
		return false
	}
}

// uncalled drafts the brief of a query that is about no tool. Something is open only
// where the domain's own facets ask for it.
func (dr *Drafter) uncalled(b *pathways.Brief, a *ask, rng *rand.Rand) error {
	b.Reply = &pathways.ReplyPlan{Kind: sample.ReplyKind(a.answer)}
	if !dr.meets(b) && pick(dr.domain.Items, rng, func(it *domain.Item) bool {
		b.Context = it
		return dr.meets(b)
	}) == nil {
		return noBrief("nothing open while no tool is called has %s", strings.Join(dr.wanted(b.Buckets), ", "))
	}
	for range maxDraws {
		b.Earlier, b.Offered = nil, nil
		w := dr.telling(b, a, nil, rng)
		if w.before > 0 && !dr.others(w, w.before) {
			continue
		}
		if dr.offer(w) {
			return nil
		}
	}
	return noBrief("no draw of %s has %s", toolName(nil), strings.Join(dr.wanted(b.Buckets), ", "))
}

// reply plans what is said where nothing is called. What a question asks for is
// taken out of the call.
func (dr *Drafter) reply(w *telling) bool {
	b := w.b
	switch w.a.answer {
	case sample.AnswerDecline:
		b.Reply = &pathways.ReplyPlan{Kind: sample.ReplyDecline, Tool: w.tool}
	case sample.AnswerQuestion:
		asked := w.tool.Asked()
		if len(asked) == 0 {
			return false
		}
		p := asked[w.rng.IntN(len(asked))]
		call := &b.Calls[0]
		call.Arguments = slices.DeleteFunc(call.Arguments, func(a pathways.Argument) bool { return within(p, a.Param) })
		b.Reply = &pathways.ReplyPlan{Kind: sample.ReplyQuestion, Tool: w.tool, Param: p}
		return !w.a.picture || FromPicture(b)
	}
	return true
}

// within says whether a leaf is the parameter or a part of it.
func within(p, leaf *domain.Param) bool {
	if p == leaf || p.Element != nil && within(p.Element, leaf) {
		return true
	}
	return slices.ContainsFunc(p.Members, func(m *domain.Param) bool { return within(m, leaf) })
}
