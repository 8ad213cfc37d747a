package survey

import (
	"cmp"
	"slices"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// maxTries bounds the search for a cell: a bucket of which so many tries find none
// counts as one that can be, so that nothing is said that is not known.
const maxTries = 200_000

// puzzle looks for a cell of all facets that nothing rules out. A target that names
// few facets leaves the others free, but every sample is in some bucket of each.
type puzzle struct {
	facets []sample.Facet
	// zeros rule cells out; of gives those that each facet, by its index, is in.
	zeros [][]ruledOut
	of    [][]int

	// chosen is the bucket of each facet, -1 for none yet.
	chosen []int
	tries  int
}

// ruledOut is a facet with the buckets that are ruled out where the rest of a zero
// holds.
type ruledOut struct {
	facet   int
	buckets []bool
}

func newPuzzle(d *domain.Domain) *puzzle {
	p := &puzzle{}
	impossible := d.Impossible()
	if !slices.ContainsFunc(d.Items, func(it *domain.Item) bool { return it.Picture != "" }) {
		impossible = append(impossible, domain.Impossible{
			{Facet: sample.FacetModality, Buckets: []string{string(sample.ModalityVision)}},
		})
	}
	// Facets that much is ruled out of first: what cannot be shows early.
	weight := map[string]int{}
	for _, z := range impossible {
		for _, c := range z {
			weight[c.Facet]++
		}
	}
	for _, f := range d.Facets {
		if weight[f.Name] > 0 {
			p.facets = append(p.facets, f)
		}
	}
	slices.SortStableFunc(p.facets, func(a, b sample.Facet) int { return cmp.Compare(weight[b.Name], weight[a.Name]) })
	p.of = make([][]int, len(p.facets))
	for _, z := range impossible {
		var zero []ruledOut
		for _, c := range z {
			f := slices.IndexFunc(p.facets, func(f sample.Facet) bool { return f.Name == c.Facet })
			if f < 0 {
				zero = nil // of a facet that the domain does not have: never met
				break
			}
			r := ruledOut{facet: f, buckets: make([]bool, len(p.facets[f].Buckets))}
			for _, b := range c.Buckets {
				if at := p.facets[f].Bucket(b); at >= 0 {
					r.buckets[at] = true
				}
			}
			zero = append(zero, r)
		}
		for _, r := range zero {
			p.of[r.facet] = append(p.of[r.facet], len(p.zeros))
		}
		p.zeros = append(p.zeros, zero)
	}
	return p
}

// solves says whether a sample can be in the bucket.
func (p *puzzle) solves(facet, bucket string) bool {
	f := slices.IndexFunc(p.facets, func(f sample.Facet) bool { return f.Name == facet })
	if f < 0 {
		return true // nothing is ruled out of it
	}
	b := p.facets[f].Bucket(bucket)
	if b < 0 {
		return true // a fault of another kind
	}
	p.chosen = slices.Repeat([]int{-1}, len(p.facets))
	p.tries = 0
	p.chosen[f] = b
	return !p.ruledOut(f) && p.rest(0)
}

// rest finds buckets for the facets from the one at an index on.
func (p *puzzle) rest(at int) bool {
	if at == len(p.facets) || p.tries > maxTries {
		return true
	}
	if p.chosen[at] >= 0 {
		return p.rest(at + 1)
	}
	for b := range p.facets[at].Buckets {
		p.tries++
		p.chosen[at] = b
		if !p.ruledOut(at) && p.rest(at+1) {
			return true
		}
	}
	p.chosen[at] = -1
	return false
}

// ruledOut says whether a zero of the facet is met by what is chosen so far.
func (p *puzzle) ruledOut(facet int) bool {
	return slices.ContainsFunc(p.of[facet], func(i int) bool {
		return !slices.ContainsFunc(p.zeros[i], func(r ruledOut) bool {
			b := p.chosen[r.facet]
			return b < 0 || !r.buckets[b]
		})
	})
}
