package student

import (
	"math"
	"math/rand/v2"
)

// softmax is a linear classifier over hashed features, fitted by AdaGrad (Duchi,
// Hazan and Singer 2011) to the log loss with a small L2 penalty.
type softmax struct {
	classes []string
	// weights has buckets rows of one weight per class.
	weights []float32
}

const (
	hashBits = 17
	buckets  = 1 << hashBits
	epochs   = 12
	rate     = 0.2
	penalty  = 1e-6
)

// example is a set of hashed features and a class.
type example struct {
	features []uint32
	class    int
}

func fitSoftmax(classes []string, examples []example, rng *rand.Rand) *softmax {
	k := len(classes)
	m := &softmax{classes: classes, weights: make([]float32, buckets*k)}
	if k < 2 {
		return m
	}
	squares := make([]float32, len(m.weights))
	p := make([]float64, k)
	order := rng.Perm(len(examples))
	for range epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			e := &examples[i]
			m.probabilities(e.features, p)
			scale := 1 / math.Sqrt(float64(len(e.features)+1))
			for c := range p {
				g := p[c]
				if c == e.class {
					g--
				}
				if math.Abs(g) < 1e-4 {
					continue
				}
				for _, f := range e.features {
					at := int(f)*k + c
					step := float32(g*scale) + penalty*m.weights[at]
					squares[at] += step * step
					m.weights[at] -= rate * step / float32(math.Sqrt(float64(squares[at])+1e-8))
				}
			}
		}
	}
	return m
}

// probabilities writes the probability of every class into p.
func (m *softmax) probabilities(features []uint32, p []float64) {
	k := len(m.classes)
	clear(p)
	for _, f := range features {
		row := m.weights[int(f)*k : int(f)*k+k]
		for c, w := range row {
			p[c] += float64(w)
		}
	}
	scale := 1 / math.Sqrt(float64(len(features)+1))
	most := math.Inf(-1)
	for c := range p {
		p[c] *= scale
		most = max(most, p[c])
	}
	sum := 0.0
	for c := range p {
		p[c] = math.Exp(p[c] - most)
		sum += p[c]
	}
	for c := range p {
		p[c] /= sum
	}
}

// best returns the most probable class.
func (m *softmax) best(features []uint32) string {
	p := make([]float64, len(m.classes))
	m.probabilities(features, p)
	most := 0
	for c := range p {
		if p[c] > p[most] {
			most = c
		}
	}
	return m.classes[most]
}

// hash is FNV-1a over the parts, folded to the buckets.
func hash(parts ...string) uint32 {
	h := uint64(14695981039346656037)
	for _, s := range parts {
		for i := range len(s) {
			h = (h ^ uint64(s[i])) * 1099511628211
		}
		h = (h ^ 0xff) * 1099511628211
	}
	return uint32(h>>32^h) & (buckets - 1)
}

// ngrams are the hashed features of a query: its words, pairs of words, pairs with
// one word between, and the three to five letters in a row of each word.
func ngrams(tokens []token) []uint32 {
	out := []uint32{hash("bias")}
	at := func(i int) string {
		switch {
		case i < 0:
			return "<"
		case i >= len(tokens):
			return ">"
		default:
			return tokens[i].lower
		}
	}
	for i := range tokens {
		out = append(out, hash("w", at(i)), hash("b", at(i), at(i+1)), hash("s", at(i), at(i+2)))
		if i == 0 {
			out = append(out, hash("first", at(0)))
		}
		word := []rune("<" + at(i) + ">")
		for n := 3; n <= 5; n++ {
			for j := 0; j+n <= len(word); j++ {
				out = append(out, hash("c", string(word[j:j+n])))
			}
		}
	}
	return out
}
