package phrase

import (
	"encoding/json"
	"math/rand/v2"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
)

// surface says one value in words.
func (r *renderer) surface(arg *pathways.Argument) {
	switch arg.Param.Binding.Kind {
	case domain.BindValues:
		r.buf = append(r.buf, r.label(arg.Value.LabelsIn(r.brief.Language))...)
	case domain.BindRange:
		r.number(arg.Number, arg.Param.Binding.Range.UnitsIn(r.brief.Language))
	default:
		if len(arg.Nodes) == 0 {
			r.buf = append(r.buf, textOf(arg.JSON)...)
			return
		}
		for i := range arg.Nodes {
			n := arg.Nodes[i]
			if r.voice.headFirst {
				n = arg.Nodes[len(arg.Nodes)-1-i]
			}
			if i > 0 {
				r.buf = append(r.buf, ' ')
			}
			r.buf = append(r.buf, r.label(n.LabelsIn(r.brief.Language))...)
		}
	}
}

// textOf is the content of a JSON string, which the drafter made from a text.
func textOf(text string) string {
	if inner := strings.TrimSuffix(strings.TrimPrefix(text, `"`), `"`); strings.IndexByte(inner, '\\') < 0 {
		return inner
	}
	var s string
	_ = json.Unmarshal([]byte(text), &s)
	return s
}

// label picks a label: any one when walking the graph; from metadata, the one
// that the item itself uses, else the default, unless that stands in the way of a
// twist.
func (r *renderer) label(labels []string) string {
	if r.pathway.source != fromContent || r.twist.kind != "" && r.rng.IntN(4) == 0 {
		return pickLabel(labels, r.rng)
	}
	if r.brief.Item != nil {
		for _, l := range labels {
			if mentions(r.brief.Item, l) {
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
