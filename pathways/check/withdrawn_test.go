package check

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// What is taken back or not wanted gives no argument, and asks for none.
func TestWithdrawn(t *testing.T) {
	p := New(load(t, nil))
	pink, black := `find {"color":"pink","query":"card"}`, `find {"color":"black","query":"card"}`
	plain := `find {"query":"card"}`
	tests := []struct {
		about, query, call string
		want               verdict
	}{
		{"not", "a black card, not pink", black, pass},
		{"not, taken for it", "a black card, not pink", pink, ungrounded("color")},
		{"not only", "a card, but not in pink", plain, pass},
		{"not only, taken for it", "a card, but not in pink", pink, ungrounded("color")},
		{"not a", "a black card and not a pink one", black, pass},
		{"not … but", "not pink but black, the card", black, pass},
		{"no", "a card, no pink", plain, pass},
		{"without", "a card without any pink", plain, pass},
		{"instead of", "a card in black instead of pink", black, pass},
		{"instead of, taken for it", "a card in black instead of pink", pink, ungrounded("color")},
		{"rather than", "a black rather than pink card", black, pass},
		{"except", "every card except pink", plain, pass},
		{"anything but", "a card in anything but pink", plain, pass},
		// It may be what is asked for: to take the pink one away.
		{"don't want", "i don't want the pink card", pink, pass},
		{"or", "a card, not pink or black", plain, pass},
		{"or, taken for it", "a card, not pink or black", black, ungrounded("color")},
		{"why not", "why not pink for the card", pink, pass},
		{"no, pause", "no, pink please, the card", pink, pass},
		{"no, asks", "no, pink please, the card", plain, unused(`"pink"`)},
		{"said as well", "a pink card, not pink paper", pink, pass},
		{"a word too far", "not sure about it, a pink card", pink, pass},
		{"in a walk", "a card for a birthday, not a wedding", `find {"query":"birthday card"}`, pass},
		{
			"in a walk, taken for it", "a card for a birthday, not a wedding", `find {"query":"wedding card"}`,
			ungrounded("query"),
		},
		{"as it stands in a walk", "a lovely card, not blush", `find {"query":"lovely blush card"}`, ungrounded("query")},

		{"no wait", "a pink, no wait, a black card", black, pass},
		{"no wait, taken for it", "a pink, no wait, a black card", pink, ungrounded("color")},
		{"without marks", "a card in pink no wait black", black, pass},
		{"without marks, taken for it", "a card in pink no wait black", pink, ungrounded("color")},
		{"i mean", "the card pink i mean black", black, pass},
		{"what i mean", "a card in pink, you know what i mean", pink, pass},
		{"sorry", "a pink, sorry, black card", black, pass},
		{"sorry to", "a pink card, sorry to bother you", pink, pass},
		{"no,", "a card in pink… no, black", black, pass},
		{"several words", "a card in pink, no wait, sorry, make that black", black, pass},
		{"behind the clause", "a pink card for my aunt, actually no, black", black, pass},
		{"behind the clause, taken for it", "a pink card for my aunt, actually no, black", pink, ungrounded("color")},
		{"make that", "a card in pink, make that black", black, pass},
		{"another parameter", "a pink poster, i mean card", `find {"color":"pink","query":"card"}`, pass},
		{
			"another parameter, taken for it", "a pink poster, i mean card", `find {"color":"pink","query":"poster"}`,
			ungrounded("query"),
		},
		{"a verb", "find, sorry, show me a pink card", pink, pass},
		{"the same again", "a pink card, i mean blush", pink, pass},
		{"twice", "a pink, no wait, black, no, rose gold card", `find {"color":"ROSE_GOLD","query":"card"}`, pass},
		{"twice, the second", "a pink, no wait, black, no, rose gold card", black, ungrounded("color")},
		{"too far behind", "a pink card, i mean it, this is for the best friend i have, and black", pink, unused(`"black"`)},

		{"a number", "twelve, no wait, 20 of card", `find {"limit":20,"query":"card"}`, pass},
		{"a number, taken for it", "twelve, no wait, 20 of card", `find {"limit":12,"query":"card"}`, ungrounded("limit")},
		{"digits", "12, i mean 20, of card", `find {"limit":12,"query":"card"}`, ungrounded("limit")},
		{"not a number", "20 of card, not 12", `find {"limit":12,"query":"card"}`, ungrounded("limit")},
		{"not that number", "20 of card, not 12", `find {"limit":20,"query":"card"}`, pass},
		{"no number five", "no 5 is the card, 20 of them", `find {"limit":5,"query":"card"}`, pass},
		{"no more than", "no more than 12 of card", `find {"limit":12,"query":"card"}`, pass},
		{"words, then a number", "12 in pink, no wait, black card", `find {"color":"black","limit":12,"query":"card"}`, pass},
		{
			"a label with a number", "tag the card at level 2, no wait, 3", `tag {"kind":"card","level":2}`,
			ungrounded("level"),
		},
	}
	for _, tt := range tests {
		t.Run(tt.about, func(t *testing.T) { expect(t, p, ask(t, tt.query, tt.call), tt.want) })
	}
}

