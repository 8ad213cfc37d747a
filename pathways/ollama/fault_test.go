package ollama

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ollama/ollama/api"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/ollama/tiny"
)

// long is a question whose answer takes the tiny model a second and more: it copies
// the words into each of many strings.
func long() *Request {
	req := ask()
	names := make([]string, maxProperties)
	members := make([]string, maxProperties)
	for i := range names {
		names[i] = fmt.Sprintf(`"word %d"`, i)
		members[i] = names[i] + `:{"type":"string"}`
	}
	req.Schema = json.RawMessage(`{"type":"object","properties":{` + strings.Join(members, ",") +
		`},"required":[` + strings.Join(names, ",") + `]}`)
	req.MaxTokens = 8000
	return req
}

// midAnswer asks, and returns a channel with the error once the question is at the
// server.
func midAnswer(ctx context.Context, t *testing.T, m *Models, req *Request) <-chan error {
	t.Helper()
	done := make(chan error, 1)
	go func() {
		_, err := m.Ask(ctx, req)
		done <- err
	}()
	for m.Load(RoleText) == 0 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(100 * time.Millisecond) // the server shows nothing by which to see it begin
	select {
	case err := <-done:
		t.Fatalf("it was over before it could be broken off: %v", err)
	default:
	}
	return done
}

func receive(t *testing.T, done <-chan error) error {
	t.Helper()
	select {
	case err := <-done:
		return err
	case <-time.After(20 * time.Second):
		t.Fatal("the call did not end within 20 s")
		return nil
	}
}

// recovers fails the test unless a question is answered once the role is up.
func recovers(t *testing.T, f *Fleet, m *Models) {
	t.Helper()
	waitUp(t, f, m, RoleText)
	answer, err := m.Ask(t.Context(), ask())
	if err != nil {
		t.Fatalf("afterwards: %v", err)
	}
	if !strings.Contains(string(answer.JSON), "pink") {
		t.Errorf("afterwards: found %s", answer.JSON)
	}
}

func TestModelMissing(t *testing.T) {
	s := serve(t)
	f := start(t, Options{Hosts: []string{s.URL()}})
	m := f.Models(map[Role]string{RoleText: "absent:1b", RoleJudge: textModel})
	want := "no Ollama host has the model absent:1b: run `ollama pull absent:1b`"
	if why := m.Down(RoleText); why != want {
		t.Errorf("found %q, want %q", why, want)
	}
	req := ask()
	_, err := m.Ask(t.Context(), req)
	wantReason(t, err, pathways.ReasonUnavailable)
	if why := m.Down(RoleVision); !strings.Contains(why, "--model vision=NAME") {
		t.Errorf("found %q", why)
	}
	// It is pulled, and joins.
	s.Create(t, "absent:1b", tiny.Text(vocabulary))
	waitUp(t, f, m, RoleText)
	recovers(t, f, m)
	// It is deleted under our hands: the server says so, and then the fleet.
	if err := s.Client(t).Delete(t.Context(), &api.DeleteRequest{Model: "absent:1b"}); err != nil {
		t.Fatal(err)
	}
	_, err = m.Ask(t.Context(), ask())
	wantReason(t, err, pathways.ReasonUnavailable)
	waitFor(t, f, func() bool { return m.Down(RoleText) == want })
}

func TestTruncatedByNumPredict(t *testing.T) {
	s := serve(t)
	f := start(t, Options{Hosts: []string{s.URL()}})
	m := text(f)
	req := ask()
	req.MaxTokens = 4
	_, err := m.Ask(t.Context(), req)
	failure := wantReason(t, err, pathways.ReasonTruncated)
	if failure.Spent <= 0 {
		t.Errorf("found %v spent", failure.Spent)
	}
	recovers(t, f, m)
}

func TestPromptLongerThanTheContext(t *testing.T) {
	s := serve(t)
	f := start(t, Options{Hosts: []string{s.URL()}})
	m := text(f)
	req := ask()
	req.Turns[0].Text = strings.Repeat("pink card ", 20_000)
	_, err := m.Ask(t.Context(), req)
	wantReason(t, err, pathways.ReasonPromptTooLong)
	// Old turns are not dropped either.
	req = ask()
	old := []Turn{{Text: strings.Repeat("pink card ", 20_000)}, {FromModel: true, Text: "yes"}}
	req.Turns = append(old, req.Turns...)
	_, err = m.Ask(t.Context(), req)
	wantReason(t, err, pathways.ReasonPromptTooLong)
	recovers(t, f, m)
}

