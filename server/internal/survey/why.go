package survey

import (
	"fmt"
	"slices"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// why says what a domain would need for a bucket, in the words of its files; empty
// where that is not known.
func why(d *domain.Domain, facet, bucket string) string {
	switch facet {
	case sample.FacetTwist:
		return whyTwist(d, bucket)
	case sample.FacetAnswer:
		return whyAnswer(bucket)
	case sample.FacetOffered:
		return fmt.Sprintf("%d tools are too few for some to be left out", len(d.Tools))
	case sample.FacetModality:
		return "no item has a picture (picture in content.jsonl)"
	case sample.FacetPhrasing:
		return "no tool works on what is open (context in bindings.yaml)"
	default:
		return ""
	}
}

func whyTwist(d *domain.Domain, bucket string) string {
	if unspoken(d, bucket) {
		return "the grammar has no patterns for it (twists in grammar.yaml)"
	}
	switch bucket {
	case sample.TwistUnits:
		return "no number has other units (such as units: {minutes: 1, hours: 60} in bindings.yaml)"
	case sample.TwistNumberWords:
		return "no tool takes numbers (minimum and maximum in the schema, or range in bindings.yaml)"
	case sample.TwistRange:
		return "no number is the end of a range (below in bindings.yaml, or a name such as min_price)"
	case sample.TwistContrast, sample.TwistCorrection, sample.TwistNegation:
		return "no argument has a second value to be taken for (an enum, or nodes or labels in bindings.yaml)"
	case sample.TwistFollowUp:
		return "no call has two arguments to say, of which one can be said alone (a way in grammar.yaml)"
	case sample.TwistReference:
		return "no tool works on what a search finds (finds in effects.yaml, context: id in bindings.yaml)"
	default:
		return ""
	}
}

func whyAnswer(bucket string) string {
	switch bucket {
	case sample.AnswerDependent:
		return "no tool works on what another finds or makes (effects.yaml, context: id in bindings.yaml)"
	case sample.AnswerQuestion:
		return "no tool has a required argument that has to be said (required in the schema)"
	case sample.AnswerChat:
		return "the grammar has no small talk (chat in grammar.yaml)"
	default:
		return ""
	}
}

// unspoken says whether it is the words that are missing for a twist: the grammar of
// every language rules it out.
func unspoken(d *domain.Domain, twist string) bool {
	silent := map[string]bool{}
	for _, z := range d.Impossible() {
		ruled, more, languages := false, false, d.Languages
		for _, c := range z {
			switch c.Facet {
			case sample.FacetTwist:
				ruled = slices.Contains(c.Buckets, twist)
			case sample.FacetLanguage:
				languages = c.Buckets
			default:
				more = true
			}
		}
		if ruled && !more {
			for _, l := range languages {
				silent[l] = true
			}
		}
	}
	return len(silent) >= len(d.Languages)
}
