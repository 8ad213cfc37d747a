package text

import (
	"strings"
	"testing"
	"unicode"

	"github.com/callmill/callmill/pathways/check"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"find a card", "find a card"},
		{"  find\ta  card \r\n", "find a card"},
		{"find a card\nin pink", "find a card in pink"},
		{`"find a card"`, "find a card"},
		{"“find a card”", "find a card"},
		{"'find a card'", "find a card"},
		{"```find a card```", "find a card"},
		{"**find a card**", "find a card"},
		{"Query: find a card", "find a card"},
		{"Query: \"find a card\"", "find a card"},
		{`"Query: find a card"`, "find a card"},
		{`"query": "find a card"`, "find a card"},
		{"User query: 'find a card'", "find a card"},
		{"**Rewritten message:** find a card", "find a card"},
		{"The user's request: find a card", "find a card"},
		// What belongs to the query stays.
		{`add "happy birthday" on top`, `add "happy birthday" on top`},
		{`"yes" and "no"`, `"yes" and "no"`},
		{"add text: hello", "add text: hello"},
		{"crop to 16:9", "crop to 16:9"},
		{"the user: who is that", "who is that"},
		{"don't 'do' that'", "don't 'do' that'"},
	} {
		got, bad := clean(c.in)
		if bad != nil || got != c.want {
			t.Errorf("clean(%q) = %q, %v; want %q", c.in, got, bad, c.want)
		}
	}
	for in, want := range map[string]string{
		"":             string(check.ReasonEmptyQuery),
		" \n ":         string(check.ReasonEmptyQuery),
		`""`:           string(check.ReasonEmptyQuery),
		"Query:":       string(check.ReasonEmptyQuery),
		"?!":           string(check.ReasonEmptyQuery),
		"a\u0007bell":  string(check.ReasonInvalidText),
		"a\x00b":       string(check.ReasonInvalidText),
		"half \xc3 a":  string(check.ReasonInvalidText),
		"\u009bescape": string(check.ReasonInvalidText),
	} {
		if got, bad := clean(in); bad == nil || string(bad.reason) != want {
			t.Errorf("clean(%q) = %q, %v; want %s", in, got, bad, want)
		}
	}
}

// What is clean is one line of text without control characters, and keeps its
// words: nothing but what is around them goes.
func FuzzClean(f *testing.F) {
	for _, s := range []string{"Query: \"x y\"", "“a”\nb", "Message: query: m", "''''", "*** a ***", "a: b\u0000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got, bad := clean(in)
		if bad != nil {
			if got != "" || bad.tell == "" {
				t.Fatalf("clean(%q) = %q and %+v", in, got, bad)
			}
			return
		}
		if got != strings.Join(strings.Fields(got), " ") || strings.ContainsFunc(got, unicode.IsControl) {
			t.Fatalf("clean(%q) = %q is not one clean line", in, got)
		}
		if !strings.Contains(strings.Join(strings.Fields(in), " "), got) {
			t.Fatalf("clean(%q) = %q says something else", in, got)
		}
	})
}
