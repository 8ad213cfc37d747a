package router_test

import (
	"math/rand/v2"
	"testing"

	"github.com/callmill/callmill/router"
)

// BenchmarkDecide is one decision among 8 pathways with all features, on a run
// of 5,000 settled outcomes with 1,000 cells and 8 facets of 36 buckets, the
// slot and the draw changing every time.
//
// What bounds it: arithmetic, about evenly in four parts. The gap features take
// a multiply and add per missing bucket and pathway, the only part that grows
// with the target (in the buckets that miss something, not in the cells); the
// log-ratio a logarithm per pathway; the scores a multiply and add per feature
// and pathway, in four sums side by side; the softmax an exponential per
// pathway. Memory is no bound: a decision reads some 2 KB in rows that lie
// together, wherever in the table its cell is.
func BenchmarkDecide(b *testing.B) {
	s := busy(8, 5000)
	state, policy, slots := s.state(b), heuristicPolicy(b), s.slots(64)
	rng := rand.New(rand.NewPCG(1, 1))

	draws := make([]float64, 64)
	for i := range draws {
		draws[i] = rng.Float64()
	}

	var d router.Decision

	b.ReportAllocs()

	for i := 0; b.Loop(); i++ {
		if err := policy.Decide(state, &slots[i%64], draws[i%64], &d); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEvaluate is the same without the features: scores, softmax and
// mixing of a logged decision.
func BenchmarkEvaluate(b *testing.B) {
	s := busy(8, 5000)
	state, policy, slot := s.state(b), heuristicPolicy(b), &s.slots(1)[0]

	var logged, d router.Decision
	if err := policy.Decide(state, slot, 0.5, &logged); err != nil {
		b.Fatal(err)
	}

	b.ReportAllocs()

	for b.Loop() {
		if err := policy.Evaluate(logged.Features, logged.Mask, 0, &d); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSettle is one outcome. What bounds it: the checks of the outcome,
// two logarithms, a root and some ten divisions for the cached rates.
func BenchmarkSettle(b *testing.B) {
	s := busy(8, 5000)
	state := s.state(b)

	b.ReportAllocs()

	for i := 0; b.Loop(); i++ {
		if err := state.Settle(&s.outcomes[i%5000]); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParsePolicy is reading a policy's file, hash included.
func BenchmarkParsePolicy(b *testing.B) {
	file := heuristicPolicy(b).Encode()

	b.ReportAllocs()

	for b.Loop() {
		if _, err := router.ParsePolicy(file); err != nil {
			b.Fatal(err)
		}
	}
}
