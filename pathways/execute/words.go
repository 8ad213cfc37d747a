package execute

import (
	"maps"
	"slices"
	"strings"

	"github.com/callmill/callmill/pathways/domain"
)

// Names of the item's own fields.
const (
	fieldID       = "id"
	fieldTitle    = "title"
	fieldKeywords = "keywords"
	fieldPicture  = "picture"
)

// term is one word of substance of what is searched for.
type term struct {
	field string
	word  string
	// nodes are those whose label the word stands in: an item that says the same
	// in other words is found as well.
	nodes []*domain.Node
}

// maxTerms bounds how many words of a search count.
const maxTerms = 64

// terms returns the words of substance in text; all of its words where none is.
func (l *Library) terms(terms []term, text, field string) []term {
	words := domain.Words(text)
	words = words[:min(len(words), maxTerms)]
	first := len(terms)
	all := !slices.ContainsFunc(words, func(w string) bool { return !isFiller(w) })
	at := make([]int, len(words)) // word → term, -1 for none
	for i, w := range words {
		at[i] = -1
		if all || !isFiller(w) {
			at[i] = len(terms)
			terms = append(terms, term{field: field, word: stem(w)})
		}
	}
	if field != domain.MatchText || len(terms) == first {
		return terms
	}
	for _, m := range l.domain.Lexicon.Matches(words) {
		var nodes []*domain.Node
		for _, e := range m.Entries {
			if e.Node != nil && !slices.Contains(nodes, e.Node) {
				nodes = append(nodes, e.Node)
			}
		}
		for i := m.First; i <= m.Last; i++ {
			if at[i] >= 0 {
				terms[at[i]].nodes = nodes
			}
		}
	}
	return terms
}

// in says whether an item has the term.
func (t *term) in(it *domain.Item) bool {
	for _, n := range t.nodes {
		if slices.Contains(it.Nodes, n) {
			return true
		}
	}
	found := false
	eachWord(it, t.field, func(word string) bool {
		found = word == t.word
		return !found
	})
	return found
}

// eachWord calls f with the words of an item's field, until it returns false.
func eachWord(it *domain.Item, field string, f func(word string) bool) {
	say := func(text string) bool {
		for _, w := range domain.Words(text) {
			if !f(stem(w)) {
				return false
			}
		}
		return true
	}
	switch field {
	case domain.MatchText:
		if !say(it.Title) {
			return
		}
		for _, k := range it.Keywords {
			if !say(k) {
				return
			}
		}
		for _, key := range slices.Sorted(maps.Keys(it.Attributes)) {
			if !say(it.Attributes[key]) {
				return
			}
		}
	default:
		say(it.Field(field))
	}
}

// stem takes the s off plurals, and nothing else: what is alike in more than that
// is for the graph's synonyms to say.
func stem(word string) string {
	if len(word) > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") {
		return strings.TrimSuffix(word[:len(word)-1], "'")
	}
	return word
}

// isFiller says whether a word stands in texts about anything.
func isFiller(word string) bool {
	switch word {
	case "a", "an", "the", "this", "that", "these", "those", "some", "any", "all",
		"of", "in", "on", "at", "by", "for", "from", "to", "with", "without", "into", "over", "under", "about",
		"and", "or", "but", "not", "no", "as", "than",
		"is", "are", "be", "was", "were", "it", "its", "my", "your", "our", "their", "his", "her",
		"me", "i", "you", "we", "they", "who", "which", "what", "there", "something", "one", "ones":
		return true
	default:
		return false
	}
}

// fold is the form in which values are compared: their words.
func fold(text string) string {
	words := domain.Words(text)
	if len(words) == 1 {
		return words[0]
	}
	if len(words) == 0 {
		return strings.TrimSpace(text)
	}
	return strings.Join(words, " ")
}

// mentioned returns the nodes that an item's metadata mentions, as a loaded
// domain has them.
func mentioned(d *domain.Domain, it *domain.Item) []*domain.Node {
	var nodes []*domain.Node
	link := func(text string) {
		for _, m := range d.Lexicon.Matches(domain.Words(text)) {
			for _, e := range m.Entries {
				if e.Node != nil && !slices.Contains(nodes, e.Node) {
					nodes = append(nodes, e.Node)
				}
			}
		}
	}
	link(it.Title)
	for _, k := range it.Keywords {
		link(k)
	}
	link(it.Kind)
	for _, key := range slices.Sorted(maps.Keys(it.Attributes)) {
		link(it.Attributes[key])
	}
	return nodes
}
