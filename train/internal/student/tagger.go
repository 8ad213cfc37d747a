package student

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// tagger marks the spans of a query that are values of arguments, by a label for
// each token: outside, the begin of an argument's value, or inside one.
type tagger struct {
	// labels are "O", then "B-" and "I-" of every argument.
	labels []string
	// weights has a row per hashed feature, steps a row per label before.
	weights, steps []float32
	// lists has the words of the values seen, by argument: what a gazetteer tells.
	lists map[string]map[string]bool
}

const (
	outside   = 0
	tagEpochs = 10
	// never is the score of what cannot be.
	never = -1e30
)

// tagged is a training example.
type tagged struct {
	tokens []token
	gold   []int
}

// span is a value that stands in a query.
type span struct {
	argument string
	from, to int // tokens
}

func newTagger(arguments []string, values map[string][]string) *tagger {
	t := &tagger{labels: []string{"O"}, lists: map[string]map[string]bool{}}
	for _, a := range arguments {
		t.labels = append(t.labels, "B-"+a, "I-"+a)
		words := map[string]bool{}
		for _, v := range values[a] {
			for _, w := range tokenise(v) {
				words[w.lower] = true
			}
		}
		t.lists[a] = words
	}
	n := len(t.labels)
	t.weights, t.steps = make([]float32, buckets*n), make([]float32, n*n)
	return t
}

// mark gives the labels of spans; ok is false where two overlap.
func (t *tagger) mark(n int, spans []span) (labels []int, ok bool) {
	labels = make([]int, n)
	for _, s := range spans {
		begin := slices.Index(t.labels, "B-"+s.argument)
		for i := s.from; i < s.to; i++ {
			if labels[i] != outside {
				return nil, false
			}
			labels[i] = begin + 1
		}
		labels[s.from] = begin
	}
	return labels, true
}

// fit trains by the averaged perceptron.
func (t *tagger) fit(examples []tagged, rng *rand.Rand) {
	n := len(t.labels)
	weights := averaged{t.weights, make([]float32, len(t.weights)), 1}
	steps := averaged{t.steps, make([]float32, len(t.steps)), 1}
	order := rng.Perm(len(examples))
	features := make([][][]uint32, len(examples))
	for i := range examples {
		features[i] = t.features(examples[i].tokens)
	}
	for range tagEpochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			gold := examples[i].gold
			guess := t.decode(features[i])
			weights.clock++
			steps.clock++
			for at := range gold {
				if gold[at] != guess[at] {
					for _, f := range features[i][at] {
						weights.move(int(f)*n+gold[at], int(f)*n+guess[at])
					}
				}
				if at > 0 && (gold[at] != guess[at] || gold[at-1] != guess[at-1]) {
					steps.move(gold[at-1]*n+gold[at], guess[at-1]*n+guess[at])
				}
			}
		}
	}
	weights.average()
	steps.average()
}

// averaged is weights under training. Their average over all examples is what
// they are in the end less their updates, weighed by how late those came.
type averaged struct {
	now, late []float32
	clock     float32
}

// move takes a mistake to heart.
func (a *averaged) move(gold, guess int) {
	a.now[gold]++
	a.now[guess]--
	a.late[gold] += a.clock
	a.late[guess] -= a.clock
}

func (a *averaged) average() {
	for i := range a.now {
		a.now[i] -= a.late[i] / a.clock
	}
}

// decode is Viterbi's algorithm; an inside label only follows one of its own.
func (t *tagger) decode(features [][]uint32) []int {
	n := len(t.labels)
	if len(features) == 0 {
		return nil
	}
	score, back := make([]float32, n), make([][]int, len(features))
	for at, row := range features {
		next := make([]float32, n)
		back[at] = make([]int, n)
		for label := range n {
			own := float32(0)
			for _, f := range row {
				own += t.weights[int(f)*n+label]
			}
			best, most := t.before(at, label, score)
			back[at][label], next[label] = best, most+own
		}
		score = next
	}
	label := 0
	for l := range score {
		if score[l] > score[label] {
			label = l
		}
	}
	out := make([]int, len(features))
	for at := len(features) - 1; at >= 0; at-- {
		out[at] = label
		label = max(0, back[at][label])
	}
	return out
}

// before is the best label to come before one, and the score of all up to it.
func (t *tagger) before(at, label int, score []float32) (best int, most float32) {
	best, most = -1, never
	for before := range t.labels {
		if at == 0 && before > 0 || !follows(at, before, label) {
			continue
		}
		s := score[before]
		if at > 0 {
			s += t.steps[before*len(t.labels)+label]
		}
		if best < 0 || s > most {
			best, most = before, s
		}
	}
	return best, most
}

// follows says whether label may come behind before: labels are O, then B and I
// by turns.
func follows(at, before, label int) bool {
	inside := label > 0 && label%2 == 0
	return !inside || at > 0 && (before == label || before == label-1)
}

// spans are the marked values of a query.
func (t *tagger) spans(tokens []token) []span {
	var out []span
	for i, label := range t.decode(t.features(tokens)) {
		switch {
		case label == outside:
		case label%2 == 1:
			out = append(out, span{argument: strings.TrimPrefix(t.labels[label], "B-"), from: i, to: i + 1})
		default:
			out[len(out)-1].to = i + 1
		}
	}
	return out
}

// features are those of every token: the word, its shape and its ends, the words
// around it, and which arguments have been seen with it in a value.
func (t *tagger) features(tokens []token) [][]uint32 {
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
	known := slices.Sorted(maps.Keys(t.lists))
	out := make([][]uint32, len(tokens))
	for i := range tokens {
		w := at(i)
		row := []uint32{
			hash("tag"), hash("w", w), hash("shape", shape(tokens[i].text)),
			hash("-1", at(i-1)), hash("+1", at(i+1)), hash("-2", at(i-2)), hash("+2", at(i+2)),
			hash("-1w", at(i-1), w), hash("w+1", w, at(i+1)), hash("-2-1", at(i-2), at(i-1)),
			hash("+1+2", at(i+1), at(i+2)), hash("-1+1", at(i-1), at(i+1)),
			hash("end", ending(w, 3)), hash("end2", ending(w, 2)),
		}
		for _, a := range known {
			for d := -1; d <= 1; d++ {
				if t.lists[a][at(i+d)] {
					row = append(row, hash("in", a, string(rune('1'+d))))
				}
			}
		}
		out[i] = row
	}
	return out
}

func ending(word string, n int) string {
	r := []rune(word)
	return string(r[max(0, len(r)-n):])
}

// shape is a word's pattern of capitals, letters, digits and signs.
func shape(word string) string {
	var b strings.Builder
	last := byte(0)
	for _, r := range word {
		c := byte('.')
		switch {
		case r >= '0' && r <= '9':
			c = '0'
		case strings.ToLower(string(r)) != string(r):
			c = 'X'
		case wordly(r):
			c = 'x'
		}
		if c != last {
			b.WriteByte(c)
		}
		last = c
	}
	return b.String()
}
