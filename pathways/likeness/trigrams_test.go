package likeness_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/callmill/callmill/pathways/likeness"
)

// naive is the set of trigrams as texts.
func naive(text string) map[string]bool {
	runes := []rune(string(likeness.AppendFolded(nil, text)))
	set := map[string]bool{}
	if len(runes) > 0 && len(runes) < 3 {
		set[string(runes)] = true
	}
	for i := 0; i+3 <= len(runes); i++ {
		set[string(runes[i:i+3])] = true
	}
	return set
}

// naiveCounts returns the sizes of the intersection and the union.
func naiveCounts(x, y string) (common, union int) {
	a, b := naive(x), naive(y)
	for g := range a {
		if b[g] {
			common++
		}
	}
	return common, len(a) + len(b) - common
}

func TestJaccard(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		x, y string
		want float64
	}{
		{"card", "Card ", 1},      // car ard
		{"card", "cards", 2. / 3}, // + rds
		{"", "  ", 1},
		{"", "card", 0}, //
		{"ab", "ab", 1},
		{"ab", "ac", 0},
		{"a", "a", 1},
		{"ab", "abc", 0},
		{"aaaa", "aaa", 1},
		{"Ünï", "üNÏ", 1},
		{"дом", "дом", 1},
		{"дом", "дог", 0},
	} {
		a, b := likeness.TrigramsOf(c.x), likeness.TrigramsOf(c.y)
		if got := a.Jaccard(&b); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%q and %q: %v, want %v", c.x, c.y, got, c.want)
		}
	}
}

// Near is exactly a similarity of 0.9, also where it just is or just is not.
func TestNearIsNineTenths(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 5))
	at := map[bool]int{}
	for range 50_000 {
		x := []byte(strings.Repeat(" ", 3+rng.IntN(60)))
		for i := range x {
			x[i] = byte('a' + rng.IntN(26))
		}
		y := append([]byte(nil), x...)
		for range rng.IntN(3) {
			i := rng.IntN(len(y))
			switch rng.IntN(3) {
			case 0:
				y[i] = byte('a' + rng.IntN(26))
			case 1:
				y = append(y[:i], y[min(i+1, len(y)):]...)
			default:
				y = append(y[:i], append([]byte{'x'}, y[i:]...)...)
			}
			if len(y) == 0 {
				y = []byte("y")
			}
		}
		near(t, string(x), string(y), at)
	}
	if at[true] < 1000 || at[false] < 1000 {
		t.Errorf("too few of a kind: %v", at)
	}
}

func near(t *testing.T, x, y string, at map[bool]int) {
	t.Helper()
	common, union := naiveCounts(x, y)
	a, b := likeness.TrigramsOf(x), likeness.TrigramsOf(y)
	want := 10*common >= 9*union
	at[want]++
	if a.Near(&b) != want || b.Near(&a) != want {
		t.Fatalf("%q and %q: near is %v, %d of %d are in both", x, y, !want, common, union)
	}
}

func FuzzNear(f *testing.F) {
	f.Add("find me a red card", "find me a red cards")
	f.Add("", "a")
	f.Add("ÄÖÜ straße", "äöü STRASSE")
	f.Fuzz(func(t *testing.T, x, y string) {
		// Beyond U+0400 two trigrams may be taken for one.
		for _, r := range x + " " + y {
			if r >= 0x400 || r == utf8.RuneError {
				t.Skip()
			}
		}
		near(t, x, y, map[bool]int{})
	})
}
