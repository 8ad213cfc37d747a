package brief

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// abilities says which answers and twists the tool can have, of those that not
// every tool can.
func (dr *Drafter) abilities(t *domain.Tool) map[string]bool {
	some := func(f func(*domain.Param) bool) bool { return slices.ContainsFunc(t.Leaves(), f) }
	listed := slices.ContainsFunc(dr.finders, func(first *domain.Tool) bool { return dr.domain.Follows(first, t) })
	replaced := some((*domain.Param).Replaceable)
	return map[string]bool{
		sample.AnswerQuestion:   len(t.Asked()) > 0,
		sample.AnswerDependent:  len(dr.followers[t]) > 0,
		sample.TwistContrast:    domain.Varies(t),
		sample.TwistCorrection:  replaced,
		sample.TwistNegation:    replaced,
		sample.TwistReference:   listed && len(t.ContextItems()) >= leastListed,
		sample.TwistRange:       some(func(p *domain.Param) bool { return isEnd(t, p) }),
		sample.TwistUnits:       some(scaled),
		sample.TwistNumberWords: some((*domain.Param).Ranged),
	}
}

func scaled(p *domain.Param) bool { return p.Ranged() && len(p.Binding.Range.Scales) > 0 }

// isEnd says whether the parameter bounds something: as the bindings say, or the
// last or first word of its name.
func isEnd(t *domain.Tool, p *domain.Param) bool {
	if !p.Ranged() {
		return false
	}
	if p.Binding.Range.Below != "" || slices.ContainsFunc(t.Leaves(), func(low *domain.Param) bool {
		return low.Ranged() && low.Binding.Range.Below != "" && t.Leaf(low.Binding.Range.Below) == p
	}) {
		return true
	}
	return p.NamedEnd()
}

// bothEnds says whether the call has a number and the one that it is to be below:
// one of them alone, such as where a cut begins, is no range.
func bothEnds(call *pathways.PlannedCall) bool {
	lows := arguments(call, func(p *domain.Param) bool { return p.Ranged() && p.Binding.Range.Below != "" })
	return slices.ContainsFunc(lows, func(low *pathways.Argument) bool {
		return call.Argument(low.Param.Binding.Range.Below) != nil
	})
}

// shape makes the first call one that a query with the twist can be about; false
// where this draw cannot be.
func (dr *Drafter) shape(call *pathways.PlannedCall, twist, language string, rng *rand.Rand) bool {
	with := func(f func(*domain.Param) bool) bool { return len(arguments(call, f)) > 0 }
	switch twist {
	case sample.TwistContrast:
		return with(func(p *domain.Param) bool { return p.Replaceable() || p.Ranged() })
	case sample.TwistCorrection, sample.TwistNegation:
		return with((*domain.Param).Replaceable)
	case sample.TwistReference:
		return call.Item != nil && strings.Contains(call.ArgumentsJSON(), sample.StringJSON(call.Item.ID))
	case sample.TwistRange:
		return with((*domain.Param).NamedEnd) || bothEnds(call)
	case sample.TwistUnits:
		return renumber(call, arguments(call, scaled), rng, func(r *domain.Range, v float64) bool {
			return inOtherUnit(r.ScalesIn(language), v)
		})
	case sample.TwistNumberWords:
		return renumber(call, arguments(call, (*domain.Param).Ranged), rng, func(_ *domain.Range, v float64) bool {
			return inWords(v)
		})
	default:
		return true
	}
}

// arguments lists the call's arguments of parameters that pick says so of.
func arguments(call *pathways.PlannedCall, pick func(*domain.Param) bool) []*pathways.Argument {
	var list []*pathways.Argument
	for i := range call.Arguments {
		if a := &call.Arguments[i]; pick(a.Param) {
			list = append(list, a)
		}
	}
	return list
}

// renumber draws one of the numbers anew, as one that suits.
func renumber(
	call *pathways.PlannedCall, list []*pathways.Argument, rng *rand.Rand, suits func(*domain.Range, float64) bool,
) bool {
	if len(list) == 0 {
		return false
	}
	a := list[rng.IntN(len(list))]
	r := &a.Param.Binding.Range
	var ok bool
	a.Number, a.JSON, ok = drawNumberLike(r, rng, func(v float64) bool { return suits(r, v) })
	return ok && ordered(call) && !slices.ContainsFunc(call.Arguments, func(other pathways.Argument) bool {
		return other.Param == a.Param && other.Path != a.Path && other.JSON == a.JSON
	})
}

// drawNumberLike draws a number that suits: one of some draws, else the next one
// above a last draw, from the range's beginning after its end.
func drawNumberLike(
	r *domain.Range, rng *rand.Rand, suits func(float64) bool,
) (number float64, text string, ok bool) {
	for range pickTries {
		if number, text = drawNumber(r, rng); suits(number) {
			return number, text, true
		}
	}
	first := rng.IntN(r.Len())
	for i := range r.Len() {
		if number, text = r.At((first + i) % r.Len()); suits(number) {
			return number, text, true
		}
	}
	return 0, "", false
}

// inOtherUnit says whether people would say the number in another unit: not in a
// small part of a larger one.
func inOtherUnit(scales map[string]float64, v float64) bool {
	for _, scale := range scales { // one is enough, whichever it is
		if _, ok := domain.InUnit(v, scale); ok && v >= scale/2 {
			return true
		}
	}
	return false
}

// inWords says whether people write the number out: a small or a round one, or a
// small one and a half. One is no word that tells a number apart.
func inWords(v float64) bool {
	n := int(v)
	switch {
	case v < 1.5 || v >= 20000:
		return false
	case v == float64(n)+0.5:
		return n < 20
	case v != float64(n):
		return false
	default:
		return n < 100 || n < 2000 && n%100 == 0 || n%1000 == 0
	}
}
