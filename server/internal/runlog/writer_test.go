package runlog

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

func TestAppendBatches(t *testing.T) {
	l := createLog(t, openStore(t, Options{}), "a")
	w := openWriter(t, l)

	// 130 empty records make two full batches, and one of two.
	var got []Position

	for range 130 {
		pos, err := w.Append(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}

		got = append(got, pos)
	}

	for i, want := range map[int]Position{0: {1, 0}, 63: {1, 63}, 64: {2, 0}, 129: {3, 1}} {
		if got[i] != want {
			t.Errorf("record %d is at %s, want %s", i, got[i], want)
		}
	}

	// A flush begins another, and a large record goes alone.
	if err := w.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}

	for i, size := range []int{10, maxBatchBytes, 10, 1<<20 - 1000} {
		pos, err := w.Append(t.Context(), noise(i, size))
		if want := (Position{Seq: uint64(4 + i)}); err != nil || pos != want {
			t.Errorf("record of %d bytes: %s, %v; want %s", size, pos, err, want)
		}
	}

	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}

	expectEnd(t, l, Position{Seq: 7})

	_, err := w.Append(t.Context(), nil)
	wantErr(t, err, ErrClosed)
	wantErr(t, w.Flush(t.Context()), ErrClosed)
	wantErr(t, w.Sync(t.Context()), ErrClosed)

	if err := w.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func (l *Log) mustLast(t *testing.T) Position {
	t.Helper()

	pos, _, err := l.Last(t.Context())
	if err != nil && !errors.Is(err, ErrEmpty) {
		t.Fatal(err)
	}

	return pos
}

func TestAppendTooLarge(t *testing.T) {
	l := createLog(t, openStore(t, Options{}), "a")
	w := openWriter(t, l)
	appendNumbered(t, w, 0, 1)

	_, err := w.Append(t.Context(), noise(1, 1<<20))
	wantErr(t, err, ErrTooLarge)

	// The record is refused, the writer goes on.
	appendNumbered(t, w, 1, 2)
	mustSync(t, w)
	expectNumbered(t, openReader(t, l, Position{}), 0, 2)
}

// TestFencedPipeline is the case that expecting the last sequence alone gets wrong: after one message of another
// writer the second message of this one fits again.
func TestFencedPipeline(t *testing.T) {
	l := createLog(t, openStore(t, Options{}), "a")
	loser, winner := openWriter(t, l), openWriter(t, l)

	appendNumbered(t, winner, 0, 1)
	mustSync(t, winner)

	for n := range 5 {
		// The first refusal may be known before the last message is sent.
		if _, err := loser.Append(t.Context(), numbered(100+n)); err != nil {
			wantErr(t, err, ErrFenced)
		}

		if err := loser.Flush(t.Context()); err != nil {
			wantErr(t, err, ErrFenced)
		}
	}

	wantErr(t, loser.Sync(t.Context()), ErrFenced)

	_, err := loser.Append(t.Context(), nil)
	wantErr(t, err, ErrFenced)
	wantErr(t, loser.Flush(t.Context()), ErrFenced)
	wantErr(t, loser.Close(t.Context()), ErrFenced)

	appendNumbered(t, winner, 1, 2)
	mustSync(t, winner)
	expectNumbered(t, openReader(t, l, Position{}), 0, 2)
	expectEnd(t, l, Position{Seq: 2})
}

// TestFencedRace has two writers append at the same time. One of them stores everything, or each the beginning of
// what it appended, the second strictly after the first.
func TestFencedRace(t *testing.T) {
	s := openStore(t, Options{})

	for round := range 10 {
		l := createLog(t, s, "race-"+string(rune('a'+round)))
		writers := []*Writer{openWriter(t, l), openWriter(t, l)}
		synced := make([]int, len(writers))

		write := func(i int) func() {
			return func() {
				rng := rand.New(rand.NewPCG(uint64(round), uint64(i)))

				for n := range 300 {
					if _, err := writers[i].Append(context.Background(), numbered(1000*i+n)); err != nil {
						wantErr(t, err, ErrFenced)

						return
					}

					if rng.IntN(4) == 0 && writers[i].Sync(context.Background()) == nil {
						synced[i] = n + 1
					}
				}
			}
		}
		waitAll(write(0), write(1))

		var stored []int

		for end, r := l.mustLast(t), openReader(t, l, Position{}); ; {
			pos, record, err := r.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}

			n, err := numberOf(record)
			if err != nil {
				t.Fatal(err)
			}

			if stored = append(stored, n); pos == end {
				break
			}
		}

		// The beginning of each, one after the other.
		first := stored[0] / 1000
		for want, i := 1000*first, 0; i < len(stored); i++ {
			if stored[i]/1000 != first {
				first, want = 1-first, 1000*(1-first)
			}

			if stored[i] != want {
				t.Fatalf("round %d: record %d is %d, want %d: %v", round, i, stored[i], want, stored)
			}

			want++
		}

		for i, n := range synced {
			if n > 0 && !slices.Contains(stored, 1000*i+n-1) {
				t.Errorf("round %d: writer %d has synced %d records, and they are not stored", round, i, n)
			}
		}
	}
}

