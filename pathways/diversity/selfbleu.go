package diversity

import (
	"math"
	"math/rand/v2"
)

// SelfBLEU returns how much the queries repeat each other: the mean BLEU of each
// against all others as references (Zhu et al., "Texygen", SIGIR 2018). 1 means
// that all are made of the same n-grams, near 0 that they share few; lower is
// more varied.
//
// BLEU is that of Papineni et al. (ACL 2002): the geometric mean of the clipped
// precisions of 1- to 4-grams, with the brevity penalty against the closest
// reference. A precision of 0 counts as 0.1/total, method 1 of Chen and Cherry
// ("A Systematic Comparison of Smoothing Techniques for Sentence-Level BLEU",
// WMT 2014), as NLTK and Texygen have it; n-grams longer than the query are left
// out of the mean.
//
// It takes a sample of the queries, drawn without replacement by the seed, as
// both: the time grows with its square in the worst case.
func (c *Corpus) SelfBLEU(size int, seed uint64) float64 {
	rng := rand.New(rand.NewPCG(seed, seed))
	drawn := rng.Perm(len(c.words))[:min(max(size, 0), len(c.words))]
	queries := make([][]int32, 0, len(drawn))
	for _, i := range drawn {
		if len(c.words[i]) > 0 {
			queries = append(queries, c.words[i])
		}
	}
	if len(queries) < 2 {
		return 0
	}
	refs := newReferences(queries)
	sum := 0.0
	for i, q := range queries {
		sum += refs.bleu(i, q)
	}
	return sum / float64(len(queries))
}

// references are the queries as each other's references.
type references struct {
	// counts are how often each query has each n-gram; most are the two largest
	// of them, so that what the others have at most is known without asking each.
	counts []map[ngram]int32
	most   map[ngram]largest
	// lengths counts queries by their number of words.
	lengths map[int]int
}

// largest are the largest count of an n-gram in a query, which query that is,
// and the largest in any other.
type largest struct {
	first, second int32
	query         int32
}

func newReferences(queries [][]int32) *references {
	r := &references{most: map[ngram]largest{}, lengths: map[int]int{}}
	for i, words := range queries {
		counts := map[ngram]int32{}
		for n := 1; n <= MaxN; n++ {
			for at := 0; at+n <= len(words); at++ {
				counts[ngramAt(words[at:], n)]++
			}
		}
		for g, k := range counts {
			m := r.most[g]
			switch {
			case k > m.first:
				m = largest{first: k, second: m.first, query: int32(i)}
			case k > m.second:
				m.second = k
			}
			r.most[g] = m
		}
		r.counts = append(r.counts, counts)
		r.lengths[len(words)]++
	}
	return r
}

// bleu scores query i against all others.
func (r *references) bleu(i int, words []int32) float64 {
	const epsilon = 0.1
	logs, orders := 0.0, 0
	var matches [MaxN + 1]int32
	for g, k := range r.counts[i] {
		m := r.most[g]
		others := m.first
		if m.query == int32(i) {
			others = m.second
		}
		matches[order(g)] += min(k, others)
	}
	for n := 1; n <= MaxN && n <= len(words); n++ {
		hits := float64(matches[n])
		if hits == 0 {
			hits = epsilon
		}
		logs += math.Log(hits / float64(len(words)-n+1))
		orders++
	}
	score := math.Exp(logs / float64(orders))
	if closest := r.closest(len(words)); len(words) < closest {
		score *= math.Exp(1 - float64(closest)/float64(len(words)))
	}
	return score
}

// order is how many words an n-gram has.
func order(g ngram) int {
	n := 0
	for n < MaxN && g[n] != 0 {
		n++
	}
	return n
}

// closest is the length of the other query that is closest to a query of that
// length, the shorter of two.
func (r *references) closest(length int) int {
	if r.lengths[length] > 1 {
		return length
	}
	for d := 1; ; d++ {
		switch {
		case r.lengths[length-d] > 0:
			return length - d
		case r.lengths[length+d] > 0:
			return length + d
		}
	}
}
