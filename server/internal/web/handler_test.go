package web_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	callmillv1 "github.com/callmill/callmill/gen/callmill/v1"
	"github.com/callmill/callmill/server/internal/serve"
	"github.com/callmill/callmill/server/internal/serve/servetest"
)

// ask sends a request to the HTTP port as any HTTP client would.
func ask(
	t *testing.T, s *serve.Server, verb, path, body string, headers ...string,
) (code int, header http.Header, text string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), verb, "http://"+s.HTTPAddr()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := httpClient(t, false).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(data)
}

// TestJSON posts JSON with nothing but its content type, as with curl.
func TestJSON(t *testing.T) {
	s := servetest.Start(t, servetest.Options(t))
	const get = generation + "GetRun"
	for _, c := range []struct {
		name, path, body string
		code             int
		reason           string
	}{
		{"no such run", get, `{"name":"runs/x"}`, http.StatusNotFound, "RUN_NOT_FOUND"},
		{"bad name", get, `{"name":"x"}`, http.StatusBadRequest, "INVALID_REQUEST"},
		{"unknown field", get, `{"run":"runs/x"}`, http.StatusBadRequest, "INVALID_REQUEST"},
		{"no JSON", get, `{"name":`, http.StatusBadRequest, "INVALID_REQUEST"},
		{"wrong type", get, `{"name":7}`, http.StatusBadRequest, "INVALID_REQUEST"},
		{"a list", get, `[]`, http.StatusBadRequest, "INVALID_REQUEST"},
		{"an empty list", generation + "ListRuns", `{}`, http.StatusOK, ""},
	} {
		code, _, body := ask(t, s, http.MethodPost, c.path, c.body, "Content-Type", "application/json")
		if code != c.code || !json.Valid([]byte(body)) || !strings.Contains(body, `"`) && c.reason != "" {
			t.Errorf("%s: found %d, %s", c.name, code, body)
		}
		if c.reason == "" {
			continue
		}
		var e struct {
			Message string `json:"message"`
			Details []struct {
				Type  string          `json:"type"`
				Debug json.RawMessage `json:"debug"`
			} `json:"details"`
		}
		if err := json.Unmarshal([]byte(body), &e); err != nil {
			t.Fatal(err)
		}
		infos := 0
		for _, d := range e.Details {
			if d.Type == "google.rpc.ErrorInfo" {
				infos++
				if !strings.Contains(string(d.Debug), c.reason) {
					t.Errorf("%s: found %s, want %s", c.name, d.Debug, c.reason)
				}
			}
		}
		if infos != 1 || e.Message == "" {
			t.Errorf("%s: found %s", c.name, body)
		}
	}
	if code, _, body := ask(t, s, http.MethodPost, generation+"Nothing", "{}", "Content-Type", "application/json"); code !=
		http.StatusNotFound {
		t.Errorf("no such method: found %d, %s", code, body)
	}
}

// TestOrigins shows that pages of other origins get nothing.
func TestOrigins(t *testing.T) {
	s := servetest.Start(t, servetest.Options(t))
	foreign := []string{"Content-Type", "application/json", "Origin", "https://elsewhere.example"}
	code, header, _ := ask(t, s, http.MethodPost, generation+"ListRuns", "{}", foreign...)
	if code != http.StatusForbidden || header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("a call from elsewhere: found %d, %v", code, header)
	}
	_, header, _ = ask(t, s, http.MethodOptions, generation+"ListRuns", "",
		append(foreign, "Access-Control-Request-Method", "POST")...)
	if got := header.Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("a preflight from elsewhere is allowed for %q", got)
	}
	own := []string{"Content-Type", "application/json", "Origin", "http://" + s.HTTPAddr()}
	if code, _, body := ask(t, s, http.MethodPost, generation+"ListRuns", "{}", own...); code != http.StatusOK {
		t.Errorf("a call from here: found %d, %s", code, body)
	}
}

// TestMetricsAndHealth reads what operators read.
func TestMetricsAndHealth(t *testing.T) {
	s := servetest.Start(t, servetest.Options(t))
	c := servetest.Client(t, s)
	generate := func() string {
		stream, err := c.GenerateSamples(t.Context(), &callmillv1.GenerateSamplesRequest{Domain: "studio", Count: 25})
		if err != nil {
			t.Fatal(err)
		}
		got := &servetest.Reading{}
		if err := got.Read(t, servetest.NextOf(stream), -1); err != nil {
			t.Fatal(err)
		}
		return got.Run
	}
	want := func(when string, lines ...string) {
		t.Helper()
		code, _, body := ask(t, s, http.MethodGet, "/metrics", "")
		for _, line := range lines {
			if code != http.StatusOK || !strings.Contains(body, "\n"+line+"\n") {
				t.Errorf("%s: found %d, and no %q in\n%s", when, code, line, body)
			}
		}
	}
	name := generate()
	want("one run",
		`callmill_runs{state="succeeded"} 1`, `callmill_runs{state="running"} 0`,
		`callmill_samples_accepted_total 25`, `callmill_slots_total{outcome="accepted"} 25`,
		`grpc_server_handled_total{grpc_code="OK",grpc_method="GenerateSamples",`+
			`grpc_service="callmill.v1.GenerationService",grpc_type="server_stream"} 1`)
	if _, _, body := ask(t, s, http.MethodGet, "/metrics", ""); !strings.Contains(body, "go_goroutines") {
		t.Error("found no metrics of Go")
	}
	if _, err := c.DeleteRun(t.Context(), &callmillv1.DeleteRunRequest{Name: name}); err != nil {
		t.Fatal(err)
	}
	generate()
	want("one run deleted, one more", `callmill_runs{state="succeeded"} 1`, `callmill_samples_accepted_total 50`)

	if code, _, body := ask(t, s, http.MethodGet, "/healthz", ""); code != http.StatusOK || body != "ok\n" {
		t.Errorf("health: found %d, %q", code, body)
	}
}
