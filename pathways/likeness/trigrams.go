package likeness

import (
	"math/bits"
	"slices"
	"unicode/utf8"
)

// Trigrams is the set of a folded text's character trigrams: every three
// characters in a row, and of a shorter text the text itself.
type Trigrams struct {
	// grams are sorted, each once.
	grams []uint32
	// bits has a bit set for each gram, at a place that its value decides. Sets
	// whose bits differ in n places differ in n grams at least (the bitmap
	// filter of Sandes, Teodoro and Melo, 2019).
	bits [4]uint64
}

// TrigramsOf returns the trigrams of a text, folded.
func TrigramsOf(text string) Trigrams {
	var room [256]byte
	folded := AppendFolded(room[:0], text)
	var t Trigrams
	if len(folded) == 0 {
		return t
	}
	t.grams = make([]uint32, 0, max(1, len(folded)-2))
	first, second, n := rune(-1), rune(-1), 0
	for i := 0; i < len(folded); n++ {
		r, size := utf8.DecodeRune(folded[i:])
		i += size
		if n >= 2 {
			t.grams = append(t.grams, gram(first, second, r))
		}
		first, second = second, r
	}
	if n < 3 {
		t.grams = append(t.grams, short|gram(rune(n), max(first, 0), second))
	}
	slices.Sort(t.grams)
	// What repeats, or takes several bytes a letter, leaves most of the room unused:
	// the copy is what makes the memory's bound true.
	t.grams = slices.Clone(slices.Compact(t.grams))
	for _, g := range t.grams {
		h := g * 0x9e3779b1 >> 24 // Fibonacci hashing (Knuth, TAOCP 6.4)
		t.bits[h>>6] |= 1 << (h & 63)
	}
	return t
}

// short marks a text of less than three characters: no trigram has this bit
// alone.
const short = 1 << 30

// gram numbers three characters: exactly where all are below U+0400 (Latin,
// Greek), by a hash beyond, where two different ones are taken for one with a
// chance of 2^-31.
func gram(a, b, c rune) uint32 {
	if a|b|c < 1<<10 {
		return uint32(a)<<20 | uint32(b)<<10 | uint32(c)
	}
	h := uint64(a)<<42 | uint64(b)<<21 | uint64(c)
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 32
	return uint32(h) | 1<<31
}

// Len is how many trigrams there are.
func (t *Trigrams) Len() int { return len(t.grams) }

// All are the trigrams as numbers, sorted; not to be changed.
func (t *Trigrams) All() []uint32 { return t.grams }

// Jaccard returns how large the intersection is relative to the union; 1 for two
// empty sets.
func (t *Trigrams) Jaccard(u *Trigrams) float64 {
	if len(t.grams)+len(u.grams) == 0 {
		return 1
	}
	common := t.common(u, len(t.grams)+len(u.grams))
	return float64(common) / float64(len(t.grams)+len(u.grams)-common)
}

// Near says whether the Jaccard similarity is at least 0.9.
func (t *Trigrams) Near(u *Trigrams) bool {
	// 0.9 of the union is shared: common ≥ 9/19 of both sizes together, so
	// what is in one set only is at most 1/19 of them.
	sum := len(t.grams) + len(u.grams)
	if sum == 0 {
		return true
	}
	apart := sum / 19
	if max(len(t.grams), len(u.grams))-min(len(t.grams), len(u.grams)) > apart {
		return false
	}
	differ := 0
	for i := range t.bits {
		differ += bits.OnesCount64(t.bits[i] ^ u.bits[i])
	}
	return differ <= apart && 19*t.common(u, apart) >= 9*sum
}

// common counts what is in both sets; it gives up, with 0, when more than apart
// are in one only.
func (t *Trigrams) common(u *Trigrams, apart int) int {
	i, j, n := 0, 0, 0
	for i < len(t.grams) && j < len(u.grams) {
		x, y := t.grams[i], u.grams[j]
		switch {
		case x == y:
			i, j, n = i+1, j+1, n+1
			continue
		case x < y:
			i++
		default:
			j++
		}
		if apart--; apart < 0 {
			return 0
		}
	}
	return n
}
