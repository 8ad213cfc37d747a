package check

import (
	"testing"

	"github.com/callmill/callmill/pathways/domain"
	"github.com/callmill/callmill/pathways/sample"
)

// Verdicts of the grounding stage.
var (
	pass       = verdict{}
	ungrounded = func(detail string) verdict { return verdict{StageGrounding, ReasonUngroundedArgument, detail} }
	unused     = func(detail string) verdict { return verdict{StageGrounding, ReasonUnusedMention, detail} }
)

func TestGrounding(t *testing.T) {
	p := New(load(t, nil))
	tests := []struct {
		about string
		query string
		calls []string
		want  verdict
	}{
		// Closed lists.
		{"value by its label", "find a card in pink", []string{`find {"color":"pink","query":"card"}`}, pass},
		{"value by a synonym", "find a Blush card", []string{`find {"color":"pink","query":"card"}`}, pass},
		{
			"value in other words than its text", "a Rose Gold card",
			[]string{`find {"color":"ROSE_GOLD","query":"card"}`},
			pass,
		},
		{
			"value nobody said", "find a card",
			[]string{`find {"color":"pink","query":"card"}`},
			ungrounded(`call_1 (find): color is "pink"`),
		},
		{
			"part of a word is no mention", "find a pinkish card",
			[]string{`find {"color":"pink","query":"card"}`},
			ungrounded("color"),
		},
		{
			"a label inside a longer one is no mention", "find a black friday card",
			[]string{`find {"color":"black","query":"black friday card"}`},
			ungrounded("color"),
		},
		{"nor asks for its value", "find a black friday card", []string{`find {"query":"black friday card"}`}, pass},
		{"both", "a card in black for black friday", []string{`find {"color":"black","query":"black friday card"}`}, pass},
		{"booleans by labels", "free cards, or any card", []string{`find {"premium":false,"query":"card"}`}, pass},
		{"the other boolean", "find a free card", []string{`find {"premium":true,"query":"card"}`}, ungrounded("premium")},
		{"a boolean left out", "find a free card", []string{`find {"query":"card"}`}, unused(`"free"`)},
		{"a default needs no words", "find a card", []string{`find {"query":"card","sort":"new"}`}, pass},
		{"other values do", "find a card", []string{`find {"query":"card","sort":"old"}`}, ungrounded("sort")},
		{"nor does a const", "tag the poster", []string{`tag {"kind":"poster","mood":"calm"}`}, pass},
		{
			"a const that is mentioned must be there", "tag the quiet poster",
			[]string{`tag {"kind":"poster"}`},
			unused("mood"),
		},
		{"an integer by its label", "tag a rose at level two", []string{`tag {"kind":"rose","level":2}`}, pass},
		{"an integer by its digits", "tag a rose at level 2", []string{`tag {"kind":"rose","level":2}`}, pass},
		{"another integer", "tag a rose at level 3", []string{`tag {"kind":"rose","level":2}`}, ungrounded("level")},

		// Walks.
		{"two nodes", "find a birthday card", []string{`find {"query":"birthday card"}`}, pass},
		{"by synonyms and in another order", "a greeting card for a bday", []string{`find {"query":"birthday card"}`}, pass},
		{"a label instead of the value", "a greeting card", []string{`find {"query":"greeting card"}`}, pass},
		{"a value that is no label", "a rose gold card", []string{`find {"query":"ROSE_GOLD card"}`}, pass},
		{"a node nobody said", "find a card", []string{`find {"query":"birthday card"}`}, ungrounded("query")},
		{"a word nobody said", "find a card", []string{`find {"query":"lovely card"}`}, ungrounded("query")},
		{"a word as it is", "find a lovely card", []string{`find {"query":"lovely card"}`}, pass},
		{
			"words apart do not make one text", "find a lovely card for my old aunt",
			[]string{`find {"query":"lovely old card"}`},
			ungrounded("query"),
		},
		{"words in a row do", "find a lovely old card", []string{`find {"query":"lovely old card"}`}, pass},
		{"words on both sides", "a lovely card for grandma", []string{`find {"query":"lovely card for grandma"}`}, pass},
		{
			"part of a longer label is no word", "find a black friday poster",
			[]string{`find {"query":"friday poster"}`},
			ungrounded("query"),
		},
		{"a node left out", "find a wedding card", []string{`find {"query":"card"}`}, unused(`"wedding"`)},
		{"a node of a type the walk lacks is free", "tag the wedding card", []string{`tag {"kind":"card"}`}, pass},
		{"colour in the walk", "find a pink card", []string{`find {"query":"pink card"}`}, pass},
		{"colour in both", "find a pink card", []string{`find {"color":"pink","query":"pink card"}`}, pass},
		{"colour in neither", "find a pink card", []string{`find {"query":"card"}`}, unused(`"pink"`)},
		{"a title whole", "like pink summer sale, please", []string{`find {"query":"Pink Summer Sale"}`}, pass},
		{"no words at all", "find 🎂 please", []string{`find {"query":"🎂"}`}, ungrounded("query")},

		// Numbers.
		{"digits", "find 12 card designs", []string{`find {"limit":12,"query":"card"}`}, pass},
		{"grouped digits", "find 1,080 card designs", []string{`find {"limit":1080,"query":"card"}`}, pass},
		{"another number", "find 12 card designs", []string{`find {"limit":13,"query":"card"}`}, ungrounded("limit")},
		{"part of a number", "find 12 card designs", []string{`find {"limit":1,"query":"card"}`}, ungrounded("limit")},

		// Several calls.
		{
			"a mention used by the second call", "find a card and tag the poster as calm",
			[]string{`find {"query":"card"}`, `tag {"kind":"poster","mood":"calm"}`},
			pass,
		},
		{
			"a mention that only the first call's tool admits", "find a pink card and tag the poster",
			[]string{`find {"query":"card"}`, `tag {"kind":"poster"}`},
			unused(`"pink"`),
		},
		{
			"a mention that no call has", "find a card and tag the poster",
			[]string{`find {"query":"card"}`, `tag {"kind":"card"}`},
			unused(`"poster"`),
		},
		{
			"the second call's argument", "find a card",
			[]string{`find {"query":"card"}`, `tag {"kind":"card","level":1}`},
			ungrounded("call_2 (tag): level"),
		},

		// No call.
		{"no call", "what is a pink card?", nil, pass},
		{"no argument", "a card, and a poster", []string{`find {"query":"card"}`}, unused(`"poster"`)},

		// What the domain does not bind.
		{"a literal text", `tag the card "Made for you!"`, []string{`tag {"kind":"card","note":"made for you"}`}, pass},
		{"labels in it", `tag the card "Pink is calm"`, []string{`tag {"kind":"card","note":"Pink is calm"}`}, pass},
		{
			"the same labels outside", `tag the calm card "so calm"`,
			[]string{`tag {"kind":"card","note":"so calm"}`},
			unused(`"calm"`),
		},
		{"a text nobody said", "tag the card", []string{`tag {"kind":"card","note":"fragile"}`}, ungrounded("note")},
		{
			"members of an object", "tag the card A7 with 12 and 🎂",
			[]string{`tag {"kind":"card","more":{"a":["A7",12],"b":"🎂","c":{},"d":[]}}`},
			pass,
		},
		{
			"a member nobody said", "tag the card A7",
			[]string{`tag {"kind":"card","more":{"a":["A7",12]}}`},
			ungrounded("more/a/1 is 12"),
		},
		{"a boolean nobody can say", "tag the card true", []string{`tag {"kind":"card","x":true}`}, ungrounded("x is true")},
		{"a null nobody can say", "tag the null card", []string{`tag {"kind":"card","x":null}`}, ungrounded("x is null")},
		{"an empty text", "tag the card", []string{`tag {"kind":"card","x":""}`}, ungrounded(`x is ""`)},
	}
	for _, tt := range tests {
		t.Run(tt.about, func(t *testing.T) { expect(t, p, ask(t, tt.query, tt.calls...), tt.want) })
	}
}

