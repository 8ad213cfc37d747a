package dataset_test

import (
	"bytes"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
)

// Whatever the bytes, Open refuses them with a fault that says where, or what it
// gives keeps every promise of the log.
func FuzzOpen(f *testing.F) {
	list := events(f)
	f.Add(plain(f, list...))
	f.Add(plain(f, append(list, list...)...))
	f.Add(plain(f, list[0], list[3]))
	f.Add(write(f, randomLog(rand.New(rand.NewPCG(1, 1)), 2, 2)))
	f.Add([]byte("\xff\x06\x00\x00S2sTwO"))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01})
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := dataset.Open(t.Context(), dataset.Reader("log", bytes.NewReader(data)))
		if err != nil {
			if fault, ok := errors.AsType[*dataset.Error](err); !ok || fault.Source != "log" {
				t.Fatalf("got %v, want a fault of the log", err)
			}
			return
		}
		defer func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
		n := int64(0)
		for _, e := range collect(t, s, nil) {
			check(t, s.Runs()[e.Run], &e)
			n++
		}
		if n != s.Stats().Decisions || int64(len(s.Runs())) != s.Stats().Runs {
			t.Errorf("got %d decisions of %d runs, the statistics say %+v", n, len(s.Runs()), s.Stats())
		}
	})
}

func check(t *testing.T, run dataset.Run, e *dataset.Event) {
	t.Helper()
	k := len(run.Pathways)
	if len(e.Probabilities) != k || len(e.Features) != k*router.NumFeatures ||
		e.Mask&^router.AllPathways(k) != 0 || !e.Mask.Has(e.Choice) {
		t.Fatalf("the vectors do not fit: %+v", e)
	}
	sum := 0.0
	for i, p := range e.Probabilities {
		sum += p
		for _, x := range e.Features[i*router.NumFeatures : (i+1)*router.NumFeatures] {
			if math.IsNaN(x) || math.IsInf(x, 0) || (x != 0 && !e.Mask.Has(i)) {
				t.Fatalf("found the feature %v of pathway %d", x, i)
			}
		}
	}
	if math.Abs(sum-1) > 1e-6 || e.Propensity != e.Probabilities[e.Choice] || !(e.Propensity > 0) ||
		!(e.Gain >= 0 && e.Gain <= 1) || !(e.Cost >= 0) {
		t.Fatalf("found %+v", e)
	}
}
