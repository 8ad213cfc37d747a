package dataset_test

import (
	"bytes"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/callmill/callmill/train/internal/dataset"
)

// benchLog has this many decisions among 8 pathways.
func benchLog(decisions int) *dataset.Memory {
	rng := rand.New(rand.NewPCG(1, 1))
	log := &dataset.Memory{}
	run := dataset.Run{Name: "runs/a"}
	for k := range 8 {
		run.Pathways = append(run.Pathways, dataset.Pathway{Name: strconv.Itoa(k)})
	}
	log.AddRun(run)
	for d := range decisions {
		log.Add(randomEvent(rng, 0, uint64(d), len(run.Pathways)))
	}
	return log
}

const benchDecisions = 2000

// BenchmarkOpen checks and spools; an op is a decision.
func BenchmarkOpen(b *testing.B) {
	data := write(b, benchLog(benchDecisions))
	b.ReportAllocs()
	b.SetBytes(int64(len(data)) / benchDecisions)
	for n := 0; n < b.N; n += benchDecisions {
		s, err := dataset.Open(b.Context(), dataset.Reader("log", bytes.NewReader(data)))
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEach reads what was spooled; an op is a decision.
func BenchmarkEach(b *testing.B) {
	s, err := dataset.Open(b.Context(), dataset.Reader("log", bytes.NewReader(write(b, benchLog(benchDecisions)))))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	b.ReportAllocs()
	b.ResetTimer()
	for n := 0; n < b.N; n += benchDecisions {
		if err := s.Each(b.Context(), nil, func(*dataset.Event) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
