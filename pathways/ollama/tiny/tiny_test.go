package tiny

import (
	"bytes"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ollama/ollama/fs/ggml"
)

func written(t *testing.T, m *Model) []byte {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "model.gguf"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := m.Write(f); err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The same words, in any order and as often as one likes, give the same file.
func TestWriteIsDeterministic(t *testing.T) {
	t.Parallel()
	for name, same := range map[string][2]*Model{
		"text":   {Text([]string{"pink", "card"}), Text([]string{"card", "pink", "card"})},
		"vision": {Vision([]string{"card"}, Colours()), Vision([]string{"card", "red"}, Colours())},
	} {
		a, b := written(t, same[0]), written(t, same[1])
		if !bytes.Equal(a, b) {
			t.Errorf("%s: two files, of %d and %d bytes", name, len(a), len(b))
		}
		if size := same[0].Size(); math.Abs(float64(size-int64(len(a)))) > 100_000 {
			t.Errorf("%s: size %d, file of %d bytes", name, size, len(a))
		}
		got, err := ggml.Decode(bytes.NewReader(a), -1)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if kv := got.KV(); kv.Architecture() != architecture || kv.ContextLength() != Context {
			t.Errorf("%s: %s with a context of %d", name, kv.Architecture(), kv.ContextLength())
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	got := Words("Find a pink card, iPhone 1080x1080!", "déjà vu", "CARD [[pink]]", "don't")
	want := []string{"CARD", "Find", "Phone", "card", "don", "déjà", "pink", "vu"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// No token is mistaken for another: every code has 1 with itself, and well below
// that with all others.
func TestCodesDiffer(t *testing.T) {
	t.Parallel()
	for _, n := range []int{controls + 256, 1200, 4000} {
		all := codes(n)
		worst := float32(-1)
		for i := range all {
			for j := range i {
				worst = max(worst, dot(all[i], all[j]))
			}
		}
		t.Logf("%d codes of %d: at most %.2f", n, len(all[0]), worst)
		if worst > 0.6 {
			t.Errorf("%d codes of %d: two have %.2f in common", n, len(all[0]), worst)
		}
	}
}

func dot(a, b []float32) float32 {
	var sum float32
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

// A sharp look back gives all of its attention, to a thousandth, to the token at
// its distance, wherever in the context it looks from.
func TestLookBackIsSharp(t *testing.T) {
	t.Parallel()
	for _, s := range lookBack[:slots-1] {
		var others float64
		for distance := range Context {
			if float64(distance) == s.distance {
				continue
			}
			var score float64
			for i := range rotary / 2 {
				f := math.Pow(base, -2*float64(i)/rotary)
				score += math.Cos((float64(distance)-s.distance)*f) - 1
			}
			others += math.Exp(s.sharp * score)
		}
		if others > 1e-3 {
			t.Errorf("distance %v: the others have %v of its weight", s.distance, others)
		}
	}
}
