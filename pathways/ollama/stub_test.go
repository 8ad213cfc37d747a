package ollama

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ollama/ollama/api"
)

// stub is a server that has the text model, whose chat is the test's.
type stub struct {
	*httptest.Server

	chats atomic.Int64
}

func newStub(tb testing.TB, chat http.HandlerFunc) *stub {
	tb.Helper()
	s := &stub{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/version", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"version":"0.17.4"}`)
	})
	mux.HandleFunc("GET /api/tags", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"models":[{"name":"%s:latest","digest":"%s"},{"name":"eyes:1b","digest":"e"},`+
			`{"name":"far:cloud","digest":"f","remote_host":"https://ollama.com"},{"name":"vectors","digest":"v"}]}`,
			textModel, strings.Repeat("d", 64))
	})
	mux.HandleFunc("POST /api/show", func(w http.ResponseWriter, r *http.Request) {
		var req api.ShowRequest
		_ = json.NewDecoder(r.Body).Decode(&req)
		can := map[string]string{"eyes:1b": `"completion","vision"`, "vectors": `"embedding"`}[req.Model]
		if can == "" {
			can = `"completion","thinking"`
		}
		fmt.Fprintf(w, `{"capabilities":[%s],"parameters":"stop \"x\"\nnum_ctx 2048"}`, can)
	})
	mux.HandleFunc("POST /api/chat", func(w http.ResponseWriter, r *http.Request) {
		s.chats.Add(1)
		body, _ := io.ReadAll(r.Body) // else the end of a connection goes unnoticed
		r.Body = io.NopCloser(bytes.NewReader(body))
		chat(w, r)
	})
	s.Server = httptest.NewServer(mux)
	tb.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

// says answers every question alike.
func says(response string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, response) }
}

// saysText is a complete answer with that text.
func saysText(text string) string {
	out, err := json.Marshal(api.ChatResponse{
		Message: api.Message{Role: roleModel, Content: text}, Done: true, DoneReason: "stop",
		Metrics: api.Metrics{PromptEvalCount: 20, EvalCount: 10, TotalDuration: time.Millisecond},
	})
	if err != nil {
		panic(err) // a constant
	}
	return string(out)
}

// saysBut is a good answer with one thing replaced.
func saysBut(old, replacement string) http.HandlerFunc {
	return says(strings.Replace(saysText(good), old, replacement, 1))
}
