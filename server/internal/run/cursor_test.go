package run

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/server/internal/runlog"
)

func TestCursorRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := cursor{
			position: runlog.Position{
				Seq:   rapid.Uint64().Draw(t, "seq"),
				Index: rapid.Uint32Range(0, 1<<31).Draw(t, "index"),
			},
			samples: rapid.Int64Range(0, 1<<62).Draw(t, "samples"),
		}
		text := want.encode("a")
		if got, err := decodeCursor("a", text); err != nil || got != want {
			t.Fatalf("%s became %+v, %v; want %+v", text, got, err, want)
		}
		if _, err := decodeCursor("b", text); !errors.Is(err, ErrCursor) {
			t.Fatalf("another run took the cursor: %v", err)
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add("")
	f.Add(cursor{position: runlog.Position{Seq: 3, Index: 2}, samples: 9}.encode("run"))
	f.Fuzz(func(t *testing.T, text string) {
		c, err := decodeCursor("run", text)
		if err != nil {
			if !errors.Is(err, ErrCursor) {
				t.Fatalf("error %v is not ErrCursor", err)
			}
			return
		}
		if text != "" && c.samples < 0 {
			t.Fatalf("%q became %+v", text, c)
		}
	})
}
