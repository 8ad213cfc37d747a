package ollamatest

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/ollama/ollama/api"

	"github.com/callmill/callmill/pathways/ollama/tiny"
)

// Client is a client of the server that keeps no connections.
func (s *Server) Client(tb testing.TB) *api.Client {
	tb.Helper()
	base, err := url.Parse(s.URL())
	if err != nil {
		tb.Fatalf("ollamatest: %v", err)
	}
	return api.NewClient(base, &http.Client{Transport: &http.Transport{DisableKeepAlives: true}})
}

// Create gives the server a model under a name.
func (s *Server) Create(tb testing.TB, name string, m *tiny.Model) {
	tb.Helper()
	if err := tiny.Create(tb.Context(), s.Client(tb), name, m); err != nil {
		tb.Fatal(err)
	}
}
