package runlog

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// startExternal runs a server of its own, with a socket on the loopback device. Port -1 is any.
func startExternal(t *testing.T, dir string, port int) *server.Server {
	t.Helper()

	ns, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: port, NoSigs: true, NoLog: true, JetStream: true, StoreDir: dir,
	})
	if err != nil {
		t.Fatal(err)
	}

	ns.Start()
	t.Cleanup(func() { stopExternal(ns) })

	if !ns.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server is not ready")
	}

	return ns
}

func stopExternal(ns *server.Server) {
	ns.Shutdown()
	ns.WaitForShutdown()
}

func TestExternal(t *testing.T) {
	ns := startExternal(t, t.TempDir(), -1)

	// Two processes share the cluster: there is no lock, and fencing is between them.
	a, b := openStore(t, Options{URL: ns.ClientURL()}), openStore(t, Options{URL: ns.ClientURL()})
	la := createLog(t, a, "x")

	_, err := b.Create(t.Context(), "x")
	wantErr(t, err, ErrExists)

	lb, err := b.Log(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}

	wa, wb := openWriter(t, la), openWriter(t, lb)
	appendNumbered(t, wa, 0, 500)
	mustSync(t, wa)
	expectNumbered(t, openReader(t, lb, Position{}), 0, 500)

	appendNumbered(t, wb, 500, 501)
	wantErr(t, wb.Sync(t.Context()), ErrFenced)

	wb = openWriter(t, lb)
	appendNumbered(t, wb, 500, 501)
	mustSync(t, wb)
	appendNumbered(t, wa, 501, 502)
	wantErr(t, wa.Sync(t.Context()), ErrFenced)
	expectNumbered(t, openReader(t, la, Position{}), 0, 501)

	if err := b.Delete(t.Context(), "x"); err != nil {
		t.Fatal(err)
	}

	_, err = a.Log(t.Context(), "x")
	wantErr(t, err, ErrNotFound)
}

// TestExternalRestart has the server go away and come back, below a reader that waits and a writer.
func TestExternalRestart(t *testing.T) {
	dir := t.TempDir()
	ns := startExternal(t, dir, -1)

	addr, ok := ns.Addr().(*net.TCPAddr)
	if !ok {
		t.Fatalf("the server listens on %v", ns.Addr())
	}

	s := openStore(t, Options{URL: ns.ClientURL(), Logger: silent()})
	l := createLog(t, s, "x")
	w := openWriter(t, l)
	appendNumbered(t, w, 0, 100)
	mustSync(t, w)

	r := openReader(t, l, Position{})
	expectNumbered(t, r, 0, 100)

	waitAll(func() {
		expectNumbered(t, r, 100, 200)
	}, func() {
		stopExternal(ns)

		// The writer fails now or goes on later. What it says about it is true.
		appendNumbered(t, w, 100, 101)

		stored := 100
		if err := w.Sync(context.Background()); err == nil {
			stored = 101
		} else {
			wantErr(t, err, ErrUnavailable)
		}

		startExternal(t, dir, addr.Port)

		for {
			w, err := l.Writer(context.Background())
			if errors.Is(err, ErrUnavailable) {
				continue
			}

			if err != nil {
				t.Error(err)

				return
			}

			appendNumbered(t, w, stored, 200)

			if err := w.Close(context.Background()); err != nil {
				t.Error(err)
			}

			return
		}
	})
}
