//go:build long

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/callmill/callmill/router"
	"github.com/callmill/callmill/train/internal/dataset"
	"github.com/callmill/callmill/train/internal/sim"
)

// million is a file in the export format with at least a million decisions.
func million(b *testing.B) string {
	b.Helper()
	start, err := router.HeuristicPolicy()
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "million.s2")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := dataset.NewWriter(f)
	for from, left := 0, 1_000_000; left > 0; from++ {
		n := &counting{Sink: w}
		if err := sim.Write(b.Context(), sim.Config{Seed: 1, From: from, Runs: 1, Policy: start}, n); err != nil {
			b.Fatal(err)
		}
		left -= n.decisions
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

type counting struct {
	sim.Sink

	decisions int
}

// Add implements sim.Sink.
func (c *counting) Add(e *dataset.Event) error {
	c.decisions++
	return c.Sink.Add(e)
}

// BenchmarkMillion reads, trains, judges and reports a million decisions: the
// command whole, on two cores, from a file. TMPDIR should not be in memory.
//
//	go test -tags long -run '^$' -bench Million -benchtime 1x -timeout 1h ./train
func BenchmarkMillion(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	log := million(b)
	dir := b.TempDir()
	b.ResetTimer()
	for range b.N {
		var out bytes.Buffer
		began := time.Now()
		code := run([]string{
			"--log", log, "--out", filepath.Join(dir, "policy.json"), "--report", filepath.Join(dir, "report.html"),
		}, &out, &out)
		if code != exitOK {
			b.Errorf("exit code %d: %s", code, out.String())
		}
		b.ReportMetric(time.Since(began).Seconds(), "s/million")
		b.Log(out.String())
	}
	b.ReportMetric(peak(b), "MiB-peak")
}

// peak is the most memory that the process ever had, generating included.
func peak(b *testing.B) float64 {
	b.Helper()
	data, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("this system does not tell the peak of memory")
	}
	_, rest, _ := strings.Cut(string(data), "VmHWM:")
	kib, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return kib / 1024
}
