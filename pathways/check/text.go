package check

import (
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// phrase is some words in a row, as domain.Words gives them.
type phrase []string

// phrasesOf returns the ways to say a node: its value and its labels.
func phrasesOf(n *domain.Node) []phrase {
	var phrases []phrase
	for _, label := range append([]string{n.Value}, n.AllLabels()...) {
		words := phrase(domain.Words(label))
		if len(words) > 0 && !slices.ContainsFunc(phrases, func(p phrase) bool { return slices.Equal(p, words) }) {
			phrases = append(phrases, words)
		}
	}
	return phrases
}

// begins says whether words begin with the phrase.
func (p phrase) begins(words []string) bool {
	return len(p) <= len(words) && slices.Equal(p, words[:len(p)])
}

// in says whether the phrase stands in words.
func (p phrase) in(words []string) bool {
	for i := 0; i+len(p) <= len(words); i++ {
		if p.begins(words[i:]) {
			return true
		}
	}
	return false
}

// covers says whether the phrase stands in words so that the size words at word
// at are part of it.
func (p phrase) covers(words []string, at, size int) bool {
	for start := max(0, at+size-len(p)); start <= at; start++ {
		if p.begins(words[start:]) {
			return true
		}
	}
	return false
}

// text is what the user or the assistant said in one message.
type text struct {
	raw   string
	words []string
	// matches are the labels in it, mentions those of them that speak for
	// themselves: not part of a name.
	matches  []domain.Match
	mentions []domain.Match
	// refused are those that are not wanted, and withdrawn all that is not to count,
	// numbers too.
	refused   []domain.Match
	withdrawn []withdrawn
	// starts and ends say where the words stand in raw, once aligned.
	starts, ends []int
	aligned      bool
	// numerals are read when a number is first asked for.
	numerals []numeral
	scanned  bool
}

// fold splits the messages of user and assistant into words and finds the
// labels in them. Both directions of grounding work on this.
func (in *inspection) fold() {
	for i := range in.sample.Messages {
		m := &in.sample.Messages[i]
		if m.Role != sample.RoleUser && m.Role != sample.RoleAssistant {
			continue
		}
		if m.Role == sample.RoleUser {
			in.query = len(in.texts)
		}
		words := domain.Words(m.Content)
		in.texts = append(in.texts, text{raw: m.Content, words: words, matches: in.pipeline.lexicon.Matches(words)})
	}
}

// mention keeps the matches that are no part of a name, and are not withdrawn.
func (in *inspection) mention() {
	for i := range in.texts {
		t := &in.texts[i]
		t.mentions = t.matches
		isName := func(m domain.Match) bool { return in.inName(t, m.First, m.Last) }
		if len(in.names) > 0 && slices.ContainsFunc(t.matches, isName) {
			t.mentions = slices.DeleteFunc(slices.Clone(t.matches), isName)
		}
		in.withdraw(t)
	}
}

// inName says whether the words first … last of t are part of a name that is
// longer than them.
func (in *inspection) inName(t *text, first, last int) bool {
	for _, name := range in.names {
		if size := last - first + 1; len(name) > size && name.covers(t.words, first, size) {
			return true
		}
	}
	return false
}

// cut says whether a label or a name of t overlaps the words first … last and is
// not wholly among them: words on their own, cut out of it, say something else.
func (in *inspection) cut(t *text, first, last int) bool {
	for _, m := range t.matches {
		if m.First <= last && m.Last >= first && (m.First < first || m.Last > last) {
			return true
		}
	}
	for _, name := range in.names {
		for start := max(0, first-len(name)+1); start <= last; start++ {
			if (start < first || start+len(name)-1 > last) && name.begins(t.words[start:]) {
				return true
			}
		}
	}
	return false
}

// said says whether some text has the node's words in a row. A text without
// words, such as an emoji, must stand as it is.
func (in *inspection) said(n *node) bool {
	for i := range in.texts {
		t := &in.texts[i]
		if len(n.words) > 0 && phrase(n.words).in(t.words) {
			return true
		}
		if len(n.words) == 0 && n.text != "" && strings.Contains(t.raw, n.text) {
			return true
		}
	}
	return false
}

// counted says whether some text has a numeral that gives p the node's number.
func (in *inspection) counted(n *node, p *param) bool {
	want := parseNumber(n.json)
	for i := range in.texts {
		t := &in.texts[i]
		in.scan(t)
		for j := 0; j < len(t.numerals); j++ {
			if sum, size, ok := t.amount(j, p); ok {
				if is, ok := want.rat(); ok && sum != nil && sum.Cmp(is) == 0 {
					return true
				}
				j += size - 1
				continue
			}
			if t.numerals[j].says(want, p) {
				return true
			}
		}
	}
	return false
}

// scan reads the numbers of t.
func (in *inspection) scan(t *text) {
	if t.scanned {
		return
	}
	t.numerals, t.scanned = numerals(t.raw), true
	for i := range t.numerals {
		n := &t.numerals[i]
		n.first, n.last = t.wordAt(n.start), t.wordAt(n.end-1)
		n.after = t.words[min(n.last+1, len(t.words)):]
	}
	digits := len(t.numerals)
	in.cardinals(t)
	if 0 < digits && digits < len(t.numerals) {
		slices.SortStableFunc(t.numerals, func(x, y numeral) int { return x.first - y.first })
	}
}

// mentioned says whether some text names the value by one of its labels.
func (in *inspection) mentioned(v *domain.Value) bool {
	for i := range in.texts {
		for _, m := range in.texts[i].mentions {
			for _, e := range m.Entries {
				if stands(e, v) {
					return true
				}
			}
		}
	}
	return false
}