func TestFull(t *testing.T) {
	fill := func(t *testing.T, w *Writer) error {
		t.Helper()

		for n := range 1000 {
			if _, err := w.Append(t.Context(), noise(n, 10_000)); err != nil {
				return err
			}
		}

		return w.Sync(t.Context())
	}

	t.Run("run", func(t *testing.T) {
		l := createLog(t, openStore(t, Options{MaxRunBytes: 500_000}), "a")
		w := openWriter(t, l)
		wantErr(t, fill(t, w), ErrFull)

		// What was appended stands.
		if err := w.Close(t.Context()); err != nil {
			t.Error(err)
		}

		if info, err := l.stream.Info(t.Context()); err != nil || info.State.Bytes > 500_000 ||
			info.State.Bytes < 400_000 {
			t.Errorf("%d bytes, %v", info.State.Bytes, err)
		}

		// Also for the next writer the run is full.
		wantErr(t, fill(t, openWriter(t, l)), ErrFull)
	})

	t.Run("store", func(t *testing.T) {
		s := openStore(t, Options{MaxBytes: 500_000, Logger: silent()})
		l := createLog(t, s, "a")
		w := openWriter(t, l)
		wantErr(t, fill(t, w), ErrFull)
		wantErr(t, w.Close(t.Context()), ErrFull)

		// What is stored can be read, and makes room when it goes.
		if _, _, err := l.First(t.Context()); err != nil {
			t.Error(err)
		}

		if err := s.Delete(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}

		w = openWriter(t, createLog(t, s, "b"))
		appendNumbered(t, w, 0, 10)
		mustSync(t, w)
	})

	t.Run("stream", func(t *testing.T) {
		// An operator of an external cluster may have set a limit.
		s := openStore(t, Options{Logger: silent()})
		l := createLog(t, s, "a")
		config := l.stream.CachedInfo().Config
		config.MaxBytes = 300_000

		if _, err := s.js.UpdateStream(t.Context(), config); err != nil {
			t.Fatal(err)
		}

		wantErr(t, fill(t, openWriter(t, l)), ErrFull)

		if _, _, err := l.First(t.Context()); err != nil {
			t.Errorf("the log lost its head: %v", err)
		}
	})
}

func TestAppendToDeleted(t *testing.T) {
	s := openStore(t, Options{})
	w := openWriter(t, createLog(t, s, "a"))
	appendNumbered(t, w, 0, 1)
	mustSync(t, w)

	if err := s.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}

	appendNumbered(t, w, 1, 2)
	wantErr(t, w.Sync(t.Context()), ErrNotFound)
}

// TestAckDeadline has somebody listen who does not answer.
func TestAckDeadline(t *testing.T) {
	s := openStore(t, Options{AckTimeout: time.Second})
	w := openWriter(t, createLog(t, s, "a"))

	if err := s.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}

	if _, err := s.read.Subscribe(subjectPrefix+"a", func(*nats.Msg) {}); err != nil {
		t.Fatal(err)
	}

	if err := s.read.Flush(); err != nil {
		t.Fatal(err)
	}

	appendNumbered(t, w, 0, 1)
	wantErr(t, w.Sync(t.Context()), ErrUnavailable)
}

// TestAppendContext checks that a call whose context ends has had no effect, when the pipeline is full.
func TestAppendContext(t *testing.T) {
	l := createLog(t, openStore(t, Options{}), "a")
	w := openWriter(t, l)

	for range cap(w.slots) {
		w.slots <- struct{}{}
	}

	appendNumbered(t, w, 0, 2)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()

	wantErr(t, w.Flush(ctx), context.Canceled)
	wantErr(t, w.Sync(ctx), context.Canceled)

	_, err := w.Append(ctx, bytes.Repeat([]byte{1}, maxBatchBytes))
	wantErr(t, err, context.Canceled)

	for range cap(w.slots) {
		<-w.slots
	}

	appendNumbered(t, w, 2, 4)
	mustSync(t, w)
	expectNumbered(t, openReader(t, l, Position{}), 0, 4)
	expectEnd(t, l, Position{Seq: 1, Index: 3})
}
