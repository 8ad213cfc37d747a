package export

import (
	"math"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/sample"
)

// shares counts the samples of one part by facet and bucket.
type shares map[sample.FacetValue]int64

func (s shares) add(sm *sample.Sample) {
	for _, f := range sm.Facets {
		s[f]++
	}
}

// furthest returns the facet in which the part is furthest from what the run
// delivered, and how far: the Jensen–Shannon divergence in bits. No facet where the
// part or the run is empty.
func (s shares) furthest(run []*callmillv1.FacetReport) (facet string, divergence float64) {
	for _, f := range run {
		var part, whole []int64
		for _, b := range f.GetBuckets() {
			part = append(part, s[sample.FacetValue{Facet: f.GetFacet(), Bucket: b.GetBucket()}])
			whole = append(whole, b.GetDelivered())
		}
		if d, ok := jensenShannon(part, whole); ok && (facet == "" || d > divergence) {
			facet, divergence = f.GetFacet(), d
		}
	}
	return facet, divergence
}

// jensenShannon compares two lists of counts as distributions: the mean of their
// Kullback–Leibler divergences from the distribution halfway, base 2, in [0, 1]
// (Lin, IEEE Transactions on Information Theory 37, 1991).
func jensenShannon(a, b []int64) (float64, bool) {
	var sumA, sumB int64
	for i := range a {
		sumA += a[i]
		sumB += b[i]
	}
	if sumA == 0 || sumB == 0 {
		return 0, false
	}
	d := 0.0
	for i := range a {
		p, q := float64(a[i])/float64(sumA), float64(b[i])/float64(sumB)
		half := (p + q) / 2
		if p > 0 {
			d += p / 2 * math.Log2(p/half)
		}
		if q > 0 {
			d += q / 2 * math.Log2(q/half)
		}
	}
	return max(d, 0), true // rounding may take it below
}
