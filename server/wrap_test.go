package main

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWrapped(t *testing.T) {
	const hint = "Ollama at http://127.0.0.1:11434 cannot be reached (connection refused!): " +
		"start `ollama serve --now` there"
	want := "Ollama at http://127.0.0.1:11434 cannot be reached (connection refused!): start\n  `ollama serve --now` there"
	if got := wrapped(hint); got != want {
		t.Errorf("found\n%s\nwant\n%s", got, want)
	}
}

// Nothing is lost, no line is wider than a terminal unless a word is, and what is
// typed as it stands is in one line.
func TestWrappedKeepsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.StringMatching("[a-zäß–:]{1,90}|`[a-z]{1,9} [a-z]{1,9}`")).Draw(t, "words")
		text := strings.Join(words, " ")
		got := wrapped(text)
		if strings.Join(strings.Fields(got), " ") != text {
			t.Fatalf("found %q, want the words of %q", got, text)
		}
		for line := range strings.Lines(got) {
			line = strings.TrimSpace(line)
			if utf8.RuneCountInString(line) >= columns && len(pieces(line)) > 1 {
				t.Errorf("too wide: %q", line)
			}
			if strings.Count(line, "`")%2 == 1 {
				t.Errorf("torn apart: %q", line)
			}
		}
	})
}
