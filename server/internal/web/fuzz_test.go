package web_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/callmill/callmill/server/internal/serve/servetest"
)

// FuzzJSON posts any text to unary methods of the HTTP port. What is wrong with
// it is the caller's fault, and the answer says what it is.
func FuzzJSON(f *testing.F) {
	methods := []string{
		generation + "GetRun", generation + "ListRuns", generation + "CancelRun", generation + "DeleteRun",
		"/callmill.v1.RoutingService/ExplainDecision",
	}
	for i := range methods {
		f.Add(uint8(i), `{"name":"runs/x"}`)
		f.Add(uint8(i), `{"pageSize":7,"pageToken":"x"}`)
		f.Add(uint8(i), `{"domain":"studio","cell":[{"facet":"words","bucket":"1-3"}],"seed":"7"}`)
		f.Add(uint8(i), `{"name":`)
		f.Add(uint8(i), ``)
	}
	s := servetest.Start(f, servetest.Options(f))
	client := &http.Client{}
	f.Cleanup(client.CloseIdleConnections)
	f.Fuzz(func(t *testing.T, method uint8, body string) {
		path := methods[int(method)%len(methods)]
		resp, err := client.Post("http://"+s.HTTPAddr()+path, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		data, err := io.ReadAll(resp.Body)
		switch {
		case err != nil:
			t.Fatal(err)
		case resp.StatusCode == http.StatusOK && json.Valid(data):
		case resp.StatusCode >= http.StatusInternalServerError:
			t.Errorf("%s: found %d: %s", path, resp.StatusCode, data)
		case strings.Count(string(data), `"google.rpc.ErrorInfo"`) != 1:
			t.Errorf("%s: found %d without details: %s", path, resp.StatusCode, data)
		}
	})
}
