package report

import "slices"

// maxSnapshots bounds the points of a curve.
const maxSnapshots = 400

// facetCount counts the samples in each bucket of a facet, in order of appearance.
type facetCount struct {
	name    string
	buckets []string
	index   map[string]int
	counts  []int64
}

func (f *facetCount) add(bucket string) {
	at, known := f.index[bucket]
	if !known {
		at = len(f.buckets)
		f.index[bucket] = at
		f.buckets, f.counts = append(f.buckets, bucket), append(f.counts, 0)
	}
	f.counts[at]++
}

// snapshot is what was delivered up to a moment: the counts of every facet's
// buckets. What appeared later is not in it yet.
type snapshot struct {
	samples int64
	counts  [][]int64
}

// snapshots are moments of a run, evenly apart in the logarithm of the number of
// samples. Where there are too many every second is dropped.
type snapshots struct {
	list   []snapshot
	next   int64
	growth float64
}

func (s *snapshots) due(samples int64) bool { return samples >= s.next }

func (s *snapshots) add(samples int64, facets []*facetCount) {
	if s.growth == 0 {
		s.growth = 1.04
	}
	if len(s.list) >= maxSnapshots {
		kept := s.list[:0]
		for i := 0; i < len(s.list); i += 2 {
			kept = append(kept, s.list[i])
		}
		s.list, s.growth = kept, s.growth*s.growth
	}
	moment := snapshot{samples: samples, counts: make([][]int64, len(facets))}
	for i, f := range facets {
		moment.counts[i] = slices.Clone(f.counts)
	}
	s.list = append(s.list, moment)
	s.next = max(samples+1, int64(float64(samples)*s.growth))
}

// maxParts bounds the parts that a run is divided into.
const maxParts = 120

// writers counts who wrote the samples, in parts of equal numbers of samples. Where
// there are too many parts, two become one.
type writers struct {
	names []string
	index map[string]int
	total []int64
	width int64
	parts [][]int64 // part after part, by the index of the name
	count int64
}

// number is the index of a name.
func (w *writers) number(name string) int {
	at, known := w.index[name]
	if !known {
		at = len(w.names)
		w.index[name] = at
		w.names, w.total = append(w.names, name), append(w.total, 0)
	}
	return at
}

func (w *writers) add(name string) {
	at := w.number(name)
	w.total[at]++
	if w.count == int64(len(w.parts))*w.width {
		if len(w.parts) == maxParts {
			w.halve()
		}
		w.parts = append(w.parts, nil)
	}
	last := &w.parts[len(w.parts)-1]
	for len(*last) < len(w.names) {
		*last = append(*last, 0)
	}
	(*last)[at]++
	w.count++
}

func (w *writers) halve() {
	for i := 0; i < len(w.parts); i += 2 {
		sum := make([]int64, len(w.names))
		for _, part := range w.parts[i:min(i+2, len(w.parts))] {
			for j, n := range part {
				sum[j] += n
			}
		}
		w.parts[i/2] = sum
	}
	w.parts = w.parts[:(len(w.parts)+1)/2]
	w.width *= 2
}
