package ollamatest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ollama/ollama/api"

	"github.com/callmill/callmill/pathways/sample"
)

// StubModel is the one model that a stub has.
const StubModel = "stub"

// Stub stands in for a server where the time that an answer takes is to be the
// same always: to measure what is added to it. It answers as the tiny text model
// does, with what stands in double brackets as the query.
type Stub struct {
	*httptest.Server

	// Chats counts the questions.
	Chats atomic.Int64
}

// StartStub starts a stub that takes latency for every answer, and stops it with the
// test.
func StartStub(tb testing.TB, latency time.Duration) *Stub {
	tb.Helper()
	s := &Stub{}
	mux := http.NewServeMux()
	for path, answer := range map[string]string{
		"GET /api/version": `{"version":"0.0.0"}`,
		"GET /api/tags":    `{"models":[{"name":"` + StubModel + `","digest":"` + strings.Repeat("0", 64) + `"}]}`,
		"POST /api/show":   `{"capabilities":["completion"]}`,
	} {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, answer) })
	}
	mux.HandleFunc("POST /api/chat", func(w http.ResponseWriter, r *http.Request) {
		s.Chats.Add(1)
		var asked api.ChatRequest
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		select {
		case <-time.After(latency):
		case <-r.Context().Done():
			return
		}
		answer, err := json.Marshal(api.ChatResponse{
			Model: StubModel, Message: api.Message{Role: "assistant", Content: bracketed(asked.Messages)},
			Done: true, DoneReason: "stop",
			Metrics: api.Metrics{PromptEvalCount: 20, EvalCount: 10, TotalDuration: latency},
		})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_, _ = w.Write(answer) // fails where the client went away
	})
	s.Server = httptest.NewServer(mux)
	tb.Cleanup(s.Close)
	return s
}

// bracketed is the answer {"query": …} with what stands in double brackets.
func bracketed(messages []api.Message) string {
	_, text, _ := strings.Cut(messages[len(messages)-1].Content, "[[")
	text, _, _ = strings.Cut(text, "]]")
	return `{"query":` + sample.StringJSON(strings.TrimSpace(text)) + `}`
}

// Calls makes n calls to servers through api.Client alone, each server with so many
// at a time, and returns how many a second that is: what a server and its client
// can do without anything around them.
func Calls(ctx context.Context, urls []string, model string, concurrency, n int) (float64, error) {
	var left atomic.Int64
	left.Store(int64(n))
	failed := make(chan error, len(urls)*concurrency)
	began := time.Now()
	for _, u := range urls {
		base, err := url.Parse(u)
		if err != nil {
			return 0, fmt.Errorf("read the server's URL: %w", err)
		}
		client := api.NewClient(base, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: concurrency}})
		for range concurrency {
			go func() { failed <- calls(ctx, client, model, &left) }()
		}
	}
	for range cap(failed) {
		if err := <-failed; err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(began).Seconds(), nil
}

func calls(ctx context.Context, client *api.Client, model string, left *atomic.Int64) error {
	whole := false
	for left.Add(-1) >= 0 {
		err := client.Chat(ctx, &api.ChatRequest{
			Model: model, Stream: &whole,
			Messages: []api.Message{{Role: "user", Content: "[[i want a pink birthday card]]"}},
			Format:   json.RawMessage(`{"type":"object","properties":{"query":{"type":"string"}},"required":["query"]}`),
			Options:  map[string]any{"num_predict": 96, "temperature": 0.3},
		}, func(api.ChatResponse) error { return nil })
		if err != nil {
			return fmt.Errorf("call the model: %w", err)
		}
	}
	return nil
}
