package diversity

import (
	"cmp"
	"slices"

	"github.com/callmill/callmill/pathways/likeness"
)

// NearDuplicates returns the share of queries that are nearly the same as an
// earlier one, whatever they call: whose character trigrams have a Jaccard
// similarity of at least 0.9.
//
// Two such queries share one of their rarest trigrams, and only queries that do
// are compared (prefix filtering: Chaudhuri, Ganti and Kaushik, ICDE 2006).
func (c *Corpus) NearDuplicates() float64 {
	if len(c.queries) == 0 {
		return 0
	}
	sets := make([]likeness.Trigrams, len(c.queries))
	frequency := map[uint32]int32{}
	for i, q := range c.queries {
		sets[i] = likeness.TrigramsOf(q)
		for _, g := range sets[i].All() {
			frequency[g]++
		}
	}
	index := map[uint32][]int32{}
	near := 0
	for i := range sets {
		rare := slices.Clone(sets[i].All())
		slices.SortFunc(rare, func(x, y uint32) int {
			return cmp.Or(cmp.Compare(frequency[x], frequency[y]), cmp.Compare(x, y))
		})
		// A near one lacks at most a tenth of the trigrams: it has one of these.
		rare = rare[:len(rare)-(9*len(rare)+9)/10+min(1, len(rare))]
		if isNear(sets, index, rare, i) {
			near++
		}
		for _, g := range rare {
			index[g] = append(index[g], int32(i))
		}
	}
	return float64(near) / float64(len(sets))
}

func isNear(sets []likeness.Trigrams, index map[uint32][]int32, rare []uint32, i int) bool {
	for _, g := range rare {
		for _, j := range index[g] {
			if sets[i].Near(&sets[j]) {
				return true
			}
		}
	}
	return false
}
