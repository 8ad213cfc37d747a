package phrase

import (
	"testing"

	"github.com/callmill/callmill/pathways/domain"
)

// Which nouns a value is said of, and so can be said without.
func TestDescribes(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]bool{
		"{a} {filter} filter on it":           true,
		"{a} {filter} (effect|image) on it":   true,
		"{a} {filter} (effect|is that)":       false,
		"take {product} out":                  false,
		"is {code} still good":                false,
		"{product}":                           false,
		"{product}, please":                   false,
		"{width}x{height}":                    false,
		"every {query} you have":              false,
		"the {room} {lamp}":                   false,
		"the {room} lights":                   true,
		"show me the {category} (deals|sale)": true,
	} {
		p, err := domain.ParseProduction(source)
		if err != nil {
			t.Fatal(err)
		}
		at := 0
		for p.Parts[at].Kind != domain.PartArgument || p.Parts[at].Text == domain.PlaceholderArticle {
			at++
		}
		if got := describes(p.Parts[at+1:]); got != want {
			t.Errorf("%q: %v, want %v", source, got, want)
		}
	}
}

// What is left of a clause without its end, and whether that can stand.
func TestUnlead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, left, lead string
		quotes, ends     bool
	}{
		{"crop this to", "crop this", "to", false, true},
		{"crop the photo to \x01", "crop the photo", "to", false, true},
		{"set a timer for", "set a timer", "for", false, true},
		{"add text saying that", "add text", "saying", true, true},
		{"add", "add", "", true, false},
		{"export as", "export", "as", false, false},
		{"compare them when it comes to", "compare them when it comes", "to", false, false},
	} {
		left, lead := unlead([]byte(c.text), c.quotes)
		if string(left) != c.left || lead != c.lead || endsClause(lastWord(left)) != c.ends {
			t.Errorf("%q: %q, led by %q; can end so: %v", c.text, left, lead, !c.ends)
		}
	}
}

// A clause wants more where its verb does, or where it only wishes for a value.
func TestWantsMore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		// said is what the text has before the end of the last value.
		said string
		want bool
	}{
		{"turn the text", "", true},
		{"turn it down, crop the photo", "", false},
		{"i need this photo", "i need this photo", true},
		{"i need a timer", "", false},
		{"could you crop this photo", "could you crop this photo", true},
		{"please crop this photo", "please crop this photo", false},
	} {
		r := &renderer{missing: missing{said: len(c.said)}}
		if got := r.wantsMore([]byte(c.text)); got != c.want {
			t.Errorf("%q: %v, want %v", c.text, got, c.want)
		}
	}
}

// Values that begin with their own small word can go as they are.
func TestAdverbial(t *testing.T) {
	t.Parallel()
	param := func(labels ...string) *domain.Param {
		return &domain.Param{Binding: domain.Binding{
			Kind: domain.BindValues, Values: []*domain.Value{{Labels: labels}},
		}}
	}
	for _, c := range []struct {
		p    *domain.Param
		want bool
	}{
		{param("at sunset", "when it gets dark"), true},
		{param("at sunset", "sunset"), false},
		{param("off"), false},
		{&domain.Param{Binding: domain.Binding{Kind: domain.BindRange}}, false},
	} {
		if got := adverbial(c.p); got != c.want {
			t.Errorf("%+v: %v, want %v", c.p.Binding.Values, got, c.want)
		}
	}
}
