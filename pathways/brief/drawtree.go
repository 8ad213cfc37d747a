package brief

import (
	"math/rand/v2"
	"slices"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
)

// shareMore is how often an object is given one more of its optional members,
// and a list one more element: people name few things at once.
const shareMore = 0.3

// drawParam draws the values of a parameter, an object's and a list's too, into
// the call; path is where the parameter stands. False where its sources have
// nothing to give.
func (dr *Drafter) drawParam(
	call *pathways.PlannedCall, p *domain.Param, path string, b *pathways.Brief, rng *rand.Rand,
) bool {
	switch p.Binding.Kind {
	case domain.BindObject:
		for _, m := range pickMembers(p, rng) {
			if !dr.drawParam(call, m, path+"."+m.Name, b, rng) {
				return false
			}
		}
		return true
	case domain.BindList:
		return dr.drawList(call, p, path, b, rng)
	default:
		arg, ok := dr.draw(call.Item, p, b, rng)
		if !ok {
			return false
		}
		arg.Path = path
		call.Arguments = append(call.Arguments, arg)
		return true
	}
}

// pickMembers returns members of an object in its order: the required ones and
// some others, one at least.
func pickMembers(p *domain.Param, rng *rand.Rand) []*domain.Param {
	picked := make([]bool, len(p.Members))
	var others []int
	have := 0
	for i, m := range p.Members {
		switch {
		case m.Never():
		case m.Required:
			picked[i] = true
			have++
		default:
			others = append(others, i)
		}
	}
	for len(others) > 0 && (have == 0 || rng.Float64() < shareMore) {
		k := rng.IntN(len(others))
		picked[others[k]] = true
		have++
		others = slices.Delete(others, k, k+1)
	}
	members := make([]*domain.Param, 0, have)
	for i, m := range p.Members {
		if picked[i] {
			members = append(members, m)
		}
	}
	return members
}

// drawList draws elements, no two alike. Where the source has no more of them,
// fewer will do as long as the schema says so.
func (dr *Drafter) drawList(
	call *pathways.PlannedCall, p *domain.Param, path string, b *pathways.Brief, rng *rand.Rand,
) bool {
	least, most := p.Binding.MinItems, p.Binding.MaxItems
	n := least
	for n < most && rng.Float64() < shareMore {
		n++
	}
	const triesEach = 8
	first, have := len(call.Arguments), 0
	for tries := n * triesEach; have < n && tries > 0; tries-- {
		from := len(call.Arguments)
		if !dr.drawParam(call, p.Element, pathways.ElementPath(path, have), b, rng) {
			call.Arguments = call.Arguments[:from]
			continue
		}
		if repeats(call.Arguments[first:from], call.Arguments[from:]) {
			call.Arguments = call.Arguments[:from]
			continue
		}
		have++
	}
	return have >= least
}

// repeats says whether a new element, if it is a single value, was drawn before.
func repeats(before, element []pathways.Argument) bool {
	return len(element) == 1 && slices.ContainsFunc(before, func(a pathways.Argument) bool {
		return a.JSON == element[0].JSON
	})
}
