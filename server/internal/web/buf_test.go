package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/callmill/callmill/server/internal/serve/servetest"
)

// TestBufCurl calls the server as the README tells its readers to, with the
// pinned buf and no schema: it asks the server's reflection.
func TestBufCurl(t *testing.T) {
	if testing.Short() {
		t.Skip("builds buf where it is not built yet")
	}
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	pinned := filepath.Join(root, ".tools", "go.mod")
	if _, err := os.Stat(pinned); err != nil {
		t.Skipf("buf is not pinned here: %v", err)
	}
	s := servetest.Start(t, servetest.Options(t))
	for _, c := range []struct{ name, flags, addr string }{
		{"Connect", "", s.HTTPAddr()},
		{"gRPC-Web", "--protocol grpcweb", s.HTTPAddr()},
		{"gRPC on the HTTP port", "--protocol grpc --http2-prior-knowledge", s.HTTPAddr()},
		{"gRPC on its own port", "--protocol grpc --http2-prior-knowledge", s.GRPCAddr()},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
			defer cancel()
			args := append([]string{"tool", "-modfile=" + pinned, "buf", "curl"}, strings.Fields(c.flags)...)
			args = append(args, "--data", `{"domain":"studio","count":20}`,
				"http://"+c.addr+generation+"GenerateSamples")
			cmd := exec.CommandContext(ctx, "go", args...)
			cmd.Dir = root
			var stderr strings.Builder
			cmd.Stderr = &stderr
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v: %v\n%s", args, err, stderr.String())
			}
			samples, completed := 0, false
			for d := json.NewDecoder(strings.NewReader(string(out))); ; {
				var m struct {
					Frame struct {
						Sample    json.RawMessage `json:"sample"`
						Completed json.RawMessage `json:"completed"`
					} `json:"frame"`
				}
				if err := d.Decode(&m); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatal(err)
				}
				if m.Frame.Sample != nil {
					samples++
				}
				completed = completed || m.Frame.Completed != nil
			}
			if samples != 20 || !completed {
				t.Errorf("found %d samples, completed %v:\n%s", samples, completed, out)
			}
		})
	}
}
