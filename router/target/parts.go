package target

// Parts lists the names of the facets of every part. Parts are matched apart from
// each other; most tables have one.
func (t *Table) Parts() [][]string {
	names := make([][]string, len(t.parts))
	for k, p := range t.parts {
		names[k] = p.facetNames()
	}
	return names
}

// PartOf is the part that a facet belongs to.
func (t *Table) PartOf(facet int) int { return t.home[facet] }

// PartCells is the number of cells of one part.
func (t *Table) PartCells(part int) int { return t.parts[part].cells() }

// PartCell is the cell of one part that a cell of the table consists of.
func (t *Table) PartCell(cell, part int) int {
	return cell / t.stride[part] % t.parts[part].cells()
}

// PartShare is the share of all samples that should fall in a cell of a part.
func (t *Table) PartShare(part, cell int) float64 { return t.parts[part].share[cell] }

// PartNames returns the bucket names of a cell of a part, one per facet of it.
func (t *Table) PartNames(part, cell int) []string { return t.parts[part].names(cell) }

// Allowed reports whether a cell can occur: no filter excludes it. In a table of
// one part every cell can.
func (t *Table) Allowed(cell int) bool {
	for w := range t.filters.words {
		left := ^uint64(0)
		for k := range t.parts {
			left &= t.filters.mask(k, t.PartCell(cell, k))[w]
		}
		if left != 0 {
			return false
		}
	}
	return true
}

// Complete finds the allowed cell with the greatest share that has the given cell
// in the given part. It is not ok when the filters leave none.
func (t *Table) Complete(part, cell int) (whole int, ok bool) {
	return t.Likeliest(func(p, c int) bool { return p != part || c == cell })
}

// Likeliest finds the allowed cell with the greatest share whose cell in every
// part is admitted. It is not ok when there is none. Ties go to the cells of lowest
// index, the first part's first.
func (t *Table) Likeliest(admitted func(part, cell int) bool) (cell int, ok bool) {
	l := likeliest{table: t, best: make([][]int, len(t.parts)), alive: t.filters.scratch(len(t.parts)), most: -1}
	for k, p := range t.parts {
		classes := t.filters.parts[k].cells
		l.best[k] = make([]int, len(classes))
		for class, cells := range classes {
			best := none
			for _, c := range cells {
				if admitted(k, int(c)) && (best == none || p.share[c] > p.share[best]) {
					best = int(c)
				}
			}
			l.best[k][class] = best
		}
	}
	l.walk(0, 0, 1)
	return l.cell, l.most >= 0
}

// likeliest looks through the combinations of classes. In each class only the
// best cell can be part of the answer.
type likeliest struct {
	table *Table
	best  [][]int
	alive [][]uint64
	cell  int
	most  float64
}

func (l *likeliest) walk(part, cell int, share float64) {
	if part == len(l.table.parts) {
		if isClear(l.alive[part]) && (share > l.most || share == l.most && cell < l.cell) {
			l.cell, l.most = cell, share
		}
		return
	}
	for class, c := range l.best[part] {
		if c != none {
			l.table.filters.meet(l.alive, part, class)
			l.walk(part+1, cell+c*l.table.stride[part], share*l.table.parts[part].share[c])
		}
	}
}
