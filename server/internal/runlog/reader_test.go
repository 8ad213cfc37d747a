package runlog

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

func TestFirstLast(t *testing.T) {
	l := createLog(t, openStore(t, Options{}), "a")

	for _, get := range []func(context.Context) (Position, []byte, error){l.First, l.Last} {
		_, _, err := get(t.Context())
		wantErr(t, err, ErrEmpty)
	}

	w := openWriter(t, l)
	positions := appendNumbered(t, w, 0, 200)
	mustSync(t, w)

	for n, get := range map[int]func(context.Context) (Position, []byte, error){0: l.First, 199: l.Last} {
		pos, record, err := get(t.Context())
		if err != nil || pos != positions[n] {
			t.Errorf("%s, %v; want %s", pos, err, positions[n])
		}

		if got, err := numberOf(record); err != nil || got != n {
			t.Errorf("record %d, %v; want %d", got, err, n)
		}
	}
}

func TestResumeAnywhere(t *testing.T) {
	const records = 300

	l := createLog(t, openStore(t, Options{}), "a")
	w := openWriter(t, l)

	var positions []Position
	for n := range records {
		positions = append(positions, appendNumbered(t, w, n, n+1)...)

		if n%17 == 0 {
			mustSync(t, w)
		}
	}

	mustSync(t, w)

	read := expectNumbered(t, openReader(t, l, Position{}), 0, records)

	for n, pos := range positions {
		if read[n] != pos {
			t.Fatalf("record %d is at %s, Append said %s", n, read[n], pos)
		}

		r := openReader(t, l, pos)
		expectNumbered(t, r, n+1, min(n+3, records))

		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestReadPastEnd(t *testing.T) {
	l := createLog(t, openStore(t, Options{}), "a")
	w := openWriter(t, l)
	appendNumbered(t, w, 0, 3)
	mustSync(t, w)

	_, err := l.Read(t.Context(), Position{Seq: 2})
	wantErr(t, err, ErrPastEnd)

	r := openReader(t, l, Position{Seq: 1, Index: 3})
	for range 2 {
		_, _, err = r.Next(t.Context())
		wantErr(t, err, ErrPastEnd)
	}

	// At the end is not past it.
	r = openReader(t, l, Position{Seq: 1, Index: 2})
	appendNumbered(t, w, 3, 4)
	mustSync(t, w)
	expectNumbered(t, r, 3, 4)
}

// TestFollow has readers that wait while records are appended one by one.
func TestFollow(t *testing.T) {
	const records = 500

	l := createLog(t, openStore(t, Options{}), "a")
	w := openWriter(t, l)
	turn, gone := make(chan struct{}), make(chan struct{})

	waitAll(func() {
		for n := range records {
			appendNumbered(t, w, n, n+1)

			if err := w.Flush(t.Context()); err != nil {
				t.Error(err)
			}

			// Every second record comes when the reader waits for it or is about to.
			if n%2 == 0 {
				select {
				case <-turn:
				case <-gone: // The reader has failed.
					return
				}
			}
		}
	}, func() {
		defer close(gone)

		r := openReader(t, l, Position{})
		for n := range records {
			expectNumbered(t, r, n, n+1)

			if n%2 == 0 {
				turn <- struct{}{}
			}
		}
	}, func() {
		expectNumbered(t, openReader(t, l, Position{}), 0, records)
	})
}

// TestNotBeforeStored checks that readers see nothing of what is only appended.
func TestNotBeforeStored(t *testing.T) {
	l := createLog(t, openStore(t, Options{}), "a")
	w := openWriter(t, l)
	appendNumbered(t, w, 0, 3)
	expectEnd(t, l, Position{})
	mustSync(t, w)
	expectEnd(t, l, Position{Seq: 1, Index: 2})
}

func TestNextContext(t *testing.T) {
	l := createLog(t, openStore(t, Options{}), "a")
	r := openReader(t, l, Position{})

	ctx, cancel := context.WithCancel(t.Context())
	cancel()

	_, _, err := r.Next(ctx)
	wantErr(t, err, context.Canceled)

	ctx, cancel = context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()

	_, _, err = r.Next(ctx)
	wantErr(t, err, context.DeadlineExceeded)

	if errors.Is(err, ErrUnavailable) {
		t.Errorf("%v blames the store", err)
	}

	// The reader goes on.
	w := openWriter(t, l)
	appendNumbered(t, w, 0, 2)
	mustSync(t, w)
	expectNumbered(t, r, 0, 2)

	if err := r.Close(); err != nil {
		t.Error(err)
	}

	_, _, err = r.Next(t.Context())
	wantErr(t, err, ErrClosed)

	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

func TestReadDeleted(t *testing.T) {
	s := openStore(t, Options{Logger: silent()})
	l := createLog(t, s, "a")
	r := openReader(t, l, Position{})
	deleted := make(chan struct{})

	waitAll(func() {
		_, _, err := r.Next(context.Background())
		wantErr(t, err, ErrNotFound)
		close(deleted)
	}, func() {
		if err := s.Delete(context.Background(), "a"); err != nil {
			t.Error(err)
		}
	})
	<-deleted

	_, _, err := r.Next(t.Context())
	wantErr(t, err, ErrNotFound)

	_, err = l.Read(t.Context(), Position{})
	wantErr(t, err, ErrNotFound)

	_, err = l.Writer(t.Context())
	wantErr(t, err, ErrNotFound)

	_, _, err = l.Last(t.Context())
	wantErr(t, err, ErrNotFound)
}

// TestConsumerLost takes the reader's consumer away, as the server does with one that is idle for long.
func TestConsumerLost(t *testing.T) {
	s := openStore(t, Options{Logger: silent()})
	l := createLog(t, s, "a")
	w := openWriter(t, l)
	appendNumbered(t, w, 0, 200)
	mustSync(t, w)

	r := openReader(t, l, Position{})

	for n := 0; n < 300; n += 50 {
		_, name, _ := strings.Cut(r.tail.consumer, ".")
		// It may be that the reader has not missed the one before.
		if err := s.js.DeleteConsumer(t.Context(), streamPrefix+"a", name); err != nil &&
			!errors.Is(err, jetstream.ErrConsumerNotFound) {
			t.Fatal(err)
		}

		if n == 200 {
			appendNumbered(t, w, 200, 300)
			mustSync(t, w)
		}

		expectNumbered(t, r, n, n+50)
	}
}

// TestLargeRecords has records that are larger than what a pull may bring, after small ones.
func TestLargeRecords(t *testing.T) {
	l := createLog(t, openStore(t, Options{}), "a")
	w := openWriter(t, l)
	size := func(n int) int { return []int{10, 600_000, 1<<20 - messageOverhead - 3}[n%3] }

	for n := range 9 {
		if _, err := w.Append(t.Context(), noise(n, size(n))); err != nil {
			t.Fatal(err)
		}
	}

	mustSync(t, w)

	r := openReader(t, l, Position{})
	for n := range 9 {
		if pos, record, err := r.Next(t.Context()); err != nil || len(record) != size(n) {
			t.Fatalf("at %s: %d bytes, %v; want %d", pos, len(record), err, size(n))
		}
	}
}

// TestCorrupt has another program write into the stream, and remove from it.
func TestCorrupt(t *testing.T) {
	s := openStore(t, Options{Logger: silent()})

	for name, data := range map[string][]byte{"empty": {}, "cut": {5, 1}} {
		l := createLog(t, s, name)
		if _, err := s.js.Publish(t.Context(), subjectPrefix+name, data); err != nil {
			t.Fatal(err)
		}

		r := openReader(t, l, Position{})
		for range 2 {
			_, _, err := r.Next(t.Context())
			wantErr(t, err, ErrCorrupt)
		}

		_, _, err := l.First(t.Context())
		wantErr(t, err, ErrCorrupt)

		_, _, err = l.Last(t.Context())
		wantErr(t, err, ErrCorrupt)
	}

	l := createLog(t, s, "gap")
	w := openWriter(t, l)

	for n := range 3 {
		appendNumbered(t, w, n, n+1)
		mustSync(t, w)
	}

	if err := l.stream.DeleteMsg(t.Context(), 2); err != nil {
		t.Fatal(err)
	}

	r := openReader(t, l, Position{})
	expectNumbered(t, r, 0, 1)

	_, _, err := r.Next(t.Context())
	wantErr(t, err, ErrCorrupt)
}

// TestIdleReaders checks that readers that do not read hold little memory, and do not hold up the writer.
func TestIdleReaders(t *testing.T) {
	const (
		records = 200_000
		readers = 8
		size    = 600
	)

	l := createLog(t, openStore(t, Options{}), "a")
	w := openWriter(t, l)
	content := noise(0, 100*size)

	var idle []*Reader
	for range readers {
		idle = append(idle, openReader(t, l, Position{}))
	}

	before := heap()

	for n := range records {
		if _, err := w.Append(t.Context(), content[n%100*size:][:size]); err != nil {
			t.Fatal(err)
		}

		if n > 0 {
			continue
		}

		// Each has read the first record, so that it has a pull under way.
		mustSync(t, w)

		for _, r := range idle {
			if _, _, err := r.Next(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}

	mustSync(t, w)

	grown := heap() - before
	t.Logf("%d bytes written, with %d idle readers the heap grew by %d", records*size, readers, grown)

	// Each reader may hold what one pull brings, and the server the blocks that were written and read last. All that
	// was written is 114 MiB.
	if limit := int64(readers*2*prefetchBytes + 24<<20); grown > limit {
		t.Errorf("the heap grew by %d bytes, more than %d", grown, limit)
	}

	// They have missed nothing.
	for n := range records - 1 {
		if _, _, err := idle[0].Next(t.Context()); err != nil {
			t.Fatalf("record %d: %v", n+1, err)
		}
	}

	expectEnd(t, l, Position{Seq: idle[0].seq, Index: idle[0].index - 1})
}

func heap() int64 {
	runtime.GC()

	var m runtime.MemStats
	runtime.ReadMemStats(&m)

	return int64(m.HeapAlloc)
}

// TestPullAccounting has pulls end in every way that the server ends them, and checks that there is never more in
// the inbox than it has room for.
func TestPullAccounting(t *testing.T) {
	l := createLog(t, openStore(t, Options{}), "a")
	w := openWriter(t, l)
	rng := rand.New(rand.NewPCG(1, 2))

	const records = 3000

	waitAll(func() {
		for n := range records {
			if _, err := w.Append(context.Background(), noise(n, rng.IntN(100_000))); err != nil {
				t.Error(err)

				return
			}
		}

		mustSync(t, w)
	}, func() {
		r := openReader(t, l, Position{})
		for range records {
			if _, _, err := r.Next(context.Background()); err != nil {
				t.Error(err)

				return
			}

			if n := len(r.tail.inbox); n > prefetchMessages+4 {
				t.Errorf("%d messages in the inbox", n)
			}
		}
	})
}
