package fit

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/callmill/callmill/router"
)

var update = flag.Bool("update", false, "write the golden file anew")

// golden is read by the router's own test, which knows no gorgonia.
var goldenFile = filepath.Join("..", "..", "..", "router", "testdata", "gorgonia.golden")

// forwardPass is what gorgonia makes of one decision.
type forwardPass struct {
	Weights       []float64 `json:"weights"`
	Mask          uint64    `json:"mask"`
	Features      []float64 `json:"features"`
	Scores        []float64 `json:"scores"`
	Probabilities []float64 `json:"probabilities"`
}

// forwardPasses are of small and large scores, few and many pathways.
func forwardPasses(t *testing.T) []forwardPass {
	t.Helper()
	rng := rand.New(rand.NewPCG(20, 26))
	var passes []forwardPass
	for _, pathways := range []int{1, 2, 3, 5, 8, 13} {
		for _, scale := range []float64{0.1, 1, 30} {
			w := make([]float64, router.NumFeatures)
			for j := range w {
				w[j] = round(scale * rng.NormFloat64())
			}
			e := toyEvent(rng, max(pathways, 2), w, 0)
			if pathways == 1 {
				e.Mask = 1 << rng.IntN(2)
			}
			for i, x := range e.Features {
				e.Features[i] = round(2*x - 1)
			}
			passes = append(passes, gorgoniasPass(t, w, e.Mask, e.Features))
		}
	}
	return passes
}

// round keeps the file small.
func round(x float64) float64 { return math.Round(x*1000) / 1000 }

func gorgoniasPass(t *testing.T, w []float64, mask router.Mask, features []float64) forwardPass {
	t.Helper()
	pathways := len(features) / router.NumFeatures
	g, err := newGraph(1, pathways, w, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := g.close(); err != nil {
			t.Error(err)
		}
	}()
	b := newBatch(1, pathways)
	e := toyEvent(rand.New(rand.NewPCG(0, 0)), pathways, w, 1)
	e.Mask, e.Features = mask, features
	b.set(0, e, make([]float64, pathways))
	if err := g.run(b); err != nil {
		t.Fatal(err)
	}
	pass := forwardPass{Weights: w, Mask: uint64(mask), Features: features}
	pass.Scores = append(pass.Scores, g.scores.Data().([]float64)...)
	pass.Probabilities = append(pass.Probabilities, g.probabilities.Data().([]float64)...)
	for k := range pass.Scores {
		if !mask.Has(k) {
			pass.Scores[k] = 0 // the router has none for what is not available
			clear(pass.Features[k*router.NumFeatures : (k+1)*router.NumFeatures])
		}
	}
	return pass
}

// The file says what gorgonia computes; that the router computes the same is
// tested beside the router.
func TestGolden(t *testing.T) {
	passes := forwardPasses(t)
	var want bytes.Buffer
	for _, pass := range passes {
		line, err := json.Marshal(pass)
		if err != nil {
			t.Fatal(err)
		}
		want.Write(append(line, '\n'))
	}
	if *update {
		if err := os.WriteFile(goldenFile, want.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSpace(data), []byte("\n"))
	if len(lines) != len(passes) {
		t.Fatalf("the golden file has %d decisions, want %d: write it anew with -update", len(lines), len(passes))
	}
	for i, line := range lines {
		var got forwardPass
		if err := json.Unmarshal(line, &got); err != nil {
			t.Fatal(err)
		}
		if len(got.Weights) != router.NumFeatures {
			t.Fatalf("the golden file has %d features, this build %d: write it anew with -update",
				len(got.Weights), router.NumFeatures)
		}
		for k, p := range passes[i].Probabilities {
			// Another processor may round otherwise.
			if !near(p, got.Probabilities[k]) || !near(passes[i].Scores[k], got.Scores[k]) {
				t.Errorf("decision %d, pathway %d: gorgonia gives %v and %v, the golden file has %v and %v",
					i, k, passes[i].Scores[k], p, got.Scores[k], got.Probabilities[k])
			}
		}
	}
}
