package domain

import (
	"fmt"
	"math/big"

	"github.com/callmill/callmill/pathways/sample"
)

// maxWalkVisits bounds the nodes visited to hold the draws of a walk against a
// schema. Walks with more draws are checked by their first ones; the checks of
// every sample find the rest.
const maxWalkVisits = 200_000

// infer binds a parameter that the bindings leave out.
func (b *binder) infer() {
	f := &b.facts
	switch {
	case f.closed:
		b.bindEnum(b.at, nil)
	case f.boolean:
		b.unbound(`labels: {"true": [how people ask for it], "false": [how they ask for the opposite]}`)
	case f.numeric():
		r, ok := inferRange(f)
		if !ok {
			b.unbound("range: {min: 1, max: 10}")
			return
		}
		b.bindRange(b.at, r)
	case b.param.Name == "item_id":
		b.unbound("context: id")
	case b.param.Name == "picture":
		b.unbound("context: picture")
	case f.text && len(b.graph.OfType(b.param.Name)) > 0:
		b.bindNodes(b.at, b.param.Name)
	case f.text:
		b.unbound("walk: TYPE")
	default:
		b.at.fault("the parameter "+b.param.Name, "a text, a number, a boolean or an enum")
	}
}

// unbound faults a parameter that nothing says how to fill.
func (b *binder) unbound(example string) {
	b.at.fault("no binding for the parameter "+b.param.Name, b.advice(example))
}

// advice says what to write where.
func (b *binder) advice(binding string) string {
	return fmt.Sprintf("one in %s, such as %s: {%s: {%s}}",
		b.manifest.bindings.name, b.tool.Name, b.param.Name, binding)
}

func ratOf(f float64) *big.Rat {
	r := new(big.Rat)
	r.SetFloat64(f)
	return r
}

// bindRange binds a range, with the values at its ends held against the schema,
// or all of them where they are few.
func (b *binder) bindRange(at *place, r Range) {
	if want := r.fault(); want != "" {
		at.fault(fmt.Sprintf("min %v, max %v, step %v", r.Min, r.Max, r.Step), want)
		return
	}
	const few = 1000
	n := r.Len()
	for i := 0; i < n; i++ {
		if n > few && i == 2 {
			i = n - 1
		}
		if _, text := r.At(i); b.param.Check(text) != nil {
			at.fault("value "+text, "values of the parameter: "+valueText(b.param.Check(text)))
			return
		}
	}
	b.param.Binding = Binding{Kind: BindRange, Range: r}
}

// checkWalk holds the values of a walk against the schema.
func (b *binder) checkWalk(at *place, steps []Step) {
	count := 0
	whole := b.graph.walkTexts(steps, maxWalkVisits, func(text string) bool {
		count++
		if err := b.param.Check(sample.StringJSON(text)); err != nil {
			at.fault("a walk to "+quoted(text), "a value of the parameter: "+valueText(err))
			return false
		}
		return true
	})
	if count == 0 && whole {
		at.fault("a walk that no nodes make", "edges between the types in it")
	}
}

// checkField holds a content field against the schema.
func (b *binder) checkField(at *place, field string) {
	have := false
	for _, it := range b.d.Items {
		text := it.Field(field)
		if text == "" {
			continue
		}
		have = true
		if err := b.param.Check(sample.StringJSON(text)); err != nil {
			at.fault(fmt.Sprintf("%s %s of item %s", field, quoted(text), quoted(it.ID)),
				"a value of the parameter: "+valueText(err))
			return
		}
	}
	if !have {
		at.fault(fmt.Sprintf("field %s, which no item has", quoted(field)), "a field that an item has")
	}
}
