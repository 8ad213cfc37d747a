package report

import (
	"cmp"
	"hash/fnv"
	"slices"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

// perBucket is how many samples of a bucket are shown.
const perBucket = 3

// examples keeps a few samples of every bucket: those whose ids have the least
// hashes, so that they are drawn evenly and the same ones every time.
type examples map[bucketName][]drawn

type bucketName struct{ facet, bucket string }

type drawn struct {
	order  uint64
	sample *callmillv1.Sample
}

func (e examples) add(s *callmillv1.Sample) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s.GetId())) // never fails
	x := drawn{order: h.Sum64(), sample: s}
	for _, f := range s.GetFacets() {
		name := bucketName{f.GetFacet(), f.GetBucket()}
		have := e[name]
		if len(have) == perBucket && have[perBucket-1].order <= x.order {
			continue
		}
		at, _ := slices.BinarySearchFunc(have, x, func(a, b drawn) int { return cmp.Compare(a.order, b.order) })
		have = slices.Insert(have, at, x)
		e[name] = have[:min(len(have), perBucket)]
	}
}
