package dataset_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/train/internal/dataset"
)

// write returns the log in the export format.
func write(tb testing.TB, log dataset.Log) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := dataset.Write(tb.Context(), &b, log); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func open(tb testing.TB, sources ...dataset.Source) *dataset.Spool {
	tb.Helper()
	s, err := dataset.Open(tb.Context(), sources...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

func TestSpoolHasWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		log := randomLog(rng, rapid.IntRange(0, 4).Draw(rt, "runs"), rapid.IntRange(1, 6).Draw(rt, "decisions"))
		s := open(t, dataset.Reader("log", bytes.NewReader(write(t, log))))
		if got, want := s.Runs(), log.Runs(); !reflect.DeepEqual(got, want) {
			rt.Fatalf("runs: got %+v, want %+v", got, want)
		}
		only := func(run int) bool { return run%2 == 1 }
		for _, use := range []func(int) bool{nil, only} {
			if got, want := collect(t, s, use), collect(t, log, use); !reflect.DeepEqual(got, want) {
				rt.Fatalf("events: got %+v, want %+v", got, want)
			}
		}
		if int(s.Stats().Decisions) != log.Len() || int(s.Stats().Runs) != len(log.Runs()) {
			rt.Fatalf("stats: got %+v", s.Stats())
		}
	})
}

func TestSeveralSourcesAreOneLog(t *testing.T) {
	a := randomLog(rand.New(rand.NewPCG(1, 1)), 1, 3)
	path := filepath.Join(t.TempDir(), "a")
	if err := os.WriteFile(path, write(t, a), 0o600); err != nil {
		t.Fatal(err)
	}
	b := &dataset.Memory{}
	b.AddRun(dataset.Run{Name: "runs/other", Pathways: []dataset.Pathway{{Name: "p"}}})
	b.Add(randomEvent(rand.New(rand.NewPCG(2, 2)), 0, 0, 1))
	s := open(t, dataset.File(path), dataset.Reader("b", bytes.NewReader(write(t, b))))
	if runs := s.Runs(); len(runs) != 2 || runs[0].Name != "runs/r0" || runs[1].Name != "runs/other" {
		t.Errorf("got %+v", runs)
	}
	if events := collect(t, s, nil); len(events) != 4 || events[3].Run != 1 {
		t.Errorf("got %+v", events)
	}
}

func TestSpoolServesSeveralReaders(t *testing.T) {
	log := randomLog(rand.New(rand.NewPCG(1, 1)), 3, 200)
	s := open(t, dataset.Reader("log", bytes.NewReader(write(t, log))))
	want := collect(t, log, nil)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if got := collect(t, s, nil); !reflect.DeepEqual(got, want) {
				t.Error("a reader beside others got something else")
			}
		})
	}
	wg.Wait()
}

func TestEachEnds(t *testing.T) {
	log := randomLog(rand.New(rand.NewPCG(1, 1)), 2, 3000)
	s := open(t, dataset.Reader("log", bytes.NewReader(write(t, log))))
	stop := errors.New("enough")
	for name, log := range map[string]dataset.Log{"spool": s, "memory": log} {
		n := 0
		err := log.Each(t.Context(), nil, func(*dataset.Event) error { n++; return stop })
		if !errors.Is(err, stop) || n != 1 {
			t.Errorf("%s: got %v after %d visits, want the visitor's error after 1", name, err, n)
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(stop)
		if err := log.Each(ctx, nil, func(*dataset.Event) error { return nil }); !errors.Is(err, stop) {
			t.Errorf("%s: got %v, want the reason of the context's end", name, err)
		}
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stop)
	if _, err := dataset.Open(ctx, dataset.Reader("log", bytes.NewReader(write(t, log)))); !errors.Is(err, stop) {
		t.Errorf("Open: got %v, want the reason of the context's end", err)
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	log := randomLog(rand.New(rand.NewPCG(1, 1)), 2, 30)
	s, err := dataset.Open(t.Context(), dataset.Reader("log", bytes.NewReader(write(t, log))))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := dataset.Open(t.Context(), dataset.File(filepath.Join(dir, "missing"))); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want that there is no such file", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
