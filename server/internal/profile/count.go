package profile

import (
	"errors"
	"hash/maphash"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// histogram counts queries by the buckets of one or two facets.
type histogram struct {
	facets []*sample.Facet
	// cells are in order of the buckets, the last facet's fastest.
	cells []int64
}

func newHistogram(facets ...*sample.Facet) *histogram {
	n := 1
	for _, f := range facets {
		n *= len(f.Buckets)
	}
	return &histogram{facets: facets, cells: make([]int64, n)}
}

// cell is where a sample counts.
func (h *histogram) cell(s *sample.Sample) int {
	at := 0
	for _, f := range h.facets {
		at = at*len(f.Buckets) + f.Measure(s)
	}
	return at
}

// buckets are those of a cell, one per facet.
func (h *histogram) buckets(cell int) []string {
	out := make([]string, len(h.facets))
	for i := len(h.facets) - 1; i >= 0; i-- {
		n := len(h.facets[i].Buckets)
		out[i] = h.facets[i].Buckets[cell%n]
		cell /= n
	}
	return out
}

// counter reads a log into histograms. Of a query only its cells are kept.
type counter struct {
	domain *domain.Domain
	// most is how many queries of one user count.
	most int

	histograms []*histogram
	lines      int
	withCalls  bool
	// users has the cells of the queries that count, a draw of each user's. Those
	// without a user are units of their own and are counted at once.
	users map[string]*contributions
	// lots is the key of the lots that the queries of users draw.
	lots maphash.Seed
}

// contributions are a draw of at most so many of a user's queries: those with the
// lowest lots. A lot depends on its user and on nothing that others ask, so that
// a user who was not there would change nobody else's draw.
type contributions struct {
	seen int
	kept []contribution
}

type contribution struct {
	lot   uint64
	cells []int
}

// add lets a query take part in the draw.
func (u *contributions) add(c contribution, most int) {
	u.kept = append(u.kept, c)
	if len(u.kept) <= most {
		return
	}
	worst := 0
	for i := range u.kept {
		if u.kept[i].lot > u.kept[worst].lot {
			worst = i
		}
	}
	u.kept[worst] = u.kept[most]
	u.kept = u.kept[:most]
}

func newCounter(d *domain.Domain, most int, lots maphash.Seed) *counter {
	return &counter{domain: d, most: most, lots: lots, users: map[string]*contributions{}}
}

// begin makes the histograms, once it is known whether the log has calls. Which
// there are is fixed; nothing else of the data decides about them.
func (c *counter) begin(calls bool) {
	facet := func(name string) *sample.Facet { return &c.domain.Facets[c.domain.Facet(name)] }
	c.withCalls = calls
	c.histograms = []*histogram{newHistogram(facet(sample.FacetPhrasing), facet(sample.FacetWords))}
	if calls {
		c.histograms = append(c.histograms,
			newHistogram(facet(sample.FacetTool), facet(sample.FacetCalls)),
			newHistogram(facet(sample.FacetTool), facet(sample.FacetArguments)))
	}
}

var errMixed = errors.New("some lines have calls and others have none: want them on all lines, or on none " +
	"(an empty list where nothing is called)")

// add counts a query.
func (c *counter) add(user string, s *sample.Sample, calls bool) error {
	if c.lines == 0 {
		c.begin(calls)
	}
	if calls != c.withCalls {
		return errMixed
	}
	c.lines++
	cells := make([]int, len(c.histograms))
	for i, h := range c.histograms {
		cells[i] = h.cell(s)
	}
	if user == "" {
		c.count(cells)
		return nil
	}
	u := c.users[user]
	if u == nil {
		u = &contributions{}
		c.users[user] = u
	}
	u.seen++
	u.add(contribution{lot: c.lot(user, u.seen), cells: cells}, c.most)
	return nil
}

// lot is what a user's n-th query draws.
func (c *counter) lot(user string, n int) uint64 {
	return maphash.Comparable(c.lots, struct {
		user string
		n    int
	}{user, n})
}

func (c *counter) count(cells []int) {
	for i, at := range cells {
		c.histograms[i].cells[at]++
	}
}

// finish counts what was drawn of the users, and returns by how much one unit can
// have changed a histogram, in all its cells together.
func (c *counter) finish() (change int) {
	change = 1
	for _, u := range c.users {
		for _, k := range u.kept {
			c.count(k.cells)
		}
		change = c.most
	}
	c.users = nil
	return change
}
