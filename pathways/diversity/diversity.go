// Package diversity measures how varied a set of queries is. Its functions are
// pure: the same queries in the same order give the same numbers.
//
// A word is what domain.Words takes for one, folded; an n-gram is n words in a
// row of one query.
package diversity

import (
	"github.com/callmill/callmill/pathways/domain"
)

// Corpus is a list of queries, split into words once.
type Corpus struct {
	queries []string
	// words are numbers of words: equal words have equal numbers, from 1.
	words [][]int32
	kinds int
}

// NewCorpus splits queries into words.
func NewCorpus(queries []string) *Corpus {
	c := &Corpus{queries: queries, words: make([][]int32, len(queries))}
	numbers := map[string]int32{}
	for i, q := range queries {
		for _, w := range domain.Words(q) {
			n, ok := numbers[w]
			if !ok {
				n = int32(len(numbers) + 1)
				numbers[w] = n
			}
			c.words[i] = append(c.words[i], n)
		}
	}
	c.kinds = len(numbers)
	return c
}

// Len is how many queries there are.
func (c *Corpus) Len() int { return len(c.queries) }

// Vocabulary returns how many different words the first n queries have, for
// every n asked for; of all queries where n is more than there are.
func (c *Corpus) Vocabulary(n ...int) []int {
	// Words are numbered in order of appearance: the largest so far is the count.
	upTo := make([]int, len(c.words)+1)
	for i, words := range c.words {
		upTo[i+1] = upTo[i]
		for _, w := range words {
			upTo[i+1] = max(upTo[i+1], int(w))
		}
	}
	out := make([]int, len(n))
	for i := range n {
		out[i] = upTo[min(max(n[i], 0), len(c.words))]
	}
	return out
}

// MaxN is the largest n of n-grams.
const MaxN = 4

// ngram is up to four words; 0 stands for none.
type ngram [MaxN]int32

func ngramAt(words []int32, n int) ngram {
	var g ngram
	copy(g[:n], words)
	return g
}

// Distinct returns how many of the n-grams are different, relative to how many
// there are (distinct-n of Li et al., "A Diversity-Promoting Objective Function
// for Neural Conversation Models", NAACL 2016); n from 1 to MaxN, 0 where there
// are none. It falls with the number of queries: compare equal numbers only.
func (c *Corpus) Distinct(n int) float64 {
	if n < 1 || n > MaxN {
		return 0
	}
	seen := map[ngram]struct{}{}
	total := 0
	for _, words := range c.words {
		for i := 0; i+n <= len(words); i++ {
			seen[ngramAt(words[i:], n)] = struct{}{}
			total++
		}
	}
	if total == 0 {
		return 0
	}
	return float64(len(seen)) / float64(total)
}
