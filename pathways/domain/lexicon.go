package domain

import "slices"

// Entry is one thing a label can stand for: a node, an admitted value of a
// parameter, or both.
type Entry struct {
	Node *Node
	// Value is the admitted value, nil for a node that is only part of walks.
	Value *Value
}

// Match is an occurrence of a label in a text, in whole words.
type Match struct {
	// First and Last are word indices, both inclusive.
	First, Last int
	// Entries are what the label can stand for; shared, not to be changed.
	Entries []Entry
}

// Lexicon finds labels and synonyms in text: whole words, case folded, with the
// longest match winning over the matches inside it. It must not be added to
// while others read it.
type Lexicon struct {
	// words numbers the words of all labels. Most words of a query are in no
	// label, and cost one look-up here.
	words map[string]wordID
	// first is the state after a word, by its number; 0 where no label starts
	// with it.
	first []stateID
	// states form a trie over words; state 0 is none.
	states []state
}

type (
	wordID  int32
	stateID int32
)

// noWord stands for words that are in no label.
const noWord wordID = -1

// state is reached by the words of a label, or of its beginning.
type state struct {
	// next are the words that lead on. They are few: a list is read faster
	// than a map.
	next []arc
	// entries are what the words so far stand for.
	entries []Entry
}

type arc struct {
	word wordID
	to   stateID
}

// NewLexicon returns an empty lexicon.
func NewLexicon() *Lexicon {
	return &Lexicon{words: map[string]wordID{}, states: make([]state, 1)}
}

// Add makes label stand for e as well.
func (l *Lexicon) Add(label string, e Entry) {
	words := Words(label)
	if len(words) == 0 {
		return
	}
	at := stateID(0)
	for i, w := range words {
		id := l.number(w)
		switch {
		case i > 0:
			at = l.lead(at, id)
		case l.first[id] == 0:
			l.first[id] = l.addState()
			fallthrough
		default:
			at = l.first[id]
		}
	}
	s := &l.states[at]
	if !slices.Contains(s.entries, e) {
		s.entries = append(s.entries, e)
	}
}

func (l *Lexicon) number(word string) wordID {
	id, ok := l.words[word]
	if !ok {
		id = wordID(len(l.first))
		l.words[word] = id
		l.first = append(l.first, 0)
	}
	return id
}

func (l *Lexicon) addState() stateID {
	l.states = append(l.states, state{})
	return stateID(len(l.states) - 1)
}

func (l *Lexicon) lead(from stateID, word wordID) stateID {
	if to := l.states[from].to(word); to != 0 {
		return to
	}
	to := l.addState()
	l.states[from].insert(arc{word, to})
	return to
}

// to returns the state that a word leads to, 0 for none.
func (s *state) to(word wordID) stateID {
	low, high := 0, len(s.next)
	for low < high {
		if mid := (low + high) / 2; s.next[mid].word < word {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < len(s.next) && s.next[low].word == word {
		return s.next[low].to
	}
	return 0
}

// insert keeps next sorted, as to expects.
func (s *state) insert(a arc) {
	s.next = append(s.next, a)
	for i := len(s.next) - 1; i > 0 && s.next[i-1].word > a.word; i-- {
		s.next[i-1], s.next[i] = s.next[i], s.next[i-1]
	}
}

// Matches returns every label that occurs in words (as Words gives them),
// except those that stand inside a longer match, in order of their first word.
func (l *Lexicon) Matches(words []string) []Match {
	var room [64]wordID // on the stack, for queries of usual length
	ids := room[:0]
	for _, w := range words {
		id, ok := l.words[w]
		if !ok {
			id = noWord
		}
		ids = append(ids, id)
	}
	var found []Match
	covered := -1 // the last word of the matches so far
	for i, id := range ids {
		if id == noWord || l.first[id] == 0 {
			continue
		}
		// A match that starts later and ends no later stands inside one.
		end, entries := l.longest(ids, i)
		if end <= covered {
			continue
		}
		if found == nil {
			found = make([]Match, 0, min(len(ids)-i, 8))
		}
		found = append(found, Match{First: i, Last: end, Entries: entries})
		covered = end
	}
	return found
}

// longest returns the last word of the longest label that starts at word i, and
// what it stands for; -1 where none does.
func (l *Lexicon) longest(ids []wordID, i int) (int, []Entry) {
	end, best := -1, stateID(0)
	for at := l.first[ids[i]]; at != 0; {
		if len(l.states[at].entries) > 0 {
			end, best = i, at
		}
		if i++; i == len(ids) || ids[i] == noWord {
			break
		}
		at = l.states[at].to(ids[i])
	}
	return end, l.states[best].entries
}

// lexicon puts the domain's together: the labels of every node, and those of
// every admitted value, in all languages.
func (l *loader) lexicon() *Lexicon {
	lex := NewLexicon()
	for _, n := range l.graph.Nodes {
		for _, label := range n.AllLabels() {
			lex.Add(label, Entry{Node: n})
		}
	}
	for _, t := range l.d.Tools {
		for _, p := range t.Leaves() {
			for _, v := range p.Binding.Values {
				for _, label := range v.AllLabels() {
					lex.Add(label, Entry{Node: v.Node, Value: v})
				}
			}
		}
	}
	return lex
}
