package diversity

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

const (
	// maxPathways is how many bits a set of pathways has.
	maxPathways = 64
	// maxWords bounds the vocabulary that a meter remembers.
	maxWords = 1 << 17
	// longest is from where on queries count as equally long for the median.
	longest = 1024
)

// Meter measures how varied samples are while they are made. What it takes of
// memory depends on the domain and the number of pathways, not on how many samples
// there are: argument values, words and the queries that texts are compared by
// are bounded; see Figures for what that means.
//
// Equal samples in equal order give equal figures. It belongs to one goroutine.
type Meter struct {
	domain *domain.Domain
	// all is the last of parts, the others are the pathways'.
	parts []part
	// words, nodes and items are the sets of pathways that had each: words by
	// their hash, the others by id.
	words        map[uint64]uint64
	nodes, items map[string]uint64
	arguments    map[*domain.Param]*values
	// query has the words of the sample that is being added.
	query []string
}

// part is what is counted for a pathway, and for all.
type part struct {
	name    string
	samples int64
	words   int64 // in all queries
	least   int
	most    int
	lengths [longest]int64
	kinds   map[string]int64
	// vocabulary is the number of different words; growth what it was at next's
	// earlier values.
	vocabulary int64
	growth     []Growth
	next       int64
	positions  [3]int64
	texts      reservoir
}

// NewMeter measures samples of a domain, by so many pathways: at most 64, as a
// router has.
func NewMeter(d *domain.Domain, pathways []string) *Meter {
	m := &Meter{
		domain: d, parts: make([]part, len(pathways)+1), words: map[uint64]uint64{},
		nodes: map[string]uint64{}, items: map[string]uint64{}, arguments: map[*domain.Param]*values{},
	}
	for i, name := range append(slices.Clone(pathways[:min(len(pathways), maxPathways)]), "") {
		// By name, so that the order of the pathways says nothing.
		m.parts[i] = part{name: name, kinds: map[string]int64{}, next: 100, texts: reservoir{salt: hash(name)}}
	}
	return m
}

// Add adds a sample that was accepted from the pathway with that index. It keeps
// nothing of it but the query.
func (m *Meter) Add(pathway int, s *sample.Sample) {
	query := s.Query()
	m.query = domain.Words(query)
	id, kind := hash(s.ID), m.kind(s)
	own, all := &m.parts[pathway], &m.parts[len(m.parts)-1]
	bit := uint64(1) << pathway
	m.learn(own, all, bit)
	for _, p := range []*part{own, all} {
		p.count(len(m.query), kind)
		p.texts.add(id, query)
	}
	for _, n := range s.Provenance.Nodes {
		if m.nodes[n]&bit == 0 && m.domain.Graph.Node(n) != nil {
			m.nodes[n] |= bit
		}
	}
	for _, i := range s.Provenance.Items {
		if m.items[i]&bit == 0 && m.domain.Item(i) != nil {
			m.items[i] |= bit
		}
	}
	for i := range s.Calls {
		m.call(&s.Calls[i], pathway)
	}
}

// kind is that of the item that the user has before them, else of the first one
// that the sample was made from.
func (m *Meter) kind(s *sample.Sample) string {
	if c := s.Context; c != nil {
		if c.Item != nil {
			return c.Item.Kind
		}
		if len(c.Items) > 0 {
			return c.Items[0].Kind
		}
	}
	for _, id := range s.Provenance.Items {
		if i := m.domain.Item(id); i != nil {
			return i.Kind
		}
	}
	return ""
}

// learn adds the query's words to the vocabulary.
func (m *Meter) learn(own, all *part, bit uint64) {
	for _, w := range m.query {
		key := hash(w)
		who, known := m.words[key]
		if who&bit != 0 || !known && len(m.words) >= maxWords {
			continue
		}
		m.words[key] = who | bit
		own.vocabulary++
		if !known {
			all.vocabulary++
		}
	}
}

// count counts a query of so many words.
func (p *part) count(words int, kind string) {
	if p.samples == 0 || words < p.least {
		p.least = words
	}
	p.most = max(p.most, words)
	p.samples++
	p.words += int64(words)
	p.lengths[min(words, longest-1)]++
	p.kinds[kind]++
	if p.samples == p.next {
		p.growth = append(p.growth, Growth{p.samples, p.vocabulary})
		p.next = nextMark(p.next)
	}
}