func TestGroundingInContext(t *testing.T) {
	d := load(t, nil)
	p := New(d)
	sale, roses := itemOf(t, d, "i1"), itemOf(t, d, "i2")
	tests := []struct {
		about string
		item  *sample.Item
		query string
		call  string
		want  verdict
	}{
		{"the item's id", sale, "make it 50 px wide", `resize {"item_id":"i1","width":50}`, pass},
		{"another item's id", sale, "make it 50 px wide", `resize {"item_id":"i2","width":50}`, ungrounded("i1")},
		{"an id without an item", nil, "make i1 50 px wide", `resize {"item_id":"i1","width":50}`, ungrounded("item_id")},
		{"a unit right behind", sale, "make it 50px wide", `resize {"item_id":"i1","width":50}`, pass},
		{"a unit the parameter lacks", sale, "make it 50em wide", `resize {"item_id":"i1","width":50}`, ungrounded("width")},
		{"by times by", sale, "to 1080x1,920", `resize {"height":1920,"item_id":"i1","width":1080}`, pass},
		{"a fraction", sale, "50 wide at .5", `resize {"item_id":"i1","opacity":0.5,"width":50}`, pass},
		{"a percentage of a fraction", sale, "40 wide at 50%", `resize {"item_id":"i1","opacity":0.5,"width":40}`, pass},
		{
			"one percent is not all", sale, "40 wide at 1%", `resize {"item_id":"i1","opacity":1,"width":40}`,
			ungrounded("opacity"),
		},
		{"below zero", sale, "40 wide, turned by -90°", `resize {"angle":-90,"item_id":"i1","width":40}`, pass},
		{
			"the wrong way", sale, "40 wide, turned by -90°", `resize {"angle":90,"item_id":"i1","width":40}`,
			ungrounded("angle"),
		},
		{"a ratio is no number", sale, "16:9", `resize {"item_id":"i1","ratio":"16:9","width":16}`, ungrounded("width")},
		{"a ratio", sale, "16:9 and 40 wide", `resize {"item_id":"i1","ratio":"16:9","width":40}`, pass},

		{"the field of a closed list", sale, "tag this", `tag {"kind":"poster"}`, pass},
		{"another value of it", sale, "tag this", `tag {"kind":"card"}`, ungrounded("kind")},
		{"the title as a walk", sale, "more of this", `find {"query":"Pink Summer Sale"}`, pass},
		{"a title that is not before the user", sale, "more of this", `find {"query":"Black Roses"}`, ungrounded("query")},
		{"said, it is", sale, "more black roses", `find {"query":"Black Roses"}`, pass},

		{"a title stands as a name", roses, "tag Black Roses as calm", `tag {"kind":"card","mood":"calm"}`, pass},
		{
			"labels in the title ask for nothing", sale, "a poster like the pink summer sale one",
			`find {"query":"poster"}`, pass,
		},
		{
			"nor do they give a value", sale, "a poster like Pink Summer Sale", `find {"color":"pink","query":"poster"}`,
			ungrounded("color"),
		},
		{
			"outside of it they do", sale, "a pink poster like Pink Summer Sale",
			`find {"color":"pink","query":"poster"}`, pass,
		},
		{"a title in part is no name", sale, "a poster for the pink summer", `find {"query":"poster"}`, unused(`"pink"`)},
		{"another item's title is no name", sale, "a poster like Black Roses", `find {"query":"poster"}`, unused(`"black"`)},
		{
			"a title as it is in the sample", &sample.Item{ID: "i1", Title: "Very Calm"}, "tag Very Calm, a card",
			`tag {"kind":"card"}`, pass,
		},
	}
	for _, tt := range tests {
		t.Run(tt.about, func(t *testing.T) {
			s := ask(t, tt.query, tt.call)
			if tt.item != nil {
				before(s, tt.item)
			}
			expect(t, p, s, tt.want)
		})
	}
}

