package target

import (
	"encoding/binary"
	"math"
	"slices"
)

// filters are the zeros whose conditions lie in several parts. Each is a bit. A
// cell of a part has the bits of the filters whose conditions in that part it
// meets, and those of all filters without a condition there. So a filter excludes
// a combination of cells when all of them have its bit.
type filters struct {
	words int // of 64 bits
	parts []classes
}

// classes groups the cells of a part that no filter tells apart.
type classes struct {
	of    []int32 // class of each cell
	mask  [][]uint64
	cells [][]int32 // of each class
	share []float64
}

// newFilters makes the filters of a table of those zeros that are not of one part.
func (t *Table) newFilters(zeros []zeroSet) filters {
	zeros = slices.DeleteFunc(zeros, func(z zeroSet) bool {
		return !slices.ContainsFunc(z.facets, func(f int) bool { return t.home[f] != t.home[z.facets[0]] })
	})
	out := filters{words: (len(zeros) + 63) / 64, parts: make([]classes, len(t.parts))}
	mask := make([]uint64, out.words)
	var key []byte
	for k, p := range t.parts {
		c := &out.parts[k]
		known := make(map[string]int32)
		for cell := range p.cells() {
			clear(mask)
			for i, z := range zeros {
				if t.meets(k, p.at(cell), z) {
					mask[i/64] |= 1 << (i % 64)
				}
			}
			key = key[:0]
			for _, bits := range mask {
				key = binary.LittleEndian.AppendUint64(key, bits)
			}
			class, ok := known[string(key)]
			if !ok {
				class = int32(len(c.mask))
				known[string(key)] = class
				c.mask, c.cells, c.share = append(c.mask, slices.Clone(mask)), append(c.cells, nil), append(c.share, 0)
			}
			c.of = append(c.of, class)
			c.cells[class] = append(c.cells[class], int32(cell))
			c.share[class] += p.share[cell]
		}
	}
	return out
}

// meets reports whether a cell of a part meets the conditions that a zero has
// there.
func (t *Table) meets(part int, buckets []int, z zeroSet) bool {
	for i, f := range z.facets {
		if t.home[f] == part && !z.buckets[i][buckets[t.seat[f]]] {
			return false
		}
	}
	return true
}

// mask has the bits of a cell of a part.
func (f *filters) mask(part, cell int) []uint64 { return f.parts[part].mask[f.parts[part].of[cell]] }

// scratch makes room for the filters that are left at every part of a walk, all
// of them at its start.
func (f *filters) scratch(parts int) [][]uint64 {
	alive := make([][]uint64, parts+1)
	for k := range alive {
		alive[k] = slices.Repeat([]uint64{0}, f.words)
	}
	for w := range alive[0] {
		alive[0][w] = math.MaxUint64
	}
	return alive
}

// meet keeps those filters of the ones left at a part that a class of it has too.
func (f *filters) meet(alive [][]uint64, part, class int) {
	for w, bits := range f.parts[part].mask[class] {
		alive[part+1][w] = alive[part][w] & bits
	}
}

// isClear reports whether no filter is left: the combination is allowed.
func isClear(alive []uint64) bool {
	for _, bits := range alive {
		if bits != 0 {
			return false
		}
	}
	return true
}
