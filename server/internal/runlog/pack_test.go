package runlog

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func TestPackRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.Byte(), 1, 5000).Draw(t, "batch")
		if rapid.Bool().Draw(t, "alike") {
			want = bytes.Repeat(want, 20)
		}

		payload := pack(make([]byte, rapid.IntRange(0, 100).Draw(t, "old")), want)
		if len(payload) > len(want)+1 {
			t.Fatalf("%d bytes became %d", len(want), len(payload))
		}

		if got, err := unpack(payload); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("unpacked %x, %v; want %x", got, err, want)
		}
	})
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{packedPlain, 1, 2})
	f.Add(pack(nil, bytes.Repeat([]byte("record"), 100)))
	f.Add([]byte{packedS2, 0xff, 0xff, 0xff, 0xff, 0x0f, 0})
	f.Fuzz(func(t *testing.T, payload []byte) {
		batch, err := unpack(payload)
		if err != nil {
			if !errors.Is(err, ErrCorrupt) {
				t.Fatalf("error %v is not ErrCorrupt", err)
			}

			return
		}

		if len(batch) == 0 || len(batch) > maxUnpacked {
			t.Fatalf("%d bytes became %d", len(payload), len(batch))
		}
	})
}
