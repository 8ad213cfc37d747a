package runlog

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestOptionsValidate(t *testing.T) {
	for name, o := range map[string]Options{
		"nowhere":           {},
		"two places":        {Dir: "a", URL: "nats://b"},
		"sync":              {Dir: "a", Sync: 7},
		"negative":          {Dir: "a", MaxBytes: -1},
		"embedded replicas": {Dir: "a", Replicas: 3},
	} {
		if s, err := Open(t.Context(), o); err == nil {
			t.Errorf("%s: opened", name)

			_ = s.Close(t.Context())
		}
	}

	o := Options{Dir: "a"}
	if err := o.validate(); err != nil {
		t.Fatal(err)
	}

	if o.MaxBytes != 10<<30 || o.AckTimeout != 10*time.Second || o.Replicas != 1 || o.Logger == nil {
		t.Errorf("zero means %+v", o)
	}
}

func TestLock(t *testing.T) {
	s := openStore(t, Options{})

	_, err := Open(t.Context(), Options{Dir: s.opts.Dir})
	wantErr(t, err, ErrLocked)

	if err == nil || !strings.Contains(err.Error(), s.opts.Dir) {
		t.Errorf("%v does not name the folder", err)
	}

	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}

	openStore(t, Options{Dir: s.opts.Dir})
}

func TestOpenFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}

	_, err := Open(t.Context(), Options{Dir: file})
	if err == nil {
		t.Error("opened a file")
	}

	// The server cannot make its folder where there is a file.
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "jetstream"), nil, 0o600); err != nil {
		t.Fatal(err)
	}

	if _, err = Open(t.Context(), Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("opened without a folder for the server, or it is not named: %v", err)
	}

	_, err = Open(t.Context(), Options{URL: "nats://127.0.0.1:1", AckTimeout: time.Second})
	wantErr(t, err, ErrUnavailable)
}

func TestOpenTemp(t *testing.T) {
	s, err := OpenTemp(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}

	createLog(t, s, "a")

	if _, err := os.Stat(s.opts.Dir); err != nil {
		t.Error(err)
	}

	for range 2 {
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}

	if _, err := os.Stat(s.opts.Dir); !os.IsNotExist(err) {
		t.Errorf("the folder is still there: %v", err)
	}
}

func TestNoSockets(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("counts sockets in /proc")
	}

	before := countSockets(t)
	s := openStore(t, Options{})
	appendNumbered(t, openWriter(t, createLog(t, s, "a")), 0, 10)

	if after := countSockets(t); after != before {
		t.Errorf("%d sockets, before it were %d", after, before)
	}
}

func countSockets(t *testing.T) int {
	t.Helper()

	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}

	n := 0

	for _, fd := range fds {
		if to, err := os.Readlink("/proc/self/fd/" + fd.Name()); err == nil && strings.HasPrefix(to, "socket:") {
			n++
		}
	}

	return n
}

func TestRuns(t *testing.T) {
	ctx := t.Context()
	s := openStore(t, Options{})

	if ids, err := s.Runs(ctx); err != nil || len(ids) != 0 {
		t.Errorf("runs of an empty store: %v, %v", ids, err)
	}

	for _, id := range []string{"b", "a", "c-1_2"} {
		createLog(t, s, id)
	}

	_, err := s.Create(ctx, "a")
	wantErr(t, err, ErrExists)

	_, err = s.Log(ctx, "d")
	wantErr(t, err, ErrNotFound)
	wantErr(t, s.Delete(ctx, "d"), ErrNotFound)

	for _, id := range []string{"", "A", "a.b", "a b", "a*", "../a", strings.Repeat("a", 65)} {
		_, err := s.Create(ctx, id)
		wantErr(t, err, ErrInvalidID)

		_, err = s.Log(ctx, id)
		wantErr(t, err, ErrInvalidID)
		wantErr(t, s.Delete(ctx, id), ErrInvalidID)
	}

	if ids, err := s.Runs(ctx); err != nil || !slices.Equal(ids, []string{"a", "b", "c-1_2"}) {
		t.Errorf("runs: %v, %v", ids, err)
	}

	if err := s.Delete(ctx, "b"); err != nil {
		t.Error(err)
	}

	// What is left is found again, after a restart.
	if err := s.Close(ctx); err != nil {
		t.Fatal(err)
	}

	s = openStore(t, Options{Dir: s.opts.Dir})
	if ids, err := s.Runs(ctx); err != nil || !slices.Equal(ids, []string{"a", "c-1_2"}) {
		t.Errorf("runs: %v, %v", ids, err)
	}

	if l, err := s.Log(ctx, "a"); err != nil || l.ID() != "a" {
		t.Errorf("log: %v, %v", l, err)
	}
}

// TestCreateAfterDelete deletes the last run and creates another, again and again: see createAttempts.
func TestCreateAfterDelete(t *testing.T) {
	s := openStore(t, Options{})

	for range 100 {
		createLog(t, s, "a")

		if err := s.Delete(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestExpire(t *testing.T) {
	ctx := t.Context()
	s := openStore(t, Options{MaxAge: time.Nanosecond})

	for _, id := range []string{"empty", "filled", "open"} {
		createLog(t, s, id)
	}

	for _, id := range []string{"filled", "open"} {
		l, err := s.Log(ctx, id)
		if err != nil {
			t.Fatal(err)
		}

		w := openWriter(t, l)
		appendNumbered(t, w, 0, 3)
		mustSync(t, w)

		if id == "filled" {
			if err := w.Close(ctx); err != nil {
				t.Error(err)
			}
		}
	}

	if ids, err := s.Expire(ctx); err != nil || !slices.Equal(ids, []string{"empty", "filled"}) {
		t.Errorf("expired: %v, %v", ids, err)
	}

	if ids, err := s.Runs(ctx); err != nil || !slices.Equal(ids, []string{"open"}) {
		t.Errorf("left: %v, %v", ids, err)
	}

	s.opts.MaxAge = 0
	if ids, err := s.Expire(ctx); err != nil || ids != nil {
		t.Errorf("expired without an age: %v, %v", ids, err)
	}
}

func TestClosedStore(t *testing.T) {
	s := openStore(t, Options{})
	l := createLog(t, s, "a")
	w := openWriter(t, l)
	appendNumbered(t, w, 0, 3)
	mustSync(t, w)

	r := openReader(t, l, Position{})
	expectNumbered(t, r, 0, 3)

	waiting := make(chan error)

	go func() {
		_, _, err := r.Next(context.Background())
		waiting <- err
	}()

	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}

	wantErr(t, <-waiting, ErrClosed)

	_, err := w.Append(t.Context(), nil)
	wantErr(t, err, ErrClosed)
	wantErr(t, w.Close(t.Context()), ErrClosed)

	_, err = s.Runs(t.Context())
	wantErr(t, err, ErrClosed)

	_, _, err = l.First(t.Context())
	wantErr(t, err, ErrClosed)

	_, err = l.Read(t.Context(), Position{})
	wantErr(t, err, ErrClosed)
}

func TestCloseBounded(t *testing.T) {
	s := openStore(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()

	// Either is right: closing takes a moment, and the context had none.
	if err := s.Close(ctx); err != nil {
		wantErr(t, err, context.Canceled)
	}

	if err := s.Close(context.Background()); err != nil {
		t.Error(err)
	}
}
