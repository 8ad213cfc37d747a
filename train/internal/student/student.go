package student

import (
	"cmp"
	"context"
	"maps"
	"math/rand/v2"
	"slices"
)

// Student is a fitted model.
type Student struct {
	functions *softmax
	skills    map[string]*skill
}

// skill is what the student knows of one function's arguments.
type skill struct {
	tagger *tagger // nil where no argument stands in queries
	// said maps what was said for an argument to its value, where they differ.
	said map[string]map[string]string
	// chosen are the arguments that do not stand in the query: which value each
	// has, absent for none.
	chosen map[string]*softmax
}

const (
	// absent is the class of an argument that a query does not give.
	absent = "(absent)"
	// standing is the part of an argument's values that must stand in the queries
	// word for word for it to be tagged.
	standing = 0.6
	// most is how many values a chosen argument tells apart.
	most = 64
)

// Fit trains a student. The error is the context's.
func Fit(ctx context.Context, rows []Row, seed uint64) (*Student, error) {
	rng := rand.New(rand.NewPCG(seed, 1))
	byFunction := map[string][]int{}
	tokens := make([][]token, len(rows))
	for i := range rows {
		byFunction[rows[i].Function] = append(byFunction[rows[i].Function], i)
		tokens[i] = tokenise(rows[i].Query)
	}
	names := slices.Sorted(maps.Keys(byFunction))
	examples := make([]example, len(rows))
	for i := range rows {
		class, _ := slices.BinarySearch(names, rows[i].Function)
		examples[i] = example{features: ngrams(tokens[i]), class: class}
	}
	s := &Student{functions: fitSoftmax(names, examples, rng), skills: map[string]*skill{}}
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return nil, context.Cause(ctx)
		}
		of := byFunction[name]
		own, words := make([]*Row, len(of)), make([][]token, len(of))
		for i, at := range of {
			own[i], words[i] = &rows[at], tokens[at]
		}
		s.skills[name] = fitSkill(own, words, rng)
	}
	return s, nil
}

func fitSkill(rows []*Row, tokens [][]token, rng *rand.Rand) *skill {
	s := &skill{said: map[string]map[string]string{}, chosen: map[string]*softmax{}}
	given, found := map[string]int{}, map[string]int{}
	values := map[string][]string{}
	for i, r := range rows {
		for a, v := range r.Arguments {
			given[a]++
			if _, _, ok := find(tokens[i], v); ok {
				found[a]++
			}
			values[a] = append(values[a], v)
		}
	}
	var spoken []string
	for _, a := range slices.Sorted(maps.Keys(given)) {
		if float64(found[a]) >= standing*float64(given[a]) {
			spoken = append(spoken, a)
		} else {
			s.chosen[a] = fitChoice(a, rows, tokens, rng)
		}
	}
	if len(spoken) > 0 {
		s.tagger = newTagger(spoken, values)
		s.fitTagger(rows, tokens, spoken, rng)
	}
	return s
}

// fitTagger trains on the rows whose spoken values all stand in the query, apart
// from each other.
func (s *skill) fitTagger(rows []*Row, tokens [][]token, spoken []string, rng *rand.Rand) {
	var examples []tagged
	heard := map[string]map[string]map[string]int{}
	for i, r := range rows {
		var spans []span
		whole := true
		for _, a := range spoken {
			v, ok := r.Arguments[a]
			if !ok {
				continue
			}
			from, to, ok := find(tokens[i], v)
			whole = whole && ok
			spans = append(spans, span{a, from, to})
			if ok {
				hear(heard, a, r.Query[tokens[i][from].start:tokens[i][to-1].end], v)
			}
		}
		if !whole {
			continue
		}
		if labels, ok := s.tagger.mark(len(tokens[i]), spans); ok {
			examples = append(examples, tagged{tokens: tokens[i], gold: labels})
		}
	}
	s.tagger.fit(examples, rng)
	s.learn(heard)
}

// hear counts what was said for a value: argument → words → value.
func hear(heard map[string]map[string]map[string]int, argument, said, value string) {
	if heard[argument] == nil {
		heard[argument] = map[string]map[string]int{}
	}
	of := heard[argument]
	if of[plain(said)] == nil {
		of[plain(said)] = map[string]int{}
	}
	of[plain(said)][value]++
}

// learn takes the value that was meant most often by what was said, so that a row
// where the words stand by accident changes nothing.
func (s *skill) learn(heard map[string]map[string]map[string]int) {
	for argument, of := range heard {
		s.said[argument] = map[string]string{}
		for said, values := range of {
			best := slices.MaxFunc(slices.Sorted(maps.Keys(values)), func(a, b string) int {
				return cmp.Compare(values[a], values[b])
			})
			if plain(best) != said {
				s.said[argument][said] = best
			}
		}
	}
}

// fitChoice learns which value an argument has, from the whole query.
func fitChoice(argument string, rows []*Row, tokens [][]token, rng *rand.Rand) *softmax {
	counts := map[string]int{}
	for _, r := range rows {
		if v, ok := r.Arguments[argument]; ok {
			counts[v]++
		}
	}
	classes := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b))
	})
	classes = append([]string{absent}, classes[:min(len(classes), most)]...)
	var examples []example
	for i, r := range rows {
		v, ok := r.Arguments[argument]
		if !ok {
			v = absent
		}
		if class := slices.Index(classes, v); class >= 0 {
			examples = append(examples, example{features: ngrams(tokens[i]), class: class})
		}
	}
	return fitSoftmax(classes, examples, rng)
}

// Answer says what a query becomes.
func (s *Student) Answer(query string) (function string, arguments map[string]string) {
	tokens := tokenise(query)
	features := ngrams(tokens)
	function = s.functions.best(features)
	return function, s.skills[function].answer(query, tokens, features)
}

func (s *skill) answer(query string, tokens []token, features []uint32) map[string]string {
	out := map[string]string{}
	for a, m := range s.chosen {
		if v := m.best(features); v != absent {
			out[a] = v
		}
	}
	if s.tagger == nil {
		return out
	}
	for _, sp := range s.tagger.spans(tokens) {
		if _, ok := out[sp.argument]; ok {
			continue
		}
		said := query[tokens[sp.from].start:tokens[sp.to-1].end]
		value, ok := s.said[sp.argument][plain(said)]
		if !ok {
			value = said
		}
		out[sp.argument] = value
	}
	return out
}
