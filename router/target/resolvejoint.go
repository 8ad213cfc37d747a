package target

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

func (r *resolver) resolveConditionals() {
	type key struct{ facet, given, bucket int }
	seen := make(map[key]int)
	for i, c := range r.spec.Conditionals {
		field := fmt.Sprintf("conditionals[%d]", i)
		f, okFacet := r.facet(c.Facet, field+".facet")
		g, okGiven := r.facet(c.Given, field+".given")
		if !okFacet || !okGiven {
			continue
		}
		if f == g {
			r.fault(SpecError{
				Facet: c.Facet, Field: field + ".given",
				Found: "the conditional's own facet", Want: "another facet",
			})
			continue
		}
		if !r.fixed(c.Given) {
			r.fault(SpecError{
				Facet: c.Given, Field: field + ".given",
				Found: "a facet without a distribution of its own",
				Want:  "a marginal of it, or a joint that holds it",
			})
		}
		b, ok := r.bucket(g, c.GivenBucket, field+".given_bucket")
		if !ok {
			continue
		}
		if first, dup := seen[key{f, g, b}]; dup {
			r.fault(SpecError{
				Facet: c.Given, Bucket: c.GivenBucket, Field: field,
				Found: fmt.Sprintf("the condition of conditionals[%d] again", first),
				Want:  "one conditional per facet and given bucket",
			})
			continue
		}
		seen[key{f, g, b}] = i
		share, at := r.shares(f, c.Shares, field)
		r.conditionals = append(r.conditionals, distribution{facet: f, given: g, bucket: b, share: share, field: at})
	}
}

func (r *resolver) resolveJoints() {
	seen := make(map[string]int)
	for i, j := range r.spec.Joints {
		field := fmt.Sprintf("joints[%d]", i)
		facets, ok := r.jointFacets(j, field)
		if !ok {
			continue
		}
		set := slices.Sorted(slices.Values(facets))
		if first, dup := seen[fmt.Sprint(set)]; dup {
			r.fault(SpecError{
				Facet: j.Facets[0], Field: field,
				Found: fmt.Sprintf("the facets of joints[%d] again", first), Want: "one joint per set of facets",
			})
			continue
		}
		seen[fmt.Sprint(set)] = i
		r.joints = append(r.joints, r.jointCells(j, facets, field))
	}
}

func (r *resolver) jointFacets(j Joint, field string) (facets []int, ok bool) {
	if len(j.Facets) < 2 {
		r.fault(SpecError{
			Field: field + ".facets", Found: strconv.Itoa(len(j.Facets)) + " facets", Want: "at least two facets",
		})
		return nil, false
	}
	ok = true
	for i, name := range j.Facets {
		at := fmt.Sprintf("%s.facets[%d]", field, i)
		f, known := r.facet(name, at)
		if known && slices.Contains(facets, f) {
			r.fault(SpecError{Facet: name, Field: at, Found: "a facet for the second time", Want: "different facets"})
			known = false
		}
		ok = ok && known
		facets = append(facets, f)
	}
	return facets, ok
}

func (r *resolver) jointCells(j Joint, facets []int, field string) jointShares {
	out := jointShares{facets: facets}
	seen := make(map[string]int, len(j.Cells))
	sum, sound := 0.0, true
	for i, c := range j.Cells {
		at := fmt.Sprintf("%s.cells[%d]", field, i)
		sound = r.soundShare(SpecError{Facet: j.Facets[0], Field: at}, c.Share) && sound
		sum += c.Share
		buckets, ok := r.jointBuckets(c, facets, at)
		if !ok {
			sound = false
			continue
		}
		if first, dup := seen[fmt.Sprint(buckets)]; dup {
			r.fault(SpecError{
				Facet: j.Facets[0], Bucket: c.Buckets[0], Field: at,
				Found: fmt.Sprintf("the combination of cells[%d] again", first), Want: "one share per combination",
			})
			sound = false
			continue
		}
		seen[fmt.Sprint(buckets)] = i
		out.cells = append(out.cells, buckets)
		out.share = append(out.share, c.Share)
		out.field = append(out.field, at)
	}
	if sound {
		r.scale(SpecError{Facet: j.Facets[0], Field: field + ".cells"}, out.share, sum)
	}
	return out
}

func (r *resolver) jointBuckets(c JointCell, facets []int, field string) (buckets []int, ok bool) {
	if len(c.Buckets) != len(facets) {
		r.fault(SpecError{
			Facet: r.spec.Facets[facets[0]].Name, Field: field + ".buckets",
			Found: strconv.Itoa(len(c.Buckets)) + " buckets",
			Want:  strconv.Itoa(len(facets)) + ", one per facet of the joint",
		})
		return nil, false
	}
	ok = true
	buckets = make([]int, len(facets))
	for k, name := range c.Buckets {
		b, known := r.bucket(facets[k], name, fmt.Sprintf("%s.buckets[%d]", field, k))
		ok = ok && known
		buckets[k] = b
	}
	return buckets, ok
}

func (r *resolver) resolveZeros() {
	for i, z := range r.spec.Zeros {
		field := fmt.Sprintf("zeros[%d]", i)
		if len(z) == 0 {
			r.fault(SpecError{Field: field, Found: "no condition", Want: "at least one condition"})
		}
		var set zeroSet
		for k, c := range z {
			at := fmt.Sprintf("%s[%d]", field, k)
			f, ok := r.facet(c.Facet, at+".facet")
			if !ok {
				continue
			}
			if slices.Contains(set.facets, f) {
				r.fault(SpecError{
					Facet: c.Facet, Field: at, Found: "a facet for the second time", Want: "one condition per facet",
				})
				continue
			}
			if len(c.Buckets) == 0 {
				r.fault(SpecError{Facet: c.Facet, Field: at, Found: "no bucket", Want: "at least one bucket"})
			}
			marked := make([]bool, len(r.spec.Facets[f].Buckets))
			for n, name := range c.Buckets {
				if b, known := r.bucket(f, name, fmt.Sprintf("%s.buckets[%d]", at, n)); known {
					marked[b] = true
				}
			}
			set.facets = append(set.facets, f)
			set.buckets = append(set.buckets, marked)
		}
		r.zeros = append(r.zeros, set)
	}
}

// listNames writes names for an error message, cut short where they are many.
func listNames(names []string) string {
	const most = 12
	if len(names) == 0 {
		return "none (there are none)"
	}
	quoted := make([]string, 0, most+1)
	for i, n := range names {
		if i == most {
			quoted = append(quoted, fmt.Sprintf("… (%d in all)", len(names)))
			break
		}
		quoted = append(quoted, strconv.Quote(n))
	}
	return strings.Join(quoted, ", ")
}
