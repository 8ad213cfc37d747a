package execute

import (
	"sync"

	"github.com/callmill/callmill/pathways/domain"
)

// Library is a domain's content, ready to be searched. It is safe for concurrent
// use, and never changes.
type Library struct {
	domain *domain.Domain
	tools  map[string]*tool
	// at is where in the library an item stands, by id.
	at map[string]int
	// words are the items that have a word, by the field that is searched.
	words map[string]map[string][]int32
	// nodes are the items that mention a node.
	nodes map[*domain.Node][]int32
	// equals are the items whose field says just this, folded, by field.
	equals map[string]map[string][]int32
	// tallies holds *tally values for reuse.
	tallies sync.Pool
}

// New returns the library of d.
func New(d *domain.Domain) *Library {
	l := &Library{
		domain: d,
		tools:  make(map[string]*tool, len(d.Tools)),
		at:     make(map[string]int, len(d.Items)),
		words:  map[string]map[string][]int32{},
		nodes:  map[*domain.Node][]int32{},
		equals: map[string]map[string][]int32{},
	}
	l.tallies.New = func() any { return new(tally) }
	for i, it := range d.Items {
		l.at[it.ID] = i
	}
	for _, t := range d.Tools {
		l.tools[t.Name] = newTool(d, t)
	}
	l.index()
	for i := range d.Tools {
		t := l.tools[d.Tools[i].Name]
		t.lenient = t.searches() && t.effect.Inferred && !l.covers(t)
	}
	return l
}

// index indexes what some search looks at.
func (l *Library) index() {
	d := l.domain
	for _, t := range d.Tools {
		for i := range l.tools[t.Name].matches {
			m := &l.tools[t.Name].matches[i]
			if m.worded && l.words[m.field] == nil {
				l.words[m.field] = wordIndex(d.Items, m.field)
			}
			if !m.worded && l.equals[m.field] == nil {
				l.equals[m.field] = equalIndex(d.Items, m.field)
			}
		}
		if c := l.tools[t.Name].context; c != nil && c.field != fieldID && l.equals[c.field] == nil {
			l.equals[c.field] = equalIndex(d.Items, c.field)
		}
	}
	if l.words[domain.MatchText] != nil {
		for i, it := range d.Items {
			for _, n := range it.Nodes {
				l.nodes[n] = append(l.nodes[n], int32(i))
			}
		}
	}
}

func wordIndex(items []*domain.Item, field string) map[string][]int32 {
	index := map[string][]int32{}
	for i, it := range items {
		eachWord(it, field, func(word string) bool {
			at := int32(i)
			if list := index[word]; len(list) == 0 || list[len(list)-1] != at {
				index[word] = append(list, at)
			}
			return true
		})
	}
	return index
}

func equalIndex(items []*domain.Item, field string) map[string][]int32 {
	index := map[string][]int32{}
	for i, it := range items {
		if key := fold(it.Field(field)); key != "" {
			index[key] = append(index[key], int32(i))
		}
	}
	return index
}
