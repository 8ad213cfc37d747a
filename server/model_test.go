package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"syscall"
	"testing"
	"time"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/domain/studio"
	"github.com/callmill/callmill/pathways/ollama"
	"github.com/callmill/callmill/pathways/ollama/ollamatest"
	"github.com/callmill/callmill/pathways/ollama/tiny"
	"github.com/callmill/callmill/server/internal/serve"
)

// A run goes on when its Ollama server is killed under it, and its text pathway joins
// when the server is back: with a real server and a real model nothing is lost, comes
// twice or is wrong, and the stream tells of both.
func TestRunOutlivesItsOllamaServer(t *testing.T) {
	words, err := fs.ReadFile(studio.Files(), "graph.yaml")
	if err != nil {
		t.Fatal(err)
	}
	models := ollamatest.Start(t)
	models.Create(t, "tiny", tiny.Text(tiny.Words(string(words), "i want")))
	d := bracketStudio(t)
	s, err := serve.New(t.Context(), serve.Options{
		Domains: map[string]*domain.Domain{d.Name: d}, GRPCAddr: "127.0.0.1:0",
		Ollama: ollama.Options{Hosts: []string{models.URL()}},
		Models: map[ollama.Role]string{ollama.RoleText: "tiny"},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	defer func() {
		if err := s.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}()
	conn, err := dial(s.GRPCAddr())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	// The lead is small, so that the run is where its reader is.
	stream, err := callmillv1.NewGenerationServiceClient(conn).GenerateSamples(t.Context(),
		&callmillv1.GenerateSamplesRequest{
			Domain: d.Name, RunId: "ridden", Count: 600, Seed: 1, Window: 16, Lead: 4,
			Pathways: []string{"phrase/grammar", "phrase/graph", "text/brief"},
			Target: &callmillv1.Target{Marginals: []*callmillv1.Marginal{
				{Facet: "modality", Shares: []*callmillv1.Share{{Bucket: "phrase", Share: 0.5}, {Bucket: "text", Share: 0.5}}},
				{Facet: "tool", Shares: []*callmillv1.Share{
					{Bucket: "search_templates", Share: 0.6}, {Bucket: "generate_image", Share: 0.4},
				}},
			}},
		})
	if err != nil {
		t.Fatal(err)
	}
	r := &ridden{seen: map[string]bool{}, text: map[bool]int{}}
	for {
		m, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		r.frame(t, m.GetFrame())
		switch {
		case r.samples == 40 && !r.killed:
			r.killed = true
			models.Kill(t, syscall.SIGKILL)
		case r.went && r.samples >= 80 && !r.back:
			r.back = true
			models.Restart(t)
			awaitText(t, callmillv1.NewGenerationServiceClient(conn))
		}
	}
	if r.end.GetState() != callmillv1.Run_STATE_SUCCEEDED || r.samples != 600 || !r.came {
		t.Fatalf("%v after %d samples, joined again: %v", r.end.GetState(), r.samples, r.came)
	}
	if r.text[false] < 3 || r.text[true] < 100 || r.end.GetClosedCells() > 0 {
		t.Errorf("%d samples of text before the kill and %d after, %d cells closed",
			r.text[false], r.text[true], r.end.GetClosedCells())
	}
}

// awaitText waits until the run says that its text pathway is up.
func awaitText(t *testing.T, client callmillv1.GenerationServiceClient) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for tick := time.NewTicker(50 * time.Millisecond); ; <-tick.C {
		got, err := client.GetRun(ctx, &callmillv1.GetRunRequest{Name: "runs/ridden"})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range got.GetRun().GetPathways() {
			if p.GetName() == "text/brief" && p.GetUnavailable() == "" {
				tick.Stop()
				return
			}
		}
	}
}

// ridden is what a stream said so far.
type ridden struct {
	samples      int
	seen         map[string]bool
	text         map[bool]int // samples of the text pathway, by whether its server had come back
	killed, back bool
	went, came   bool
	end          *callmillv1.Completed
}

func (r *ridden) frame(t *testing.T, f *callmillv1.Frame) {
	t.Helper()
	kind := f.GetNotice().GetKind()
	r.went = r.went || kind == callmillv1.Notice_KIND_PATHWAYS_DOWN
	r.came = r.came || kind == callmillv1.Notice_KIND_PATHWAYS_UP
	if c := f.GetCompleted(); c != nil {
		r.end = c
	}
	s := f.GetSample()
	if s == nil {
		return
	}
	r.samples++
	if r.seen[s.GetQuery()] || len(s.GetCalls()) != 1 {
		t.Errorf("sample %v", s)
	}
	r.seen[s.GetQuery()] = true
	if s.GetProvenance().GetPathway() == "text/brief" {
		r.text[r.back]++
		if turns := s.GetProvenance().GetTurns(); len(turns) != 1 || turns[0].GetDigest() == "" {
			t.Errorf("turns %v", turns)
		}
	}
}
