package target

import (
	"math/rand/v2"
	"slices"

	"pgregory.net/rapid"
)

// trouble is what may become of slots.
type trouble struct {
	rand      *rand.Rand
	table     *Table
	success   []float64 // of each cell
	elsewhere float64   // of what does not succeed, the part that lands elsewhere
	down      float64
	near      bool // elsewhere is a cell that differs in one facet, or any
}

func drawTrouble(t *rapid.T, table *Table) *trouble {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "trouble"), 2))
	tr := &trouble{
		rand: r, table: table, success: make([]float64, table.Cells()),
		elsewhere: r.Float64(), down: r.Float64() / 5, near: r.IntN(2) == 0,
	}
	least := 0.2 + 0.8*r.Float64()
	for c := range tr.success {
		tr.success[c] = least + (1-least)*r.Float64()
	}
	return tr
}

func (tr *trouble) outcome(l *Ledger, aimed int) Outcome {
	if tr.rand.Float64() < tr.down {
		return Unavailable()
	}
	landed := aimed
	if tr.rand.Float64() > tr.success[aimed] {
		if tr.rand.Float64() > tr.elsewhere {
			return Failed()
		}
		var ok bool
		if landed, ok = tr.land(aimed); !ok {
			return Failed()
		}
	}
	return l.land(landed)
}

func (tr *trouble) land(aimed int) (cell int, ok bool) {
	if !tr.near {
		return tr.rand.IntN(tr.table.Cells()), true
	}
	buckets := slices.Clone(tr.table.Buckets(aimed))
	f := tr.rand.IntN(len(buckets))
	buckets[f] = tr.rand.IntN(tr.table.dims[f])
	return tr.table.Cell(buckets)
}
