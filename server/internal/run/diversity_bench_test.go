package run

import (
	"fmt"
	"strings"
	"testing"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/diversity"
)

// BenchmarkDiversity measures how varied the queries of studio are, at 10,000
// and 100,000 samples, for each pathway alone and for the routed stream:
//
//	go test -run '^$' -bench Diversity -benchtime 1x ./server/internal/run
//
// A pathway alone cannot fill every cell of the target; samples says how many it
// delivered. Self-BLEU is of 2,000 queries drawn by a fixed seed.
func BenchmarkDiversity(b *testing.B) {
	e := studioEngine(b)
	streams := [][]string{nil}
	for _, p := range e.Pathways {
		streams = append(streams, []string{p.Name()})
	}
	for _, pathways := range streams {
		name := strings.ReplaceAll(strings.Join(pathways, ""), "/", "-")
		if name == "" {
			name = "routed"
		}
		for _, count := range []int64{10_000, 100_000} {
			b.Run(fmt.Sprintf("%s/%d", name, count), func(b *testing.B) {
				for b.Loop() {
					reportDiversity(b, queriesOf(b, e, pathways, count))
				}
			})
		}
	}
}

func queriesOf(b *testing.B, e *Engine, pathways []string, count int64) []string {
	b.Helper()
	m := &memory{}
	if _, err := play(b, planOf(b, e, &callmillv1.RunSpec{Count: count, Seed: 1, Pathways: pathways}), m); err != nil {
		b.Fatal(err)
	}
	queries := make([]string, 0, count)
	for _, r := range m.records {
		for _, message := range r.GetSlot().GetSample().GetMessages() {
			queries = append(queries, message.GetContent())
		}
	}
	return queries
}

func reportDiversity(b *testing.B, queries []string) {
	b.Helper()
	c := diversity.NewCorpus(queries)
	b.ReportMetric(float64(c.Len()), "samples")
	b.ReportMetric(float64(c.Vocabulary(c.Len())[0]), "words")
	for n := 1; n <= 3; n++ {
		b.ReportMetric(c.Distinct(n), fmt.Sprintf("distinct-%d", n))
	}
	b.ReportMetric(c.SelfBLEU(2000, 1), "self-BLEU")
	b.ReportMetric(c.NearDuplicates(), "near-duplicates")
	b.ReportMetric(0, "ns/op") // how long it takes is no result
}
