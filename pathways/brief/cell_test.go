package brief_test

import (
	"slices"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// asSample puts the sample together that a brief asks for, as far as it is decided.
func asSample(d *domain.Domain, b *pathways.Brief) *sample.Sample {
	s := &sample.Sample{Calls: b.SampleCalls(), Context: b.SampleContext()}
	for range len(b.Earlier) + 1 {
		s.Messages = append(s.Messages, sample.Message{Role: sample.RoleUser, Content: "x"})
	}
	offered := b.Offered
	if offered == nil {
		offered = d.Tools
	}
	for _, t := range offered {
		s.Tools = append(s.Tools, t.Name)
	}
	if b.Reply != nil {
		s.Reply = &sample.Reply{Kind: b.Reply.Kind}
		if b.Reply.Tool != nil {
			s.Reply.Tool = b.Reply.Tool.Name
		}
	}
	if b.Contrast != nil {
		s.Provenance.Contrast = &sample.Contrast{}
	}
	return s
}

// cell is one combination of the buckets of the facets over the whole sample.
type cell struct{ answer, turns, offered, twist string }

func (c cell) buckets(d *domain.Domain) []string {
	buckets := make([]string, len(d.Facets))
	for facet, bucket := range map[string]string{
		sample.FacetAnswer: c.answer, sample.FacetTurns: c.turns,
		sample.FacetOffered: c.offered, sample.FacetTwist: c.twist,
	} {
		buckets[d.Facet(facet)] = bucket
	}
	return buckets
}

// cells are all combinations that can be.
func cells(d *domain.Domain) []cell {
	var out []cell
	with := func(facet string) []string { return append([]string{""}, d.Facets[d.Facet(facet)].Buckets...) }
	for _, answer := range with(sample.FacetAnswer) {
		for _, turns := range with(sample.FacetTurns) {
			for _, offered := range with(sample.FacetOffered) {
				for _, twist := range with(sample.FacetTwist) {
					c := cell{answer, turns, offered, twist}
					if c.possible() {
						out = append(out, c)
					}
				}
			}
		}
	}
	return out
}

func (c cell) possible() bool {
	uncalled := slices.Contains([]string{sample.AnswerQuestion, sample.AnswerDecline, sample.AnswerChat}, c.answer)
	switch {
	case uncalled && c.twist != "" && c.twist != sample.TwistPlain,
		c.answer == sample.AnswerChat && c.offered == sample.OfferedNear,
		c.answer == sample.AnswerDependent && c.twist == sample.TwistReference:
		return false
	}
	return true
}
