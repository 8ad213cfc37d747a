package domain

import (
	"slices"
	"strconv"
	"strings"
)

// ungrouped is a text without the commas within numbers: "1,080".
func ungrouped(text string) string {
	digit := func(i int) bool { return i >= 0 && i < len(text) && '0' <= text[i] && text[i] <= '9' }
	var b strings.Builder
	for i := range len(text) {
		if text[i] != ',' || !digit(i-1) || !digit(i+1) {
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

// asking is a query, ready to be asked what it says.
type asking struct {
	words   []string
	matches []Match
	numbers []float64
	// loose says that there are numbers in words, or in other units than their own.
	loose bool
}

func (d *Domain) asking(query, lang string, t *Tool) *asking {
	q := &asking{words: Words(query)}
	q.matches = d.Lexicon.Matches(q.words)
	for _, w := range Words(ungrouped(query)) {
		digits := strings.TrimRightFunc(w, func(r rune) bool { return r < '0' || r > '9' })
		if n, err := strconv.ParseFloat(digits, 64); err == nil {
			q.numbers = append(q.numbers, n)
		}
	}
	numbers := d.grammarIn(lang).Twists.Numbers
	q.loose = numbers != nil && numbers.MatchString(query)
	for _, p := range t.Leaves() {
		for word := range p.Binding.Range.ScalesIn(lang) { // one is enough, whichever it is
			q.loose = q.loose || slices.Contains(q.words, word) || slices.Contains(q.words, singular(word))
		}
	}
	return q
}

// says tells whether the query may say the value of a leaf.
func (q *asking) says(p *Param, value string) bool {
	switch p.Binding.Kind {
	case BindRange:
		return q.counts(value)
	case BindValues:
		return q.names(p, value)
	default:
		return q.tells(p, value)
	}
}

// counts says whether the query may have a number: as it is, as a percentage, in words
// or in another unit; "a minute" may be 1 or the half of one.
func (q *asking) counts(value string) bool {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || q.loose {
		return true
	}
	if n <= 1 && (slices.Contains(q.words, "a") || slices.Contains(q.words, "an") || slices.Contains(q.words, "half")) {
		return true
	}
	return slices.ContainsFunc(q.numbers, func(have float64) bool { return have == n || have == 100*n })
}

// names says whether a label of the value stands in the query, or its own text.
func (q *asking) names(p *Param, value string) bool {
	for _, v := range p.Binding.Values {
		if v.text() != value {
			continue
		}
		if q.has(value) || slices.ContainsFunc(v.AllLabels(), q.has) {
			return true
		}
		return slices.ContainsFunc(q.matches, func(m Match) bool {
			return slices.ContainsFunc(m.Entries, func(e Entry) bool {
				return e.Value == v || e.Node != nil && e.Node == v.Node
			})
		})
	}
	return true // none that the tool admits
}

// untelling are the words that stand in most texts.
const untelling = " the a an in on at of for with to and my our by from el la los las de en y un una con para mi "

// tells says whether the query has a word of a text, or of one of the nodes that it is
// put together from.
func (q *asking) tells(p *Param, value string) bool {
	theirs := Words(value)
	if len(theirs) == 0 || slices.ContainsFunc(theirs, func(w string) bool {
		return !hasWord(untelling, w) && slices.Contains(q.words, w)
	}) {
		return true
	}
	return slices.ContainsFunc(q.matches, func(m Match) bool {
		return slices.ContainsFunc(m.Entries, func(e Entry) bool {
			inWalk := func(s Step) bool { return e.Node != nil && s.NodeType == e.Node.Type }
			return slices.ContainsFunc(p.Binding.Walk, inWalk) && containsRun(theirs, Words(e.Node.Value))
		})
	})
}

// has says whether the words of a text stand in the query, in a row.
func (q *asking) has(text string) bool { return containsRun(q.words, Words(text)) }

// containsRun says whether one run of words stands in another.
func containsRun(words, run []string) bool {
	if len(run) == 0 {
		return false
	}
	for i := 0; i+len(run) <= len(words); i++ {
		if slices.Equal(words[i:i+len(run)], run) {
			return true
		}
	}
	return false
}
