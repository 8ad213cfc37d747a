package main

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
)

func summaryOf(c *callmillv1.Completed) string {
	var b strings.Builder
	writeSummary(&b, &callmillv1.RunStarted{Spec: &callmillv1.RunSpec{Domain: "studio"}, Cells: 9040}, c, time.Second)
	return b.String()
}

func TestSummaryOfDiversityAndJoints(t *testing.T) {
	t.Parallel()
	joint := func(asked float64, cells int64, facets ...string) *callmillv1.JointReport {
		return &callmillv1.JointReport{
			Divergence: &callmillv1.FacetDivergence{Facets: facets, Asked: asked, InForce: asked / 2},
			Cells:      cells, Floor: 0.0119,
		}
	}
	c := &callmillv1.Completed{
		Accepted: 3000, Slots: 4000,
		Joints: []*callmillv1.JointReport{
			joint(0.0123, 9040, "tool", "calls", "words", "arguments", "phrasing"), joint(0.002, 12, "turns", "answer"),
			joint(0.001, 3, "modality"),
		},
		Diversity: []*callmillv1.Diversity{
			{
				Pathway: "phrase/content", Samples: 1200, MedianWords: 8.5, Measured: 1200, Distinct: []float64{0.1, 0.4321},
				SelfBleu: 0.6543, Vocabulary: []*callmillv1.Growth{{Queries: 100, Words: 70}, {Queries: 1200, Words: 812}},
				Nodes: &callmillv1.Coverage{Used: 40, All: 1020}, Items: &callmillv1.Coverage{Used: 300, All: 512},
			},
			{Samples: 3000, Measured: 2000},
		},
	}
	got := summaryOf(c)
	for _, want := range []string{
		"joint table of tool×calls×… (5 facets): 0.01230 / 0.00615 (rounding floor 0.01190, 9,040 cells)",
		"joint table of turns×answer: 0.00200 / 0.00100 (rounding floor 0.01190, 12 cells)",
		"phrase/content     1200             8.5       0.432      0.654         812  40 of 1020  300 of 512",
		"(all)     3000 ", "at most 2000 queries",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the summary does not say %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "joint table of modality") {
		t.Errorf("a facet alone is told twice:\n%s", got)
	}
	for line := range strings.Lines(got) {
		if n := utf8.RuneCountInString(line); n > 101 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

// Logs of older builds know neither parts of the target nor diversity.
func TestSummaryOfAnOlderLog(t *testing.T) {
	t.Parallel()
	got := summaryOf(&callmillv1.Completed{Accepted: 3000, Joint: &callmillv1.FacetDivergence{Asked: 0.5}})
	if strings.Contains(got, "diversity") || !strings.Contains(got, "too few samples for 9040 cells") {
		t.Errorf("found:\n%s", got)
	}
	got = summaryOf(&callmillv1.Completed{Accepted: 300_000, Joint: &callmillv1.FacetDivergence{Asked: 0.5}})
	if !strings.Contains(got, "joint table 0.50000 / 0.00000") {
		t.Errorf("found:\n%s", got)
	}
}
