package ollama

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ollama/ollama/api"

	"github.com/callmill/callmill/pathways"
)

const good = `{"query":"pink card"}`

// What a server, or a proxy before it, may say instead of an answer.
func TestWhatIsNoAnswer(t *testing.T) {
	status := func(code int, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(code)
			fmt.Fprint(w, text)
		}
	}
	for _, c := range []struct {
		name  string
		chat  http.HandlerFunc
		want  pathways.Reason
		chats int64
		says  string
	}{
		{"garbage", says("<html>502 Bad Gateway</html>"), pathways.ReasonServerFault, 1, "not an answer of Ollama"},
		{"nothing", says(""), pathways.ReasonServerFault, 1, "not an answer of Ollama"},
		{"an empty object", says("{}"), pathways.ReasonServerFault, 1, "without an end"},
		{"no done", saysBut(`"done":true`, `"done":false`), pathways.ReasonServerFault, 1, "without an end"},
		{"a stream", says(saysText(good) + "\n" + saysText(good)), pathways.ReasonServerFault, 1, "not an answer of Ollama"},
		{"cut off", says(saysText(good)[:40]), pathways.ReasonServerFault, 1, "not an answer of Ollama"},
		{"load", says(`{"done":true,"done_reason":"load"}`), pathways.ReasonServerFault, 1, `"load"`},
		{"length", saysBut(`"stop"`, `"length"`), pathways.ReasonTruncated, 1, "cut off after 10 tokens"},
		{
			"full context", saysBut(`"prompt_eval_count":20`, `"prompt_eval_count":2048`),
			pathways.ReasonPromptTooLong, 1, "2048 tokens",
		},
		{"empty text", says(saysText(" \n")), pathways.ReasonBadAnswer, 2, "empty"},
		{"text after JSON", says(saysText(good + " and so on")), pathways.ReasonBadAnswer, 2, "text after the value"},
		{
			"a key twice", says(saysText(`{"query":"pink card","query":"red card"}`)),
			pathways.ReasonBadAnswer, 2, "occurs twice",
		},
		{"against the whole schema", says(saysText(`{"query":"a"}`)), pathways.ReasonBadAnswer, 2, "minLength"},
		{"a number without end", says(saysText(`{"query":1e999999999}`)), pathways.ReasonBadAnswer, 2, "out of range"},
		{
			"nested without end", says(saysText(strings.Repeat("[", 5000) + strings.Repeat("]", 5000))),
			pathways.ReasonBadAnswer, 2, "too deep",
		},
		{"status 500", status(500, `{"error":"it broke"}`), pathways.ReasonServerFault, 1, "status 500: it broke"},
		{"status 502", status(502, "bad gateway"), pathways.ReasonServerFault, 1, "status 502: bad gateway"},
		{"status 404", status(404, `{"error":"model not found"}`), pathways.ReasonUnavailable, 1, "status 404"},
		{"status 204", status(204, ""), pathways.ReasonServerFault, 1, "status 204"},
		{"always busy", status(503, `{"error":"server busy"}`), pathways.ReasonUnavailable, 4, "busy"},
		{"a redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusTemporaryRedirect)
		}, pathways.ReasonServerFault, 1, "status 307"},
		{"without end", func(w http.ResponseWriter, _ *http.Request) {
			for range 20 {
				fmt.Fprint(w, strings.Repeat(" ", 1<<20))
			}
		}, pathways.ReasonServerFault, 1, "more than an Ollama server has to say"},
		{
			"connection broken off", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			pathways.ReasonServerFault, 1, "EOF",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStub(t, c.chat)
			m := text(start(t, Options{Hosts: []string{s.URL}}))
			_, err := m.Ask(t.Context(), ask())
			failure := wantReason(t, err, c.want)
			if !strings.Contains(failure.Detail, c.says) {
				t.Errorf("found %q, want it to say %q", failure.Detail, c.says)
			}
			if n := s.chats.Load(); n != c.chats {
				t.Errorf("found %d calls, want %d", n, c.chats)
			}
			waitUp(t, m.fleet, m, RoleText) // none of these takes the host out of service for good
		})
	}
}

// What is sent: nothing that could be cut, and the lowered schema.
func TestWhatIsSent(t *testing.T) {
	var got atomic.Pointer[[]byte]
	s := newStub(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got.Store(&body)
		fmt.Fprint(w, saysText(good))
	})
	m := text(start(t, Options{Hosts: []string{s.URL}}))
	req := ask()
	req.Schema = json.RawMessage(`{"type":"object","properties":{"query":{"type":"string","minLength":3,` +
		`"description":"d"}},"required":["query"],"minProperties":1}`)
	req.Seed, req.Temperature = 1<<63+5, 0.5
	if _, err := m.Ask(t.Context(), req); err != nil {
		t.Fatal(err)
	}
	var sent api.ChatRequest
	if err := json.Unmarshal(*got.Load(), &sent); err != nil {
		t.Fatal(err)
	}
	if *sent.Stream || *sent.Truncate || *sent.Shift || sent.Think.Bool() || sent.KeepAlive.Duration != keepAlive {
		t.Errorf("found %s", *got.Load())
	}
	want := `{"type":"object","properties":{"query":{"type":"string","minLength":3}},"required":["query"]}`
	if string(sent.Format) != want {
		t.Errorf("found %s, want %s", sent.Format, want)
	}
	if o := sent.Options; o["seed"] != 5.0 || o["temperature"] != 0.5 || o["num_predict"] != 64.0 {
		t.Errorf("found %v", o)
	}
	if len(sent.Messages) != 2 || sent.Messages[0].Role != "system" {
		t.Errorf("found %v", sent.Messages)
	}
}

