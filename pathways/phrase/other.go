package phrase

import (
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// other is another value of an argument.
type other struct {
	label  string
	number float64
}

// arguments calls f with every argument, and whether it is one of several of a list.
func (r *renderer) arguments(f func(a *pathways.Argument, c *pathways.PlannedCall, listed bool)) {
	for i := range r.brief.Calls {
		c := &r.brief.Calls[i]
		for j := range c.Arguments {
			a := &c.Arguments[j]
			f(a, c, strings.Contains(a.Path, "[") || strings.Contains(a.Param.Path, "["))
		}
	}
}

// pickOther draws an argument of a closed list or a range, and another value of it.
// Numbers are put right as often as words, and refused only where there is nothing
// else.
func (r *renderer) pickOther(kind string) (*pathways.Argument, other) {
	values, numbers := r.replaceable(kind)
	if kind == sample.TwistNegation || len(numbers) == 0 || r.rng.IntN(3) > 0 {
		if a, o := r.otherValue(values, kind); a != nil {
			return a, o
		}
	}
	if len(numbers) == 0 {
		return nil, other{}
	}
	a := numbers[r.rng.IntN(len(numbers))]
	in := &a.Param.Binding.Range
	v, _ := in.At(r.rng.IntN(in.Len()))
	if v == a.Number || !r.unsaid(v) {
		return nil, other{}
	}
	return a, other{number: v}
}

// replaceable lists the arguments that another value can be said of: of a list all
// but, where that comes behind the value, those before the last.
func (r *renderer) replaceable(kind string) (values, numbers []*pathways.Argument) {
	r.arguments(func(a *pathways.Argument, c *pathways.PlannedCall, listed bool) {
		of := c.Of(a.Param)
		switch b := &a.Param.Binding; {
		case listed && kind == sample.TwistNegation && a != of[len(of)-1]:
		case b.Kind == domain.BindValues && a.Value != nil && len(b.Values) > 1:
			values = append(values, a)
		case b.Kind == domain.BindRange && b.Range.Len() > 1 && !listed:
			numbers = append(numbers, a)
		}
	})
	return values, numbers
}

// otherValue draws one of the arguments and another value of it, nil where these
// draws found none.
func (r *renderer) otherValue(list []*pathways.Argument, kind string) (*pathways.Argument, other) {
	for range 8 {
		if len(list) == 0 {
			break
		}
		a := list[r.rng.IntN(len(list))]
		v := a.Param.Binding.Values[r.rng.IntN(len(a.Param.Binding.Values))]
		label := pickLabel(v.LabelsIn(r.brief.Language), r.rng)
		if v != a.Value && r.differs(label, a) && (kind != sample.TwistNegation || !isLed(label)) {
			return a, other{label: label}
		}
	}
	return nil, other{}
}

// unsaid says whether no number of the calls is v.
func (r *renderer) unsaid(v float64) bool {
	said := false
	r.arguments(func(a *pathways.Argument, _ *pathways.PlannedCall, _ bool) {
		said = said || a.Param.Binding.Kind == domain.BindRange && a.Number == v
	})
	return !said
}

// differs says whether a label says something else than the argument, and nothing
// that another argument says.
func (r *renderer) differs(label string, a *pathways.Argument) bool {
	words := domain.Words(label)
	for _, right := range a.Value.AllLabels() {
		if slices.ContainsFunc(domain.Words(right), func(w string) bool { return slices.Contains(words, w) }) {
			return false
		}
	}
	m := r.pathway.domain.Lexicon.Matches(words)
	if len(m) != 1 || m[0].First != 0 || m[0].Last != len(words)-1 {
		return false
	}
	for i := range r.brief.Calls {
		for j := range r.brief.Calls[i].Arguments {
			if says(&r.brief.Calls[i].Arguments[j], label) {
				return false
			}
		}
	}
	return true
}

// says tells whether a label can stand for an argument, or for part of it.
func says(a *pathways.Argument, label string) bool {
	is := func(l string) bool { return strings.EqualFold(l, label) || containsWords(l, label) }
	if a.Value != nil && slices.ContainsFunc(a.Value.AllLabels(), is) {
		return true
	}
	for _, n := range a.Nodes {
		if slices.ContainsFunc(n.AllLabels(), is) {
			return true
		}
	}
	return is(textOf(a.JSON))
}

// isLed says whether a label begins with a small word of its own, "with margins":
// nobody says "not with margins".
func isLed(label string) bool {
	word, _, more := strings.Cut(strings.ToLower(label), " ")
	return led.has(word) || more && ledLong.has(word)
}

// alone says whether no other argument could be taken for the one that is
// corrected behind the clause.
func (r *renderer) alone(a *pathways.Argument) bool {
	if a == nil || len(r.brief.Calls) > 1 {
		return false
	}
	for i := range r.brief.Calls[0].Arguments {
		b := &r.brief.Calls[0].Arguments[i]
		switch {
		case b == a:
		case a.Value == nil && b.Value == nil && b.Param.Binding.Kind == domain.BindRange:
			return false
		case a.Value == nil:
		case b.Value != nil && a.Value.Node != nil && b.Value.Node != nil && a.Value.Node.Type == b.Value.Node.Type,
			slices.ContainsFunc(a.Param.Binding.Values, func(v *domain.Value) bool {
				return slices.ContainsFunc(v.AllLabels(), func(l string) bool { return says(b, l) })
			}):
			return false
		}
	}
	return true
}