// A label that has the negation in it says what it says, and what takes what is
// not wanted is given by it.
func TestNegationsThatAreValues(t *testing.T) {
	tools := strings.Replace(testTools, `"sort": {"type": "string", "enum": ["new", "old"], "default": "new"}`,
		`"exclude": {"type": "string"}, "border": {"type": "boolean"}, "leave_out": {"type": "string"}`, 1)
	bindings := strings.Replace(testBindings, "  sort: {labels: {new: [newest first], old: [oldest first]}}",
		"  exclude: {node: color}\n  leave_out: {node: color}\n"+
			`  border: {labels: {"true": [with a border], "false": [no border, without border]}}`, 1)
	grammar := strings.Replace(testGrammar, "[ {sort}]",
		"[ but not {exclude}][, free of (any|not {leave_out})][ {border}]", 1)
	p := New(load(t, map[string]string{"tools.json": tools, "bindings.yaml": bindings, "grammar.yaml": grammar}))
	expect(t, p, ask(t, "a card without border", `find {"border":false,"query":"card"}`), pass)
	expect(t, p, ask(t, "a card without border", `find {"border":true,"query":"card"}`), ungrounded("border"))
	expect(t, p, ask(t, "a card without border", `find {"query":"card"}`), unused("border"))
	expect(t, p, ask(t, "a card but not pink", `find {"exclude":"pink","query":"card"}`), pass)
	expect(t, p, ask(t, "a card but not pink", `find {"leave_out":"pink","query":"card"}`), pass)
	expect(t, p, ask(t, "a card but not pink", `find {"color":"pink","query":"card"}`), ungrounded("color"))
	expect(t, p, ask(t, "a card but not pink", `find {"query":"card"}`), unused(`"pink"`))
}

// The words of a text stand where they are said to, whatever is between them.
func TestGapsAndWordsMakeTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.OneOf(
			rapid.String(),
			rapid.StringOf(rapid.SampledFrom([]rune("aB1é'’-.:#%_, …5ſKİΐ"))),
		).Draw(t, "text")
		x := text{raw: raw, words: domain.Words(raw)}
		x.align()
		var b strings.Builder
		for i, w := range x.words {
			b.WriteString(x.gap(i))
			said := raw[x.starts[i]:x.ends[i]]
			if words := domain.Words(said); said != w && (len(words) != 1 || words[0] != w) {
				t.Fatalf("word %d of %q is %q, not %q", i, raw, said, w)
			}
			if i < len(x.words) && len(domain.Words(x.gap(i))) > 0 {
				t.Fatalf("there are words in the gap %q of %q", x.gap(i), raw)
			}
			b.WriteString(said)
		}
		b.WriteString(x.gap(len(x.words)))
		if b.String() != raw {
			t.Fatalf("%q, want %q", b.String(), raw)
		}
	})
}

// Where nothing is called and nothing asked, nothing is looked at.
func TestRepliesWithoutAToolPass(t *testing.T) {
	p := New(load(t, nil))
	for _, kind := range []sample.ReplyKind{sample.ReplyChat, sample.ReplyDecline} {
		s := ask(t, "a pink card, not a black one")
		s.Reply = &sample.Reply{Kind: kind, Text: "Sorry."}
		expect(t, p, s, pass)
	}
}
