package main

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/ollama/ollamatest"
	"github.com/callmill/callmill/pathways/ollama/tiny"
	"github.com/callmill/callmill/server/internal/serve"
)

// perHost is how many questions one host gets at a time, alone and in a run.
const perHost = 4

// bracketPrompts ask models that copy what stands in double brackets.
const bracketPrompts = `
text/brief:
  - style: plain
    temperature: 0.3
    max_tokens: 96
    user: '[[i want{{range .Calls}}{{range .Arguments}}{{if .Say}} {{index .Say 0}}{{end}}{{end}}{{end}}]]'
`

// BenchmarkRunBesideClient measures what a run adds to its models' time: calls a
// second through api.Client alone, and through a run that writes with the same model
// at the same concurrency, in interleaved pairs. The run drafts, routes, validates,
// checks, logs and streams each sample beside it.
func BenchmarkRunBesideClient(b *testing.B) {
	for _, hosts := range []int{1, 2} {
		b.Run(map[int]string{1: "one stub", 2: "two stubs"}[hosts], func(b *testing.B) {
			var urls []string
			for range hosts {
				urls = append(urls, ollamatest.StartStub(b, 20*time.Millisecond).URL)
			}
			pairs(b, urls, ollamatest.StubModel, 600*hosts)
		})
	}
	b.Run("real server", func(b *testing.B) {
		s := ollamatest.Start(b)
		words, err := fs.ReadFile(studio.Files(), "graph.yaml")
		if err != nil {
			b.Fatal(err)
		}
		s.Create(b, "tiny", tiny.Text(tiny.Words(string(words), "i want")))
		pairs(b, []string{s.URL()}, "tiny", 200)
	})
}

// pairs reports the medians of both throughputs and of their ratio, and how far the
// ratios spread.
func pairs(b *testing.B, urls []string, model string, calls int) {
	b.Helper()
	d := bracketStudio(b)
	var alone, inRun, ratios []float64
	for b.Loop() {
		client, err := ollamatest.Calls(b.Context(), urls, model, perHost, calls)
		if err != nil {
			b.Fatal(err)
		}
		run := runCalls(b, d, urls, model, int64(calls))
		alone, inRun, ratios = append(alone, client), append(inRun, run), append(ratios, run/client)
	}
	b.ReportMetric(median(alone), "client-calls/s")
	b.ReportMetric(median(inRun), "run-calls/s")
	b.ReportMetric(median(ratios), "ratio")
	b.ReportMetric(slices.Min(ratios), "ratio-min")
	b.ReportMetric(slices.Max(ratios), "ratio-max")
}

func median(values []float64) float64 {
	sorted := slices.SortedFunc(slices.Values(values), cmp.Compare)
	return sorted[len(sorted)/2]
}

// bracketStudio is studio with prompts for models that copy, and a target that any
// wording meets.
func bracketStudio(tb testing.TB) *domain.Domain {
	tb.Helper()
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"prompts.yaml": bracketPrompts,
		"target.yaml":  "marginals:\n  tool: {search_templates: 0.6, generate_image: 0.4}\n",
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	if err := fs.WalkDir(studio.Files(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || files[name] != nil {
			return err
		}
		data, err := fs.ReadFile(studio.Files(), name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	}); err != nil {
		tb.Fatal(err)
	}
	d, err := domain.Load(files)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// runCalls makes samples with the model, and returns how many questions a second it
// answered for them.
func runCalls(tb testing.TB, d *domain.Domain, urls []string, model string, samples int64) float64 {
	tb.Helper()
	s, err := serve.New(tb.Context(), serve.Options{
		Domains: map[string]*domain.Domain{d.Name: d}, GRPCAddr: "127.0.0.1:0",
		Ollama: ollama.Options{Hosts: urls, Concurrency: perHost},
		Models: map[ollama.Role]string{ollama.RoleText: model},
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
		&callmillv1.GenerateSamplesRequest{Domain: d.Name, Count: samples, Seed: 1, Pathways: []string{"text/brief"}})
	if err != nil {
		tb.Fatal(err)
	}
	var asked int64
	for {
		m, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return float64(asked) / time.Since(began).Seconds()
		}
		if err != nil {
			tb.Fatal(err)
		}
		for _, p := range m.GetFrame().GetCompleted().GetPathways() {
			asked += p.GetChosen() // a question each, for those that need no repair
		}
	}
}
