package fit

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/router"
)

// oracle is loss and gradient as the calculus has them, in plain loops.
func oracle(b *batch, w, centre []float64, penalty float64) (loss float64, gradient []float64) {
	n := router.NumFeatures
	gradient = make([]float64, n)
	for j := range w {
		loss += penalty / 2 * (w[j] - centre[j]) * (w[j] - centre[j])
		gradient[j] = penalty * (w[j] - centre[j])
	}
	for i := range b.b[:len(b.b)/b.pathways*b.pathways] {
		if i%b.pathways != 0 {
			continue
		}
		p := make([]float64, b.pathways)
		sum, value := 0.0, 0.0
		for k := range p {
			if b.b[i+k] > masked {
				s := 0.0
				for j := range w {
					s += w[j] * b.x[(i+k)*n+j]
				}
				p[k] = math.Exp(s)
				sum += p[k]
			}
		}
		for k := range p {
			p[k] /= sum
			value += p[k] * b.r[i+k]
		}
		loss -= value
		for k := range p {
			for j := range w {
				gradient[j] -= p[k] * (b.r[i+k] - value) * b.x[(i+k)*n+j]
			}
		}
	}
	return loss, gradient
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-10*(1+math.Abs(a)+math.Abs(b)) }

// One graph serves many batches: what one leaves behind must not show in the
// next.
func TestGraphIsItsOracle(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		size, pathways := rapid.IntRange(1, 5).Draw(rt, "size"), rapid.IntRange(2, 6).Draw(rt, "pathways")
		centre := make([]float64, router.NumFeatures)
		for j := range centre {
			centre[j] = rng.NormFloat64()
		}
		penalty := rng.Float64()
		g, err := newGraph(size, pathways, centre, penalty)
		if err != nil {
			rt.Fatal(err)
		}
		b := newBatch(size, pathways)
		for range 3 {
			for i := range size {
				e := toyEvent(rng, 2+rng.IntN(pathways-1), centre, 0.5)
				rewards := make([]float64, len(e.Probabilities))
				for k := range rewards {
					rewards[k] = rng.NormFloat64()
				}
				b.set(i, e, rewards)
			}
			want, slope := oracle(b, g.w, centre, penalty)
			if err := g.run(b); err != nil {
				rt.Fatal(err)
			}
			if got := g.loss.Data().(float64); !near(got, want) {
				rt.Fatalf("loss: got %v, want %v", got, want)
			}
			gradient, err := g.gradient()
			if err != nil {
				rt.Fatal(err)
			}
			for j := range slope {
				if !near(gradient[j], slope[j]) {
					rt.Fatalf("gradient[%d]: got %v, want %v", j, gradient[j], slope[j])
				}
			}
			if _, err := g.step(b, 0.1); err != nil {
				rt.Fatal(err)
			}
		}
		if err := g.close(); err != nil {
			rt.Fatal(err)
		}
	})
}
