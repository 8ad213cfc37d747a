package text

import (
	"fmt"
	"strings"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/check"
	"github.com/callmill/callmill/pathways/domain"
)

// What checks find is told to a model in one short sentence that says what to do:
// small models neither know what grounding is nor read on.

// tell says what to mend about a query whose calls are the brief's.
func tell(b *pathways.Brief, r *check.Rejection) string {
	switch r.Reason {
	case check.ReasonUngroundedArgument:
		name, say := valueOf(b, r)
		if len(say) == 0 {
			return fmt.Sprintf("the query does not say the %s %s", name, plain(r.Value))
		}
		return fmt.Sprintf("the query does not say the %s: say %s", name, either(say))
	case check.ReasonUnusedMention:
		return fmt.Sprintf("the query says %q, which was not asked for: leave that word out", r.Words)
	case check.ReasonInvalidText:
		return "the query must be one line of plain text"
	default:
		return r.Detail
	}
}

// tellLabel says what to mend about calls that a model chose for a query.
func tellLabel(r *check.Rejection) string {
	name := spoken(r.Argument)
	switch r.Reason {
	case check.ReasonUngroundedArgument:
		return fmt.Sprintf("the person does not say the %s %s: leave it out, or take the person's own words",
			name, plain(r.Value))
	case check.ReasonUnusedMention:
		return fmt.Sprintf("the person says %q: put that in %s, or call another function", r.Words, r.Argument)
	default:
		return r.Detail
	}
}

// valueOf finds the planned value that a rejection is about: what it is called, and
// the words for it.
func valueOf(b *pathways.Brief, r *check.Rejection) (name string, say []string) {
	name = spoken(r.Argument)
	for i, c := range b.SampleCalls() {
		if c.ID != r.Call {
			continue
		}
		for j := range b.Calls[i].Arguments {
			a := &b.Calls[i].Arguments[j]
			if a.JSON == r.Value && spoken(a.Path) == name {
				return name, a.Say()
			}
		}
	}
	return name, nil
}

// spoken makes words of the place of an argument: "style.font", "colors/0" and
// "colors[0]" are the style font and the colors.
func spoken(path string) string {
	words := strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune("/._[] 0123456789", r) })
	return strings.Join(words, " ")
}

// plain is a JSON value without the quotes of a text.
func plain(value string) string { return strings.Trim(value, `"`) }

// either lists texts in quotes: "a", "b" or "c".
func either(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = `"` + s + `"`
	}
	if len(quoted) == 1 {
		return quoted[0]
	}
	return strings.Join(quoted[:len(quoted)-1], ", ") + " or " + quoted[len(quoted)-1]
}

// tellLength says that a query is far from the asked length; empty where it is
// near. A quarter more or less is near: the sample is measured anyway, and a
// repair costs a call.
func tellLength(query string, data *domain.PromptData) string {
	words := len(strings.Fields(query))
	slack := func(n int) int { return max(1, n/4) }
	switch {
	case data.MostWords > 0 && words > data.MostWords+slack(data.MostWords):
		return fmt.Sprintf("the query has %d words: make it shorter, %d at most", words, data.MostWords)
	case data.LeastWords > 0 && words < data.LeastWords-slack(data.LeastWords):
		return fmt.Sprintf("the query has %d words: make it longer, %d at least", words, data.LeastWords)
	default:
		return ""
	}
}