// nextMark gives 300 after 100, 1,000 after 300 and so on.
func nextMark(mark int64) int64 {
	power := int64(1)
	for power*10 <= mark {
		power *= 10
	}
	if mark == power {
		return 3 * power
	}
	return 10 * power
}

// call counts a call's arguments.
func (m *Meter) call(c *sample.Call, pathway int) {
	tool := m.domain.Tool(c.Name)
	if tool == nil {
		return
	}
	parts(c.Arguments, func(name, raw string) {
		if p := paramOf(tool.Params, name); p != nil {
			m.argument(p, raw, pathway)
		}
	})
}

func paramOf(params []*domain.Param, name string) *domain.Param {
	for _, p := range params {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// argument counts a value, and looks for it, or for what it is made of, in the
// query. The parameter is nil for what the domain says nothing of.
func (m *Meter) argument(p *domain.Param, raw string, pathway int) {
	known := m.arguments[p]
	if known == nil {
		known = newValues(m.domain, p, len(m.parts)-1)
		m.arguments[p] = known
	}
	forms := known.count(raw, pathway)
	if at := locate(m.query, forms); at >= 0 {
		third := 3 * at / len(m.query)
		m.parts[pathway].positions[third]++
		m.parts[len(m.parts)-1].positions[third]++
		return
	}
	if len(forms) > 0 {
		return
	}
	var members []*domain.Param
	var element *domain.Param
	if p != nil {
		members, element = p.Members, p.Element
	}
	parts(raw, func(name, inner string) {
		within := element
		if name != "" {
			within = paramOf(members, name)
		}
		m.argument(within, inner, pathway)
	})
}

// Figures gives those of every pathway that has samples, in their order, then
// those of all. It may be called at any time.
func (m *Meter) Figures() []Figures {
	var out []Figures
	for i := range m.parts {
		if last := i == len(m.parts)-1; last || m.parts[i].samples > 0 {
			out = append(out, m.figures(i, last))
		}
	}
	return out
}

func (m *Meter) figures(i int, all bool) Figures {
	p := &m.parts[i]
	f := Figures{
		Pathway: p.name, Samples: p.samples, LeastWords: p.least, MostWords: p.most,
		MedianWords: p.median(), Positions: p.positions, Vocabulary: slices.Clone(p.growth),
		Nodes: Coverage{All: int64(len(m.domain.Graph.Nodes))}, Items: Coverage{All: int64(len(m.domain.Items))},
	}
	if p.samples == 0 {
		return f
	}
	f.MeanWords = float64(p.words) / float64(p.samples)
	if len(p.growth) == 0 || p.growth[len(p.growth)-1].Queries < p.samples {
		f.Vocabulary = append(f.Vocabulary, Growth{p.samples, p.vocabulary})
	}
	texts := NewCorpus(p.texts.queries)
	f.Measured, f.SelfBLEU = texts.Len(), texts.SelfBLEU(reservoirSize, 1)
	for n := range MaxN {
		f.Distinct = append(f.Distinct, texts.Distinct(n+1))
	}
	for name, n := range p.kinds {
		f.Kinds = append(f.Kinds, Count{name, n})
	}
	slices.SortFunc(f.Kinds, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name))
	})
	of := ^uint64(0)
	pathway := -1
	if !all {
		of, pathway = uint64(1)<<i, i
	}
	f.Nodes.Used, f.Items.Used = used(m.nodes, of), used(m.items, of)
	f.Entropies = m.entropies(pathway)
	return f
}

func used(by map[string]uint64, of uint64) int64 {
	n := int64(0)
	for _, who := range by {
		if bits.OnesCount64(who&of) > 0 {
			n++
		}
	}
	return n
}

func (m *Meter) entropies(pathway int) []Entropy {
	var out []Entropy
	for _, t := range m.domain.Tools {
		for _, p := range t.Params {
			v := m.arguments[p]
			if v == nil {
				continue
			}
			if e := v.entropy(pathway); e.Calls > 0 {
				e.Tool, e.Argument = t.Name, p.Name
				out = append(out, e)
			}
		}
	}
	return out
}

// median is the mean of the two middle ones where the number is even.
func (p *part) median() float64 {
	if p.samples == 0 {
		return 0
	}
	nth := func(n int64) int {
		for words, count := range p.lengths {
			if n -= count; n < 0 {
				return words
			}
		}
		return longest
	}
	return float64(nth((p.samples-1)/2)+nth(p.samples/2)) / 2
}
