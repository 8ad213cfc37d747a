package pathwaytest

import (
	"testing"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/brief"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// drafted drafts briefs, every third with several calls where its tool goes with
// another, every fourth of another kind, and, unless phrases are what the pathway is
// for, every second for its modality. It returns those that the pathway can serve,
// and the others.
func drafted(t *testing.T, d *domain.Domain, p pathways.Pathway, n int) (served, others []*pathways.Brief) {
	t.Helper()
	drafter := brief.New(d)
	more := kinds(d)
	for i := range n {
		rng := source(uint64(i))
		buckets := make([]string, len(d.Facets))
		tool := d.Facet(sample.FacetTool)
		several, kind := i%3 == 0, i%4 == 2
		own := (i%2 == 1 || i%8 == 2) && p.Modality() != sample.ModalityPhrase
		switch {
		case kind:
			for _, k := range more[i/4%len(more)] {
				buckets[d.Facet(k.facet)] = k.bucket
			}
		default:
			buckets[tool] = d.Facets[tool].Buckets[i%len(d.Facets[tool].Buckets)]
			if several {
				buckets[d.Facet(sample.FacetCalls)] = "2+"
			}
		}
		if own {
			buckets[d.Facet(sample.FacetModality)] = string(p.Modality())
		}
		b, err := drafter.Draft(uint64(i), buckets, rng)
		if reason, ok := pathways.ReasonOf(err); ok && reason == pathways.ReasonNoBrief && (several || own || kind) {
			continue
		}
		if err != nil {
			t.Fatalf("draft a brief for %s: %v", buckets[tool], err)
		}
		if p.CanServe(b) {
			served = append(served, b)
		} else {
			others = append(others, b)
		}
	}
	if len(served) == 0 {
		t.Fatalf("%s can serve none of %d briefs", p.Name(), n)
	}
	return served, others
}

// asked is a bucket that a brief is drafted for.
type asked struct{ facet, bucket string }

// kinds are the other kinds of briefs: every answer, dialogue, choice of tools,
// twist and language of the domain, and some of them together. Those that the
// domain cannot have are not drafted.
func kinds(d *domain.Domain) [][]asked {
	var list [][]asked
	for _, facet := range []string{
		sample.FacetAnswer, sample.FacetTurns, sample.FacetOffered, sample.FacetTwist, sample.FacetLanguage,
	} {
		at := d.Facet(facet)
		if at < 0 {
			continue
		}
		for _, bucket := range d.Facets[at].Buckets {
			list = append(list, []asked{{facet, bucket}})
		}
	}
	together := func(answer, turns, offered, twist string) {
		list = append(list, []asked{
			{sample.FacetAnswer, answer},
			{sample.FacetTurns, turns},
			{sample.FacetOffered, offered},
			{sample.FacetTwist, twist},
		})
	}
	together(sample.AnswerCall, "2", sample.OfferedNear, sample.TwistReference)
	together(sample.AnswerCall, "2", sample.OfferedFar, sample.TwistFollowUp)
	together(sample.AnswerParallel, "3+", sample.OfferedFar, sample.TwistContrast)
	together(sample.AnswerDependent, "2", sample.OfferedNear, sample.TwistNegation)
	together(sample.AnswerQuestion, "3+", sample.OfferedNear, sample.TwistPlain)
	together(sample.AnswerDecline, "2", sample.OfferedNear, sample.TwistPlain)
	together(sample.AnswerChat, "2", sample.OfferedFar, sample.TwistPlain)
	return list
}
