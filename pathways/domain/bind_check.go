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

// checkField holds a content field of items of these kinds against the schema.
func (b *binder) checkField(at *place, field string, kinds []string) {
	have := false
	takes := Binding{ItemKinds: kinds}
	for _, it := range b.d.Items {
		text := it.Field(field)
		if text == "" || !takes.TakesItem(it) {
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
