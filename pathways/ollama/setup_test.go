package ollama

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/callmill/callmill/pathways"
	"github.com/callmill/callmill/pathways/ollama/ollamatest"
	"github.com/callmill/callmill/pathways/ollama/tiny"
)

// textModel is the name of the tiny model that the real servers of the tests have.
const textModel = "words"

var vocabulary = []string{
	"pink", "card", "birthday", "red", "poster", "make", "me", "a", "query", "with", "stars", "and", "moons",
}

// serve starts a real server with the text model.
func serve(t *testing.T, env ...string) *ollamatest.Server {
	t.Helper()
	s := ollamatest.Start(t, env...)
	s.Create(t, textModel, tiny.Text(vocabulary))
	return s
}

// start starts a fleet that looks at its hosts ten times a second.
func start(tb testing.TB, options Options) *Fleet {
	tb.Helper()
	if options.Probe == 0 {
		options.Probe = 100 * time.Millisecond
	}
	if options.Timeout == 0 {
		options.Timeout = 30 * time.Second
	}
	options.Logger = slog.New(slog.NewTextHandler(tb.Output(), nil))
	f, err := New(options)
	if err != nil {
		tb.Fatal(err)
	}
	if err := f.Start(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := f.Stop(ctx); err != nil {
			tb.Error(err)
		}
	})
	return f
}

// text binds the text model to its role.
func text(f *Fleet) *Models { return f.Models(map[Role]string{RoleText: textModel}) }

const querySchema = `{"type":"object","properties":{"query":{"type":"string","minLength":3,"maxLength":60}},` +
	`"required":["query"],"additionalProperties":false}`

// ask is a question that the tiny model answers: it copies what is in double brackets.
func ask() *Request {
	return &Request{
		Role: RoleText, Purpose: "write", Prompt: "p", PromptHash: "h", System: "make a query",
		Turns:  []Turn{{Text: "Ask for this: [[[pink birthday card with stars]]]"}},
		Schema: json.RawMessage(querySchema), Seed: 7, MaxTokens: 64,
	}
}

// wantReason fails the test unless err is a Failure with that reason.
func wantReason(t *testing.T, err error, want pathways.Reason) *pathways.Failure {
	t.Helper()
	failure, ok := errors.AsType[*pathways.Failure](err)
	if !ok || failure.Reason != want {
		t.Fatalf("found %v, want a failure with reason %s", err, want)
	}
	if failure.Detail == "" {
		t.Errorf("found no detail with %s", want)
	}
	t.Logf("%v", failure)
	return failure
}

// waitUp returns when the role can be asked.
func waitUp(t *testing.T, f *Fleet, m *Models, role Role) {
	t.Helper()
	waitFor(t, f, func() bool { return m.Down(role) == "" })
}

// waitFor returns when the condition holds, looking again at every change of the
// fleet.
func waitFor(t *testing.T, f *Fleet, holds func() bool) {
	t.Helper()
	late := time.NewTimer(20 * time.Second)
	defer late.Stop()
	for {
		changed := f.Changed()
		if holds() {
			return
		}
		select {
		case <-changed:
		case <-late.C:
			t.Fatal("the fleet did not come to the state that was waited for within 20 s")
		}
	}
}
