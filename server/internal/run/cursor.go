package run

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"

	"github.com/callmill/callmill/server/internal/runlog"
)

// cursor is a place in a run's stream: the record it follows, and how many
// samples stand up to there.
type cursor struct {
	position runlog.Position
	samples  int64
}

// encode gives the cursor as clients see it: opaque, and bound to its run by a
// checksum, so that a cursor of another run is noticed.
func (c cursor) encode(run string) string {
	b := binary.AppendUvarint(make([]byte, 0, 24), c.position.Seq)
	b = binary.AppendUvarint(b, uint64(c.position.Index))
	b = binary.AppendUvarint(b, uint64(c.samples))
	b = binary.BigEndian.AppendUint32(b, checksum(b, run))
	return base64.RawURLEncoding.EncodeToString(b)
}

// decodeCursor reads a cursor of a run; the empty one is before everything.
func decodeCursor(run, text string) (cursor, error) {
	if text == "" {
		return cursor{}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(b) < 4 {
		return cursor{}, ErrCursor
	}
	body := b[:len(b)-4]
	if checksum(body, run) != binary.BigEndian.Uint32(b[len(body):]) {
		return cursor{}, ErrCursor
	}
	var fields [3]uint64
	for i := range fields {
		v, n := binary.Uvarint(body)
		if n <= 0 {
			return cursor{}, ErrCursor
		}
		fields[i], body = v, body[n:]
	}
	if len(body) != 0 || fields[1] > 1<<31 || fields[2] > 1<<62 {
		return cursor{}, ErrCursor
	}
	return cursor{
		position: runlog.Position{Seq: fields[0], Index: uint32(fields[1])},
		samples:  int64(fields[2]),
	}, nil
}

func checksum(body []byte, run string) uint32 {
	return crc32.Update(crc32.ChecksumIEEE(body), crc32.IEEETable, []byte(run))
}