func TestServerKilledMidAnswer(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		t.Run(signal.String(), func(t *testing.T) {
			s := serve(t)
			f := start(t, Options{Hosts: []string{s.URL()}})
			m := text(f)
			recovers(t, f, m) // loaded
			done := midAnswer(t.Context(), t, m, long())
			s.Kill(t, signal)
			failure := wantReason(t, receive(t, done), pathways.ReasonServerFault)
			if failure.Spent < 50*time.Millisecond {
				t.Errorf("found %v spent", failure.Spent)
			}
			// Refused, or reset where a probe was under way.
			waitFor(t, f, func() bool { return strings.Contains(m.Down(RoleText), "cannot be reached (connection re") })
			_, err := m.Ask(t.Context(), ask())
			wantReason(t, err, pathways.ReasonUnavailable)
			s.Restart(t)
			recovers(t, f, m)
		})
	}
}

func TestRunnerKilledMidAnswer(t *testing.T) {
	s := serve(t)
	f := start(t, Options{Hosts: []string{s.URL()}})
	m := text(f)
	recovers(t, f, m)
	done := midAnswer(t.Context(), t, m, long())
	s.KillRunner(t)
	wantReason(t, receive(t, done), pathways.ReasonServerFault)
	recovers(t, f, m)
}

func TestClientCancels(t *testing.T) {
	s := serve(t)
	f := start(t, Options{Hosts: []string{s.URL()}})
	m := text(f)
	recovers(t, f, m)
	ctx, cancel := context.WithCancel(t.Context())
	done := midAnswer(ctx, t, m, long())
	cancel()
	from := time.Now()
	if err := receive(t, done); !errors.Is(err, context.Canceled) {
		t.Fatalf("found %v, want context.Canceled", err)
	}
	if late := time.Since(from); late > time.Second {
		t.Errorf("it took %v to end", late)
	}
	if load := m.Load(RoleText); load != 0 {
		t.Errorf("found load %v", load)
	}
	recovers(t, f, m)
}

// A server that is stopped keeps its connections: only a probe finds out.
func TestServerStops(t *testing.T) {
	s := serve(t)
	f := start(t, Options{Hosts: []string{s.URL()}})
	m := text(f)
	recovers(t, f, m)
	done := midAnswer(t.Context(), t, m, long())
	s.Stop(t)
	from := time.Now()
	wantReason(t, receive(t, done), pathways.ReasonTimeout)
	if late := time.Since(from); late > 3*probeTimeout {
		t.Errorf("it took %v to end", late)
	}
	if why := m.Down(RoleText); !strings.Contains(why, "did not answer within 2s") {
		t.Errorf("found %q", why)
	}
	s.Cont(t)
	recovers(t, f, m)
}

func TestDeadlineOfACall(t *testing.T) {
	s := serve(t)
	f := start(t, Options{Hosts: []string{s.URL()}, Timeout: 300 * time.Millisecond})
	m := text(f)
	if _, err := m.Ask(t.Context(), ask()); err != nil {
		t.Logf("while it loads: %v", err)
	}
	from := time.Now()
	_, err := m.Ask(t.Context(), long())
	failure := wantReason(t, err, pathways.ReasonTimeout)
	if took := time.Since(from); took > 2*time.Second || failure.Spent < 300*time.Millisecond {
		t.Errorf("it took %v, of which %v at the model", took, failure.Spent)
	}
}

func TestOneOfTwoHostsDies(t *testing.T) {
	a, b := serve(t), serve(t)
	f := start(t, Options{Hosts: []string{a.URL(), b.URL()}, Concurrency: 1})
	m := text(f)
	hosts := map[bool]int{}
	for range 4 {
		recovers(t, f, m)
	}
	f.mu.Lock()
	for _, h := range f.hosts {
		hosts[h.served == 2]++
	}
	f.mu.Unlock()
	if hosts[true] != 2 {
		t.Errorf("the four questions did not go to both hosts in turn")
	}
	first, second := midAnswer(t.Context(), t, m, long()), make(chan error, 1)
	go func() {
		_, err := m.Ask(t.Context(), ask())
		second <- err
	}()
	victim := a
	f.mu.Lock()
	if f.hosts[0].served < f.hosts[1].served {
		victim = b
	}
	f.mu.Unlock()
	if err := receive(t, second); err != nil {
		t.Errorf("on the other host: %v", err)
	}
	victim.Kill(t, syscall.SIGKILL)
	wantReason(t, receive(t, first), pathways.ReasonServerFault)
	// Whoever asks now is answered by the other, whether the fleet knows it or not.
	for range 4 {
		recovers(t, f, m)
	}
}
