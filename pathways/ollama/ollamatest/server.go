// Package ollamatest runs a real Ollama server for a test: of the version that
// go.mod requires, on a port and with models of its own, without a network, and
// ended with everything that it started.
//
// A server is up in about 50 ms, so most tests take one for themselves:
//
//	s := ollamatest.Start(t)
//	s.Create(t, "words", model)
//	client := … s.URL() …
//
// The harness has one goroutine for each server that runs; a test that uses
// goleak calls goleak.IgnoreCurrent after Start, or verifies in TestMain.
package ollamatest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	readyWithin = time.Minute      // to listen and answer; takes 50 ms on an idle machine
	stopWithin  = 10 * time.Second // after SIGTERM; then the group is killed
	poll        = 5 * time.Millisecond
)

// Server is a running `ollama serve`, or one that was killed and can be started
// again. Its methods belong to the goroutine of the test.
type Server struct {
	binary string
	dir    string // HOME, models, log
	env    []string
	addr   string // once known, it is kept over restarts
	log    *os.File

	cmd    *exec.Cmd // nil while it does not run
	exited chan struct{}
}

// Start starts a server for the duration of the test, and returns when it answers.
// Env, such as "OLLAMA_NUM_PARALLEL=2", is added to its environment.
func Start(tb testing.TB, env ...string) *Server {
	tb.Helper()
	binary, err := Find()
	if err != nil {
		tb.Fatal(err)
	}
	dir := tb.TempDir()
	log, err := os.Create(filepath.Join(dir, "serve.log"))
	if err != nil {
		tb.Fatalf("ollamatest: %v", err)
	}
	// The kernel picks the port, so that no other test can take it in between.
	s := &Server{binary: binary, dir: dir, env: env, addr: "127.0.0.1:0", log: log}
	tb.Cleanup(func() {
		s.Close(tb)
		if tb.Failed() {
			tb.Logf("the log of ollama serve ends with:\n%s", tail(s.read(tb), 60))
		}
		if err := log.Close(); err != nil {
			tb.Errorf("ollamatest: %v", err)
		}
	})
	s.start(tb)
	return s
}

// URL is where the server listens, such as http://127.0.0.1:41234. It stays the
// same over a restart.
func (s *Server) URL() string { return "http://" + s.addr }

// Log is what the server and its runners wrote so far.
func (s *Server) Log(tb testing.TB) string {
	tb.Helper()
	return string(s.read(tb))
}

// Restart ends the server if it runs, and starts it again on the same port with
// the same models.
func (s *Server) Restart(tb testing.TB) {
	tb.Helper()
	s.Close(tb)
	s.start(tb)
}

// Close ends the server as an operator would, with SIGTERM, and then whatever is
// left of its process group. The test does so at its end by itself.
func (s *Server) Close(tb testing.TB) {
	tb.Helper()
	if s.cmd == nil {
		return
	}
	s.signalGroup(tb, syscall.SIGCONT) // a stopped process would not see SIGTERM
	s.Kill(tb, syscall.SIGTERM)
}

func (s *Server) start(tb testing.TB) {
	tb.Helper()
	from := len(s.read(tb))
	cmd := exec.CommandContext(context.Background(), s.binary, "serve") //nolint:gosec // the one that Find found
	cmd.Env = append(s.environment(), s.env...)
	// A file, so that neither side ever waits for the other to read.
	cmd.Stdout, cmd.Stderr = s.log, s.log
	cmd.SysProcAttr = ownGroup()
	if err := cmd.Start(); err != nil {
		tb.Fatalf("ollamatest: starting %s: %v", s.binary, err)
	}
	exited := make(chan struct{})
	go func() {
		defer close(exited)
		_ = cmd.Wait() // how it ended is the test's doing, and in the log
	}()
	s.cmd, s.exited = cmd, exited
	s.await(tb, from)
}

func (s *Server) environment() []string {
	return []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + s.dir,
		"TMPDIR=" + s.dir,
		"GIN_MODE=release",
		"OLLAMA_HOST=" + s.addr,
		"OLLAMA_MODELS=" + filepath.Join(s.dir, "models"),
		"OLLAMA_NO_CLOUD=1",
		// Whatever would leave the machine meets a closed door: loopback takes no proxy.
		"HTTP_PROXY=http://127.0.0.1:1",
		"HTTPS_PROXY=http://127.0.0.1:1",
		// The same machine code everywhere: no test wants a GPU.
		"CUDA_VISIBLE_DEVICES=-1",
		"HIP_VISIBLE_DEVICES=-1",
		"ROCR_VISIBLE_DEVICES=-1",
		"GGML_VK_VISIBLE_DEVICES=-1",
	}
}

var listening = regexp.MustCompile(`Listening on (127\.0\.0\.1:\d+)`)

// await returns when the server listens and answers. The line in its log proves
// that it is this server that holds the port.
func (s *Server) await(tb testing.TB, from int) {
	tb.Helper()
	deadline := time.Now().Add(readyWithin)
	for {
		select {
		case <-s.exited:
			s.cmd = nil
			tb.Fatalf("ollama serve ended at once:\n%s", tail(s.read(tb)[from:], 20))
		default:
		}
		if m := listening.FindSubmatch(s.read(tb)[from:]); m != nil {
			s.addr = string(m[1])
			if err := s.answers(); err == nil {
				return
			}
		}
		if time.Now().After(deadline) {
			tb.Fatalf("ollama serve did not answer within %v:\n%s", readyWithin, tail(s.read(tb)[from:], 20))
		}
		time.Sleep(poll)
	}
}

func (s *Server) answers() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, s.URL(), http.NoBody)
	if err != nil {
		return fmt.Errorf("asking whether it is up: %w", err)
	}
	transport := &http.Transport{DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	res, err := transport.RoundTrip(req)
	if err != nil {
		return fmt.Errorf("asking whether it is up: %w", err)
	}
	if err := res.Body.Close(); err != nil {
		return fmt.Errorf("asking whether it is up: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return errors.New(res.Status)
	}
	return nil
}

func (s *Server) read(tb testing.TB) []byte {
	tb.Helper()
	b, err := os.ReadFile(s.log.Name())
	if err != nil {
		tb.Fatalf("ollamatest: %v", err)
	}
	return b
}

// tail is the last lines of a log, without the list of routes.
func tail(log []byte, lines int) string {
	var kept []string
	for line := range strings.Lines(string(log)) {
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "[GIN-debug]") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept[max(0, len(kept)-lines):], "")
}
