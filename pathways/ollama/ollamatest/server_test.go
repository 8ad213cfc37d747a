package ollamatest_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ollama/ollama/api"
	"go.uber.org/goleak"

	"github.com/callmill/callmill/pathways/ollama/ollamatest"
	"github.com/callmill/callmill/pathways/ollama/tiny"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// say asks the model, and returns what it said.
func say(ctx context.Context, tb testing.TB, s *ollamatest.Server) (string, error) {
	tb.Helper()
	stream := false
	var said string
	err := s.Client(tb).Generate(ctx, &api.GenerateRequest{
		Model: "copier", Prompt: "Say [[pink card]]", Stream: &stream,
	}, func(r api.GenerateResponse) error {
		said = r.Response
		return nil
	})
	return said, err
}

func says(t *testing.T, s *ollamatest.Server) {
	t.Helper()
	if said, err := say(t.Context(), t, s); err != nil || said != "pink card" {
		t.Fatalf("it said %q, %v", said, err)
	}
}

func start(t *testing.T) *ollamatest.Server {
	t.Helper()
	s := ollamatest.Start(t)
	s.Create(t, "copier", tiny.Text([]string{"pink", "card"}))
	return s
}

func TestServerAnswers(t *testing.T) {
	s, other := start(t), ollamatest.Start(t, "OLLAMA_NUM_PARALLEL=2")
	if s.URL() == other.URL() {
		t.Fatalf("two servers at %s", s.URL())
	}
	if s.Runners(t) != 0 {
		t.Errorf("%d runners before the first question", s.Runners(t))
	}
	before := s.Memory(t)
	says(t, s)
	if after := s.Memory(t); before < 1<<20 || after <= before || s.Runners(t) != 1 {
		t.Errorf("memory %d, with a model %d; %d runners", before, after, s.Runners(t))
	}
	if list, err := other.Client(t).List(t.Context()); err != nil || len(list.Models) != 0 {
		t.Errorf("the other server has %v, %v", list, err)
	}
	if !strings.Contains(other.Log(t), "OLLAMA_NUM_PARALLEL:2") {
		t.Error("the environment did not reach the server")
	}
}

// After any end it starts again at the same address, and still has its models.
func TestServerRestarts(t *testing.T) {
	s := start(t)
	url := s.URL()
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		says(t, s)
		s.Kill(t, signal)
		if said, err := say(t.Context(), t, s); err == nil {
			t.Fatalf("killed with %v it says %q", signal, said)
		}
		s.Restart(t)
		if s.URL() != url {
			t.Fatalf("it was at %s and is at %s", url, s.URL())
		}
	}
	s.Restart(t)
	says(t, s)
}

func TestRunnerIsKilled(t *testing.T) {
	s := start(t)
	says(t, s)
	s.KillRunner(t)
	if s.Runners(t) != 0 {
		t.Fatalf("%d runners are left", s.Runners(t))
	}
	// The server may notice only with the next question, which then fails.
	if _, err := say(t.Context(), t, s); err != nil {
		if status, ok := errors.AsType[api.StatusError](err); !ok || status.StatusCode != http.StatusInternalServerError {
			t.Fatal(err)
		}
	}
	says(t, s)
}

func TestServerHangs(t *testing.T) {
	s := start(t)
	says(t, s)
	s.Stop(t)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if said, err := say(ctx, t, s); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("stopped, it says %q, %v", said, err)
	}
	s.Cont(t)
	says(t, s)
	s.Stop(t) // and ends all the same
}

// recorder is a test that can fail without failing this one.
type recorder struct {
	testing.TB

	cleanups []func()
	failed   string
}

func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Fatal(args ...any) {
	r.failed = strings.TrimSpace(args[0].(error).Error())
	panic(r)
}

// Without the right ollama a test fails with one line that says what to do.
func TestNoOllama(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	// go must be found, ollama not: an ollama of another version does not count.
	r := &recorder{TB: t}
	func() {
		defer func() {
			if p := recover(); p != nil && p != any(r) {
				panic(p)
			}
		}()
		if _, err := ollamatest.Find(); err == nil {
			t.Log("there is one on the PATH")
			r.failed = "run `make ollama`"
			return
		}
		ollamatest.Start(r)
	}()
	if !strings.Contains(r.failed, "run `make ollama`") || strings.Contains(r.failed, "\n") {
		t.Errorf("it fails with %q", r.failed)
	}
}
