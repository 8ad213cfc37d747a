package target

import (
	"fmt"
	"math"
	"slices"
)

// sumTolerance is how far the shares of one distribution may sum from 1. It
// forgives decimal rounding in what people write, not an omission.
const sumTolerance = 1e-6

// distribution is a marginal, or one conditional, in numbers. Facets and
// buckets are indices into the spec.
type distribution struct {
	facet  int
	given  int // facet, or -1 for a marginal
	bucket int // bucket of given
	share  []float64
	field  []string // path of each bucket's share
}

// jointShares is a joint in numbers.
type jointShares struct {
	facets []int
	cells  [][]int // buckets in the order of facets
	share  []float64
	field  []string
}

// zeroSet is a zero in numbers: a cell is impossible when, for every facet
// here, its bucket is marked.
type zeroSet struct {
	facets  []int
	buckets [][]bool
}

// resolver turns names into indices and collects every fault on its way.
type resolver struct {
	spec    Spec
	facets  map[string]int
	buckets []map[string]int
	faults  []error

	marginals    []distribution
	conditionals []distribution
	joints       []jointShares
	zeros        []zeroSet
}

// resolve checks a spec as far as single entries go. What it returns is usable
// only when there are no faults.
func resolve(spec Spec) *resolver {
	r := &resolver{spec: spec, facets: make(map[string]int, len(spec.Facets))}
	r.resolveFacets()
	r.resolveMarginals()
	r.resolveJoints()
	r.resolveConditionals()
	r.resolveZeros()
	if len(spec.Marginals)+len(spec.Joints)+len(spec.Conditionals) == 0 {
		r.fault(SpecError{Field: "marginals", Found: "no constraint", Want: "at least one marginal or joint"})
	}
	return r
}

func (r *resolver) fault(e SpecError) { r.faults = append(r.faults, &e) }

func (r *resolver) resolveFacets() {
	r.buckets = make([]map[string]int, len(r.spec.Facets))
	for i, f := range r.spec.Facets {
		field := fmt.Sprintf("facets[%d]", i)
		if f.Name == "" {
			r.fault(SpecError{Field: field, Found: "an empty name", Want: "a name"})
		}
		if first, dup := r.facets[f.Name]; dup {
			r.fault(SpecError{
				Facet: f.Name, Field: field,
				Found: fmt.Sprintf("the name of facets[%d] again", first), Want: "unique names",
			})
		} else {
			r.facets[f.Name] = i
		}
		if len(f.Buckets) == 0 {
			r.fault(SpecError{Facet: f.Name, Field: field, Found: "no bucket", Want: "at least one bucket"})
		}
		r.buckets[i] = make(map[string]int, len(f.Buckets))
		for j, b := range f.Buckets {
			at := fmt.Sprintf("%s.buckets[%d]", field, j)
			if b == "" {
				r.fault(SpecError{Facet: f.Name, Field: at, Found: "an empty name", Want: "a name"})
			}
			if first, dup := r.buckets[i][b]; dup {
				r.fault(SpecError{
					Facet: f.Name, Bucket: b, Field: at,
					Found: fmt.Sprintf("the name of buckets[%d] again", first), Want: "unique names",
				})
				continue
			}
			r.buckets[i][b] = j
		}
	}
}

// facet resolves a facet's name.
func (r *resolver) facet(name, field string) (int, bool) {
	i, ok := r.facets[name]
	if !ok {
		r.fault(SpecError{
			Facet: name, Field: field, Found: "an unknown facet",
			Want: "one of " + listNames(r.facetNames()),
		})
	}
	return i, ok
}

func (r *resolver) facetNames() []string {
	names := make([]string, len(r.spec.Facets))
	for i, f := range r.spec.Facets {
		names[i] = f.Name
	}
	return names
}

// bucket resolves a bucket's name within a known facet.
func (r *resolver) bucket(facet int, name, field string) (int, bool) {
	b, ok := r.buckets[facet][name]
	if !ok {
		r.fault(SpecError{
			Facet: r.spec.Facets[facet].Name, Bucket: name, Field: field,
			Found: "an unknown bucket", Want: "one of " + listNames(r.spec.Facets[facet].Buckets),
		})
	}
	return b, ok
}

// shares resolves a list of shares to one number per bucket that sum to 1
// exactly, or as near as floats come.
func (r *resolver) shares(facet int, list []Share, field string) (share []float64, at []string) {
	name := r.spec.Facets[facet].Name
	size := len(r.spec.Facets[facet].Buckets)
	share, at = make([]float64, size), make([]string, size)
	sum, sound := 0.0, true
	for i, s := range list {
		here := fmt.Sprintf("%s.shares[%d]", field, i)
		sound = r.soundShare(SpecError{Facet: name, Bucket: s.Bucket, Field: here}, s.Share) && sound
		sum += s.Share
		b, ok := r.bucket(facet, s.Bucket, here)
		if !ok {
			sound = false
			continue
		}
		if at[b] != "" {
			r.fault(SpecError{
				Facet: name, Bucket: s.Bucket, Field: here,
				Found: "a share for the bucket of " + at[b] + " again", Want: "one share per bucket",
			})
			sound = false
			continue
		}
		share[b], at[b] = s.Share, here
	}
	if sound {
		r.scale(SpecError{Facet: name, Field: field + ".shares"}, share, sum)
	}
	return share, at
}

// soundShare reports whether s is a share at all, and the fault at where not.
func (r *resolver) soundShare(at SpecError, s float64) bool {
	if s >= 0 && s <= 1+sumTolerance { // false for NaN
		return true
	}
	at.Found, at.Want = fmt.Sprintf("share %v", s), "a number from 0 to 1"
	r.fault(at)
	return false
}

// scale makes shares sum to 1 when they do so within the tolerance. Rounding
// left in them would keep constraints that agree from being met together.
func (r *resolver) scale(at SpecError, share []float64, sum float64) {
	if math.Abs(sum-1) > sumTolerance {
		at.Found, at.Want = fmt.Sprintf("a sum of %.9g", sum), "a sum of 1"
		r.fault(at)
		return
	}
	for i := range share {
		share[i] /= sum
	}
}

func (r *resolver) resolveMarginals() {
	seen := make(map[int]int)
	for i, m := range r.spec.Marginals {
		field := fmt.Sprintf("marginals[%d]", i)
		f, ok := r.facet(m.Facet, field+".facet")
		if !ok {
			continue
		}
		if first, dup := seen[f]; dup {
			r.fault(SpecError{
				Facet: m.Facet, Field: field,
				Found: fmt.Sprintf("the facet of marginals[%d] again", first), Want: "one marginal per facet",
			})
			continue
		}
		seen[f] = i
		share, at := r.shares(f, m.Shares, field)
		r.marginals = append(r.marginals, distribution{facet: f, given: -1, share: share, field: at})
	}
}

// fixed reports whether a marginal or a joint, sound or not, fixes the
// distribution of a facet. It reads the spec, so that a fault in a marginal does
// not draw a second one about its absence.
func (r *resolver) fixed(name string) bool {
	return slices.ContainsFunc(r.spec.Marginals, func(m Marginal) bool { return m.Facet == name }) ||
		slices.ContainsFunc(r.spec.Joints, func(j Joint) bool { return slices.Contains(j.Facets, name) })
}
