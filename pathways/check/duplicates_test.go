package check

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways/sample"
)

func TestFingerprint(t *testing.T) {
	base := ask(t, "Find a  Card", `find {"query":"card"}`)
	item := func(id string) *sample.Item { return &sample.Item{ID: id, Title: "A " + id} }
	same := map[string]*sample.Sample{
		"case":                   ask(t, "find A card"),
		"white space":            ask(t, " find\ta\u00a0\ncard "),
		"other calls":            ask(t, "find a card", `tag {"kind":"card"}`, `find {"query":"card"}`),
		"a context without item": {Messages: base.Messages, Context: &sample.Context{}},
	}
	for name, s := range same {
		if Fingerprint(s) != Fingerprint(base) {
			t.Errorf("%s: another fingerprint", name)
		}
	}
	seen := map[uint64]string{Fingerprint(base): "base"}
	for name, s := range map[string]*sample.Sample{
		"punctuation":             ask(t, "find a card!"),
		"words joined":            ask(t, "find acard"),
		"another word":            ask(t, "find a cart"),
		"an item":                 before(ask(t, "find a card"), item("i1")),
		"another item":            before(ask(t, "find a card"), item("i2")),
		"an item without id":      before(ask(t, "find a card"), item("")),
		"an id that holds a word": before(ask(t, "a card"), item("find")),
		"nothing":                 {},
	} {
		f := Fingerprint(s)
		if other, ok := seen[f]; ok {
			t.Errorf("%s has the fingerprint of %s", name, other)
		}
		seen[f] = name
	}
	// Stored fingerprints must mean the same in the next build.
	if got, want := Fingerprint(base), uint64(0xca0e4925a37f4bab); got != want {
		t.Errorf("got %#x, want %#x", got, want)
	}
}

// Case and white space never make a query new, and nothing else is folded.
func TestFingerprintFolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[\pL\pN\pP]{1,6}`), 1, 6).Draw(t, "words")
		other := slices.Clone(words)
		for i, w := range other {
			other[i] = strings.Map(func(r rune) rune {
				for range rapid.IntRange(0, 3).Draw(t, "folds") {
					r = unicode.SimpleFold(r)
				}
				return r
			}, w)
		}
		spaces := rapid.SampledFrom([]string{" ", "  ", "\t", "\n ", "\u00a0", "\u3000"})
		a := fingerprintOf(strings.Join(words, " "))
		b := fingerprintOf(spaces.Draw(t, "lead") + strings.Join(other, spaces.Draw(t, "between")) + spaces.Draw(t, "trail"))
		if a != b {
			t.Fatalf("%q and %q: two fingerprints", words, other)
		}
		changed := slices.Clone(words)
		changed[0] += rapid.StringMatching(`[a-z0-9.]{1,2}`).Draw(t, "more")
		if fingerprintOf(strings.Join(changed, " ")) == a {
			t.Fatalf("%q and %q: one fingerprint", words, changed)
		}
	})
}

func fingerprintOf(query string) uint64 {
	return Fingerprint(&sample.Sample{Messages: []sample.Message{{Role: sample.RoleUser, Content: query}}})
}

func TestFingerprintAllocatesNothing(t *testing.T) {
	s := ask(t, "Could you please find me a rose gold greeting card for my sister's bday?")
	if n := testing.AllocsPerRun(100, func() { Fingerprint(s) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// Duplicates against the plain way to say it: a list of the last ones.
func TestDuplicatesModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(-1, 40).Draw(t, "limit")
		d := NewDuplicates(limit)
		var model []uint64
		// Few values, close together at both ends and wrapping around the
		// table, so that they collide and gaps must be closed.
		fingerprint := rapid.OneOf(rapid.Uint64Range(0, 60), rapid.Map(rapid.Uint64Range(0, 60),
			func(f uint64) uint64 { return ^uint64(0) - f }), rapid.Uint64())
		for range rapid.IntRange(0, 200).Draw(t, "steps") {
			f := fingerprint.Draw(t, "fingerprint")
			if f == 0 {
				f = 1 // the two are one
			}
			if got, want := d.Seen(f), slices.Contains(model, f); got != want {
				t.Fatalf("seen %d: %v, want %v", f, got, want)
			}
			if rapid.Bool().Draw(t, "add") {
				d.Add(f)
				if !slices.Contains(model, f) {
					model = append(model, f)
				}
				if len(model) > max(limit, 0) {
					model = model[len(model)-max(limit, 0):]
				}
			}
			if d.Len() != len(model) {
				t.Fatalf("%d remembered, want %d", d.Len(), len(model))
			}
		}
		for _, f := range model {
			if !d.Seen(f) {
				t.Fatalf("%d is forgotten", f)
			}
		}
	})
}

// The bound of the doc comment, measured.
func TestDuplicatesMemory(t *testing.T) {
	const limit = 1_000_000
	var start, full runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&start)
	d := NewDuplicates(limit)
	for i := range uint64(3 * limit) {
		d.Add((i + 1) * 0x9e3779b97f4a7c15)
	}
	runtime.GC()
	runtime.ReadMemStats(&full)
	if d.Len() != limit {
		t.Fatalf("%d remembered, want %d", d.Len(), limit)
	}
	each := float64(full.HeapAlloc-start.HeapAlloc) / limit
	t.Logf("%.2f bytes per fingerprint", each)
	if each > 18.5 {
		t.Errorf("%.2f bytes per fingerprint, want at most 18", each)
	}
	const step = uint64(0x9e3779b97f4a7c15)
	if newest := uint64(3 * limit); d.Seen(step) || !d.Seen(newest*step) {
		t.Error("the oldest is remembered or the newest is not")
	}
	runtime.KeepAlive(d)
}
