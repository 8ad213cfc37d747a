package check

import (
	"strings"
	"unicode/utf8"
)

// align finds where the words of a text stand in it. What is between them, marks
// above all, is no part of any: "pink, no, black" and "pink, no black" have the
// same words.
func (t *text) align() {
	if t.aligned {
		return
	}
	t.aligned = true
	n, pos := len(t.words), 0
	at := make([]int, 2*n)
	t.starts, t.ends = at[:n], at[n:]
	for i, w := range t.words {
		t.starts[i], t.ends[i] = findWord(t.raw, w, pos)
		pos = t.ends[i]
	}
}

// findWord finds a folded word in raw at pos or behind. Folding keeps the number of
// characters, and none of those between words can be part of one.
func findWord(raw, word string, pos int) (start, end int) {
	n := utf8.RuneCountInString(word)
	for start = pos; start < len(raw); {
		// Mostly a word has as many bytes as what it was folded from.
		if end = start + len(word); end <= len(raw) && strings.EqualFold(raw[start:end], word) {
			return start, end
		}
		end = start
		for range n {
			_, size := utf8.DecodeRuneInString(raw[end:])
			end += size
		}
		if strings.EqualFold(strings.ReplaceAll(raw[start:end], "\u2019", "'"), word) {
			return start, end
		}
		_, size := utf8.DecodeRuneInString(raw[start:])
		start += size
	}
	return pos, pos // not there
}

// gap is what stands between word i and the one before it, or after the last.
func (t *text) gap(i int) string {
	t.align()
	from, to := 0, len(t.raw)
	if i > 0 && i <= len(t.ends) {
		from = t.ends[i-1]
	}
	if i < len(t.starts) {
		to = t.starts[i]
	}
	if from > to {
		return ""
	}
	return t.raw[from:to]
}

// paused says whether a mark that one would hear stands before word i.
func (t *text) paused(i int) bool {
	return strings.ContainsAny(t.gap(i), ",.;:!?…—–()") || strings.Contains(t.gap(i), " - ")
}

// wordAt returns the index of the word in which the byte at pos stands, or else of
// the next.
func (t *text) wordAt(pos int) int {
	t.align()
	for i, end := range t.ends {
		if pos < end {
			return i
		}
	}
	return max(0, len(t.words)-1)
}
