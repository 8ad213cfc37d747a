package export

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/callmill/callmill/pathways/diversity"
	"github.com/callmill/callmill/pathways/sample"
)

// Bounds of what is measured: of more queries some are drawn. Distinct-n falls and
// self-BLEU grows with the number of queries, so that sets compare at equal numbers
// only.
const (
	corpusSize   = 10_000
	selfBLEUSize = 1_000
)

// tally is what the card says of the samples themselves, gathered while they pass.
type tally struct {
	samples int64
	// without are samples that call nothing, several those with several calls,
	// inSteps those of them in which a call needs the result of another.
	without, several, inSteps int64
	// withItem are samples with an item before the user, withList with a list.
	withItem, withList int64
	// halves are samples that are half of a contrasting pair.
	halves int64
	// dialogues are samples in which the model has spoken or called before.
	dialogues int64

	nodes, items, templates map[string]struct{}
	models                  map[model]*modelUse
	languages               map[string]int64

	// queries are drawn uniformly from all (reservoir sampling, Vitter's
	// algorithm R), by a fixed seed: the same samples give the same card.
	queries []string
	rng     *rand.Rand
}

// model is a model in one of its parts.
type model struct{ name, digest, purpose string }

// modelUse is how much a model was used.
type modelUse struct{ turns, tokens int64 }

func newTally() *tally {
	return &tally{
		nodes: map[string]struct{}{}, items: map[string]struct{}{}, templates: map[string]struct{}{},
		models: map[model]*modelUse{}, languages: map[string]int64{}, rng: rand.New(rand.NewPCG(1, 1)),
	}
}

func (t *tally) add(s *sample.Sample) {
	t.samples++
	switch len(s.Calls) {
	case 0:
		t.without++
	case 1:
	default:
		t.several++
	}
	if inSteps(s.Calls) {
		t.inSteps++
	}
	t.situation(s)
	p := &s.Provenance
	if p.Contrast != nil {
		t.halves++
	}
	if p.Language != "" {
		t.languages[p.Language]++
	}
	for _, n := range p.Nodes {
		t.nodes[n] = struct{}{}
	}
	for _, i := range p.Items {
		t.items[i] = struct{}{}
	}
	t.templates[p.Template] = struct{}{}
	for i := range p.Turns {
		t.use(&p.Turns[i])
	}
	if p.Verdict != nil {
		t.use(&p.Verdict.Turn)
	}
	if q := s.Query(); len(t.queries) < corpusSize {
		t.queries = append(t.queries, q)
	} else if i := t.rng.Int64N(t.samples); i < corpusSize {
		t.queries[i] = q
	}
}

// situation counts what led to the query, and what the user has before them.
func (t *tally) situation(s *sample.Sample) {
	if c := s.Context; c != nil {
		if c.Item != nil {
			t.withItem++
		}
		if len(c.Items) > 0 {
			t.withList++
		}
	}
	c := conversationOf(s)
	if slices.ContainsFunc(c.turns, func(m sample.Message) bool { return m.Role == sample.RoleAssistant }) {
		t.dialogues++
	}
}

// languageList lists the languages, most samples first.
func (t *tally) languageList() []string {
	list := slices.Sorted(maps.Keys(t.languages))
	slices.SortStableFunc(list, func(a, b string) int { return cmp.Compare(t.languages[b], t.languages[a]) })
	return list
}

func (t *tally) use(turn *sample.ModelTurn) {
	m := model{turn.Model, turn.Digest, turn.Purpose}
	if t.models[m] == nil {
		t.models[m] = &modelUse{}
	}
	t.models[m].turns++
	t.models[m].tokens += int64(turn.PromptTokens + turn.OutputTokens)
}

// modelList lists the models by name, digest and purpose.
func (t *tally) modelList() []model {
	list := make([]model, 0, len(t.models))
	for m := range t.models {
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b model) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.digest, b.digest), cmp.Compare(a.purpose, b.purpose))
	})
	return list
}

// varied is how varied the queries are.
type varied struct {
	queries, words int
	distinct       [3]float64
	selfBLEU       float64
	near           float64
}

func (t *tally) varied() varied {
	c := diversity.NewCorpus(t.queries)
	v := varied{
		queries: c.Len(), words: c.Vocabulary(c.Len())[0],
		selfBLEU: c.SelfBLEU(selfBLEUSize, 1), near: c.NearDuplicates(),
	}
	for n := range v.distinct {
		v.distinct[n] = c.Distinct(n + 1)
	}
	return v
}
