package target

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"pgregory.net/rapid"
)

// drawParts draws a feasible target and fits it with a limit that makes several
// parts of it. Each part could be met with the others by itself; where the fitted
// ones cannot, the zeros between them are dropped.
func drawParts(t *rapid.T, g genShape) (*world, *Table) {
	w := generate(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)), g)
	// The last facet stands alone, so that there are two parts.
	own := w.spec.Facets[len(w.spec.Facets)-1].Name
	w.spec.Conditionals = slices.DeleteFunc(w.spec.Conditionals, func(c Conditional) bool {
		return c.Facet == own || c.Given == own
	})
	w.spec.Joints = slices.DeleteFunc(w.spec.Joints, func(j Joint) bool { return slices.Contains(j.Facets, own) })
	limit := smallestLimit(w.spec)
	table, err := fit(w.spec, limit)
	if err != nil {
		w.spec.Zeros = nil
		table, err = fit(w.spec, limit)
	}
	if err != nil {
		t.Fatalf("a feasible target does not fit: %v", err)
	}
	if len(table.parts) < 2 {
		t.Fatalf("one part of %v with limit %d", table.Parts(), limit)
	}
	return w, table
}

// smallestLimit is the size of the largest component.
func smallestLimit(spec Spec) int {
	r := resolve(spec)
	largest := 0
	for _, c := range r.components(r.used(), maxCombinations) {
		largest = max(largest, c.size)
	}
	return largest
}

// halves has the given number of facets with two even buckets each, in a part each.
func halves(facets int) *Table {
	var spec Spec
	for i := range facets {
		f := Facet{Name: fmt.Sprintf("f%d", i), Buckets: []string{"a", "b"}}
		spec.Facets = append(spec.Facets, f)
		spec.Marginals = append(spec.Marginals, Marginal{Facet: f.Name, Shares: []Share{{"a", 0.5}, {"b", 0.5}}})
	}
	table, err := fit(spec, 2)
	if err != nil {
		panic(err)
	}
	return table
}
