package runlog

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDirEnv); dir != "" {
		if err := crashChild(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}

		return
	}

	goleak.VerifyTestMain(m)
}

// openStore opens an embedded store that is closed at the end of the test, and fails the test when something is
// logged that an operator would have to look at.
func openStore(tb testing.TB, o Options) *Store {
	tb.Helper()

	if o.Dir == "" && o.URL == "" {
		o.Dir = tb.TempDir()
	}

	if o.Logger == nil {
		o.Logger = slog.New(quiet{t: tb})
	}

	s, err := Open(context.Background(), o)
	if err != nil {
		tb.Fatal(err)
	}

	tb.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			tb.Error(err)
		}
	})

	return s
}

// quiet fails the test on a warning. It also fails it when a reader starts over: without an outage that means that
// messages were lost on the way, which a test would otherwise only see as slowness.
type quiet struct {
	slog.Handler

	t testing.TB
}

func (q quiet) Enabled(context.Context, slog.Level) bool { return true }
func (q quiet) WithAttrs([]slog.Attr) slog.Handler       { return q }

func (q quiet) Handle(_ context.Context, r slog.Record) error {
	// See createAttempts.
	if strings.HasPrefix(r.Message, "Stream create failed") {
		return nil
	}

	if r.Level >= slog.LevelWarn || r.Message == logReadingAgain {
		attrs := ""
		r.Attrs(func(a slog.Attr) bool {
			attrs += " " + a.String()

			return true
		})
		q.t.Errorf("logged: %s %s%s", r.Level, r.Message, attrs)
	}

	return nil
}

// silent takes every message, for tests that provoke some.
func silent() *slog.Logger { return slog.New(slog.DiscardHandler) }

func createLog(tb testing.TB, s *Store, id string) *Log {
	tb.Helper()

	l, err := s.Create(context.Background(), id)
	if err != nil {
		tb.Fatal(err)
	}

	return l
}

func openWriter(tb testing.TB, l *Log) *Writer {
	tb.Helper()

	w, err := l.Writer(context.Background())
	if err != nil {
		tb.Fatal(err)
	}

	// A writer that has failed says so again when it is closed.
	tb.Cleanup(func() { _ = w.Close(context.Background()) })

	return w
}

func openReader(tb testing.TB, l *Log, after Position) *Reader {
	tb.Helper()

	r, err := l.Read(context.Background(), after)
	if err != nil {
		tb.Fatal(err)
	}

	tb.Cleanup(func() { _ = r.Close() })

	return r
}

// numbered is a record that tells its number, in a size that varies with it.
func numbered(n int) []byte {
	record := binary.BigEndian.AppendUint64(nil, uint64(n))

	return append(record, bytes.Repeat([]byte{byte(n)}, (n*7919)%1500)...)
}

// noise is a record that nothing makes smaller, another one for each n.
func noise(n, size int) []byte {
	var seed [32]byte

	binary.BigEndian.PutUint64(seed[:], uint64(n))

	record := make([]byte, size)
	_, _ = rand.NewChaCha8(seed).Read(record) // Never fails.

	return record
}

func numberOf(record []byte) (int, error) {
	if len(record) < 8 {
		return 0, fmt.Errorf("record of %d bytes", len(record))
	}

	n := int(binary.BigEndian.Uint64(record))
	if !bytes.Equal(record, numbered(n)) {
		return 0, fmt.Errorf("record %d is damaged", n)
	}

	return n, nil
}

// appendNumbered appends the records from..to-1 and gives their positions.
func appendNumbered(tb testing.TB, w *Writer, from, to int) []Position {
	tb.Helper()

	var positions []Position

	for n := from; n < to; n++ {
		pos, err := w.Append(context.Background(), numbered(n))
		if err != nil {
			tb.Fatal(err)
		}

		positions = append(positions, pos)
	}

	return positions
}

// expectNumbered reads the records from..to-1 and gives their positions.
func expectNumbered(tb testing.TB, r *Reader, from, to int) []Position {
	tb.Helper()

	var positions []Position

	for n := from; n < to; n++ {
		pos, record, err := r.Next(context.Background())
		if err != nil {
			tb.Fatal(err)
		}

		if got, err := numberOf(record); err != nil || got != n {
			tb.Fatalf("at %s: record %d, %v; want %d", pos, got, err, n)
		}

		if len(positions) > 0 && pos.Compare(positions[len(positions)-1]) <= 0 {
			tb.Fatalf("position %s after %s", pos, positions[len(positions)-1])
		}

		positions = append(positions, pos)
	}

	return positions
}

// expectEnd checks that there is no record now, where end is what Last says.
func expectEnd(tb testing.TB, l *Log, end Position) {
	tb.Helper()

	pos, _, err := l.Last(context.Background())
	if errors.Is(err, ErrEmpty) {
		err = nil
	}

	if err != nil || pos != end {
		tb.Fatalf("last: %s, %v; want %s", pos, err, end)
	}
}

func mustSync(tb testing.TB, w *Writer) {
	tb.Helper()

	if err := w.Sync(context.Background()); err != nil {
		tb.Fatal(err)
	}
}

// reporter is a test, or a check of a property.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

func wantErr(t reporter, err, want error) {
	t.Helper()

	if !errors.Is(err, want) {
		t.Errorf("error is %v, want %v", err, want)
	}
}

// waitAll runs the functions at the same time.
func waitAll(fs ...func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(f)
	}

	wg.Wait()
}
