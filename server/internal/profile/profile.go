package profile

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"math"
	"slices"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// Options say how much may be told.
type Options struct {
	// Epsilon is the whole budget.
	Epsilon Epsilon
	// Contributions is how many queries of one user count; 0 means 8. More say more
	// of users who ask much, and need more noise.
	Contributions int
	// Source of randomness; nil means the operating system's. Anything else is for
	// tests.
	Source io.Reader
}

const (
	defaultContributions = 8
	mostContributions    = 10_000
	// strayed is the chance that noise alone makes a share where there is none, of
	// a whole release: small counts are suppressed so that it is at most this.
	strayed = 0.1
)

// Profile is what was released.
type Profile struct {
	// Target has the shares, and the impossible cells of the domain's own target.
	Target *domain.Target
	// Parts are the releases it was made from.
	Parts []Part
	// Unit is "user" or "query", Change by how much one of them can have changed a
	// histogram.
	Unit    string
	Change  int
	Epsilon Epsilon
}

// Part is one released histogram.
type Part struct {
	Facets  []string
	Epsilon Epsilon
	// Scale is that of the noise; its standard deviation is √2 times that, about.
	Scale float64
	// Cells is how many it has, Kept how many of them were not suppressed, Left
	// the part of the noisy mass that is in cells which the domain cannot serve.
	Cells, Kept int
	Left        float64
}

var errTooLittle = errors.New("too little is left after the noise: want more queries, a larger epsilon, " +
	"or fewer contributions of a user")

// Read profiles a log of queries, a JSON object a line. Errors name the line, what
// was found and what was expected.
func Read(r io.Reader, name string, d *domain.Domain, o Options) (*Profile, error) {
	o.Contributions = cmp.Or(o.Contributions, defaultContributions)
	if o.Contributions < 1 || o.Contributions > mostContributions {
		return nil, fmt.Errorf("contributions: found %d, want 1 to %d", o.Contributions, mostContributions)
	}
	if o.Source == nil {
		o.Source = rand.Reader
	}
	c, noise := newCounter(d, o.Contributions, maphash.MakeSeed()), &dice{source: o.Source}
	if err := c.read(r, name); err != nil {
		return nil, err
	}
	p := &Profile{Unit: "query", Epsilon: o.Epsilon}
	if len(c.users) > 0 {
		p.Unit = "user"
	}
	p.Change = c.finish()
	released := make([]*release, len(c.histograms))
	for i, h := range c.histograms {
		var err error
		if released[i], err = p.release(h, o.Epsilon.part(len(c.histograms)), d, noise); err != nil {
			return nil, err
		}
	}
	p.Target = p.target(d, released, c.withCalls)
	return p, nil
}

// release is a histogram after the noise: shares of its cells, which sum to 1.
type release struct {
	*histogram

	share []float64
}

// release adds the noise to a histogram. What comes after it sees nothing else.
func (p *Profile) release(h *histogram, epsilon Epsilon, d *domain.Domain, dice *dice) (*release, error) {
	s, t := epsilon.rate(p.Change)
	part := Part{Epsilon: epsilon, Scale: float64(t) / float64(s), Cells: len(h.cells)}
	for _, f := range h.facets {
		part.Facets = append(part.Facets, f.Name)
	}
	noisy := make([]int64, len(h.cells))
	for i, n := range h.cells {
		noisy[i] = n + dice.laplace(s, t)
	}
	if dice.err != nil {
		return nil, dice.err
	}
	// A count of 0 gets noise of x or more with probability below e^(-x/scale)/2.
	least := int64(math.Ceil(part.Scale * math.Log(float64(len(noisy))/(2*strayed))))
	r := &release{histogram: h, share: make([]float64, len(noisy))}
	var sum, left float64
	for i, n := range noisy {
		switch {
		case n < least:
		case unservable(d, h, i):
			left += float64(n)
		default:
			part.Kept++
			sum += float64(n)
			r.share[i] = float64(n)
		}
	}
	if sum == 0 {
		return nil, fmt.Errorf("%v: %w", part.Facets, errTooLittle)
	}
	part.Left = left / (sum + left)
	for i := range r.share {
		r.share[i] /= sum
	}
	p.Parts = append(p.Parts, part)
	return r, nil
}

// unservable says whether a cell is one that the domain cannot have: it says so,
// or it is a phrasing that no rule of the grammar knows.
func unservable(d *domain.Domain, h *histogram, cell int) bool {
	buckets := h.buckets(cell)
	for i, f := range h.facets {
		if f.Name == sample.FacetPhrasing && buckets[i] == sample.BucketOther {
			return true
		}
	}
	return slices.ContainsFunc(append(slices.Clone(d.Target.Impossible), d.Impossible()...),
		func(z domain.Impossible) bool {
			for _, condition := range z {
				i := slices.IndexFunc(h.facets, func(f *sample.Facet) bool { return f.Name == condition.Facet })
				if i < 0 || !slices.Contains(condition.Buckets, buckets[i]) {
					return false
				}
			}
			return true
		})
}