// A host that takes connections and says nothing is down, and is told of as such.
func TestHostThatNeverAnswers(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	s := newStub(t, says(saysText(good)))
	m := text(start(t, Options{Hosts: []string{l.Addr().String(), s.URL}}))
	if _, err := m.Ask(t.Context(), ask()); err != nil {
		t.Errorf("on the other host: %v", err)
	}
	alone := text(start(t, Options{Hosts: []string{l.Addr().String()}}))
	if why := alone.Down(RoleText); !strings.Contains(why, "did not answer within 2s") {
		t.Errorf("found %q", why)
	}
}

// A call that hangs while the host is well ends with its deadline.
func TestCallThatHangs(t *testing.T) {
	s := newStub(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	m := text(start(t, Options{Hosts: []string{s.URL}, Timeout: 200 * time.Millisecond}))
	from := time.Now()
	_, err := m.Ask(t.Context(), ask())
	wantReason(t, err, pathways.ReasonTimeout)
	if took := time.Since(from); took > 2*time.Second {
		t.Errorf("it took %v", took)
	}
}

// The first host refuses the connection between two probes: nobody notices.
func TestRefusedGoesToTheOtherHost(t *testing.T) {
	a, b := newStub(t, says(saysText(good))), newStub(t, says(saysText(good)))
	f := start(t, Options{Hosts: []string{a.URL, b.URL}, Probe: time.Hour})
	m := text(f)
	f.close() // what is left of the probe, which would break off instead
	a.Close()
	for range 4 {
		answer, err := m.Ask(t.Context(), ask())
		if err != nil {
			t.Fatal(err)
		}
		if answer.Turn.Attempts != 1 {
			t.Errorf("found %d attempts", answer.Turn.Attempts)
		}
	}
	if n := b.chats.Load(); n != 4 {
		t.Errorf("found %d calls to the other host", n)
	}
}

// A busy host is left for another, and where there is none it is asked again.
func TestBusyHost(t *testing.T) {
	var left atomic.Int64
	busy := func(w http.ResponseWriter, _ *http.Request) {
		if left.Add(-1) >= 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprint(w, `{"error":"server busy, please try again.  maximum pending requests exceeded"}`)
			return
		}
		fmt.Fprint(w, saysText(good))
	}
	left.Store(2)
	alone := newStub(t, busy)
	m := text(start(t, Options{Hosts: []string{alone.URL}}))
	if _, err := m.Ask(t.Context(), ask()); err != nil || alone.chats.Load() != 3 {
		t.Errorf("found %v after %d calls, want an answer after 3", err, alone.chats.Load())
	}
	left.Store(1 << 30)
	a, b := newStub(t, busy), newStub(t, says(saysText(good)))
	m = text(start(t, Options{Hosts: []string{a.URL, b.URL}}))
	for range 3 {
		if _, err := m.Ask(t.Context(), ask()); err != nil {
			t.Error(err)
		}
	}
	if a.chats.Load() == 0 || b.chats.Load() != 3 {
		t.Errorf("found %d and %d calls", a.chats.Load(), b.chats.Load())
	}
}

// The real server says 503 while it loads a model and its queue is full.
func TestRealServerIsBusyWhileLoading(t *testing.T) {
	s := serve(t, "OLLAMA_MAX_QUEUE=1")
	f := start(t, Options{Hosts: []string{s.URL()}, Concurrency: 8})
	m := text(f)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := m.Ask(t.Context(), ask()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if !strings.Contains(s.Log(t), "| 503 |") {
		t.Error("the server was never busy: the test shows nothing")
	}
}

func TestQuestionAtFault(t *testing.T) {
	s := newStub(t, says(saysText(good)))
	m := text(start(t, Options{Hosts: []string{s.URL}}))
	for name, spoil := range map[string]func(*Request){
		"no turns":      func(r *Request) { r.Turns = nil },
		"model last":    func(r *Request) { r.Turns = append(r.Turns, Turn{FromModel: true, Text: "x"}) },
		"empty turn":    func(r *Request) { r.Turns[0].Text = "" },
		"no schema":     func(r *Request) { r.Schema = nil },
		"bad schema":    func(r *Request) { r.Schema = json.RawMessage(`{"type":7}`) },
		"foreign ref":   func(r *Request) { r.Schema = json.RawMessage(`{"$ref":"file:///etc/passwd"}`) },
		"endless limit": func(r *Request) { r.Schema = json.RawMessage(`{"maximum":1e999999999}`) },
		"temperature":   func(r *Request) { r.Temperature = -1 },
		"tokens":        func(r *Request) { r.MaxTokens = -1 },
	} {
		req := ask()
		spoil(req)
		_, err := m.Ask(t.Context(), req)
		if _, ok := errors.AsType[*pathways.Failure](err); err == nil || ok {
			t.Errorf("%s: found %v, want an error that is the caller's", name, err)
		}
	}
	if n := s.chats.Load(); n != 0 {
		t.Errorf("found %d calls", n)
	}
}
