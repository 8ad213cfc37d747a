package domain

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// naiveMatches tries every span against every label.
func naiveMatches(labels map[string][]Entry, words []string) []Match {
	var found []Match
	for i := range words {
		for j := i; j < len(words); j++ {
			entries, ok := labels[strings.Join(words[i:j+1], " ")]
			if !ok {
				continue
			}
			inside := false
			for k := range words {
				for m := k; m < len(words); m++ {
					_, other := labels[strings.Join(words[k:m+1], " ")]
					inside = inside || other && k <= i && j <= m && m-k > j-i
				}
			}
			if !inside {
				found = append(found, Match{First: i, Last: j, Entries: entries})
			}
		}
	}
	return found
}

func TestMatchesAgainstNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"a", "b", "c", "d"})
		lex, labels := NewLexicon(), map[string][]Entry{}
		for i := range rapid.IntRange(0, 12).Draw(t, "labels") {
			label := strings.Join(rapid.SliceOfN(word, 1, 4).Draw(t, "label"), " ")
			e := Entry{Node: &Node{ID: strconv.Itoa(i)}}
			lex.Add(label, e)
			lex.Add(strings.ToUpper(label), e) // changes nothing
			labels[label] = append(labels[label], e)
		}
		words := rapid.SliceOfN(rapid.OneOf(word, rapid.Just("x")), 0, 80).Draw(t, "words")
		got, want := lex.Matches(words), naiveMatches(labels, words)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%v: got %v, want %v", words, got, want)
		}
	})
}

func TestWords(t *testing.T) {
	for text, want := range map[string][]string{
		"":                             nil,
		" ?! ":                         nil,
		"Find me a Birthday card, pls": {"find", "me", "a", "birthday", "card", "pls"},
		"16:9 or 1.5 in re-colour":     {"16:9", "or", "1.5", "in", "re-colour"},
		"end. start: -x- a--b a-.b":    {"end", "start", "x", "a", "b", "a", "b"},
		"don't don’t 'quoted'":         {"don't", "don't", "quoted"},
		"50% %5 100 %":                 {"50", "%", "5", "100"},
		"#ff8800 a#b # x":              {"#ff8800", "a", "#b", "x"},
		"snake_case ÉTÉ Ünïcödé ελληνικά": {"snake_case", "été", "ünïcödé", "ελληνικά"},
		"İstanbul \u212Aelvin ſharp":      {"İstanbul", "kelvin", "sharp"},
		"a\xffb \xed\xa0\x80":             {"a", "b"},
	} {
		if got := Words(text); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestWordsFoldAsEqualFoldDoes(t *testing.T) {
	for r := rune(1); r <= unicode.MaxRune; r++ {
		if !unicode.IsLetter(r) {
			continue
		}
		f := foldRune(r)
		if !strings.EqualFold(string(r), string(f)) || foldRune(f) != f {
			t.Errorf("%q folds to %q", r, f)
		}
		for o := unicode.SimpleFold(r); o != r; o = unicode.SimpleFold(o) {
			if foldRune(o) != f {
				t.Errorf("%q and %q are one letter in two cases, but fold to %q and %q", r, o, f, foldRune(o))
			}
		}
	}
}

// checkWords holds what Words promises of any text.
func checkWords(tb testing.TB, text string) {
	tb.Helper()
	words := Words(text)
	for _, w := range words {
		if w == "" || strings.ContainsFunc(w, unicode.IsSpace) || !utf8.ValidString(w) {
			tb.Errorf("%q has the word %q", text, w)
		}
		if again := Words(w); w != "%" && !slices.Equal(again, []string{w}) {
			tb.Errorf("the word %q of %q splits into %q", w, text, again)
		}
	}
	if again := Words(strings.Join(words, " ")); !slices.Contains(words, "%") && !slices.Equal(again, words) {
		tb.Errorf("%q: the words %q become %q", text, words, again)
	}
	lex := NewLexicon()
	lex.Add(text, Entry{})
	if len(words) > 0 && !stands(lex, text, func(Entry) bool { return true }) {
		tb.Errorf("%q is not found in itself", text)
	}
}

func TestWordsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkWords(testingTB{T: t}, rapid.StringOf(rapid.OneOf(
			rapid.Rune(), rapid.RuneFrom([]rune("aA1_-.:'’#% İß")),
		)).Draw(t, "text"))
	})
}

// testingTB lets the checks shared with fuzz targets speak to rapid.
type testingTB struct {
	testing.TB

	T *rapid.T
}

func (tb testingTB) Helper()                           {}
func (tb testingTB) Errorf(format string, args ...any) { tb.T.Errorf(format, args...) }

func FuzzWords(f *testing.F) {
	for _, seed := range []string{"Find a 16:9 card", "don’t #ff8800 50%", "İ\xff", "a-b.c:d"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { checkWords(t, text) })
}

const usualQuery = "please find me a Rose Pink birthday card for kids"

func TestMatchesAllocate(t *testing.T) {
	lex, words := bigLexicon(), Words(usualQuery)
	if n := len(lex.Matches(words)); n != 3 {
		t.Fatalf("%d matches", n)
	}
	if got := testing.AllocsPerRun(100, func() { lex.Matches(words) }); got > 1 {
		t.Errorf("Matches allocates %v times, want the result only", got)
	}
	if got := testing.AllocsPerRun(100, func() { lex.Matches(words[:3]) }); got > 0 {
		t.Errorf("Matches without a match allocates %v times", got)
	}
	if got := testing.AllocsPerRun(100, func() { Words(usualQuery) }); got > 2 {
		t.Errorf("Words allocates %v times, want the words and their text", got)
	}
}

// bigLexicon has 5,000 labels.
func bigLexicon() *Lexicon {
	lex := NewLexicon()
	for i := range 5000 {
		n := &Node{ID: strconv.Itoa(i)}
		lex.Add(fmt.Sprintf("label %d of a node", i), Entry{Node: n})
		lex.Add(fmt.Sprintf("rose %d", i), Entry{Node: n})
	}
	for _, label := range []string{"birthday", "birthday card", "rose", "rose pink", "kids"} {
		lex.Add(label, Entry{Node: &Node{ID: label}})
	}
	return lex
}

func BenchmarkWords(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Words(usualQuery)
	}
}

func BenchmarkMatches(b *testing.B) {
	lex, words := bigLexicon(), Words(usualQuery)
	b.ReportAllocs()
	for b.Loop() {
		lex.Matches(words)
	}
}
