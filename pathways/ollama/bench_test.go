package ollama

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ollama/ollama/api"
)

// latency is how long the stub takes to answer: a tenth of what a small model on a
// GPU takes, so that our own part shows ten times as much.
const latency = 20 * time.Millisecond

// concurrency is how many calls the benchmarks make at a time.
const concurrency = 4

func fixedLatency(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	time.Sleep(latency)
	fmt.Fprint(w, saysText(good))
}

// throughput makes n calls, concurrency at a time, and gives how many a second that is.
func throughput(b *testing.B, n int, call func() error) float64 {
	b.Helper()
	var wg sync.WaitGroup
	work := make(chan struct{}, n)
	for range n {
		work <- struct{}{}
	}
	close(work)
	begin := time.Now()
	for range concurrency {
		wg.Go(func() {
			for range work {
				if err := call(); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	return float64(n) / time.Since(begin).Seconds()
}

// BenchmarkAskBesideClient measures in interleaved pairs the throughput of Ask and of
// api.Client alone, against a stub of fixed latency, at the same concurrency.
func BenchmarkAskBesideClient(b *testing.B) {
	const calls = 100
	s := newStub(b, fixedLatency)
	f := start(b, Options{Hosts: []string{s.URL}, Concurrency: concurrency})
	m := text(f)
	base, err := url.Parse(s.URL)
	if err != nil {
		b.Fatal(err)
	}
	transport := ownTransport(concurrency)
	defer transport.CloseIdleConnections()
	client := api.NewClient(base, &http.Client{Transport: transport})
	schema, err := f.schemas.get(ask().Schema)
	if err != nil {
		b.Fatal(err)
	}
	alone := func() error {
		no := false
		return client.Chat(b.Context(), &api.ChatRequest{
			Model: textModel, Stream: &no, Format: schema.lowered,
			Messages: []api.Message{{Role: roleSystem, Content: ask().System}, {Role: roleUser, Content: ask().Turns[0].Text}},
		}, func(api.ChatResponse) error { return nil })
	}
	ours := func() error {
		_, err := m.Ask(b.Context(), ask())
		return err
	}
	var ratios []float64
	for i := 0; b.Loop(); i++ {
		var with, without float64
		if i%2 == 0 {
			with, without = throughput(b, calls, ours), throughput(b, calls, alone)
		} else {
			without, with = throughput(b, calls, alone), throughput(b, calls, ours)
		}
		ratios = append(ratios, with/without)
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "ask/client")
	b.ReportMetric(ratios[0], "min-ask/client")
	b.ReportMetric(ratios[len(ratios)-1], "max-ask/client")
}

// BenchmarkTwoHosts measures what a second host gives, in interleaved pairs.
func BenchmarkTwoHosts(b *testing.B) {
	const calls = 100
	one, two := newStub(b, fixedLatency), newStub(b, fixedLatency)
	alone := text(start(b, Options{Hosts: []string{one.URL}}))
	both := text(start(b, Options{Hosts: []string{one.URL, two.URL}}))
	asks := func(m *Models) func() error {
		return func() error {
			_, err := m.Ask(b.Context(), ask())
			return err
		}
	}
	var ratios []float64
	for b.Loop() {
		single := throughput(b, calls, asks(alone))
		double := throughput(b, 2*calls, asks(both))
		ratios = append(ratios, double/single)
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "two/one")
}

func BenchmarkAskWithoutLatency(b *testing.B) {
	s := newStub(b, says(saysText(good)))
	m := text(start(b, Options{Hosts: []string{s.URL}}))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Ask(b.Context(), ask()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLower(b *testing.B) {
	schema := []byte(querySchema)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Lower(schema); err != nil {
			b.Fatal(err)
		}
	}
}
