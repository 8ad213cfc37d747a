package main

import (
	"errors"
	"io"
	"runtime"
	"testing"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/domaintest"
	"github.com/callmill/callmill/server/internal/runlog"
	"github.com/callmill/callmill/server/internal/serve"
)

// BenchmarkEndToEnd streams 100,000 verified samples of a made-up domain from
// the real server over loopback gRPC, with the log on disk, and appends as many
// records of 600 bytes to a log of the same kind, one a message, in the same
// run. Both share the cores with the client. Most of the time goes into writing
// and checking candidates (about 40 µs of processor time each), the rest into
// encoding every sample three times: for the log, for the stream, and back.
func BenchmarkEndToEnd(b *testing.B) {
	d, err := domain.Load(domaintest.Large())
	if err != nil {
		b.Fatal(err)
	}
	const samples = 100_000
	var took, appended time.Duration
	var heap uint64
	for b.Loop() {
		t, h := streamOnce(b, d, samples)
		took, heap = took+t, max(heap, h)
		appended += appendOnce(b, samples)
	}
	n := float64(samples) * float64(b.N)
	b.ReportMetric(n/took.Seconds(), "samples/s")
	b.ReportMetric(n/appended.Seconds(), "appends/s")
	b.ReportMetric(appended.Seconds()/took.Seconds(), "samples/append")
	b.ReportMetric(float64(heap)/(1<<20), "MiB-heap")
}

func streamOnce(tb testing.TB, d *domain.Domain, samples int64) (took time.Duration, heap uint64) {
	tb.Helper()
	s, err := serve.New(tb.Context(), serve.Options{
		Domains: map[string]*domain.Domain{d.Name: d}, GRPCAddr: "127.0.0.1:0",
	})
	if err != nil {
		tb.Fatal(err)
	}
	s.Start()
	defer func() {
		if err := s.Stop(tb.Context()); err != nil {
			tb.Error(err)
		}
	}()
	conn, err := dial(s.GRPCAddr())
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	began := time.Now()
	stream, err := callmillv1.NewGenerationServiceClient(conn).GenerateSamples(tb.Context(),
		&callmillv1.GenerateSamplesRequest{Domain: d.Name, Count: samples, Seed: 1})
	if err != nil {
		tb.Fatal(err)
	}
	var got int64
	for {
		m, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			tb.Fatal(err)
		}
		if m.GetFrame().GetSample() != nil {
			got++
		}
	}
	took = time.Since(began)
	if got != samples {
		tb.Fatalf("%d samples, want %d", got, samples)
	}
	var m runtime.MemStats
	// Twice: what pools hold goes with the second collection.
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return took, m.HeapAlloc
}

func appendOnce(tb testing.TB, records int) time.Duration {
	tb.Helper()
	ctx := tb.Context()
	store, err := runlog.OpenTemp(ctx, runlog.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = store.Close(ctx) }()
	log, err := store.Create(ctx, "raw")
	if err != nil {
		tb.Fatal(err)
	}
	w, err := log.Writer(ctx)
	if err != nil {
		tb.Fatal(err)
	}
	record := make([]byte, 600)
	began := time.Now()
	for range records {
		if _, err := w.Append(ctx, record); err != nil {
			tb.Fatal(err)
		}
		if err := w.Flush(ctx); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(ctx); err != nil {
		tb.Fatal(err)
	}
	return time.Since(began)
}
