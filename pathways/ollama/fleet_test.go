package ollama

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/callmill/callmill/pathways"
)

func TestParseHost(t *testing.T) {
	for in, want := range map[string]string{
		"localhost":              "http://localhost:11434",
		"gpu1:8080":              "http://gpu1:8080",
		" 127.0.0.1 ":            "http://127.0.0.1:11434",
		"0.0.0.0:11434":          "http://127.0.0.1:11434",
		":1234":                  "http://127.0.0.1:1234",
		"http://gpu1":            "http://gpu1:80",
		"https://gpu1/":          "https://gpu1:443",
		"https://gpu1:9/ollama/": "https://gpu1:9/ollama",
		"::1":                    "http://[::1]:11434",
		"[::1]:5":                "http://[::1]:5",
		"http://[fe80::1]":       "http://[fe80::1]:80",
		"[::]":                   "http://[::1]:11434",
		"ftp://x":                "",
		"":                       "",
		"http://":                "",
		"x:port":                 "",
		"x:0":                    "",
		"x:65536":                "",
		"http://user:secret@x":   "",
		"http://x?y":             "",
		"two words":              "",
		"[::1":                   "",
		"http://a:1,http://b:2":  "",
	} {
		u, err := parseHost(in)
		switch {
		case want == "" && (err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%q", in))):
			t.Errorf("%q: found %v and %v, want an error that names it", in, u, err)
		case want != "" && (err != nil || u.String() != want):
			t.Errorf("%q: found %v (%v), want %s", in, u, err, want)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for _, o := range []Options{
		{Hosts: []string{"ftp://x"}},
		{Hosts: []string{"a", "http://a:11434"}},
		{Concurrency: -1},
		{Timeout: -1},
		{Probe: -1},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v: found no error", o)
		}
	}
}

func TestNoHosts(t *testing.T) {
	var none *Fleet
	if err := errors.Join(none.Start(t.Context()), none.Stop(t.Context())); err != nil || none.Changed() != nil {
		t.Errorf("found %v", err)
	}
	for _, f := range []*Fleet{none, start(t, Options{})} {
		m := text(f)
		if m.Down(RoleText) != noHosts || m.Load(RoleText) != 1 || m.Name(RoleText) != textModel {
			t.Errorf("found %q", m.Down(RoleText))
		}
		_, err := m.Ask(t.Context(), ask())
		wantReason(t, err, pathways.ReasonUnavailable)
	}
}

func TestDownSaysWhatToDo(t *testing.T) {
	s := newStub(t, says(saysText(good)))
	f := start(t, Options{Hosts: []string{s.URL}})
	for name, c := range map[string]struct {
		role Role
		want string
	}{
		"eyes:1b":                            {RoleVision, ""},
		"registry.ollama.ai/library/EYES:1b": {RoleVision, ""},
		textModel:                            {RoleVision, "cannot see pictures: pass --model vision=NAME"},
		"none":                               {RoleText, "run `ollama pull none`"},
		"far:cloud":                          {RoleText, "runs at https://ollama.com, and only local ones are asked"},
		"vectors":                            {RoleText, "cannot chat"},
		"":                                   {RoleJudge, "no model is named for the role judge"},
	} {
		why := f.Models(map[Role]string{c.role: name}).Down(c.role)
		if (why == "") != (c.want == "") || !strings.Contains(why, c.want) {
			t.Errorf("%s: found %q, want %q", name, why, c.want)
		}
	}
}

// A question waits for its turn, the load tells of it, and a host never has more
// than it may.
func TestConcurrencyIsBounded(t *testing.T) {
	var mu sync.Mutex
	under, most := 0, 0
	gate := make(chan struct{})
	s := newStub(t, func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		under++
		most = max(most, under)
		mu.Unlock()
		<-gate
		mu.Lock()
		under--
		mu.Unlock()
		fmt.Fprint(w, saysText(good))
	})
	f := start(t, Options{Hosts: []string{s.URL}, Concurrency: 3})
	m := text(f)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if _, err := m.Ask(t.Context(), ask()); err != nil {
				t.Error(err)
			}
		})
	}
	for s.chats.Load() < 3 || m.Load(RoleText) < 1 {
		time.Sleep(time.Millisecond)
	}
	// One that gives up while it waits takes no place.
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := m.Ask(ctx, ask()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("found %v", err)
	}
	close(gate)
	wg.Wait()
	if most != 3 || s.chats.Load() != 10 || m.Load(RoleText) != 0 {
		t.Errorf("found %d at a time, %d calls, load %v", most, s.chats.Load(), m.Load(RoleText))
	}
}

func TestWaitingHasAnEnd(t *testing.T) {
	s := newStub(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	m := text(start(t, Options{Hosts: []string{s.URL}, Concurrency: 1, Timeout: 300 * time.Millisecond}))
	var wg sync.WaitGroup
	reasons := make(chan pathways.Reason, 3)
	for range 3 {
		wg.Go(func() {
			_, err := m.Ask(t.Context(), ask())
			reason, _ := pathways.ReasonOf(err)
			reasons <- reason
		})
	}
	wg.Wait()
	close(reasons)
	found := map[pathways.Reason]int{}
	for r := range reasons {
		found[r]++
	}
	if found[pathways.ReasonTimeout] == 0 || found[pathways.ReasonTimeout]+found[pathways.ReasonUnavailable] != 3 {
		t.Errorf("found %v", found)
	}
}

func TestStopEndsCalls(t *testing.T) {
	s := newStub(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	f := start(t, Options{Hosts: []string{s.URL}, Concurrency: 1})
	m := text(f)
	errs := make(chan error, 2)
	for range 2 { // one is under way, one waits
		go func() {
			_, err := m.Ask(t.Context(), ask())
			errs <- err
		}()
	}
	for s.chats.Load() < 1 || m.Load(RoleText) < 1 {
		time.Sleep(time.Millisecond)
	}
	if err := f.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	for range 2 {
		wantReason(t, receive(t, errs), pathways.ReasonUnavailable)
	}
	if m.Down(RoleText) == "" {
		t.Error("found the role to be up after Stop")
	}
}

func TestSchemasAreBounded(t *testing.T) {
	var s schemas
	for i := range 3 * maxSchemas {
		if _, err := s.get([]byte(fmt.Sprintf(`{"type":"integer","minimum":%d}`, i))); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.known) != maxSchemas {
		t.Errorf("found %d, want %d", len(s.known), maxSchemas)
	}
}
