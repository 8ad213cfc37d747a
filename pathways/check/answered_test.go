package check

import (
	"testing"

	"github.com/callmill/callmill/pathways/sample"
)

// A question asks for what the query does not say.
func TestAnsweredAlready(t *testing.T) {
	p := New(load(t, nil))
	already := func(words string) verdict { return verdict{StageGrounding, ReasonAnsweredAlready, words} }
	for _, c := range []struct {
		query, tool, argument string
		want                  verdict
	}{
		{"find a card", "find", "color", pass},
		{"find a pink card", "find", "premium", pass},
		{"find a free card", "find", "premium", already(`"free"`)},
		{"find something", "find", "query", pass},
		{"find a card", "find", "query", already(`"card"`)},
		{"find a card, not free", "find", "premium", pass},
		// Pink may be said of what is sought as well.
		{"find something pink", "find", "query", pass},
		{"find a pink and black card", "find", "color", already(`"pink"`)},
		{"make this wider", "resize", "width", pass},
		{"make this 50px", "resize", "width", already(`"50px"`)},
		{"make this 50 pixels", "resize", "width", already(`"50"`)},
		{"make this 50", "resize", "width", pass},
		{"turn it by 50 degrees", "resize", "width", pass},
		{"tag black roses", "tag", "kind", pass},
		{"tag the rose", "tag", "kind", already(`"rose"`)},
		{"nonsense", "no_tool", "kind", pass},
	} {
		s := ask(t, c.query)
		s.Reply = &sample.Reply{Kind: sample.ReplyQuestion, Text: "Which?", Tool: c.tool, Argument: c.argument}
		if c.tool == "tag" {
			before(s, itemOf(t, load(t, nil), "i2"))
		}
		expect(t, p, s, c.want)
	}
}
