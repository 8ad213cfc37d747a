package profile

import (
	"cmp"
	"slices"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// target puts the released shares together. Each marginal comes from one release
// only and the others are told given one, so that what is asked for does not
// contradict itself, however much noise is in it.
func (p *Profile) target(d *domain.Domain, released []*release, calls bool) *domain.Target {
	t := &domain.Target{Impossible: d.Target.Impossible}
	phrasing := released[0]
	t.Marginals = append(t.Marginals, phrasing.marginal(0))
	t.Conditionals = append(t.Conditionals, phrasing.conditionals()...)
	if calls {
		tools, arguments := released[1], released[2]
		t.Marginals = append(t.Marginals, tools.marginal(0), tools.marginal(1))
		t.Conditionals = append(t.Conditionals, arguments.conditionals()...)
	} else {
		// What is called is not known: as the domain has it.
		for _, m := range d.Target.Marginals {
			if slices.Contains([]string{sample.FacetTool, sample.FacetCalls, sample.FacetAnswer}, m.Facet) {
				t.Marginals = append(t.Marginals, m)
			}
		}
		for _, c := range d.Target.Conditionals {
			if c.Facet == sample.FacetArguments && c.Given == sample.FacetTool {
				t.Conditionals = append(t.Conditionals, c)
			}
		}
	}
	slices.SortStableFunc(t.Marginals, func(a, b domain.Marginal) int {
		return cmp.Compare(d.Facet(a.Facet), d.Facet(b.Facet))
	})
	return t
}

// marginal gives the shares of one of a release's facets.
func (r *release) marginal(facet int) domain.Marginal {
	f := r.facets[facet]
	parts := make([]int, len(f.Buckets))
	// The cells are rounded, once, and then summed: so the marginals of one release
	// agree with each other to the last digit.
	for cell, n := range parted(r.share) {
		parts[f.Bucket(r.buckets(cell)[facet])] += n
	}
	return domain.Marginal{Facet: f.Name, Shares: sharesOf(f.Buckets, parts)}
}

// conditionals give the shares of a release's second facet for each bucket of its
// first that has any.
func (r *release) conditionals() []domain.Conditional {
	given, of := r.facets[0], r.facets[1]
	n := len(of.Buckets)
	var out []domain.Conditional
	for g, name := range given.Buckets {
		row := slices.Clone(r.share[g*n : (g+1)*n])
		sum := 0.0
		for _, s := range row {
			sum += s
		}
		if sum == 0 {
			continue
		}
		for i := range row {
			row[i] /= sum
		}
		out = append(out, domain.Conditional{
			Facet: of.Name, Given: given.Name, GivenBucket: name, Shares: sharesOf(of.Buckets, parted(row)),
		})
	}
	return out
}

// grain is what shares are rounded to.
const grain = 10_000

// parted gives shares that sum to 1 in whole parts of the grain, by largest
// remainder.
func parted(shares []float64) []int {
	whole := make([]int, len(shares))
	order := make([]int, len(shares))
	left := grain
	for i, s := range shares {
		whole[i], order[i] = int(s*grain), i
		left -= whole[i]
	}
	rest := func(i int) float64 { return shares[i]*grain - float64(whole[i]) }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest(b), rest(a)) })
	for i := 0; left > 0; i = (i + 1) % len(order) {
		if shares[order[i]] > 0 {
			whole[order[i]]++
			left--
		}
	}
	return whole
}

// sharesOf are the buckets that have any part.
func sharesOf(buckets []string, parts []int) []domain.Share {
	var out []domain.Share
	for i, n := range parts {
		if n > 0 {
			out = append(out, domain.Share{Bucket: buckets[i], Share: float64(n) / grain})
		}
	}
	return out
}
