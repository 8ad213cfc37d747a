package runlog

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// TestModel appends, flushes, reads and restarts in any order, and compares with a slice.
func TestModel(t *testing.T) {
	s := openStore(t, Options{})
	run := 0

	rapid.Check(t, func(rt *rapid.T) {
		run++
		m := &model{t: t, rt: rt, log: createLog(t, s, fmt.Sprintf("run-%d", run))}
		m.writer = openWriter(t, m.log)

		rt.Repeat(map[string]func(*rapid.T){
			"append": m.append,
			"flush":  func(*rapid.T) { m.check(m.writer.Flush(t.Context())) },
			"sync":   func(*rapid.T) { m.sync() },
			"reopen": m.reopen,
			"resume": m.resume,
			"follow": m.follow,
			"ends":   m.ends,
		})

		m.check(m.writer.Close(t.Context()))

		if m.reader != nil {
			m.check(m.reader.Close())
		}

		m.check(s.Delete(t.Context(), m.log.ID()))
	})
}

// model is what a log should hold: the record n has the number n and stands at positions[n].
type model struct {
	t         *testing.T
	rt        *rapid.T
	log       *Log
	writer    *Writer
	positions []Position
	synced    int
	reader    *Reader // follows
	read      int     // records that it has read
}

func (m *model) check(err error) {
	if err != nil {
		m.rt.Fatal(err)
	}
}

func (m *model) append(rt *rapid.T) {
	for range rapid.OneOf(rapid.IntRange(1, 5), rapid.IntRange(1, 200)).Draw(rt, "records") {
		pos, err := m.writer.Append(m.t.Context(), numbered(len(m.positions)))
		m.check(err)

		if n := len(m.positions); n > 0 && pos.Compare(m.positions[n-1]) <= 0 {
			rt.Fatalf("position %s after %s", pos, m.positions[n-1])
		}

		m.positions = append(m.positions, pos)
	}
}

func (m *model) sync() {
	m.check(m.writer.Sync(m.t.Context()))
	m.synced = len(m.positions)
}

func (m *model) reopen(*rapid.T) {
	m.check(m.writer.Close(m.t.Context()))
	m.synced = len(m.positions)
	m.writer = openWriter(m.t, m.log)
}

// resume reads from a position of its choice to the end of what is certain to be there.
func (m *model) resume(rt *rapid.T) {
	n := rapid.IntRange(0, m.synced).Draw(rt, "from")

	var after Position
	if n > 0 {
		after = m.positions[n-1]
	}

	r, err := m.log.Read(m.t.Context(), after)
	m.check(err)
	m.expect(r, n, m.synced)
	m.check(r.Close())
}

// follow reads some of what is certain to be there with a reader that stays.
func (m *model) follow(rt *rapid.T) {
	if m.reader == nil {
		var err error

		m.reader, err = m.log.Read(m.t.Context(), Position{})
		m.check(err)
	}

	to := rapid.IntRange(m.read, m.synced).Draw(rt, "to")
	m.expect(m.reader, m.read, to)
	m.read = to
}

func (m *model) ends(*rapid.T) {
	m.sync()

	if m.synced == 0 {
		_, _, err := m.log.Last(m.t.Context())
		wantErr(m.rt, err, ErrEmpty)

		return
	}

	pos, record, err := m.log.First(m.t.Context())
	m.check(err)
	m.same(0, pos, record)

	pos, record, err = m.log.Last(m.t.Context())
	m.check(err)
	m.same(m.synced-1, pos, record)
}

func (m *model) expect(r *Reader, from, to int) {
	for n := from; n < to; n++ {
		pos, record, err := r.Next(m.t.Context())
		m.check(err)
		m.same(n, pos, record)
	}
}

func (m *model) same(n int, pos Position, record []byte) {
	if got, err := numberOf(record); err != nil || got != n || pos != m.positions[n] {
		m.rt.Fatalf("record %d at %s, %v; want %d at %s", got, pos, err, n, m.positions[n])
	}
}
