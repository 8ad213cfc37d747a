package sim

import (
	"fmt"
	"math/rand/v2"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/router/target"
)

// Environment is one world to route in. It does not change, and may be shared.
type Environment struct {
	// Pathways are 4 to 8, with what is declared of each.
	Pathways []router.Pathway
	// Table is the target: 180 cells.
	Table *target.Table

	facets []router.Facet
	// cost is what a call of each pathway really costs on average.
	cost []float64
	// odds has what a pathway can do in each cell, the pathways running fastest.
	odds []odds
}

// odds is what one pathway can do in one cell.
type odds struct {
	// able says that it can serve the cell at all.
	able bool
	// accept is the probability that a candidate passes every check, astray that
	// one that passed lands outside of the target.
	accept, astray float64
	// pool is how many different samples it can make here.
	pool float64
}

// success is the probability that the next call ends with an accepted sample,
// after made ones.
func (o *odds) success(made float64) float64 {
	return o.accept * (1 - o.astray) * max(0, 1-made/o.pool)
}

// at returns the odds of all pathways in a cell.
func (e *Environment) at(cell int) []odds {
	n := len(e.Pathways)
	return e.odds[cell*n : (cell+1)*n]
}

// available is the set of pathways that can serve a cell.
func (e *Environment) available(cell int) router.Mask {
	var mask router.Mask
	for k, o := range e.at(cell) {
		if o.able {
			mask = mask.With(k)
		}
	}
	return mask
}

// The facets of every environment. Arguments are the complexity, words the
// length. The last tool has no share: what goes astray lands there.
const (
	arguments  = "arguments"
	words      = "words"
	tools      = 9
	complexity = 4
	lengths    = 5
)

// NewEnvironment draws an environment from its distribution.
func NewEnvironment(rng *rand.Rand) (*Environment, error) {
	e := &Environment{}
	table, err := target.Fit(drawTarget(rng))
	if err != nil {
		return nil, fmt.Errorf("draw an environment: %w", err)
	}
	e.Table = table
	for _, f := range table.Facets() {
		facet := router.Facet{Name: f.Name, Buckets: len(f.Buckets)}
		switch f.Name {
		case arguments:
			facet.Role = router.RoleComplexity
		case words:
			facet.Role = router.RoleLength
		}
		e.facets = append(e.facets, facet)
	}
	makers := drawMakers(rng)
	for k := range makers {
		m := &makers[k]
		e.Pathways = append(e.Pathways, router.Pathway{
			Name: fmt.Sprintf("%s-%d", m.modality, k), Modality: m.modality, Cost: m.declared, Quality: 1,
		})
		e.cost = append(e.cost, m.cost)
	}
	e.odds = make([]odds, table.Cells()*len(makers))
	for cell := range table.Cells() {
		for k := range makers {
			e.at(cell)[k] = makers[k].drawOdds(rng, table.Buckets(cell))
		}
	}
	return e, nil
}
