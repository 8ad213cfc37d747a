package phrase

import (
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
)

// surface says an argument in words.
func (p *Pathway) surface(arg *pathways.Argument, b *pathways.Brief, rng *rand.Rand) string {
	switch arg.Param.Binding.Kind {
	case domain.BindValues:
		return p.label(arg.Value.Labels, b, rng)
	case domain.BindRange:
		return number(arg.Number, arg.Param.Binding.Range.Units, rng)
	default:
		if len(arg.Nodes) == 0 {
			var text string
			// The drafter wrote this JSON from a string.
			_ = json.Unmarshal([]byte(arg.JSON), &text)
			return text
		}
		words := make([]string, len(arg.Nodes))
		for i, n := range arg.Nodes {
			words[i] = p.label(n.Labels(), b, rng)
		}
		return strings.Join(words, " ")
	}
}

// label picks a label: any one when walking the graph; from metadata, the one
// that the item itself uses, else the default.
func (p *Pathway) label(labels []string, b *pathways.Brief, rng *rand.Rand) string {
	if p.source == fromGraph {
		return pickLabel(labels, rng)
	}
	if b.Item != nil {
		for _, l := range labels {
			if mentions(b.Item, l) {
				return l
			}
		}
	}
	return labels[0]
}

// mentions says whether an item's title or keywords use a label.
func mentions(it *domain.Item, label string) bool {
	if containsWords(it.Title, label) {
		return true
	}
	for _, k := range it.Keywords {
		if containsWords(k, label) {
			return true
		}
	}
	return false
}

// containsWords says whether label stands in text as whole words, ASCII case
// folded.
func containsWords(text, label string) bool {
	for at := 0; at+len(label) <= len(text); at++ {
		if strings.EqualFold(text[at:at+len(label)], label) &&
			(at == 0 || text[at-1] == ' ') &&
			(at+len(label) == len(text) || text[at+len(label)] == ' ') {
			return true
		}
	}
	return false
}

// pickLabel draws a label; the first, by which a thing is mostly called, twice
// as often as each of the others.
func pickLabel(labels []string, rng *rand.Rand) string {
	return labels[max(0, rng.IntN(len(labels)+1)-1)]
}

// number writes a number as people type it, with a unit in two of three cases
// where the parameter has units.
func number(v float64, units []string, rng *rand.Rand) string {
	text := strconv.FormatFloat(v, 'f', -1, 64)
	if len(units) == 0 || rng.IntN(3) == 0 {
		return text
	}
	unit := units[rng.IntN(len(units))]
	if unit == "%" || unit == "°" {
		return text + unit
	}
	return text + " " + unit
}

// callItem is how the item before the user is called: pointed at from the
// graph's side, by its title from the metadata's.
func (p *Pathway) callItem(it *domain.Item, rng *rand.Rand) string {
	kind := strings.ReplaceAll(it.Kind, "_", " ")
	if p.source == fromGraph {
		return [...]string{"this", "it", "this " + kind, "the " + kind, "my " + kind}[rng.IntN(5)]
	}
	title := strings.ToLower(it.Title)
	return [...]string{`"` + it.Title + `"`, "the " + title, it.Title, "the " + title + " " + kind}[rng.IntN(4)]
}

// article returns "a" or "an" for the text that follows. It goes by the sound
// that the first letters most likely stand for.
func article(next []byte) string {
	word := strings.ToLower(strings.TrimLeft(string(next[:min(len(next), 24)]), " \"("))
	for _, silent := range []string{"hour", "honest", "heir"} {
		if strings.HasPrefix(word, silent) {
			return "an"
		}
	}
	for _, consonant := range []string{"uni", "use", "usa", "usu", "euro", "one", "once", "uk"} {
		if strings.HasPrefix(word, consonant) {
			return "a"
		}
	}
	if word != "" && strings.IndexByte("aeiou8", word[0]) >= 0 {
		return "an"
	}
	return "a"
}
