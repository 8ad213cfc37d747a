package target

// margin is one way to count samples: by a facet, or by a pair of facets that
// the target names.
type margin struct {
	a, b   int // facets of the table; b is none for a single facet
	offset int // of its first bucket among the counted buckets
	size   int
}

// margins lists the margins of a table, facets first, and the number of buckets
// that they have together.
func (t *part) margins() (list []margin, buckets int) {
	add := func(a, b, size int) {
		list = append(list, margin{a: a, b: b, offset: buckets, size: size})
		buckets += size
	}
	for f, d := range t.dims {
		add(f, none, d)
	}
	for _, p := range t.pairs {
		add(p[0], p[1], t.dims[p[0]]*t.dims[p[1]])
	}
	return list, buckets
}

// last is the higher facet of a margin.
func (m *margin) last() int { return max(m.a, m.b) }

// bucket is the counted bucket of a cell.
func (m *margin) bucket(t *part, cell int) int {
	at := t.at(cell)
	if m.b == none {
		return m.offset + at[m.a]
	}
	return m.offset + at[m.a]*t.dims[m.b] + at[m.b]
}

// names gives the bucket names of the margin's bucket i, counted from its first.
func (m *margin) names(t *part, i int) []string {
	if m.b == none {
		return []string{t.facets[m.a].Buckets[i]}
	}
	return []string{t.facets[m.a].Buckets[i/t.dims[m.b]], t.facets[m.b].Buckets[i%t.dims[m.b]]}
}

// facets gives the names of the margin's facets.
func (m *margin) facets(t *part) []string {
	if m.b == none {
		return []string{t.facets[m.a].Name}
	}
	return []string{t.facets[m.a].Name, t.facets[m.b].Name}
}
