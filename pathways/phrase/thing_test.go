package phrase

import (
	"strings"
	"testing"
)

// What a verb can have for an object is told from what is a clause or a phrase of
// another sort.
func TestIsClause(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"keep the ratio":                         true,
		"llegó tarde":                            true,
		"no me gusta":                            true,
		"wrapped as a present":                   true,
		"arrived damaged":                        true,
		"stretching is fine":                     true,
		"with the left side":                     true,
		"sin envolver":                           true,
		"mantener la proporción":                 true,
		"the left side":                          false,
		"all the rooms":                          false,
		"recycled paper":                         false,
		"speed test":                             false,
		"un par de botines":                      false,
		"el par de botines":                      false,
		"red":                                    false,
		"delivered":                              false,
		"10 o'clock in the morning":              false,
		"a mermaid with sunglasses on a rooftop": false,
	} {
		if got := isClause(strings.Fields(text)); got != want {
			t.Errorf("%q is a clause: %v", text, got)
		}
	}
}

// The marks that manners look for are no part of what is said.
func TestPlainText(t *testing.T) {
	t.Parallel()
	if got := plainText([]byte{articleMark, ' ', keepMark, 'P', 'e', 'n', freeMark}); got != " pen" {
		t.Errorf("found %q", got)
	}
}
