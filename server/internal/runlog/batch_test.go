package runlog

import (
	"bytes"
	"errors"
	"math"
	"testing"
)

func TestBatchTakes(t *testing.T) {
	var b batch

	for range maxBatchRecords {
		if !b.takes(nil) {
			t.Fatalf("a batch of %d records is full", b.n)
		}

		b.add(nil)
	}

	if b.takes(nil) {
		t.Errorf("a batch takes more than %d records", maxBatchRecords)
	}

	b.reset()

	if large := make([]byte, 3*maxBatchBytes); !b.takes(large) {
		t.Error("an empty batch does not take a large record")
	} else if b.add(large); b.takes(nil) {
		t.Error("a large record does not go alone")
	}

	if b.reset(); cap(b.buf) > 2*maxBatchBytes {
		t.Errorf("a batch keeps %d bytes", cap(b.buf))
	}
}

func TestUvarintSize(t *testing.T) {
	for n, want := range map[uint64]int{0: 1, 1: 1, 127: 1, 128: 2, 1<<14 - 1: 2, 1 << 14: 3, math.MaxUint64: 10} {
		if got := uvarintSize(n); got != want {
			t.Errorf("uvarintSize(%d) = %d, want %d", n, got, want)
		}
	}
}

func TestCutRecordDamage(t *testing.T) {
	for name, data := range map[string][]byte{
		"empty":           {},
		"cut length":      {0x80},
		"no record":       {5},
		"cut record":      {5, 1, 2},
		"long length":     {0x81, 0x00, 1},
		"overflow":        bytes.Repeat([]byte{0xff}, 11),
		"immense length":  append(bytes.Repeat([]byte{0xff}, 9), 1),
		"zero in disguse": {0x80, 0x00},
	} {
		if _, _, err := cutRecord(data); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}

		if _, _, err := lastRecord(data); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: last: %v", name, err)
		}
	}
}

// FuzzCutRecord takes any bytes for a batch. What is accepted encodes to the same bytes again.
func FuzzCutRecord(f *testing.F) {
	var b batch
	for _, record := range []string{"", "a", "some longer record", string(make([]byte, 300))} {
		b.add([]byte(record))
	}

	f.Add(b.buf)
	f.Add([]byte{})
	f.Add([]byte{0x80, 0x00})
	f.Add(bytes.Repeat([]byte{0xff}, 11))

	f.Fuzz(func(t *testing.T, data []byte) {
		var (
			again batch
			last  []byte
			rest  = data
		)

		for len(rest) > 0 {
			record, tail, err := cutRecord(rest)
			if err != nil {
				if !errors.Is(err, ErrCorrupt) {
					t.Fatal(err)
				}

				return
			}

			if cap(record) != len(record) || len(tail) >= len(rest) {
				t.Fatalf("record of %d bytes has room for %d, %d of %d bytes left",
					len(record), cap(record), len(tail), len(rest))
			}

			again.add(record)
			last, rest = record, tail
		}

		if !bytes.Equal(again.buf, data) {
			t.Fatalf("%x encodes to %x", data, again.buf)
		}

		if record, index, err := lastRecord(data); len(data) > 0 &&
			(err != nil || index != again.n-1 || !bytes.Equal(record, last)) {
			t.Fatalf("last record: %x at %d, %v", record, index, err)
		}
	})
}
