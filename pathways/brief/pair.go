package brief

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// DraftPair draws a pair of hard negatives for a cell: two briefs that differ in
// one argument. half, 0 or 1, says which of them is returned; the other is its
// Contrast. Equal states of rng give the same pair, whatever the half and whatever
// was covered before. Errors are those of Draft.
func (dr *Drafter) DraftPair(slot uint64, buckets []string, half int, rng *rand.Rand) (*pathways.Brief, error) {
	a, err := dr.read(buckets)
	if err != nil {
		return nil, err
	}
	if a.twist != "" && a.twist != sample.TwistContrast || !a.called() {
		return nil, noBrief("no pair is a %s with twist %q", a.answer, a.twist)
	}
	a.twist = sample.TwistContrast
	blind := *dr
	blind.coverage = nil
	b, err := blind.draft(slot, buckets, a, rng)
	if err != nil || half == 0 {
		return b, err
	}
	other := b.Contrast
	b.Contrast = nil
	other.Contrast = b
	return other, nil
}

// contrast makes the other half of the pair: the brief with another value in one
// place. False where this draw has none that is in the cell too.
func (dr *Drafter) contrast(w *telling) bool {
	b := w.b
	other := *b
	other.Calls = slices.Clone(b.Calls)
	// The results of a call that another depends on are not to change.
	at := len(b.Calls) - 1
	if w.a.answer == sample.AnswerParallel {
		at = w.rng.IntN(len(b.Calls))
	}
	call := &other.Calls[at]
	call.Arguments = slices.Clone(call.Arguments)
	list := arguments(call, func(p *domain.Param) bool { return p.Replaceable() || p.Ranged() })
	if len(list) == 0 {
		return false
	}
	a := list[w.rng.IntN(len(list))]
	if a.Param.Ranged() {
		was := a.Number
		var ok bool
		a.Number, a.JSON, ok = drawNumberLike(&a.Param.Binding.Range, w.rng, func(v float64) bool { return v != was })
		if !ok {
			return false
		}
	} else {
		v := another(a, b.Language, w.rng)
		if v == nil {
			return false
		}
		setValue(a, v)
	}
	if !dr.sound(&other, call) || !dr.meets(&other) {
		return false
	}
	b.Contrast = &other
	return true
}

// another draws a value that is told apart from the argument's in words, nil where
// none is.
func another(a *pathways.Argument, language string, rng *rand.Rand) *domain.Value {
	for range pickTries {
		v := a.Param.Binding.Draw(rng)
		if v.JSON != a.JSON && !overlap(v.LabelsIn(language), a.Value.LabelsIn(language)) {
			return v
		}
	}
	return nil
}

// overlap says whether a label of one value stands in one of the other's.
func overlap(x, y []string) bool {
	for _, one := range x {
		for _, two := range y {
			one, two = strings.ToLower(one), strings.ToLower(two)
			if strings.Contains(one, two) || strings.Contains(two, one) {
				return true
			}
		}
	}
	return false
}

// sound says whether a changed call still is one that the brief can have.
func (dr *Drafter) sound(b *pathways.Brief, call *pathways.PlannedCall) bool {
	if !ordered(call) || call.Tool.Check(call.ArgumentsJSON()) != nil {
		return false
	}
	for i := range call.Arguments {
		one := &call.Arguments[i]
		for j := range i {
			if call.Arguments[j].Param == one.Param && call.Arguments[j].JSON == one.JSON {
				return false
			}
		}
	}
	for i := range b.Calls {
		if other := &b.Calls[i]; other != call && alike(other, call) {
			return false
		}
	}
	return dr.replays(b)
}
