package runlog

import (
	"context"
	"strconv"
	"strings"
	"testing"
)

// benchRecord is about what a sample takes.
const benchRecord = 600

func benchLog(b *testing.B, o Options) *Log {
	b.Helper()

	o.Dir = b.TempDir()

	s, err := Open(context.Background(), o)
	if err != nil {
		b.Fatal(err)
	}

	b.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			b.Error(err)
		}
	})

	l, err := s.Create(context.Background(), "bench")
	if err != nil {
		b.Fatal(err)
	}

	return l
}

// sampleLike gives records that have most of their text in common, as the samples of a run do, and the rest not.
func sampleLike() [][]byte {
	common := strings.Repeat(`{"role":"user","name":"search","arguments_json":"{}"}`, 8)
	records := make([][]byte, 256)

	for i := range records {
		records[i] = append(noise(i, benchRecord-len(common)), common...)
	}

	return records
}

// appendN appends n records, with at most perMessage of them in a message.
func appendN(b *testing.B, l *Log, n, perMessage int) {
	b.Helper()

	ctx := context.Background()

	w, err := l.Writer(ctx)
	if err != nil {
		b.Fatal(err)
	}

	records := sampleLike()

	for i := range n {
		record := records[i%len(records)]

		if _, err := w.Append(ctx, record); err != nil {
			b.Fatal(err)
		}

		if (i+1)%perMessage == 0 {
			if err := w.Flush(ctx); err != nil {
				b.Fatal(err)
			}
		}
	}

	if err := w.Close(ctx); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkAppend measures records stored per second. One record per message is bound by what the server and the
// client do for each message, acknowledgement included; full batches are bound by checksums and copying; with
// sync=always the disk bounds both.
func BenchmarkAppend(b *testing.B) {
	for _, sync := range []struct {
		name string
		mode SyncMode
	}{{"interval", SyncInterval}, {"always", SyncAlways}} {
		for _, perMessage := range []int{1, maxBatchRecords} {
			b.Run("sync="+sync.name+"/batch="+strconv.Itoa(perMessage), func(b *testing.B) {
				l := benchLog(b, Options{Sync: sync.mode})

				b.SetBytes(benchRecord)
				b.ReportAllocs()
				b.ResetTimer()
				appendN(b, l, b.N, perMessage)
			})
		}
	}
}

// BenchmarkRead measures records read per second, from the start of a log. It is bound by the server's work for each
// message and, with one record in each, by the round trip of a pull for every 32 of them.
func BenchmarkRead(b *testing.B) {
	for _, perMessage := range []int{1, maxBatchRecords} {
		b.Run("batch="+strconv.Itoa(perMessage), func(b *testing.B) {
			ctx := context.Background()
			l := benchLog(b, Options{})
			appendN(b, l, b.N, perMessage)

			b.SetBytes(benchRecord)
			b.ReportAllocs()
			b.ResetTimer()

			r, err := l.Read(ctx, Position{})
			if err != nil {
				b.Fatal(err)
			}
			defer r.Close()

			for range b.N {
				if _, _, err := r.Next(ctx); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkOpen measures the start of an embedded store, and its end.
func BenchmarkOpen(b *testing.B) {
	ctx := context.Background()
	dir := b.TempDir()

	for b.Loop() {
		s, err := Open(ctx, Options{Dir: dir})
		if err != nil {
			b.Fatal(err)
		}

		if err := s.Close(ctx); err != nil {
			b.Fatal(err)
		}
	}
}