// Earlier turns ground arguments; only the query's mentions must be used.
func TestGroundingInDialogue(t *testing.T) {
	p := New(load(t, nil))
	s := ask(t, "in pink", `find {"color":"pink","query":"wedding card"}`)
	s.Messages = append([]sample.Message{
		{Role: sample.RoleSystem, Content: "Posters are free."},
		{Role: sample.RoleUser, Content: "a card for a birthday or a wedding"},
		{Role: sample.RoleAssistant, Content: "A poster, or a wedding card?"},
	}, s.Messages...)
	expect(t, p, s, pass)

	s.Calls[0].Arguments = `{"color":"pink","premium":false,"query":"wedding card"}`
	expect(t, p, s, ungrounded("premium")) // only the system said so
	s.Calls[0].Arguments = `{"query":"wedding card"}`
	expect(t, p, s, unused(`"pink"`))
}

// A list is grounded and used element by element.
func TestGroundingOfLists(t *testing.T) {
	d := load(t, map[string]string{"tools.json": testTools})
	tag := d.Tool("tag")
	colors := &domain.Param{Name: "colors", Binding: d.Tool("find").Param("color").Binding}
	walks := &domain.Param{Name: "topics", Binding: d.Tool("find").Param("query").Binding}
	tag.Params = append(tag.Params, colors, walks)
	p := New(d)
	expect(t, p, ask(t, "tag the card pink and black", `tag {"colors":["pink","black"],"kind":"card"}`), pass)
	expect(t, p, ask(t, "tag the card pink and black", `tag {"colors":["pink"],"kind":"card"}`), unused(`"black"`))
	expect(t, p, ask(t, "tag the card pink", `tag {"colors":["pink","black"],"kind":"card"}`), ungrounded(`"black"`))
	expect(t, p, ask(t, "tag the card for a bday", `tag {"kind":"card","topics":["birthday","card"]}`), pass)
	expect(t, p, ask(t, "tag the card for a bday", `tag {"kind":"card","topics":["birthday","rose"]}`),
		ungrounded(`"rose"`))
}
