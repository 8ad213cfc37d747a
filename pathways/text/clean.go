package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/callmill/callmill/pathways/check"
)

// The pairs of marks that models put around a query.
func pairs() [][2]string {
	return [][2]string{
		{`"`, `"`}, {"'", "'"}, {"“", "”"}, {"‘", "’"}, {"«", "»"}, {"„", "“"}, {"```", "```"}, {"`", "`"}, {"**", "**"},
	}
}

// cleanings bounds how many layers are taken off: "Query: "'…'"".
const cleanings = 4

// clean takes off what is around the words that a person would type, and makes one
// line of them.
func clean(query string) (string, *fault) {
	if !utf8.ValidString(query) {
		return "", &fault{check.ReasonInvalidText, "the query is no valid text"}
	}
	query = strings.Join(strings.Fields(query), " ")
	for _, r := range query {
		if unicode.IsControl(r) {
			return "", &fault{check.ReasonInvalidText, "the query has control characters: write plain words"}
		}
	}
	for range cleanings {
		before := query
		for _, p := range pairs() {
			query = unwrap(query, p[0], p[1])
		}
		if head, rest, ok := strings.Cut(query, ":"); ok && isLead(head) {
			query = strings.TrimPrefix(rest, "**") // "**Query:** …"
		}
		if query = strings.TrimSpace(query); query == before {
			break
		}
	}
	if !strings.ContainsFunc(query, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return "", &fault{check.ReasonEmptyQuery, "the query is empty"}
	}
	return query, nil
}

// unwrap takes off marks that stand around all of the text and nowhere inside.
func unwrap(text, open, end string) string {
	inner, opens := strings.CutPrefix(text, open)
	inner, closes := strings.CutSuffix(inner, end)
	if !opens || !closes || strings.Contains(inner, open) || strings.Contains(inner, end) {
		return text
	}
	return inner
}

// isLead says whether words before a colon only say what follows: "Query", "the
// user's request", and not "add text".
func isLead(head string) bool {
	words := strings.Fields(strings.ToLower(strings.Trim(head, "*\"'` ")))
	if len(words) == 0 || !slices.Contains([]string{
		"query", "request", "message", "user", "answer", "output", "reply",
	}, words[len(words)-1]) {
		return false
	}
	for _, w := range words[:len(words)-1] {
		if !slices.Contains([]string{"the", "a", "user", "user's", "new", "my", "your", "rewritten"}, w) {
			return false
		}
	}
	return true
}
